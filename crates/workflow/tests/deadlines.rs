//! Due dates: cases computed by hand from the rules of DOMAIN 4, the project's table of computed
//! cases, and every start day of three years against a second, naive implementation.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

#[path = "deadlines/closures.rs"]
mod closures;
#[path = "deadlines/explanation.rs"]
mod explanation;
#[path = "deadlines/fixture.rs"]
mod fixture;
#[path = "deadlines/naive.rs"]
mod naive;
#[path = "deadlines/properties.rs"]
mod properties;
#[path = "deadlines/real_data.rs"]
mod real_data;
#[path = "deadlines/shipped.rs"]
mod shipped_data;

use chrono::{NaiveDate, NaiveTime};
use fixture::{day, instant, listed, notices, shipped};
use huiyin_core::time::{due_date, local_date};
use huiyin_workflow::calendar::{
    CalendarNotice, DayKind, DayReason, Due, DueSettings, RestDayArrival, WorkCalendar,
};
use huiyin_workflow::time_limit::TimeLimit;

const DEEMED: DueSettings = DueSettings {
    rest_day_arrival: RestDayArrival::DeemedReceived,
    close_of_business: None,
};

fn due(calendar: &WorkCalendar, start: &str, limit: &str, settings: &DueSettings) -> Due {
    calendar.due_from_day(day(start), TimeLimit::parse(limit).unwrap(), settings)
}

fn check(start: &str, limit: &str, expect: &str) {
    let due = due(&shipped(), start, limit, &DueSettings::default());
    assert_eq!(due.on, day(expect), "{start} + {limit}\n{}", due.explain());
}

fn check_deemed(start: &str, limit: &str, expect: &str) {
    let due = due(&shipped(), start, limit, &DEEMED);
    assert_eq!(due.on, day(expect), "{start} + {limit}\n{}", due.explain());
}

#[test]
fn working_days_skip_rest_days_and_count_make_up_workdays() {
    // Mon 03-02: Tue to Fri are 1 to 4, Mon 03-09 is 5
    check("2026-03-02", "5wd", "2026-03-09");
    // Fri 02-13: Sat 02-14 is a make-up workday, 1; 15–23 off; Tue 24 is 2
    check("2026-02-13", "2wd", "2026-02-24");
    // Fri 09-18: Sun 09-20 works, 1; Mon to Thu 2 to 5
    check("2026-09-18", "5wd", "2026-09-24");
    // Tue 2024-04-30: 05-01 to 05-05 off; 6 to 10 are 1 to 5, Sat 11 works, 6
    check("2024-04-30", "6wd", "2024-05-11");
    // Sat 2024-02-17, the last day off: Sun 18 works, 1
    check("2024-02-17", "1wd", "2024-02-18");
    // over New Year: Wed 2025-12-31; 01-01 to 03 off; Sun 01-04 works, 1; Mon 2
    check("2025-12-31", "2wd", "2026-01-05");
}

#[test]
fn days_and_months_that_end_on_a_rest_day_move_to_the_next_working_day() {
    // 15 days after 02-04 is Thu 02-19, 春节 until 23
    check("2026-02-04", "15d", "2026-02-24");
    // 30 days after 08-21 is Sun 09-20, which works: stays
    check("2026-08-21", "30d", "2026-09-20");
    // Fri 10-09 + 2: Sun 10-11 rests (only Sat 10-10 works)
    check("2026-10-09", "2d", "2026-10-12");
    // Thu 10-08 + 2: Sat 10-10 works
    check("2026-10-08", "2d", "2026-10-10");
    // 60 days after 2026-01-01: 30 left in January, 28 in February, 2 more: Mon 03-02
    check("2026-01-01", "60d", "2026-03-02");
}

