//! Instants are UTC in rows and +08:00 before people. China has one zone and no summer time
//! (since 1992), so a fixed offset is exact.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

/// An instant.
pub type Instant = DateTime<Utc>;

/// Asia/Shanghai, +08:00.
pub const fn china() -> FixedOffset {
    match FixedOffset::east_opt(8 * 3600) {
        Some(offset) => offset,
        None => unreachable!(),
    }
}

/// The calendar day in China at that instant.
pub fn local_date(at: Instant) -> NaiveDate {
    at.with_timezone(&china()).date_naive()
}

/// The instant at which a day ends in China: 24:00, i.e. 00:00 of the next day.
pub fn end_of_day(day: NaiveDate) -> Instant {
    at_local(day, NaiveTime::MIN) + Duration::days(1)
}

/// The instant of a local wall-clock time in China.
pub fn at_local(day: NaiveDate, time: NaiveTime) -> Instant {
    match china().from_local_datetime(&day.and_time(time)) {
        chrono::LocalResult::Single(local) | chrono::LocalResult::Ambiguous(local, _) => {
            local.with_timezone(&Utc)
        }
        // a fixed offset has no gaps
        chrono::LocalResult::None => DateTime::<Utc>::MAX_UTC,
    }
}

/// The last day that still counts before an exclusive due instant: for a due time of 24:00 this
/// is the day itself, not the next one.
pub fn due_date(due_at: Instant) -> NaiveDate {
    local_date(due_at - Duration::seconds(1))
}

/// `2026年9月25日`.
pub fn chinese_date(day: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `2026-09-25 14:03` in China.
pub fn minute(at: Instant) -> String {
    at.with_timezone(&china())
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

/// RFC 3339 in UTC with microseconds, the one textual form that enters the ledger's hashes.
/// Microseconds because that is what PostgreSQL keeps.
pub fn canonical(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// Cuts an instant to microseconds, the precision of rows.
pub fn to_micros(at: Instant) -> Instant {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_sixteen_hundred_utc() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 25).unwrap();
        assert_eq!(canonical(end_of_day(day)), "2026-09-25T16:00:00.000000Z");
        assert_eq!(due_date(end_of_day(day)), day);
        assert_eq!(local_date(end_of_day(day)), day.succ_opt().unwrap());
    }
}
