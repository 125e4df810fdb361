//! 停办: each unit counts by its own calendar, and a change says what follows for what is owed.

use chrono::NaiveDate;
use huiyin_core::{Channel, LimitUnit, ObligationKind, SuggestionKind, Track, UnitId};
use huiyin_workflow::DueBasis;
use huiyin_workflow::calendar::{DueSettings, LocalClosure, UnitCalendars, WorkCalendar};
use huiyin_workflow::policy::{Facts, Policy, ProcedureLimits};
use huiyin_workflow::recount::{Because, Counted, Verdict, recount};
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::time_rule::{TimeRule, TimeRules};

const TOWN: UnitId = UnitId(2);
const FACTORY: UnitId = UnitId(3);
const OTHER: UnitId = UnitId(4);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn closure(unit: Option<UnitId>, from: &str, to: &str, changed_no: i64) -> LocalClosure {
    LocalClosure {
        unit,
        from: day(from),
        to: day(to),
        name: "台风“梅花”".into(),
        changed_no,
        is_removed: false,
    }
}

/// The factory lies below the town.
fn below(unit: UnitId) -> Vec<UnitId> {
    if unit == TOWN {
        vec![TOWN, FACTORY]
    } else {
        vec![unit]
    }
}

fn rule(amount: u32, from: &str, revision: i64) -> TimeRule {
    TimeRule {
        code: "reply".into(),
        version: format!("v{revision}"),
        obligation: ObligationKind::Reply,
        kind: None,
        track: None,
        channel: None,
        urgent: None,
        limit: TimeLimit::new(amount, LimitUnit::WorkingDay),
        effective_from: day(from),
        label: "答复".into(),
        is_end: false,
        revision,
    }
}

fn policy(closures: &[LocalClosure], rules: Vec<TimeRule>) -> Policy {
    let national = WorkCalendar::new("2026-1", []);
    let (calendar, unit_calendars) = UnitCalendars::close(&national, closures, below);
    Policy {
        desk: UnitId(1),
        rules: TimeRules::new(rules).unwrap(),
        calendar,
        unit_calendars,
        due: DueSettings::default(),
        limits: ProcedureLimits::default(),
    }
}

const FACTS: Facts = Facts {
    kind: SuggestionKind::Proposal,
    track: Track::Ordinary,
    channel: Channel::Web,
    is_urgent: false,
};

/// Monday 7 September 2026, five working days: Monday 14 September.
fn due_of(policy: &Policy, unit: UnitId) -> (String, String) {
    let limit = TimeLimit::working_days(5);
    let calendar = policy.calendar_for(unit);
    let due = calendar.due_from_day(day("2026-09-07"), limit, &policy.due);
    (due.on.to_string(), due.calendar_version)
}

#[test]
fn a_unit_counts_by_its_own_closures_and_those_above_it() {
    let town = closure(Some(TOWN), "2026-09-09", "2026-09-10", 4);
    let factory = closure(Some(FACTORY), "2026-09-11", "2026-09-11", 6);
    let everywhere = closure(None, "2026-09-08", "2026-09-08", 5);
    let check = |closures: &[LocalClosure], unit, on: &str, version: &str| {
        let found = due_of(&policy(closures, vec![]), unit);
        assert_eq!(
            found,
            (on.to_owned(), version.to_owned()),
            "{unit} {closures:?}"
        );
    };
    check(&[], FACTORY, "2026-09-14", "2026-1");
    let some = [town.clone(), factory.clone()];
    check(&some, OTHER, "2026-09-14", "2026-1");
    check(&some, TOWN, "2026-09-16", "2026-1+closure-4");
    check(&some, FACTORY, "2026-09-17", "2026-1+closure-6");
    let all = [town.clone(), factory, everywhere];
    check(&all, OTHER, "2026-09-15", "2026-1+closure-5");
    check(&all, TOWN, "2026-09-17", "2026-1+closure-5");
    check(&all, FACTORY, "2026-09-18", "2026-1+closure-6");
    // taken away, the days are back, and the version is not that of before
    let gone = LocalClosure {
        is_removed: true,
        changed_no: 9,
        ..town
    };
    check(&[gone], TOWN, "2026-09-14", "2026-1+closure-9");
    // a closure on a rest day changes nothing
    let sunday = closure(None, "2026-09-13", "2026-09-13", 3);
    check(&[sunday], OTHER, "2026-09-14", "2026-1+closure-3");
}

