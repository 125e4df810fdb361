//! Random items, random viewers: no search, count, facet, suggestion, correction, similar list or
//! workbook tells anybody what the rights do not show.

use std::collections::{BTreeMap, BTreeSet};

use huiyin_app::desk;
use huiyin_core::search::{SearchAnswer, SearchRequest, Tier};
use huiyin_core::{Scope, StaffActor, SuggestionId};
use huiyin_workflow::Suggestion;

use crate::accused::{Dice, everybody, is_accused, name, would_see};
use crate::kit::{TestApp, on_both, web};
use crate::search::{follow, open_index};

/// Characters of which every item gets a word that stands nowhere else.
const SIGNS: [&str; 16] = [
    "鲸", "鹤", "枫", "雁", "砚", "锚", "榆", "帆", "岚", "穗", "蛟", "麓", "翎", "珀", "湘", "渠",
];

struct Item {
    id: SuggestionId,
    secret: String,
}

/// What a viewer may see, by the rights said plainly.
async fn allowed(
    t: &TestApp,
    who: &StaffActor,
    items: &[Item],
) -> BTreeMap<SuggestionId, Suggestion> {
    let mut seen = BTreeMap::new();
    for item in items {
        let s = t.now_of(item.id).await;
        if would_see(t, who, &s) && !is_accused(t, who, &s) {
            seen.insert(item.id, s);
        }
    }
    seen
}

/// Those that hold what was asked for; what is only like it may follow.
fn exact(answer: &SearchAnswer) -> BTreeSet<SuggestionId> {
    let exact = answer.hits.iter().filter(|hit| hit.tier == Tier::Exact);
    exact.map(|hit| hit.id).collect()
}

fn ids(answer: &SearchAnswer) -> BTreeSet<SuggestionId> {
    answer.hits.iter().map(|hit| hit.id).collect()
}

async fn ask(t: &TestApp, q: &str, scope: &Scope) -> SearchAnswer {
    let request = SearchRequest {
        limit: 100,
        ..SearchRequest::new(q, scope.clone())
    };
    desk::search(&t.app, request).await.unwrap().answer
}

/// Counts of every facet are those of what is visible.
fn check_facets(answer: &SearchAnswer, seen: &[&Suggestion], who: &str) {
    fn same<K: Ord + Copy + std::fmt::Debug>(
        counted: &[(K, u64)],
        expected: impl Iterator<Item = K>,
        who: &str,
    ) {
        let mut by = BTreeMap::new();
        for key in expected {
            *by.entry(key).or_insert(0_u64) += 1;
        }
        let counted: BTreeMap<K, u64> = counted.iter().copied().collect();
        assert_eq!(counted, by, "{who}");
    }
    let f = &answer.facets;
    same(&f.statuses, seen.iter().map(|s| s.status), who);
    same(&f.kinds, seen.iter().map(|s| s.kind), who);
    same(&f.channels, seen.iter().map(|s| s.channel), who);
    same(&f.topics, seen.iter().filter_map(|s| s.topic), who);
    same(&f.units, seen.iter().filter_map(|s| s.lead_unit()), who);
    let n = seen.len() as u64;
    assert_eq!(f.years.iter().map(|(_, n)| n).sum::<u64>(), n, "{who}");
    assert_eq!(f.months.iter().map(|(_, n)| n).sum::<u64>(), n, "{who}");
}

