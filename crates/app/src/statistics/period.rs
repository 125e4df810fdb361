//! 统计期间 as people name it: a month, a quarter, a year, or two days.

use chrono::{Datelike, Months, NaiveDate, NaiveTime};
use huiyin_core::time::{self, Instant};
use huiyin_workflow::metric::Period;

use crate::error::AppError;

/// Code of a period whose days are given.
pub const CUSTOM: &str = "custom";
/// Periods offered before the running one.
const MONTHS: u32 = 13;

/// Which days, and what was known until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatisticsPeriod {
    pub from: NaiveDate,
    /// The last day, inclusive.
    pub to: NaiveDate,
    /// Nothing at or after it counts.
    pub cut_off: Instant,
}

impl StatisticsPeriod {
    /// `2026-09`, `2026Q3`, `2026`, or `2026-09-01..2026-09-15`; known until its end, or until now
    /// while it runs.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `period`.
    pub fn parse(code: &str, now: Instant) -> Result<Self, AppError> {
        let (from, to) = days(code.trim()).ok_or_else(|| {
            AppError::invalid(
                "period",
                "统计期间请写成 2026-09（月）、2026Q3（季度）、2026（年）或 2026-09-01..2026-09-15",
            )
        })?;
        Self::between(from, to, now)
    }

    /// From one day to another, both inclusive.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the last day lies before the first, or none has begun.
    pub fn between(from: NaiveDate, to: NaiveDate, now: Instant) -> Result<Self, AppError> {
        if to < from {
            return Err(AppError::invalid("to", "截止日期不能早于起始日期"));
        }
        if from > time::local_date(now) {
            return Err(AppError::invalid("period", "统计期间还没有开始"));
        }
        Ok(Self {
            from,
            to,
            cut_off: time::end_of_day(to).min(now),
        })
    }

    /// Known until the end of a day, which may lie after the period but not in the future.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `cut_off` when it lies before the period.
    pub fn known_until(self, day: NaiveDate, now: Instant) -> Result<Self, AppError> {
        if day < self.from {
            return Err(AppError::invalid("cut_off", "截止时点不能早于统计期间"));
        }
        Ok(Self {
            cut_off: time::end_of_day(day).min(now),
            ..self
        })
    }

    pub fn instants(&self) -> Period {
        Period {
            from: time::at_local(self.from, NaiveTime::MIN),
            until: time::end_of_day(self.to),
            cut_off: self.cut_off,
        }
    }

    /// `2026年9月`, `2026年第三季度`, or the two days.
    pub fn label(&self) -> String {
        let (from, to) = (self.from, self.to);
        let spans = |months| starts(from, months) && last_day(from, months) == Some(to);
        if spans(1) {
            return format!("{}年{}月", from.year(), from.month());
        }
        if spans(3) {
            let quarter = ["一", "二", "三", "四"]
                .into_iter()
                .nth(from.month0() as usize / 3)
                .unwrap_or_default();
            return format!("{}年第{quarter}季度", from.year());
        }
        if spans(12) {
            return format!("{}年", from.year());
        }
        format!("{}至{}", time::chinese_date(from), time::chinese_date(to))
    }

    /// As [`StatisticsPeriod::parse`] reads it.
    pub fn code(&self) -> String {
        let from = self.from;
        let spans = |months| starts(from, months) && last_day(from, months) == Some(self.to);
        if spans(1) {
            from.format("%Y-%m").to_string()
        } else if spans(3) {
            format!("{}Q{}", from.year(), from.month0() / 3 + 1)
        } else if spans(12) {
            from.year().to_string()
        } else {
            format!("{}..{}", from, self.to)
        }
    }

    /// `2026-09-30 24:00`, or the minute.
    pub fn cut_off_label(&self) -> String {
        let day = time::due_date(self.cut_off);
        if self.cut_off == time::end_of_day(day) {
            format!("{day} 24:00")
        } else {
            time::minute(self.cut_off)
        }
    }
}