#[test]
fn a_month_without_that_day_ends_on_its_last_day() {
    // 2025-11-30 + 3: Sat 2026-02-28, a make-up workday: stays
    check("2025-11-30", "3m", "2026-02-28");
    // 2024 was a leap year; 02-29 was a Thursday
    check("2023-11-30", "3m", "2024-02-29");
    check("2024-01-31", "1m", "2024-02-29");
    // counted from the day of the month of the start, not of the months between
    check("2024-01-31", "2m", "2024-04-01"); // 03-31 is a Sunday
    check("2026-03-31", "6m", "2026-09-30");
    // 2026-08-31 + 6 = 2027-02-28, a Sunday; Monday 03-01
    check("2026-08-31", "6m", "2027-03-01");
    // 2024-02-29 + 12 = 2025-02-28, a Friday
    check("2024-02-29", "12m", "2025-02-28");
}

#[test]
fn an_arrival_on_a_rest_day_counts_by_the_setting() {
    // Sat 2026-03-07: next_day counts Mon 03-09 as 1; deemed counts it as arrival
    check("2026-03-07", "1wd", "2026-03-09");
    check_deemed("2026-03-07", "1wd", "2026-03-10");
    // Sat 2026-02-14 works, so it is the arrival either way
    check_deemed("2026-02-14", "1wd", "2026-02-24");
    // 日: Sat 03-07 + 15 = Sun 22 → Mon 23; deemed Mon 09 + 15 = Tue 24
    check("2026-03-07", "15d", "2026-03-23");
    check_deemed("2026-03-07", "15d", "2026-03-24");
    // 月: Sun 2026-05-31 + 1 = 06-30; deemed Mon 06-01 + 1 = Wed 07-01
    check("2026-05-31", "1m", "2026-06-30");
    check_deemed("2026-05-31", "1m", "2026-07-01");
    let deemed = due(&shipped(), "2026-10-01", "1wd", &DEEMED);
    assert_eq!(deemed.start, day("2026-10-08"));
}

#[test]
fn a_day_ends_at_24_00_in_china_or_at_the_close_of_business() {
    let calendar = shipped();
    let at_24 = due(&calendar, "2026-03-02", "1wd", &DueSettings::default());
    assert_eq!(at_24.at, instant("2026-03-04 00:00:00"));
    assert_eq!(due_date(at_24.at), at_24.on);
    let settings = DueSettings {
        close_of_business: NaiveTime::from_hms_opt(17, 0, 0),
        ..DueSettings::default()
    };
    let at_17 = due(&calendar, "2026-03-02", "1wd", &settings);
    assert_eq!(at_17.at, instant("2026-03-03 17:00:00"));
    assert!(at_17.explain().contains("17:00"), "{}", at_17.explain());
    let midnight = DueSettings {
        close_of_business: Some(NaiveTime::MIN),
        ..DueSettings::default()
    };
    assert_eq!(due(&calendar, "2026-03-02", "1wd", &midnight).at, at_24.at);
}

#[test]
fn the_start_day_is_the_day_in_china() {
    let calendar = shipped();
    let on = |at: &str| {
        let limit = TimeLimit::working_days(1);
        calendar.due(instant(at), limit, &DueSettings::default()).on
    };
    assert_eq!(on("2026-03-02 00:00:00"), day("2026-03-03"));
    assert_eq!(on("2026-03-02 23:59:59"), day("2026-03-03"));
    // still 2 March in UTC
    assert_eq!(on("2026-03-03 00:00:00"), day("2026-03-04"));
}

#[test]
fn hours_run_through_nights_and_rest_days() {
    let calendar = shipped();
    let start = instant("2026-09-30 20:00:00");
    for settings in [DueSettings::default(), DEEMED] {
        let due = calendar.due(start, TimeLimit::hours(24), &settings);
        assert_eq!(due.at, instant("2026-10-01 20:00:00"));
        assert_eq!(due.on, day("2026-10-01"));
        assert_eq!(due.start, day("2026-09-30"));
        assert!(!due.provisional);
    }
    // with only the day known, hours run from its end
    let due = due(&calendar, "2026-09-30", "24h", &DueSettings::default());
    assert_eq!(due.on, day("2026-10-01"));
    assert_eq!(due.at, instant("2026-10-02 00:00:00"));
}