/// Every viewer's view of the whole, and of every `step`th item.
async fn check_everybody(t: &TestApp, items: &[Item], step: usize) -> usize {
    let mut n_hidden = 0;
    for who in everybody(t) {
        let scope = t.app.scope(&who);
        let seen = allowed(t, &who, items).await;
        let open: BTreeSet<SuggestionId> = seen.keys().copied().collect();
        let all: Vec<&Suggestion> = seen.values().collect();
        for q in ["食堂", "", "食堂 -没有的", "堂采"] {
            let answer = ask(t, q, &scope).await;
            assert_eq!(ids(&answer), open, "{q:?} {}", who.name);
            assert_eq!(answer.total, open.len() as u64, "{q:?} {}", who.name);
            check_facets(&answer, &all, &who.name);
        }
        for item in items.iter().step_by(step) {
            let is_open = open.contains(&item.id);
            let head: String = item.secret.chars().take(2).collect();
            let offered = desk::suggest(&t.app, &who, &head).await.unwrap();
            // mistyped in its last sign
            let typo: String = item.secret.chars().take(3).chain(['食']).collect();
            let mistyped = ask(t, &typo, &scope).await;
            let answer = ask(t, &item.secret, &scope).await;
            let numbered = ask(
                t,
                &format!("编号:{}", t.now_of(item.id).await.ticket_no),
                &scope,
            )
            .await;
            for found in [&mistyped, &answer, &numbered] {
                assert!(ids(found).is_subset(&open), "{} {}", item.secret, who.name);
            }
            if is_open {
                assert_eq!(
                    (exact(&answer), answer.total),
                    (BTreeSet::from([item.id]), 1)
                );
                assert_eq!(exact(&numbered), BTreeSet::from([item.id]), "{}", who.name);
                continue;
            }
            n_hidden += 1;
            let name = &who.name;
            assert_eq!(
                (answer.total, numbered.total),
                (0, 0),
                "{} {name}",
                item.secret
            );
            for found in [&mistyped, &answer, &numbered] {
                let meant = &found.did_you_mean;
                assert!(
                    meant.iter().all(|q| !q.contains(&item.secret)),
                    "{meant:?} {name}"
                );
            }
            for one in &offered {
                assert!(!one.q.contains(&item.secret), "{one:?} {name}");
                // what is offered has an answer in the own scope, and its count is of that scope
                assert_eq!(
                    ask(t, &one.q, &scope).await.total,
                    one.total,
                    "{one:?} {name}"
                );
            }
        }
        for id in &open {
            let view = desk::view(&t.app, &who, *id).await.unwrap();
            assert!(
                view.alike.iter().all(|other| open.contains(&other.id)),
                "{}",
                who.name
            );
        }
        let request = SearchRequest::new("食堂", Scope::leader());
        let exported = desk::export(&t.app, &who, request).await.unwrap();
        assert_eq!(exported.n_rows, open.len(), "{}", who.name);
    }
    n_hidden
}

on_both! {
    async fn no_search_tells_what_the_rights_do_not_show(t) {
        let index = open_index(t);
        follow(t).await;
        let mut dice = Dice(5_120_926);
        let mut items = Vec::new();
        for n in 0..14_usize {
            let places = [n, (n * 7 + 3) % 16, (n * 11 + 5) % 16, (n * 3 + 9) % 16];
            let secret: String = places.iter().map(|at| SIGNS[*at]).collect();
            let title = format!("食堂采购{secret}");
            let is_report = dice.roll(3) == 0;
            let mut form = crate::kit::anonymous(&title);
            if is_report {
                form.intent = "report".to_owned();
            }
            let id = web(t, &form).await.id;
            if dice.roll(4) > 0 {
                if is_report {
                    let fields = [("kind", "disclosure"), ("points", "采购不公")];
                    t.act(&t.people.clerk, id, huiyin_workflow::ActionKind::Accept, &fields).await.unwrap();
                } else {
                    t.accept(id).await;
                }
                if dice.roll(3) > 0 {
                    t.assign(id).await;
                }
            }
            items.push(Item { id, secret });
        }
        // nothing of this is in the index yet
        let hidden = check_everybody(t, &items, 1).await;
        assert!(hidden > 30, "only {hidden} cases were hidden from somebody");
        follow(t).await;
        check_everybody(t, &items, 4).await;

        // the rights change, and no worker runs
        let people = ["", "second", "leader", "supervisor\nhandler", "head", "liaison\nassistant\noutsider"];
        let units = ["", "", "legal-aid", "rights", "women"];
        for item in &items {
            let (who, unit) = (people[dice.roll(6) as usize], units[dice.roll(5) as usize]);
            if !(who.is_empty() && unit.is_empty()) {
                name(t, &t.people.clerk, item.id, who, unit).await;
            }
        }
        check_everybody(t, &items, 1).await;
        follow(t).await;
        check_everybody(t, &items, 4).await;

        // an index in the making, and none at all
        index.reset().unwrap();
        for who in everybody(t) {
            let open: BTreeSet<SuggestionId> = allowed(t, &who, &items).await.into_keys().collect();
            let answer = ask(t, "食堂采购", &t.app.scope(&who)).await;
            assert_eq!(ids(&answer), open, "{}", who.name);
            assert_eq!(answer.total, open.len() as u64);
        }
    }
}
