//! The notices for 2024 to 2026, written down from their texts, and short ways to say a day.

use chrono::{NaiveDate, TimeZone};
use huiyin_workflow::calendar::{CalendarDay, DayKind, WorkCalendar};

/// Year, occasion, first and last day off, make-up workdays.
const NOTICES: [(i32, &str, &str, &str, &[&str]); 20] = [
    (2024, "元旦", "01-01", "01-01", &[]),
    (2024, "春节", "02-10", "02-17", &["02-04", "02-18"]),
    (2024, "清明节", "04-04", "04-06", &["04-07"]),
    (2024, "劳动节", "05-01", "05-05", &["04-28", "05-11"]),
    (2024, "端午节", "06-10", "06-10", &[]),
    (2024, "中秋节", "09-15", "09-17", &["09-14"]),
    (2024, "国庆节", "10-01", "10-07", &["09-29", "10-12"]),
    (2025, "元旦", "01-01", "01-01", &[]),
    (2025, "春节", "01-28", "02-04", &["01-26", "02-08"]),
    (2025, "清明节", "04-04", "04-06", &[]),
    (2025, "劳动节", "05-01", "05-05", &["04-27"]),
    (2025, "端午节", "05-31", "06-02", &[]),
    (
        2025,
        "国庆节、中秋节",
        "10-01",
        "10-08",
        &["09-28", "10-11"],
    ),
    (2026, "元旦", "01-01", "01-03", &["01-04"]),
    (2026, "春节", "02-15", "02-23", &["02-14", "02-28"]),
    (2026, "清明节", "04-04", "04-06", &[]),
    (2026, "劳动节", "05-01", "05-05", &["05-09"]),
    (2026, "端午节", "06-19", "06-21", &[]),
    (2026, "中秋节", "09-25", "09-27", &[]),
    (2026, "国庆节", "10-01", "10-07", &["09-20", "10-10"]),
];

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An instant of the wall clock in China, `2026-09-25 14:03:00`.
pub(crate) fn instant(text: &str) -> chrono::DateTime<chrono::Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap();
    chrono::FixedOffset::east_opt(8 * 3600)
        .unwrap()
        .from_local_datetime(&local)
        .unwrap()
        .to_utc()
}

pub(crate) fn listed(date: &str, kind: DayKind, name: &str) -> CalendarDay {
    CalendarDay {
        day: day(date),
        kind,
        name: name.into(),
        source: "test".into(),
    }
}

/// The days of the notices for these years.
pub(crate) fn notices(years: &[i32]) -> Vec<CalendarDay> {
    let mut days = Vec::new();
    for (year, name, from, to, makeup) in NOTICES {
        if !years.contains(&year) {
            continue;
        }
        let full = |month_day: &str| day(&format!("{year}-{month_day}"));
        let off = full(from)
            .iter_days()
            .take_while(|at| *at <= full(to))
            .map(|at| (at, DayKind::Off));
        let work = makeup.iter().map(|at| (full(at), DayKind::Work));
        days.extend(off.chain(work).map(|(day, kind)| CalendarDay {
            day,
            kind,
            name: name.into(),
            source: format!("notice {year}"),
        }));
    }
    days
}

pub(crate) fn shipped() -> WorkCalendar {
    WorkCalendar::new("2026-1", notices(&[2024, 2025, 2026]))
}