#[test]
fn the_worked_example_of_september_2026_comes_out() {
    check("2026-09-01", "10wd", "2026-09-15"); // I01, I02
    check("2026-09-02", "15wd", "2026-09-22"); // I03
    check("2026-09-07", "10wd", "2026-09-20"); // I04, I05: Sunday, make-up
    check("2026-09-10", "10wd", "2026-09-23"); // I06
    check("2026-09-11", "10wd", "2026-09-24"); // I07
    check("2026-09-24", "10wd", "2026-10-15"); // I07, extended from its due date
    check("2026-09-14", "10wd", "2026-09-28"); // I08
    check("2026-09-21", "2wd", "2026-09-23"); // I09
    check("2026-09-23", "2wd", "2026-09-28"); // I10
    check("2026-09-23", "10wd", "2026-10-14"); // I11
    // I06, open at the cut-off: 24, 28, 29 and 30 September
    let late = shipped().working_days_between(day("2026-09-23"), day("2026-09-30"));
    assert_eq!(late, 4);
    // mean time to the reply: 63 working days over the eight that were answered
    let answered = [
        ("09-01", "09-14"),
        ("09-01", "09-16"),
        ("09-02", "09-21"),
        ("09-07", "09-20"),
        ("09-07", "09-21"),
        ("09-14", "09-20"),
        ("09-21", "09-22"),
        ("09-23", "09-28"),
    ];
    let days: i64 = answered
        .iter()
        .map(|(from, to)| {
            let full = |month_day: &str| day(&format!("2026-{month_day}"));
            shipped().working_days_between(full(from), full(to))
        })
        .sum();
    assert_eq!(days, 63);
}

#[test]
fn working_days_are_counted_in_both_directions() {
    let calendar = shipped();
    // Fri 09-25 to Sun 09-27 off, 10-01 to 10-07 off: 28, 29, 30, 8, 9 and Sat 10
    let (from, to) = (day("2026-09-25"), day("2026-10-10"));
    assert_eq!(calendar.working_days_between(from, to), 6);
    assert_eq!(calendar.working_days_between(to, from), -6);
    assert_eq!(calendar.working_days_between(to, to), 0);
    // reminders: two working days before Thu 10-08 is Tue 09-29
    assert_eq!(
        calendar.add_working_days(day("2026-10-08"), -2),
        day("2026-09-29")
    );
    assert_eq!(
        calendar.add_working_days(day("2026-10-03"), 1),
        day("2026-10-08")
    );
    assert_eq!(
        calendar.add_working_days(day("2026-10-03"), 0),
        day("2026-10-03")
    );
    assert_eq!(
        calendar.working_day_from(day("2026-10-03")),
        day("2026-10-08")
    );
    assert_eq!(
        calendar.working_day_from(day("2026-10-10")),
        day("2026-10-10")
    );
}

#[test]
fn a_day_tells_why_it_is_what_it_is() {
    let calendar = shipped();
    let check = |date: &str, expect: DayReason, text: &str| {
        let reason = calendar.day_reason(day(date));
        assert_eq!(reason, expect);
        assert_eq!(reason.to_string(), text);
        assert_eq!(reason.is_working(), calendar.is_working_day(day(date)));
    };
    check("2026-09-24", DayReason::WorkingDay, "工作日");
    check("2026-09-19", DayReason::Weekend, "周末");
    check(
        "2026-10-03",
        DayReason::Holiday("国庆节".into()),
        "国庆节放假",
    );
    check(
        "2026-10-10",
        DayReason::MakeupWorkday("国庆节".into()),
        "国庆节调休上班",
    );
    check(
        "2027-02-05",
        DayReason::ProvisionalHoliday("春节".into()),
        "春节法定假日（暂定）",
    );
}