/// What a page offers, newest first, as (code, label): months, quarters, years.
pub fn offered(now: Instant) -> Vec<(String, String)> {
    let today = time::local_date(now);
    let mut found = Vec::new();
    for (months, count) in [(1, MONTHS), (3, 5), (12, 3)] {
        let mut first = begin(today, months);
        for _ in 0..count {
            let Some((from, to)) = first.and_then(|from| Some((from, last_day(from, months)?)))
            else {
                break;
            };
            let period = StatisticsPeriod {
                from,
                to,
                cut_off: now,
            };
            found.push((period.code(), period.label()));
            first = from.checked_sub_months(Months::new(months));
        }
    }
    found
}

fn days(code: &str) -> Option<(NaiveDate, NaiveDate)> {
    if let Some((from, to)) = code.split_once("..") {
        return Some((from.trim().parse().ok()?, to.trim().parse().ok()?));
    }
    let (year, month, months) = if let Some((year, quarter)) = code.split_once(['Q', 'q']) {
        let quarter: u32 = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
        (year, quarter * 3 - 2, 3)
    } else if let Some((year, month)) = code.split_once('-') {
        (year, month.parse().ok()?, 1)
    } else {
        (code, 1, 12)
    };
    let year: i32 = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    let from = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((from, last_day(from, months)?))
}

/// Whether stretches of that many months begin on that day.
fn starts(day: NaiveDate, months: u32) -> bool {
    day.day() == 1 && day.month0().is_multiple_of(months)
}

fn begin(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year(), day.month0() / months * months + 1, 1)
}

fn last_day(from: NaiveDate, months: u32) -> Option<NaiveDate> {
    from.checked_add_months(Months::new(months))?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        time::at_local(
            NaiveDate::from_ymd_opt(2026, 11, 27).unwrap(),
            NaiveTime::MIN,
        )
    }

    #[test]
    fn periods_are_read_as_they_are_named() {
        for (code, from, to, label) in [
            ("2026-09", "2026-09-01", "2026-09-30", "2026年9月"),
            ("2024-02", "2024-02-01", "2024-02-29", "2024年2月"),
            ("2026Q3", "2026-07-01", "2026-09-30", "2026年第三季度"),
            ("2025", "2025-01-01", "2025-12-31", "2025年"),
            (
                "2026-09-05..2026-09-15",
                "2026-09-05",
                "2026-09-15",
                "2026年9月5日至2026年9月15日",
            ),
        ] {
            let period = StatisticsPeriod::parse(code, now()).unwrap();
            assert_eq!(period.from.to_string(), from);
            assert_eq!(period.to.to_string(), to);
            assert_eq!(
                (period.label().as_str(), period.code().as_str()),
                (label, code)
            );
        }
        for bad in [
            "",
            "九月",
            "2026-13",
            "2026Q5",
            "26-09",
            "2026-09-15..2026-09-05",
            "2027",
        ] {
            assert!(StatisticsPeriod::parse(bad, now()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_running_period_is_known_until_now() {
        let running = StatisticsPeriod::parse("2026-11", now()).unwrap();
        assert_eq!(running.cut_off, now());
        let ended = StatisticsPeriod::parse("2026-09", now()).unwrap();
        assert_eq!(ended.cut_off_label(), "2026-09-30 24:00");
        let later = ended.known_until(NaiveDate::from_ymd_opt(2026, 10, 8).unwrap(), now());
        assert_eq!(later.unwrap().cut_off_label(), "2026-10-08 24:00");
    }

    #[test]
    fn every_offered_period_reads_back() {
        let offered = offered(now());
        assert_eq!(offered.first().unwrap().0, "2026-11");
        for (code, label) in offered {
            assert_eq!(
                StatisticsPeriod::parse(&code, now()).unwrap().label(),
                label
            );
        }
    }
}
