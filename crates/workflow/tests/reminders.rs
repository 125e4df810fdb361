//! 催办: the plan against the calendar, by table and by chance.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

#[path = "deadlines/fixture.rs"]
#[expect(
    dead_code,
    reason = "the calendar is wanted, not every way to say a day"
)]
mod fixture;

use std::collections::BTreeMap;

use chrono::{Days, Duration};
use fixture::{day, instant, shipped};
use huiyin_core::time::{self, Instant};
use huiyin_core::{LimitUnit, ObligationKind, ReminderNotice, UnitId};
use huiyin_workflow::calendar::WorkCalendar;
use huiyin_workflow::reminder::{
    DueReminder, Remindable, ReminderPlan, ReminderStep, due_reminder,
};
use proptest::prelude::*;

fn open(opened: &str, due_on: &str) -> Remindable {
    Remindable {
        kind: ObligationKind::Reply,
        opened_at: instant(&format!("{opened} 09:00:00")),
        due_at: time::end_of_day(day(due_on)),
        limit_unit: LimitUnit::WorkingDay,
        done: BTreeMap::new(),
        is_explained: false,
    }
}

fn now_due(open: &Remindable, now: &str) -> (Option<i32>, Vec<i32>) {
    let plan = ReminderPlan::default();
    let found = due_reminder(open, plan.steps(UnitId(1)), &shipped(), instant(now));
    let days = |step: &ReminderStep| step.working_days;
    (
        found.send.as_ref().map(days),
        found.skip.iter().map(days).collect(),
    )
}

#[test]
fn each_day_has_its_step() {
    let reply = open("2026-09-01", "2026-09-15");
    let check = |now: &str, send: Option<i32>, skip: &[i32]| {
        assert_eq!(now_due(&reply, now), (send, skip.to_vec()), "{now}");
    };
    check("2026-09-10 23:59:59", None, &[]);
    check("2026-09-11 00:00:00", Some(-2), &[]);
    check("2026-09-12 10:00:00", None, &[]);
    check("2026-09-14 10:00:00", Some(-1), &[-2]);
    check("2026-09-15 10:00:00", Some(0), &[-2, -1]);
    check("2026-09-16 00:00:00", Some(1), &[-2, -1, 0]);
    // nobody is named in a circular before the formal notice
    check("2026-10-30 10:00:00", Some(1), &[-2, -1, 0]);
}

#[test]
fn what_was_done_is_not_done_again() {
    let mut reply = open("2026-09-01", "2026-09-15");
    reply.done = BTreeMap::from([(0, Some(day("2026-09-15")))]);
    assert_eq!(now_due(&reply, "2026-09-14 10:00:00"), (None, vec![-2, -1]));
    reply.done = [-2, -1, 0].map(|step| (step, None)).into();
    assert_eq!(now_due(&reply, "2026-09-15 10:00:00"), (None, vec![]));
    reply.done.insert(1, Some(day("2026-09-17")));
    // the days of grace count from the day the notice was really sent
    assert_eq!(now_due(&reply, "2026-09-22 10:00:00"), (None, vec![]));
    assert_eq!(now_due(&reply, "2026-09-23 10:00:00"), (Some(6), vec![]));
    reply.is_explained = true;
    assert_eq!(now_due(&reply, "2026-09-23 10:00:00"), (None, vec![6]));
}

#[test]
fn a_late_start_leaves_out_the_early_steps() {
    let check = |opened: &str, now: &str, send| {
        assert_eq!(
            now_due(&open(opened, "2026-09-15"), now).0,
            send,
            "{opened}"
        );
    };
    check("2026-09-11", "2026-09-11 10:00:00", None);
    check("2026-09-12", "2026-09-14 10:00:00", Some(-1));
    check("2026-09-14", "2026-09-14 10:00:00", None);
    check("2026-09-15", "2026-09-15 10:00:00", Some(0));
    // late from the start: its own first working day
    check("2026-09-18", "2026-09-18 10:00:00", None);
    check("2026-09-18", "2026-09-20 10:00:00", Some(1));
}

#[test]
fn a_promise_for_a_saturday_is_reminded_on_the_friday() {
    let promise = open("2026-08-03", "2026-09-12");
    assert_eq!(now_due(&promise, "2026-09-11 10:00:00").0, Some(0));
    assert_eq!(now_due(&promise, "2026-09-12 10:00:00").0, None);
    assert_eq!(now_due(&promise, "2026-09-14 10:00:00").0, Some(1));
}

