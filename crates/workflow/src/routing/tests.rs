//! A small organisation: 市总(1) with 分办台(2), 权益部(3), 劳经部(4), 港湾区(5) and its street(6),
//! 交通工会(7) and below it the bus company(8).

use chrono::NaiveDate;
use huiyin_core::{CampaignId, Channel, SuggestionId, TopicId, UnitId};
use proptest::prelude::*;

use super::{
    CampaignFact, DryRun, RoutedItem, Routing, RoutingEvidence, RoutingFacts, RoutingRule,
    RoutingRuleError, RoutingRules, RoutingSelectors, RoutingUnit, RoutingUnits, RuleUse,
    TopicFact, UnitBranch, route,
};

const DESK: UnitId = UnitId(2);

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn organisation(out_of_use: &[i64]) -> RoutingUnits {
    let unit =
        |id: i64, parent: Option<i64>, branch: &str, name: &str, words: &[&str]| RoutingUnit {
            id: UnitId(id),
            parent: parent.map(UnitId),
            branch: UnitBranch::from_code(branch),
            name: name.to_owned(),
            words: words.iter().map(|w| (*w).to_owned()).collect(),
            is_active: !out_of_use.contains(&id),
        };
    RoutingUnits::new(vec![
        unit(1, None, "office", "市总工会", &["总工会"]),
        unit(2, Some(1), "office", "征集办", &["意见箱"]),
        unit(3, Some(1), "department", "权益部", &["工资"]),
        unit(4, Some(1), "department", "劳经部", &["高温"]),
        unit(
            5,
            Some(1),
            "territory",
            "港湾区总工会",
            &["港湾区", "老码头", "港"],
        ),
        unit(6, Some(5), "territory", "老码头街道总工会", &["老码头街道"]),
        unit(7, Some(1), "industry", "交通工会", &["公交", "司机"]),
        unit(8, Some(7), "grassroots", "公交集团工会", &["公交集团"]),
    ])
}

fn rule(code: &str, unit: i64, priority: i32, when: RoutingSelectors) -> RoutingRule {
    RoutingRule {
        code: code.to_owned(),
        version: 1,
        label: format!("{code}规则"),
        when,
        unit: UnitId(unit),
        priority,
        is_active: true,
        effective_from: day(1),
    }
}

fn topic(id: i64) -> RoutingSelectors {
    RoutingSelectors {
        topic: Some(TopicId(id)),
        ..RoutingSelectors::default()
    }
}

fn territory(id: i64) -> RoutingSelectors {
    RoutingSelectors {
        territory: Some(UnitId(id)),
        ..RoutingSelectors::default()
    }
}

fn industry(id: i64) -> RoutingSelectors {
    RoutingSelectors {
        industry: Some(UnitId(id)),
        ..RoutingSelectors::default()
    }
}

/// Topic 10 劳动报酬 with 11 拖欠工资 below it; 20 安全.
fn facts(units: &RoutingUnits, topics: &[i64], chosen: Option<i64>, text: &str) -> RoutingFacts {
    RoutingFacts {
        on: day(20),
        channel: Channel::Web,
        topics: topics
            .iter()
            .map(|id| TopicFact {
                id: TopicId(*id),
                name: format!("类别{id}"),
            })
            .collect(),
        campaign: None,
        concerned: units.concerned(chosen.map(UnitId), text),
    }
}

fn rules() -> RoutingRules {
    RoutingRules::new(vec![
        rule("报酬", 3, 200, topic(10)),
        rule("港湾", 5, 100, territory(5)),
        rule("交通", 7, 100, industry(7)),
        rule("安全", 4, 50, topic(20)),
        rule(
            "港湾交通信访",
            6,
            100,
            RoutingSelectors {
                channel: Some(Channel::Letter),
                ..RoutingSelectors {
                    industry: Some(UnitId(7)),
                    ..territory(5)
                }
            },
        ),
    ])
    .unwrap()
}

#[test]
fn a_campaign_leads_to_its_unit() {
    let units = organisation(&[]);
    let asked = RoutingSelectors {
        campaign: Some(CampaignId(3)),
        ..RoutingSelectors::default()
    };
    let mut all = rules().rules().to_vec();
    all.push(rule("安康杯", 4, 300, asked));
    let all = RoutingRules::new(all).unwrap();
    let mut letter = facts(&units, &[11, 10], None, "工资拖欠");
    let routed = |letter: &RoutingFacts| route(&all, &units, DESK, letter);
    assert_eq!(routed(&letter).units(), [UnitId(3)]);
    letter.campaign = Some(CampaignFact {
        id: CampaignId(3),
        name: "安康杯金点子".into(),
    });
    let Routing::Single(one) = routed(&letter) else {
        panic!("one unit");
    };
    assert_eq!(one.unit, UnitId(4));
    assert_eq!(
        one.reasons,
        ["征集活动是“安康杯金点子”（规则“安康杯规则”）"]
    );
    letter.campaign = Some(CampaignFact {
        id: CampaignId(4),
        name: "另一个".into(),
    });
    assert_eq!(routed(&letter).units(), [UnitId(3)]);
}

