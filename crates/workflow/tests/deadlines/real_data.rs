//! The project's table of computed cases and the real notices, where they are at hand.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use huiyin_workflow::calendar::{
    CalendarDay, CalendarNotice, DayKind, DueSettings, RestDayArrival, WorkCalendar,
};
use huiyin_workflow::time_limit::TimeLimit;

use super::fixture::{notices, shipped};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "convention")]
    _convention: String,
    off_weekdays_and_holidays: Vec<NaiveDate>,
    make_up_workdays: Vec<NaiveDate>,
    overlays: BTreeMap<String, Overlay>,
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Overlay {
    off: Vec<NaiveDate>,
    work: Vec<NaiveDate>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    start: NaiveDate,
    n: u32,
    unit: String,
    start_rule: String,
    overlay: Vec<String>,
    expected: NaiveDate,
}

#[expect(clippy::disallowed_methods, reason = "tells where the real data are")]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("HUIYIN_REAL_DATA");
    if folder.is_none() {
        println!("skipped: HUIYIN_REAL_DATA is not set");
    }
    // a relative folder is meant from the root of the repository
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    folder.map(|folder| root.join(folder))
}

fn days(off: &[NaiveDate], work: &[NaiveDate]) -> Vec<CalendarDay> {
    let day = |day: &NaiveDate, kind| CalendarDay {
        day: *day,
        kind,
        name: "放假安排".into(),
        source: "cases".into(),
    };
    let off = off.iter().map(|at| day(at, DayKind::Off));
    off.chain(work.iter().map(|at| day(at, DayKind::Work)))
        .collect()
}

fn real_calendar(folder: &std::path::Path) -> WorkCalendar {
    let notices = [2024, 2025, 2026].map(|year| {
        let path = folder.join("calendar").join(format!("{year}.json"));
        let notice = CalendarNotice::from_holiday_cn(&std::fs::read_to_string(path).unwrap());
        let notice = notice.unwrap();
        assert_eq!(notice.year, year);
        notice
    });
    WorkCalendar::from_notices("real", notices)
}

#[test]
fn every_computed_case_comes_out() {
    let Some(folder) = real_data() else { return };
    let path = folder.join("../cases/deadlines.json");
    let table: Table = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(table.cases.len() >= 38, "{}", table.cases.len());
    let own = WorkCalendar::new(
        "cases",
        days(&table.off_weekdays_and_holidays, &table.make_up_workdays),
    );
    for base in [own, real_calendar(&folder)] {
        for case in &table.cases {
            let mut calendar = base.clone();
            for name in &case.overlay {
                let overlay = table.overlays.get(name).unwrap();
                calendar = calendar.with_days("overlay", days(&overlay.off, &overlay.work));
            }
            let limit = match case.unit.as_str() {
                "wd" => TimeLimit::working_days(case.n),
                "day" | "d" => TimeLimit::days(case.n),
                "month" | "m" => TimeLimit::months(case.n),
                other => unreachable!("unit {other}"),
            };
            let settings = DueSettings {
                rest_day_arrival: RestDayArrival::parse(&case.start_rule).unwrap(),
                close_of_business: None,
            };
            let due = calendar.due_from_day(case.start, limit, &settings);
            assert_eq!(due.on, case.expected, "{}\n{}", case.id, due.explain());
        }
    }
}

#[test]
fn the_real_notices_say_what_the_fixture_says() {
    let Some(folder) = real_data() else { return };
    let real = real_calendar(&folder);
    assert_eq!(real.known_years().collect::<Vec<_>>(), [2024, 2025, 2026]);
    let list = |calendar: &WorkCalendar| -> Vec<(NaiveDate, DayKind)> {
        calendar.days().map(|day| (day.day, day.kind)).collect()
    };
    assert_eq!(list(&real), list(&shipped()));
    assert_eq!(list(&real).len(), notices(&[2024, 2025, 2026]).len());
}

#[test]
fn the_pasted_notices_give_the_days_of_the_real_ones() {
    let Some(folder) = real_data() else { return };
    let pasted = [
        (2024, include_str!("notices/2024.txt")),
        (2025, include_str!("notices/2025.txt")),
        (2026, include_str!("notices/2026.txt")),
    ];
    let plain = |notice: CalendarNotice| {
        let mut days: Vec<_> = notice
            .days
            .into_iter()
            .map(|d| (d.day, d.kind, d.name))
            .collect();
        days.sort_by_key(|(day, ..)| *day);
        (notice.year, days)
    };
    for (year, text) in pasted {
        let file = folder.join(format!("calendar/{year}.json"));
        let json = std::fs::read_to_string(file).unwrap();
        let real = CalendarNotice::from_holiday_cn(&json).unwrap();
        let read = CalendarNotice::from_state_council_text(text).unwrap();
        assert_eq!(plain(read), plain(real), "{year}");
    }
}