#[test]
fn an_unknown_year_never_fails_and_says_so() {
    let calendar = shipped();
    assert!(calendar.is_provisional(day("2027-06-01")));
    assert!(!calendar.is_provisional(day("2026-12-31")));
    // Mon 12-28: 29, 30, 31; Fri 01-01 off by law; 2, 3 weekend; Mon 4, Tue 5
    let due_2027 = due(&calendar, "2026-12-28", "5wd", &DueSettings::default());
    assert_eq!(due_2027.on, day("2027-01-05"));
    assert!(due_2027.provisional);
    assert!(
        due_2027.explain().contains("暂定"),
        "{}",
        due_2027.explain()
    );
    // ends before the unknown year begins
    assert!(!due(&calendar, "2026-12-28", "3wd", &DueSettings::default()).provisional);
    // the way there leads through known days only, and a day limit looks only at its end
    assert!(!due(&calendar, "2023-12-29", "1m", &DueSettings::default()).provisional);
    for start in [
        NaiveDate::MIN,
        NaiveDate::MAX,
        day("0001-01-01"),
        day("9999-12-31"),
    ] {
        for limit in ["5wd", "60d", "6m", "48h"] {
            let limit = TimeLimit::parse(limit).unwrap();
            for settings in [DueSettings::default(), DEEMED] {
                let due = calendar.due_from_day(start, limit, &settings);
                assert!(!due.explain().is_empty());
                assert_eq!(local_date(due.at - chrono::Duration::seconds(1)), due.on);
            }
        }
    }
    let extreme = calendar.due(
        chrono::DateTime::<chrono::Utc>::MAX_UTC,
        TimeLimit::hours(u32::MAX),
        &DueSettings::default(),
    );
    assert_eq!(extreme.on, day("9999-12-31"));
}

#[test]
fn a_notice_for_the_next_year_changes_december_but_does_not_make_the_year_known() {
    let notice_2019 = [
        listed("2018-12-29", DayKind::Work, "元旦"),
        listed("2018-12-30", DayKind::Off, "元旦"),
        listed("2018-12-31", DayKind::Off, "元旦"),
        listed("2019-01-01", DayKind::Off, "元旦"),
    ];
    let calendar = WorkCalendar::from_notices(
        "v",
        [CalendarNotice {
            year: 2019,
            days: notice_2019.to_vec(),
        }],
    );
    assert_eq!(calendar.known_years().collect::<Vec<_>>(), [2019]);
    assert!(calendar.is_provisional(day("2018-12-28")));
    assert!(!calendar.is_provisional(day("2019-05-01")));
    // Fri 2018-12-28: Sat 29 works, 1; 30 to 01-01 off; Wed 2 is 2
    let due_2019 = due(&calendar, "2018-12-28", "2wd", &DueSettings::default());
    assert_eq!(due_2019.on, day("2019-01-02"));
    // in an unknown year what is listed holds, and the law fills in the rest
    assert!(!calendar.is_working_day(day("2018-10-01")));
    // a known year without such a line works on that Tuesday
    assert!(calendar.is_working_day(day("2019-10-01")));
}

#[test]
fn days_read_back_without_their_notice_give_the_same_calendar() {
    // rows do not know which notice they came from; the National Day tells
    let calendar = WorkCalendar::new("v", notices(&[2025, 2026]));
    assert_eq!(calendar.known_years().collect::<Vec<_>>(), [2025, 2026]);
    let closure = WorkCalendar::new("v", [listed("2027-08-05", DayKind::Off, "台风")]);
    assert!(closure.is_provisional(day("2027-08-06")));
    assert!(!closure.is_working_day(day("2027-08-05")));
}

#[test]
fn the_later_source_wins() {
    // 2020: the holiday was prolonged on 26 January; Sat 02-01 had been a make-up workday
    let first = WorkCalendar::new("1", [listed("2020-02-01", DayKind::Work, "春节")]);
    assert!(first.is_working_day(day("2020-02-01")));
    let second = first.with_days(
        "2",
        [
            listed("2020-02-01", DayKind::Off, "春节"),
            listed("2020-01-31", DayKind::Off, "春节"),
        ],
    );
    assert!(!second.is_working_day(day("2020-02-01")));
    assert!(!second.is_working_day(day("2020-01-31")));
    assert_eq!((first.version(), second.version()), ("1", "2"));
    assert_eq!(second.days().count(), 2);
    // a typhoon closes Wed 2026-08-05: everything counted across it moves by one day
    let storm = shipped().with_days("3", [listed("2026-08-05", DayKind::Off, "台风停工")]);
    let due_after = due(&storm, "2026-08-03", "5wd", &DueSettings::default());
    assert_eq!(due_after.on, day("2026-08-11"));
    assert!(due_after.explain().contains("台风停工放假"));
    assert!(!due_after.provisional);
}