#[test]
fn a_closed_day_says_so_and_does_not_make_a_year_known() {
    let policy = policy(&[closure(None, "2030-10-01", "2030-10-09", 1)], vec![]);
    let reason = |text: &str| policy.calendar.day_reason(day(text)).to_string();
    assert_eq!(reason("2030-10-01"), "国庆节法定假日（暂定）");
    assert_eq!(reason("2030-10-08"), "台风“梅花”停办");
    assert!(policy.calendar.is_provisional(day("2030-10-08")));
    assert!(!policy.calendar.is_working_day(day("2030-10-08")));
    let due =
        policy
            .calendar
            .due_from_day(day("2030-10-07"), TimeLimit::working_days(1), &policy.due);
    assert!(
        due.explain().contains("台风“梅花”停办，不计"),
        "{}",
        due.explain()
    );
    let days = due.days();
    assert_eq!(days.first().unwrap().number, None);
    assert_eq!(
        (days.last().unwrap().number, days.last().unwrap().day),
        (Some(1), due.on)
    );
    assert_eq!(days.len(), 4, "{days:?}");
}

fn basis(
    policy: &Policy,
    rule: &str,
    note: Option<&str>,
) -> (DueBasis, huiyin_core::time::Instant) {
    let limit = TimeLimit::working_days(5);
    let due = policy
        .calendar_for(TOWN)
        .due_from_day(day("2026-09-07"), limit, &policy.due);
    let basis = DueBasis {
        start: due.start,
        limit,
        rule: rule.into(),
        calendar_version: due.calendar_version,
        provisional: due.provisional,
        note: note.map(str::to_owned),
    };
    (basis, due.at)
}

fn verdict(
    (basis, due_at): &(DueBasis, huiyin_core::time::Instant),
    before: &Policy,
    after: &Policy,
    because: Because,
) -> Verdict {
    let counted = Counted {
        kind: ObligationKind::Reply,
        unit: TOWN,
        due_at: *due_at,
        basis,
        facts: FACTS,
    };
    recount(&counted, before, after, because)
}

fn moved_to(verdict: &Verdict) -> Option<(String, String)> {
    match verdict {
        Verdict::Moves { due_at, basis } => Some((
            huiyin_core::time::due_date(*due_at).to_string(),
            basis.rule.clone(),
        )),
        Verdict::Confirms { .. } | Verdict::Look(_) | Verdict::Stays => None,
    }
}

#[test]
fn what_a_closure_means_for_what_is_owed() {
    let before = policy(&[], vec![]);
    let after = policy(
        &[closure(Some(TOWN), "2026-09-09", "2026-09-09", 1)],
        vec![],
    );
    let plain = basis(&before, "reply@v1", None);
    let judge = |owed| verdict(owed, &before, &after, Because::Calendar);
    assert_eq!(
        moved_to(&judge(&plain)),
        Some(("2026-09-15".into(), "reply@v1".into()))
    );
    let noted = basis(&before, "reply@v1", Some("经批准延期"));
    assert_eq!(judge(&noted), Verdict::Look("经批准延期".into()));
    let own = basis(&before, "own date", Some("批示写明"));
    assert_eq!(judge(&own), Verdict::Stays);
    let same = verdict(&plain, &before, &before, Because::Calendar);
    // 2026 has no notice in this calendar, so the day is 暂定 as it was
    assert_eq!(same, Verdict::Stays);
    let known = Policy {
        calendar: WorkCalendar::from_notices(
            "2026-2",
            [huiyin_workflow::calendar::CalendarNotice {
                year: 2026,
                days: Vec::new(),
            }],
        ),
        ..before.clone()
    };
    assert!(plain.0.provisional);
    let Verdict::Confirms { basis } = verdict(&plain, &before, &known, Because::Calendar) else {
        panic!("the day is published");
    };
    assert!(!basis.provisional);
    assert_eq!(basis.calendar_version, "2026-2");
}

