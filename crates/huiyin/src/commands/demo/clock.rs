//! The clock of the replayed year, and the moments at which people work.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};
use huiyin_core::Clock;
use huiyin_core::time::{self, Instant};
use huiyin_workflow::calendar::WorkCalendar;

/// A clock that stands still until it is set.
#[derive(Debug)]
pub(super) struct DemoClock(AtomicI64);

impl DemoClock {
    pub(super) fn new(at: Instant) -> Self {
        Self(AtomicI64::new(at.timestamp_micros()))
    }

    pub(super) fn set(&self, at: Instant) {
        self.0.store(at.timestamp_micros(), Ordering::SeqCst);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        chrono::DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

/// Accidents of an item that are the same in every replay: the year must not depend on chance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number in `0..sides` for the purpose named by `salt` (splitmix64).
    pub(super) const fn roll(self, salt: u64, sides: u64) -> i64 {
        let mut z = self
            .0
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add(salt);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        let sides = if sides == 0 { 1 } else { sides };
        (z % sides).cast_signed()
    }

    /// Minutes from `low` to `high`.
    pub(super) const fn minutes(self, salt: u64, low: i64, high: i64) -> Duration {
        Duration::minutes(low + self.roll(salt, (high - low + 1).unsigned_abs()))
    }
}

/// A time of day.
const fn hm(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

const OPENING: NaiveTime = hm(8, 40);
const LUNCH: NaiveTime = hm(11, 50);
const AFTERNOON: NaiveTime = hm(13, 40);
const CLOSING: NaiveTime = hm(17, 20);

/// The first moment from `from` on at which somebody sits in the office.
pub(super) fn office(calendar: &WorkCalendar, from: Instant, dice: Dice) -> Instant {
    let local = from.with_timezone(&time::china());
    let (day, at) = (local.date_naive(), local.time());
    let settle = dice.minutes(day.ordinal().into(), 0, 50);
    if calendar.is_working_day(day) {
        if at < OPENING {
            return time::at_local(day, OPENING) + settle;
        }
        if at < LUNCH || (AFTERNOON..CLOSING).contains(&at) {
            return from;
        }
        if at < AFTERNOON {
            return time::at_local(day, AFTERNOON) + settle / 4;
        }
    }
    time::at_local(calendar.add_working_days(day, 1), OPENING) + settle
}

/// The last moment before `end` at which somebody sits in the office, `n` being the number of
/// things still to be done by then.
pub(super) fn office_before(
    calendar: &WorkCalendar,
    end: Instant,
    n: i32,
    dice: Dice,
) -> Option<Instant> {
    let early = Duration::minutes(35) * n + dice.minutes(78, 0, 25);
    let today = time::local_date(end);
    (0..15)
        .map(|back| today - Duration::days(back))
        .filter(|day| calendar.is_working_day(*day))
        .map(|day| time::at_local(day, CLOSING) - early)
        .find(|at| *at <= end)
}

/// The opening of a day's office.
pub(super) fn opening(day: NaiveDate) -> Instant {
    time::at_local(day, OPENING)
}

/// An evening, when people have time to answer.
pub(super) fn evening(day: NaiveDate, dice: Dice) -> Instant {
    time::at_local(day, hm(18, 50)) + dice.minutes(77, 0, 170)
}

/// The latest day with that month and day that lies at least `days_back` days before today.
pub(super) fn latest_day(
    month: u32,
    day: u32,
    today: NaiveDate,
    days_back: i64,
) -> Option<NaiveDate> {
    let last = today - Duration::days(days_back);
    // eight years find even a 29 February
    (0..=8)
        .filter_map(|back| NaiveDate::from_ymd_opt(last.year() - back, month, day))
        .find(|found| *found <= last)
}

/// Days named in a Chinese text (`3月31日`), read as the first such day on or after `from`.
pub(super) fn named_days(text: &str, from: NaiveDate) -> Vec<NaiveDate> {
    let mut found = Vec::new();
    let (mut number, mut month) = (0_u32, None);
    for sign in text.chars() {
        match (sign, sign.to_digit(10)) {
            (_, Some(digit)) => number = number.saturating_mul(10).saturating_add(digit),
            ('月', None) => (month, number) = (Some(number), 0),
            ('日', None) => {
                let year = from.year();
                found.extend(month.take().and_then(|m| {
                    NaiveDate::from_ymd_opt(year, m, number)
                        .filter(|day| *day >= from)
                        .or_else(|| NaiveDate::from_ymd_opt(year + 1, m, number))
                }));
                number = 0;
            }
            (_, None) => (month, number) = (None, 0),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_of_the_year_lies_far_enough_back() {
        let today = day("2026-11-21");
        assert_eq!(latest_day(10, 12, today, 40), Some(day("2026-10-12")));
        assert_eq!(latest_day(10, 13, today, 40), Some(day("2025-10-13")));
        assert_eq!(latest_day(2, 29, today, 40), Some(day("2024-02-29")));
        assert_eq!(latest_day(13, 1, today, 40), None);
    }

    #[test]
    fn days_are_read_out_of_a_reply() {
        let read = |text| named_days(text, day("2025-12-20"));
        assert_eq!(
            read("12月28日核对，1月5日前到账"),
            [day("2025-12-28"), day("2026-01-05")]
        );
        assert!(read("每月15日、3个月后，拨打12351").is_empty());
    }

    #[test]
    fn nobody_works_at_night_or_on_a_rest_day() {
        let calendar = WorkCalendar::new("test", Vec::new());
        let check = |at: &str, expect: &str| {
            let at: Instant = format!("{at}:00+08:00").parse().unwrap();
            assert!(
                time::minute(office(&calendar, at, Dice(3))).starts_with(expect),
                "{at} {}",
                time::minute(office(&calendar, at, Dice(3)))
            );
        };
        check("2026-11-20T10:15", "2026-11-20 10:15");
        check("2026-11-20T12:15", "2026-11-20 13:");
        check("2026-11-20T19:00", "2026-11-23 0");
        check("2026-11-21T10:00", "2026-11-23 0");
        check("2026-11-23T03:00", "2026-11-23 0");
    }
}
