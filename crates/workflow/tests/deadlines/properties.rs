//! What holds for every date and every calendar.

use chrono::{Days, NaiveDate};
use huiyin_core::LimitUnit;
use huiyin_workflow::calendar::{
    CalendarDay, CalendarNotice, DayKind, Due, DueSettings, DueStep, RestDayArrival, WorkCalendar,
};
use huiyin_workflow::time_limit::TimeLimit;
use proptest::prelude::*;

use super::fixture::{day, notices, shipped};
use super::naive::Naive;

fn settings(arrival: RestDayArrival) -> DueSettings {
    DueSettings {
        rest_day_arrival: arrival,
        close_of_business: None,
    }
}

fn naive_due(
    naive: &Naive,
    start: NaiveDate,
    limit: TimeLimit,
    arrival: RestDayArrival,
) -> NaiveDate {
    let start = naive.arrival(start, arrival == RestDayArrival::DeemedReceived);
    match limit.unit {
        LimitUnit::WorkingDay => naive.working_days(start, limit.amount),
        LimitUnit::Day => naive.days(start, limit.amount),
        LimitUnit::Month => naive.months(start, limit.amount),
        LimitUnit::Hour => unreachable!("hours do not look at the calendar"),
    }
}

/// The account of the steps adds up: the days after the arrival, one after the other, up to the
/// due date, numbered without a gap.
fn assert_account(due: &Due, calendar: &WorkCalendar) {
    assert!(due.explain().contains("办理时限"));
    assert!(calendar.is_working_day(due.on));
    if due.limit.unit != LimitUnit::WorkingDay {
        return;
    }
    let mut next = due.start.succ_opt().unwrap();
    let mut counted = 0;
    for step in &due.steps {
        let (from, to, works) = match step {
            DueStep::Counted {
                from,
                to,
                first,
                last,
                reason,
            } => {
                assert_eq!(*first, counted + 1);
                assert_eq!(i64::from(last - first), (*to - *from).num_days());
                assert!(reason.is_working());
                counted = *last;
                (*from, *to, true)
            }
            DueStep::Skipped { from, to, reason } => {
                assert!(!reason.is_working());
                (*from, *to, false)
            }
            DueStep::Arrival { .. }
            | DueStep::Deemed { .. }
            | DueStep::RunsOut { .. }
            | DueStep::MovedTo { .. }
            | DueStep::Hours { .. }
            | DueStep::Provisional { .. } => continue,
        };
        assert_eq!(from, next);
        let mut days = from.iter_days().take_while(|at| *at <= to);
        assert!(days.all(|at| calendar.is_working_day(at) == works));
        next = to.succ_opt().unwrap();
    }
    assert_eq!(counted, due.limit.amount);
    assert_eq!(next.pred_opt(), Some(due.on));
    assert_eq!(
        calendar.working_days_between(due.start, due.on),
        i64::from(due.limit.amount)
    );
}

#[test]
fn every_start_day_of_three_years_agrees_with_the_naive_walk() {
    // the naive walk knows no law, so the year that a six-month limit reaches gets a notice of its
    // own with the fixed days
    let mut days = notices(&[2024, 2025, 2026]);
    days.extend(
        ["2027-01-01", "2027-02-08", "2027-05-03", "2027-10-01"].map(|at| CalendarDay {
            day: day(at),
            kind: DayKind::Off,
            name: "节日".into(),
            source: String::new(),
        }),
    );
    let calendar = WorkCalendar::new("three years", days.clone());
    let naive = Naive::new(&days);
    let limits = [1, 2, 5, 10, 15, 30]
        .map(TimeLimit::working_days)
        .into_iter()
        .chain([15, 60, 90].map(TimeLimit::days))
        .chain([1, 3, 6].map(TimeLimit::months));
    for limit in limits {
        for arrival in [RestDayArrival::NextDay, RestDayArrival::DeemedReceived] {
            let mut before = NaiveDate::MIN;
            let starts = day("2024-01-01").iter_days();
            for start in starts.take_while(|at| *at <= day("2026-12-31")) {
                let due = calendar.due_from_day(start, limit, &settings(arrival));
                let expect = naive_due(&naive, start, limit, arrival);
                assert_eq!(due.on, expect, "{start} + {limit}, {arrival}");
                assert!(due.on >= before, "a later start is never due earlier");
                assert!(!due.provisional, "{start} + {limit}");
                assert_account(&due, &calendar);
                before = due.on;
            }
        }
    }
}

#[test]
fn the_order_of_the_years_does_not_matter_but_the_order_of_sources_does() {
    let of = |year| CalendarNotice {
        year,
        days: notices(&[year]),
    };
    let forward = WorkCalendar::from_notices("v", [of(2025), of(2026)]);
    let backward = WorkCalendar::from_notices("v", [of(2026), of(2025)]);
    assert!(forward.days().eq(backward.days()));
}

