//! What a search shows, counts and offers is what the viewer may open, item by item.

use std::collections::BTreeSet;
use std::time::Duration;

use huiyin_tests::form::percent;
use huiyin_tests::http::Client;
use huiyin_tests::installation::Installation;
use huiyin_tests::staff::{Staff, Team};
use huiyin_tests::visitor::{act, submit};
use huiyin_tests::wait::wait_until;
use serde_json::Value;

const ITEMS: usize = 18;

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

fn json(client: &mut Client, path: &str) -> Value {
    let answer = client.visit(path).expect(200);
    serde_json::from_str(&answer.text()).unwrap_or_else(|e| panic!("{e}: {}", answer.text()))
}

fn asked(client: &mut Client, q: &str, more: &str) -> Value {
    json(client, &format!("/desk/search.json?q={}{more}", percent(q)))
}

/// The items among the hits, relaxed ones too.
fn shown(answer: &Value) -> BTreeSet<String> {
    let hits = answer["hits"].as_array().unwrap();
    hits.iter().map(|hit| hit["id"].to_string()).collect()
}

/// Every list of facets counts no more than what may be seen.
fn assert_counts(answer: &Value, visible: usize, who: &str) {
    for facet in answer["facets"].as_array().unwrap() {
        let counts = facet["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["count"].as_u64().unwrap());
        // years and months count every item, a unit or a topic may be missing
        assert!(counts.sum::<u64>() <= visible as u64, "{who}: {facet}");
    }
}

#[test]
fn no_search_count_facet_or_offer_goes_beyond_what_the_viewer_may_open() {
    let here = Installation::new();
    let team = Team::add(&here);
    let other = Staff::add(&here, "other", "women", &["liaison", "handler"]);
    let second = Staff::add(&here, "second", "desk", &["clerk"]);
    let server = here.serve();
    let mut clerk = team.clerk.sign_in(&server);
    let unit = |code: &str| {
        here.sql(&format!("select id from unit where code = '{code}'"))
            .remove(0)
    };
    let units = [unit(Team::UNIT), unit("women")];
    let mut dice = Dice(5);
    for n in 0..ITEMS {
        submit(
            &mut server.client(),
            &format!("第{n}号窗口的素菜太少，食堂排队太久。"),
        );
        let id = here.sql("select max(id) from suggestion").remove(0);
        let page = format!("/desk/suggestions/{id}");
        if dice.below(5) == 0 {
            continue;
        }
        let accused: &[(&str, &str)] = match dice.below(3) {
            0 => &[("kind", "disclosure"), ("accused_accounts", "second")],
            1 => &[("kind", "disclosure"), ("accused_accounts", "handler")],
            _ => &[("kind", "proposal")],
        };
        act(&mut clerk, &page, "accept", accused);
        if let Some(unit) = units.get(dice.below(3)) {
            act(&mut clerk, &page, "assign", &[("lead", unit)]);
        }
    }
    let ids = here.sql("select id from suggestion order by id");
    assert_eq!(ids.len(), ITEMS);
    let others = [
        &second,
        &team.handler,
        &other,
        &team.head,
        &team.supervisor,
        &team.leader,
    ];
    let signed_in = others.map(|staff| (staff.username.as_str(), staff.sign_in(&server)));
    let mut seen = BTreeSet::new();
    for (who, mut client) in signed_in.into_iter().chain([("clerk", clerk)]) {
        let visible: BTreeSet<String> = ids
            .iter()
            .filter(
                |id| match client.visit(&format!("/desk/suggestions/{id}")).status {
                    200 => true,
                    404 => false,
                    other => panic!("{who} {id}: {other}"),
                },
            )
            .cloned()
            .collect();
        seen.insert(visible.len());
        wait_until("the index is level", Duration::from_secs(30), || {
            asked(&mut client, "素菜", "")["rebuilding"].is_null()
        });
        for q in [
            "素菜",
            "食堂 排队",
            "菜太少，食堂排",
            "排队太久 OR 窗口",
            "太",
            "shitang",
            "",
        ] {
            let found = asked(&mut client, q, "&limit=100");
            assert_eq!(shown(&found), visible, "{who} {q}");
            assert_counts(&found, visible.len(), who);
            if q != "shitang" {
                assert_eq!(found["total"], visible.len(), "{who} {q}");
            }
        }
        for (n, id) in ids.iter().enumerate() {
            let found = asked(&mut client, &format!("第{n}号窗口"), "&limit=100");
            assert_eq!(
                found["total"] == 1,
                visible.contains(id),
                "{who} {n}: {found}"
            );
            assert!(shown(&found).is_subset(&visible), "{who} {n}: {found}");
        }
        for filter in [
            "&status=submitted",
            "&status=accepted",
            "&status=assigned",
            "&kind=disclosure",
        ] {
            let found = asked(&mut client, "素菜", &format!("{filter}&limit=100"));
            assert!(shown(&found).is_subset(&visible), "{who} {filter}");
            assert_eq!(found["total"], shown(&found).len(), "{who} {filter}");
            assert_counts(&found, visible.len(), who);
        }
        let offers = json(
            &mut client,
            &format!("/desk/search/suggest.json?q={}", percent("食")),
        );
        for offer in offers.as_array().unwrap() {
            let found = asked(&mut client, offer["q"].as_str().unwrap(), "&limit=100");
            assert_eq!(found["total"], offer["total"], "{who}: {offer}");
            assert!(
                offer["total"].as_u64().unwrap() <= visible.len() as u64,
                "{who}: {offer}"
            );
        }
    }
    assert!(seen.len() > 2, "the viewers do not differ: {seen:?}");
}