#[test]
fn what_a_rule_means_for_what_is_owed() {
    let old = rule(5, "2026-01-01", 0);
    let before = policy(&[], vec![old.clone()]);
    let after = policy(&[], vec![old.clone(), rule(7, "2026-10-01", 3)]);
    let plain = basis(&before, "reply@v0", None);
    let from = Because::Rules {
        from: day("2026-10-01"),
    };
    let to = moved_to(&verdict(&plain, &before, &after, from));
    assert_eq!(to, Some(("2026-09-16".into(), "reply@v3".into())));
    // half of it for a support opinion and a redo
    for prefix in ["support_opinion=half(", "redo=half("] {
        let half = basis(&before, &format!("{prefix}reply@v0)"), None);
        let to = moved_to(&verdict(&half, &before, &after, from));
        assert_eq!(
            to,
            Some(("2026-09-11".into(), format!("{prefix}reply@v3)")))
        );
    }
    // a rule for something else moves nothing, nor does the same amount under a new version
    let other = TimeRule {
        obligation: ObligationKind::Accept,
        code: "accept".into(),
        ..rule(7, "2026-10-01", 3)
    };
    let unconcerned = policy(&[], vec![old.clone(), other]);
    assert_eq!(verdict(&plain, &before, &unconcerned, from), Verdict::Stays);
    let as_long = policy(&[], vec![old.clone(), rule(5, "2026-10-01", 3)]);
    assert_eq!(verdict(&plain, &before, &as_long, from), Verdict::Stays);
    let hours = TimeRule {
        limit: TimeLimit::hours(2),
        ..rule(1, "2026-10-01", 3)
    };
    let in_hours = policy(&[], vec![old, hours]);
    assert!(matches!(
        verdict(&plain, &before, &in_hours, from),
        Verdict::Look(_)
    ));
}

#[test]
fn of_the_versions_of_a_rule_one_holds_on_each_day() {
    let end = TimeRule {
        is_end: true,
        ..rule(1, "2026-11-01", 5)
    };
    let rules = TimeRules::new(vec![
        rule(5, "2026-01-01", 0),
        rule(6, "2026-10-01", 2),
        rule(7, "2026-10-01", 3),
        end,
        TimeRule {
            kind: Some(SuggestionKind::Complaint),
            code: "reply.complaint".into(),
            ..rule(15, "2026-10-15", 4)
        },
    ])
    .unwrap();
    let check = |kind, on: &str, expect: Option<u32>| {
        let query = huiyin_workflow::time_rule::RuleQuery {
            obligation: ObligationKind::Reply,
            kind,
            track: Track::Ordinary,
            channel: Channel::Web,
            urgent: false,
            on: day(on),
        };
        assert_eq!(
            rules.find(&query).map(|r| r.limit.amount),
            expect,
            "{kind} {on}"
        );
    };
    use SuggestionKind::{Complaint, Proposal};
    check(Proposal, "2025-12-31", None);
    check(Proposal, "2026-09-30", Some(5));
    check(Proposal, "2026-10-01", Some(7));
    check(Proposal, "2026-11-01", None);
    check(Complaint, "2026-10-14", Some(7));
    check(Complaint, "2026-10-15", Some(15));
    check(Complaint, "2026-11-01", Some(15));
    let until = |at: usize| rules.until(&rules.rules()[at]).map(|d| d.to_string());
    assert_eq!(until(0).as_deref(), Some("2026-10-01"));
    assert_eq!(
        until(1).as_deref(),
        Some("2026-10-01"),
        "corrected before it held"
    );
    assert_eq!(until(2).as_deref(), Some("2026-11-01"));
    assert_eq!((until(3), until(4)), (None, None));
    assert_eq!(
        rules.code_of(&rules.rules()[4].selectors()),
        "reply.complaint"
    );
}
