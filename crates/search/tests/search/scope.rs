//! Nobody finds, counts or sees in a facet what is outside their scope.

use huiyin_core::ctx::UnitScope;
use huiyin_core::search::{SearchAnswer, SearchRequest};
use huiyin_core::{AccountId, Accused, Scope, UnitId, Viewer};

use crate::material::{Shelf, ids, item};

fn shelf() -> Shelf {
    let mut documents: Vec<_> = (1..=6).map(|id| item(id, "食堂素菜", "窗口太少")).collect();
    for document in &mut documents {
        let unit = UnitId(document.id.0 % 3);
        document.lead_unit = Some(unit);
        document.visible_units = vec![unit, UnitId(100 + document.id.0)];
    }
    documents[5].is_restricted = true;
    documents[5].body = "举报食堂采购".to_owned();
    Shelf::with(documents)
}

fn scope_of(units: UnitScope, restricted: bool) -> Scope {
    Scope {
        units,
        restricted,
        viewer: Viewer::nobody(),
    }
}

fn ask(shelf: &Shelf, q: &str, units: UnitScope, restricted: bool) -> SearchAnswer {
    let request = SearchRequest::new(q, scope_of(units, restricted));
    shelf.index.search(&request).unwrap()
}

#[test]
fn units_bound_what_is_found_and_counted() {
    let shelf = shelf();
    let check = |units: UnitScope, restricted: bool, expect: &[i64]| {
        for q in [
            "食堂",
            "",
            "食",
            "食堂窗口素菜太",
            "餐厅",
            "shitang",
            "食糖 窗口",
        ] {
            let answer = ask(&shelf, q, units.clone(), restricted);
            let mut found = ids(&answer);
            found.sort_unstable();
            if ["食堂", "", "食"].contains(&q) {
                assert_eq!(found, expect, "{q:?} {units:?}");
            }
            assert!(found.iter().all(|id| expect.contains(id)), "{q:?}");
            assert_eq!(answer.total + answer.n_relaxed, found.len() as u64);
            let in_facets: u64 = answer.facets.units.iter().map(|(_, n)| n).sum();
            assert_eq!(in_facets, found.len() as u64, "{q:?}");
        }
    };
    check(UnitScope::All, true, &[1, 2, 3, 4, 5, 6]);
    check(UnitScope::All, false, &[1, 2, 3, 4, 5]);
    check(UnitScope::Of(vec![UnitId(0)]), true, &[3, 6]);
    check(UnitScope::Of(vec![UnitId(0)]), false, &[3]);
    check(
        UnitScope::Of(vec![UnitId(1), UnitId(102)]),
        false,
        &[1, 2, 4],
    );
    check(UnitScope::Of(vec![UnitId(77)]), true, &[]);
    check(UnitScope::Of(Vec::new()), true, &[]);
    check(UnitScope::Nothing, true, &[]);
    check(UnitScope::Nothing, false, &[]);
}

#[test]
fn what_only_a_restricted_item_holds_is_nowhere_to_be_seen() {
    let shelf = shelf();
    let answer = ask(&shelf, "举报食堂采购", UnitScope::All, false);
    assert_eq!((answer.total, answer.did_you_mean.len()), (0, 0));
    assert!(!ids(&answer).contains(&6));
    let by_number = ask(&shelf, "GH2026-6", UnitScope::All, false);
    assert_eq!(by_number.total, 0);
    assert_eq!(ask(&shelf, "举报食堂采购", UnitScope::All, true).total, 1);
}

#[test]
fn the_accused_find_nothing_of_it() {
    let mut documents: Vec<_> = (1..=4).map(|id| item(id, "食堂素菜", "窗口太少")).collect();
    documents[1].accused.accounts = vec![AccountId(7)];
    documents[2].accused.units = vec![UnitId(5)];
    documents[3].accused = Accused {
        accounts: vec![AccountId(8)],
        units: vec![UnitId(5), UnitId(6)],
    };
    documents[3].body = "窗口太少，只有这一封写到采购回扣".to_owned();
    let shelf = Shelf::with(documents);
    let check = |account: i64, units: &[i64], expect: &[i64]| {
        let scope = Scope {
            viewer: Viewer {
                account: Some(AccountId(account)),
                units: units.iter().copied().map(UnitId).collect(),
            },
            ..scope_of(UnitScope::All, true)
        };
        for q in ["食堂", "", "窗口素菜"] {
            let answer = shelf
                .index
                .search(&SearchRequest::new(q, scope.clone()))
                .unwrap();
            let mut found = ids(&answer);
            found.sort_unstable();
            assert_eq!(found, expect, "{q:?} {account} {units:?}");
            assert_eq!(answer.total + answer.n_relaxed, found.len() as u64);
            let counted: u64 = answer.facets.statuses.iter().map(|(_, n)| n).sum();
            assert_eq!(counted, found.len() as u64);
        }
        for q in ["采购回扣", "GH2026-4"] {
            let answer = shelf
                .index
                .search(&SearchRequest::new(q, scope.clone()))
                .unwrap();
            let is_seen = expect.contains(&4);
            assert_eq!(ids(&answer).contains(&4), is_seen, "{q:?}");
            assert!(answer.hits.iter().all(|hit| expect.contains(&hit.id.0)));
        }
    };
    check(1, &[1], &[1, 2, 3, 4]);
    check(7, &[1], &[1, 3, 4]);
    check(8, &[1], &[1, 2, 3]);
    check(1, &[5], &[1, 2]);
    check(1, &[6, 1], &[1, 2, 3]);
    check(7, &[5, 6], &[1]);
}