#[test]
fn a_hundred_thousand_due_dates_are_cheap() {
    let calendar = shipped();
    let began = std::time::Instant::now();
    let first = day("2024-01-01");
    let mut furthest = NaiveDate::MIN;
    for at in 0..100_000_u64 {
        let start = first + Days::new(at % 1_000);
        let due =
            calendar.due_from_day(start, TimeLimit::working_days(15), &DueSettings::default());
        furthest = furthest.max(due.on);
    }
    let took = began.elapsed();
    println!("100,000 due dates of 15 working days in {took:?}");
    // Sat 2026-09-26 is the last start: 28, 29, 30, 8, 9, 10, 12 to 16, 19 to 22
    assert_eq!(furthest, day("2026-10-22"));
    // unoptimised and on a busy machine; measured well below one second
    assert!(took.as_secs() < 20, "{took:?}");
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..40_000).prop_map(|offset| day("1995-01-01") + Days::new(offset))
}

fn any_listed() -> impl Strategy<Value = CalendarDay> {
    (0_u64..1_200, any::<bool>()).prop_map(|(offset, off)| CalendarDay {
        day: day("2024-06-01") + Days::new(offset),
        kind: if off { DayKind::Off } else { DayKind::Work },
        name: "甲".into(),
        source: String::new(),
    })
}

fn any_limit() -> impl Strategy<Value = TimeLimit> {
    prop_oneof![
        (1_u32..80).prop_map(TimeLimit::working_days),
        (1_u32..200).prop_map(TimeLimit::days),
        (1_u32..30).prop_map(TimeLimit::months),
    ]
}

fn any_arrival() -> impl Strategy<Value = RestDayArrival> {
    prop_oneof![
        Just(RestDayArrival::NextDay),
        Just(RestDayArrival::DeemedReceived)
    ]
}

proptest! {
    #[test]
    fn any_calendar_agrees_with_the_naive_walk(
        listed in prop::collection::vec(any_listed(), 0..200),
        offset in 0_u64..1_200,
        limit in any_limit(),
        arrival in any_arrival(),
    ) {
        // every year known, so that only the listed days and the weekends matter
        let known = (2024..=2036).map(|year| CalendarNotice { year, days: Vec::new() });
        let calendar = WorkCalendar::from_notices("v", known).with_days("w", listed.clone());
        let naive = Naive::new(&listed);
        let start = day("2024-06-01") + Days::new(offset);
        let due = calendar.due_from_day(start, limit, &settings(arrival));
        prop_assert_eq!(due.on, naive_due(&naive, start, limit, arrival));
        prop_assert!(!due.provisional);
        assert_account(&due, &calendar);
    }

    #[test]
    fn any_date_has_a_due_date_that_grows_with_start_and_limit(
        start in any_day(),
        limit in any_limit(),
        arrival in any_arrival(),
    ) {
        let calendar = shipped();
        let settings = settings(arrival);
        let due = calendar.due_from_day(start, limit, &settings);
        assert_account(&due, &calendar);
        prop_assert!(due.on > start);
        let later = calendar.due_from_day(start.succ_opt().unwrap(), limit, &settings);
        prop_assert!(later.on >= due.on);
        let longer = TimeLimit::new(limit.amount + 1, limit.unit);
        prop_assert!(calendar.due_from_day(start, longer, &settings).on >= due.on);
        let deemed = calendar.due_from_day(start, limit, &DueSettings {
            rest_day_arrival: RestDayArrival::DeemedReceived,
            close_of_business: None,
        });
        prop_assert!(deemed.on >= due.on);
    }

    #[test]
    fn counting_back_undoes_counting_on(start in any_day(), n in 0_i64..60) {
        let calendar = shipped();
        let start = calendar.working_day_from(start);
        let there = calendar.add_working_days(start, n);
        prop_assert_eq!(calendar.add_working_days(there, -n), start);
        prop_assert_eq!(calendar.working_days_between(start, there), n);
        prop_assert_eq!(calendar.working_days_between(there, start), -n);
    }

    #[test]
    fn the_index_and_the_reason_never_disagree(
        listed in prop::collection::vec(any_listed(), 0..40),
        at in any_day(),
    ) {
        let calendar = WorkCalendar::new("v", listed);
        prop_assert_eq!(calendar.is_working_day(at), calendar.day_reason(at).is_working());
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,40}") {
        let _ = TimeLimit::parse(&text);
        prop_assert!(CalendarNotice::from_holiday_cn(&text).is_err());
    }
}