#[test]
fn rules_propose_one_several_or_the_office() {
    let units = organisation(&[]);
    let check = |topics: &[i64], chosen: Option<i64>, text: &str, expect: &[i64]| {
        let routing = route(&rules(), &units, DESK, &facts(&units, topics, chosen, text));
        let ids: Vec<i64> = routing.units().iter().map(|unit| unit.0).collect();
        assert_eq!(ids, expect, "{topics:?} {chosen:?} {text}: {routing:?}");
    };
    check(&[11, 10], None, "工资没发", &[3]);
    check(&[11, 10], None, "港湾区的公交司机工资没发", &[3]);
    check(&[20], None, "车间太热", &[4]);
    check(&[20], None, "老码头的店里太热", &[5]);
    check(&[20], None, "老码头街道的店里太热", &[5]);
    check(&[20], None, "公交车里太热", &[7]);
    check(&[20], None, "港湾区的公交车里太热", &[5, 7]);
    check(&[20], Some(8), "车里太热", &[7]);
    check(&[20], Some(6), "公交车里太热", &[5, 7]);
    check(&[20], Some(8), "港湾区的司机太热", &[5, 7]);
    check(&[], None, "谢谢总工会", &[2]);
    check(&[], None, "港口在哪里", &[2]);
    check(&[30], Some(3), "工资的事", &[2]);
    check(&[30], Some(99), "没有这个单位", &[2]);
    check(&[], None, "", &[2]);
}

#[test]
fn among_equal_priorities_the_more_specific_rule_counts() {
    let units = organisation(&[]);
    let mut facts = facts(&units, &[], None, "港湾区的公交");
    facts.channel = Channel::Letter;
    let routing = route(&rules(), &units, DESK, &facts);
    assert_eq!(routing.only_unit(), Some(UnitId(6)));
    assert_eq!(routing.rules(), ["港湾交通信访"]);
}

#[test]
fn every_proposal_says_why() {
    let units = organisation(&[]);
    let reasons = |topics: &[i64], chosen: Option<i64>, text: &str| match route(
        &rules(),
        &units,
        DESK,
        &facts(&units, topics, chosen, text),
    ) {
        Routing::Single(one) => one.reasons,
        Routing::Several(all) => all.into_iter().flat_map(|one| one.reasons).collect(),
        Routing::Fallback { reason, .. } => vec![reason],
    };
    assert_eq!(
        reasons(&[11, 10], None, ""),
        ["类别是“类别11”（规则“报酬规则”）"]
    );
    assert_eq!(
        reasons(&[20], None, "老码头街道的公交集团"),
        [
            "所在地按来件提到的“老码头街道”（规则“港湾规则”）",
            "所属产业按来件提到的“公交集团”（规则“交通规则”）"
        ]
    );
    assert_eq!(
        reasons(&[], Some(8), "公交"),
        ["所属产业按登记时选定的单位“公交集团工会”（规则“交通规则”）"]
    );
    assert_eq!(reasons(&[], None, ""), ["没有适用的分办规则，由分办台兜底"]);
    let units = organisation(&[3]);
    let routing = route(&rules(), &units, DESK, &facts(&units, &[10], None, ""));
    let reason = "规则“报酬规则”的权益部已停用，由分办台兜底".to_owned();
    assert_eq!(routing, Routing::Fallback { unit: DESK, reason });
}

#[test]
fn the_next_rule_steps_in_for_a_unit_out_of_use() {
    let units = organisation(&[3]);
    let routing = route(&rules(), &units, DESK, &facts(&units, &[10], None, "公交"));
    assert_eq!(routing.only_unit(), Some(UnitId(7)));
}

#[test]
fn the_longest_word_of_a_text_names_the_unit() {
    let units = organisation(&[]);
    let named = |text: &str| -> Vec<(i64, String)> {
        units
            .concerned(None, text)
            .into_iter()
            .map(|c| match c.evidence {
                RoutingEvidence::Word(word) => (c.unit.0, word),
                RoutingEvidence::Chosen => (c.unit.0, String::new()),
            })
            .collect()
    };
    assert_eq!(
        named("公交集团的司机"),
        [(8, "公交集团".into()), (7, "司机".into())]
    );
    assert_eq!(named("公交公交"), [(7, "公交".into())]);
    assert_eq!(
        named("老码头街道和老码头"),
        [(6, "老码头街道".into()), (5, "老码头".into())]
    );
    assert_eq!(named("港和工资"), []);
}

#[test]
fn a_version_counts_from_its_day_and_can_end_a_rule() {
    let mut later = rule("报酬", 4, 200, topic(10));
    (later.version, later.effective_from) = (2, day(21));
    let mut ended = later.clone();
    (ended.version, ended.effective_from, ended.is_active) = (3, day(25), false);
    let rules = rules().with(ended).unwrap().with(later).unwrap();
    let units = organisation(&[]);
    for (on, expect) in [(20, 3), (21, 4), (24, 4), (25, 2)] {
        let mut facts = facts(&units, &[10], None, "");
        facts.on = day(on);
        let routing = route(&rules, &units, DESK, &facts);
        assert_eq!(routing.only_unit(), Some(UnitId(expect)), "{on}");
    }
    assert!(rules.in_force(NaiveDate::MIN).is_empty());
    assert_eq!(rules.newest_of("报酬").unwrap().version, 3);
    assert_eq!(rules.newest().len(), 5);
}