#[test]
fn hours_do_not_wait_for_monday() {
    let mut urgent = open("2026-09-12", "2026-09-12");
    urgent.limit_unit = LimitUnit::Hour;
    urgent.due_at = instant("2026-09-12 11:00:00");
    assert_eq!(now_due(&urgent, "2026-09-12 09:01:00"), (Some(0), vec![]));
    assert_eq!(now_due(&urgent, "2026-09-12 11:00:00"), (Some(1), vec![0]));
}

#[test]
fn who_is_no_staff_is_not_reminded() {
    for kind in [ObligationKind::Supplement, ObligationKind::Rate] {
        let mut theirs = open("2026-09-01", "2026-09-15");
        theirs.kind = kind;
        assert_eq!(now_due(&theirs, "2026-09-16 10:00:00"), (None, vec![]));
    }
}

#[test]
fn a_unit_may_have_a_plan_of_its_own() {
    let step = |working_days, notice| ReminderStep {
        working_days,
        notice,
        label: "说明".to_owned(),
    };
    let own = step(3, ReminderNotice::Formal);
    let common = step(1, ReminderNotice::Formal);
    let plan = ReminderPlan::new([(None, common.clone()), (Some(UnitId(7)), own.clone())]).unwrap();
    assert_eq!(plan.steps(UnitId(7)), [own]);
    assert_eq!(plan.steps(UnitId(8)), std::slice::from_ref(&common));
    assert!(ReminderPlan::new([(None, common.clone()), (None, common)]).is_err());
}

/// Carries out what is due, as the worker does; gives what was sent.
fn run(
    open: &mut Remindable,
    steps: &[ReminderStep],
    calendar: &WorkCalendar,
    now: Instant,
) -> Option<ReminderStep> {
    let DueReminder { send, skip } = due_reminder(open, steps, calendar, now);
    for step in skip {
        assert_eq!(open.done.insert(step.working_days, None), None);
    }
    let sent = send?;
    let today = time::local_date(now);
    let before = open.done.insert(sent.working_days, Some(today));
    assert_eq!(before, None, "step {} twice", sent.working_days);
    assert!(calendar.is_working_day(today), "{today} is a rest day");
    Some(sent)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whenever_it_runs_each_step_is_sent_once_on_a_working_day(
        start in 0_u64..1_000,
        limit in 1_i64..30,
        before in proptest::collection::btree_set(-9_i32..=0, 0..4),
        formal in 1_i32..6,
        circular in 6_i32..15,
        // hours from run to run, backwards too
        hours in proptest::collection::vec(-100_i64..300, 1..40),
    ) {
        let calendar = shipped();
        let opened_on = day("2024-01-01").checked_add_days(Days::new(start)).unwrap();
        let due_on = calendar.add_working_days(opened_on, limit);
        let step = |working_days, notice| {
            (None, ReminderStep { working_days, notice, label: "说明".to_owned() })
        };
        let mut steps: Vec<_> = before.iter().map(|n| step(*n, ReminderNotice::Reminder)).collect();
        steps.push(step(formal, ReminderNotice::Formal));
        steps.push(step(circular, ReminderNotice::Circular));
        let plan = ReminderPlan::new(steps).unwrap();
        let steps = plan.steps(UnitId(1));
        let mut open = open(&opened_on.to_string(), &due_on.to_string());
        let mut now = open.opened_at;
        for by in hours {
            now += Duration::hours(by);
            let sent = run(&mut open, steps, &calendar, now);
            if let Some(sent) = sent {
                let today = time::local_date(now);
                prop_assert!(sent.working_days > 0 || today <= due_on, "too late for {sent:?}");
                prop_assert!(sent.working_days <= 0 || today > due_on, "too early for {sent:?}");
            }
        }
        // long after the due day, on two working days
        let late = calendar.add_working_days(time::local_date(now).max(due_on), 40);
        for day in [late, calendar.add_working_days(late, 40)] {
            run(&mut open, steps, &calendar, time::end_of_day(day) - Duration::hours(9));
        }
        prop_assert!(matches!(open.done.get(&formal), Some(Some(_))), "{:?}", open.done);
        prop_assert!(matches!(open.done.get(&circular), Some(Some(_))), "{:?}", open.done);
    }
}
