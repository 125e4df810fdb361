//! What was written a moment ago is found before any commit, and never twice.

use huiyin_core::ctx::UnitScope;
use huiyin_core::search::{SearchOrder, SearchRequest, Tier};
use huiyin_core::{Scope, Status, SuggestionId, UnitId, Viewer};

use crate::material::{Dice, Shelf, ids, ids_of, item, made_up};

#[test]
fn fresh_items_are_found_at_once_and_in_order() {
    let shelf = Shelf::with(vec![item(1, "食堂", "素菜"), item(2, "停车", "车位")]);
    shelf
        .index
        .freshen(vec![item(3, "食堂的素菜", "窗口"), item(4, "班车", "晚点")]);
    assert_eq!(shelf.literal("食堂"), [1, 3]);
    assert_eq!(shelf.literal("食"), [1, 3]);
    assert_eq!(shelf.literal("班车 晚点"), [4]);
    assert_eq!(shelf.ids(""), [4, 3, 2, 1]);
    assert_eq!(ids_of(&shelf.ask("班车总是晚点"), Tier::Missing), [4]);
    let mut request = SearchRequest::new("食堂", Scope::leader());
    request.order = SearchOrder::Newest;
    let answer = shelf.index.search(&request).unwrap();
    assert_eq!((ids(&answer), answer.total), (vec![3, 1], 2));
    assert_eq!(answer.facets.statuses, [(Status::Submitted, 2)]);
    assert_eq!(answer.hits[0].title.0[0], ("食堂".to_owned(), true));
}

#[test]
fn a_fresh_copy_stands_for_the_old_one() {
    let shelf = Shelf::with(vec![item(1, "食堂", "素菜"), item(2, "停车", "车位")]);
    let mut newer = item(1, "餐厅", "荤菜");
    newer.revision = 2;
    shelf.index.freshen(vec![newer.clone()]);
    assert_eq!(shelf.literal("素菜"), [] as [i64; 0]);
    assert_eq!(shelf.literal("荤菜"), [1]);
    assert_eq!(shelf.ids(""), [2, 1]);
    // the ledger brings an older state first
    shelf.index.freshen(vec![item(1, "旧", "旧")]);
    shelf
        .index
        .apply(vec![item(1, "食堂", "素菜")], Vec::new(), 2)
        .unwrap();
    assert_eq!(shelf.literal("荤菜"), [1]);
    shelf.index.apply(vec![newer], Vec::new(), 3).unwrap();
    assert_eq!(shelf.literal("荤菜"), [1]);
    assert_eq!(shelf.ask("餐厅").total, 1);
}

#[test]
fn what_is_forgotten_is_gone_at_once() {
    let shelf = Shelf::with(vec![item(1, "食堂", "素菜"), item(2, "食堂", "车位")]);
    shelf.index.forget(&[SuggestionId(2)]);
    let answer = shelf.ask("食堂");
    assert_eq!((ids(&answer), answer.total), (vec![1], 1));
    shelf
        .index
        .apply(Vec::new(), vec![SuggestionId(2)], 2)
        .unwrap();
    assert_eq!(shelf.literal("食堂"), [1]);
    shelf.index.freshen(vec![item(2, "食堂", "车位")]);
    assert_eq!(shelf.literal("食堂"), [1, 2]);
}

#[test]
fn rights_hold_for_fresh_items_too() {
    let shelf = Shelf::with(vec![item(1, "食堂", "素菜")]);
    let mut secret = item(2, "食堂", "举报回扣");
    secret.is_restricted = true;
    secret.visible_units = vec![UnitId(5)];
    let mut other = item(3, "食堂", "座位");
    other.visible_units = vec![UnitId(6)];
    shelf.index.freshen(vec![secret, other]);
    let scope = |units, restricted| Scope {
        units,
        restricted,
        viewer: Viewer::nobody(),
    };
    let ask =
        |q: &str, scope: Scope| ids(&shelf.index.search(&SearchRequest::new(q, scope)).unwrap());
    assert_eq!(ask("", scope(UnitScope::All, false)), [3, 1]);
    assert_eq!(
        ask("食堂", scope(UnitScope::Of(vec![UnitId(5)]), true)),
        [2]
    );
    assert_eq!(
        ask("举报回扣", scope(UnitScope::Of(vec![UnitId(6)]), true)),
        [] as [i64; 0]
    );
}

/// Whatever lies where, the answer is that of an index that holds everything.
#[test]
fn fresh_or_indexed_makes_no_difference_to_what_is_found() {
    let documents = made_up(240);
    let whole = Shelf::with(documents.clone());
    let mut dice = Dice(11);
    let (fresh, indexed): (Vec<_>, Vec<_>) =
        documents.iter().cloned().partition(|_| dice.below(3) == 0);
    let half = Shelf::with(indexed);
    half.index.freshen(fresh);
    for _ in 0..300 {
        let body = &documents[dice.below(documents.len())].body;
        let q = dice.stretch(body, 9);
        assert_eq!(half.literal(&q), whole.literal(&q), "{q:?}");
    }
}