#[test]
fn rules_that_cannot_hold_are_refused() {
    let check = |change: fn(&mut RoutingRule), expect: &str| {
        let mut bad = rule("坏", 3, 1, topic(10));
        change(&mut bad);
        let error = rules().with(bad).unwrap_err();
        assert!(error.to_string().contains(expect), "{error}");
    };
    check(|r| r.label = " ".into(), "没有写名称");
    check(|r| r.when = RoutingSelectors::default(), "没有任何条件");
    check(|r| r.priority = 1000, "0 到 999");
    check(|r| r.priority = -1, "0 到 999");
    let twice = rules().with(rule("报酬", 3, 1, topic(10))).unwrap_err();
    assert!(matches!(twice, RoutingRuleError::Twice { version: 1, .. }));
}

#[test]
fn a_dry_run_counts_what_would_have_changed() {
    let units = organisation(&[]);
    let old = rules();
    let mut moved = rule("安全", 3, 50, topic(20));
    moved.version = 2;
    let new = old.with(moved).unwrap();
    let mut run = DryRun::default();
    for (n, (topics, text, leads)) in [
        (&[20][..], "", Some((4, 3))),
        (&[20][..], "港湾区的公交", Some((5, 5))),
        (&[10][..], "", Some((3, 3))),
        (&[][..], "", None),
    ]
    .into_iter()
    .enumerate()
    {
        let facts = facts(&units, topics, None, text);
        run.count(&RoutedItem {
            suggestion: SuggestionId(i64::try_from(n).unwrap()),
            old: route(&old, &units, DESK, &facts),
            new: route(&new, &units, DESK, &facts),
            leads: leads.map(|(first, last)| (UnitId(first), UnitId(last))),
        });
    }
    assert_eq!((run.items, run.changed, run.rerouted), (4, 1, 1));
    assert_eq!(
        (run.old.single, run.old.several, run.old.fallback),
        (2, 1, 1)
    );
    assert_eq!(
        (run.old.right, run.old.among_several, run.old.assigned),
        (1, 1, 3)
    );
    assert_eq!(
        (run.new.right, run.new.among_several, run.new.assigned),
        (2, 1, 3)
    );
    assert_eq!(run.rules["安全"], RuleUse { old: 1, new: 1 });
    assert_eq!(run.rules["港湾"], RuleUse { old: 1, new: 1 });
    assert!(!run.rules.contains_key("港湾交通信访"));
}

fn any_rule() -> impl Strategy<Value = RoutingRule> {
    let selectors = (
        proptest::option::of(5_i64..=6),
        proptest::option::of(7_i64..=8),
        proptest::option::of(10_i64..=12),
    );
    (
        0_u8..6,
        1_i64..=9,
        0_i32..3,
        any::<bool>(),
        15_u32..25,
        selectors,
    )
        .prop_map(
            |(code, unit, priority, is_active, from, (place, industry, topic))| RoutingRule {
                is_active,
                effective_from: day(from),
                ..rule(
                    &format!("r{code}"),
                    unit,
                    priority,
                    RoutingSelectors {
                        territory: place.map(UnitId),
                        industry: industry.map(UnitId),
                        topic: topic.map(TopicId),
                        channel: place.is_none().then_some(Channel::Web),
                        campaign: None,
                    },
                )
            },
        )
}

proptest! {
    /// Never unassigned, never a unit out of use, and the order of the rules means nothing.
    #[test]
    fn there_is_always_somebody(
        mut versions in proptest::collection::vec(any_rule(), 0..12),
        out_of_use in proptest::collection::vec(3_i64..=8, 0..4),
        topics in proptest::collection::vec(10_i64..=12, 0..3),
        chosen in proptest::option::of(1_i64..=9),
        text in "[港湾区老码头街道公交集团司机工资]{0,12}",
        turn in 0_usize..12,
    ) {
        for (version, rule) in (1..).zip(&mut versions) {
            rule.version = version;
        }
        let units = organisation(&out_of_use);
        let facts = facts(&units, &topics, chosen, &text);
        let rules = RoutingRules::new(versions.clone()).unwrap();
        let routing = route(&rules, &units, DESK, &facts);
        let proposed = routing.units();
        prop_assert!(!proposed.is_empty());
        for unit in &proposed {
            prop_assert!(*unit == DESK || units.is_active(*unit));
            prop_assert!(*unit == DESK || !out_of_use.contains(&unit.0));
        }
        match &routing {
            Routing::Single(_) | Routing::Fallback { .. } => prop_assert_eq!(proposed.len(), 1),
            Routing::Several(_) => prop_assert!(proposed.len() > 1),
        }
        versions.reverse();
        let n = versions.len().max(1);
        versions.rotate_left(turn % n);
        let turned = RoutingRules::new(versions).unwrap();
        prop_assert_eq!(route(&turned, &units, DESK, &facts), routing);
    }
}
