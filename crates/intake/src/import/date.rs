//! Dates of foreign tables. What allows two readings is refused, never guessed (DOMAIN 9).

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use huiyin_core::time::{Instant, at_local, china, end_of_day};

use crate::width::fold_width;

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error("看不出确切是哪一天，请写成 2026-09-25 或 2026-09-25 14:03")]
    Unclear,
    #[error("没有这一天或这一时刻")]
    Impossible,
    #[error("不在 1949—2100 年之间")]
    OutOfRange,
}

/// A day in China, perhaps with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
}

impl Moment {
    /// The instant; a day without a time begins at 0:00.
    pub fn start(self) -> Instant {
        at_local(self.day, self.time.unwrap_or(NaiveTime::MIN))
    }

    /// The instant as a limit; a day without a time counts to its end.
    pub fn limit(self) -> Instant {
        match self.time {
            Some(time) => at_local(self.day, time),
            None => end_of_day(self.day),
        }
    }

    /// A cell that a spreadsheet itself holds as a date, rounded to seconds. Midnight means that
    /// no time was given.
    pub(super) fn from_sheet(at: NaiveDateTime) -> Result<Self, DateError> {
        let at = at + Duration::milliseconds(500);
        let time = NaiveTime::from_num_seconds_from_midnight_opt(
            chrono::Timelike::num_seconds_from_midnight(&at.time()),
            0,
        );
        in_range(Self {
            day: at.date(),
            time: time.filter(|time| *time != NaiveTime::MIN),
        })
    }

    fn from_instant(at: Instant) -> Result<Self, DateError> {
        let local = at.with_timezone(&china());
        in_range(Self {
            day: local.date_naive(),
            time: Some(local.time()),
        })
    }
}

/// Reads a date as people and programs write it: `2019-09-10 11:02:15`, `2019/9/10 下午3:05`,
/// `2019.9.10`, `2019年9月10日11时2分`, `20190910`, `20190910110215`, RFC 3339, a spreadsheet's
/// serial day (`43718.46`), Unix seconds or milliseconds.
pub fn parse_moment(text: &str) -> Result<Moment, DateError> {
    let folded = fold_width(text);
    let text = folded.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Moment::from_instant(at.with_timezone(&Utc));
    }
    if text.chars().all(|c| c.is_ascii_digit() || c == '.')
        && text.chars().filter(|c| *c == '.').count() <= 1
    {
        return from_number(text);
    }
    let mut scanner = Scanner { rest: text };
    let moment = scanner.moment()?;
    in_range(moment)
}

/// A serial day of a spreadsheet (1900 system); days from 1970 to 2100 only: 20199 may as well be
/// a 2019-9-9 that lost its separators.
fn from_serial(serial: f64) -> Result<Moment, DateError> {
    const FIRST: f64 = 25_569.0;
    const LAST: f64 = 73_415.0;
    if !(FIRST..LAST + 1.0).contains(&serial) {
        return Err(DateError::Unclear);
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).ok_or(DateError::Impossible)?;
    // below 2^53, exact
    let millis = (serial * 86_400_000.0).round() as i64;
    Moment::from_sheet(epoch.and_time(NaiveTime::MIN) + Duration::milliseconds(millis))
}

fn from_number(text: &str) -> Result<Moment, DateError> {
    if let Some((days, _)) = text.split_once('.') {
        return match days.len() {
            5 => from_serial(text.parse::<f64>().map_err(|_unclear| DateError::Unclear)?),
            _ => Err(DateError::Unclear),
        };
    }
    let number: i64 = text.parse().map_err(|_unclear| DateError::Unclear)?;
    let digits = |from: usize, len: usize| -> u32 {
        text.chars()
            .skip(from)
            .take(len)
            .collect::<String>()
            .parse()
            .unwrap_or(u32::MAX)
    };
    let day = || {
        let year = i32::try_from(digits(0, 4)).map_err(|_unclear| DateError::Unclear)?;
        NaiveDate::from_ymd_opt(year, digits(4, 2), digits(6, 2)).ok_or(DateError::Impossible)
    };
    let clock = |hour, minute, second| {
        NaiveTime::from_hms_opt(hour, minute, second).ok_or(DateError::Impossible)
    };
    match text.len() {
        5 => from_serial(number as f64),
        8 => in_range(Moment {
            day: day()?,
            time: None,
        }),
        12 => in_range(Moment {
            day: day()?,
            time: Some(clock(digits(8, 2), digits(10, 2), 0)?),
        }),
        14 => in_range(Moment {
            day: day()?,
            time: Some(clock(digits(8, 2), digits(10, 2), digits(12, 2))?),
        }),
        // Unix seconds up to 2030: beyond, 2030010108 could also be a day and an hour
        10 if (946_684_800..1_900_000_000).contains(&number) => {
            Moment::from_instant(DateTime::from_timestamp(number, 0).ok_or(DateError::Unclear)?)
        }
        13 if (946_684_800_000..1_900_000_000_000).contains(&number) => {
            Moment::from_instant(DateTime::from_timestamp_millis(number).ok_or(DateError::Unclear)?)
        }
        _ => Err(DateError::Unclear),
    }
}

fn in_range(moment: Moment) -> Result<Moment, DateError> {
    if (1949..=2100).contains(&moment.day.year()) {
        Ok(moment)
    } else {
        Err(DateError::OutOfRange)
    }
}

/// Reads year, month, day and time from left to right; the year has four digits and comes first.
struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    fn moment(&mut self) -> Result<Moment, DateError> {
        let year = self.number(4, 4)?;
        self.spaces();
        let first = self
            .one_of(&["年", "-", "/", "."])
            .ok_or(DateError::Unclear)?;
        self.spaces();
        let month = self.number(1, 2)?;
        self.spaces();
        // 2019-9/10 is nobody's date
        self.one_of(&[if first == "年" { "月" } else { first }])
            .ok_or(DateError::Unclear)?;
        self.spaces();
        let day = self.number(1, 2)?;
        self.spaces();
        self.one_of(&["日", "号"]);
        let year = i32::try_from(year).map_err(|_unclear| DateError::Unclear)?;
        let day = NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::Impossible)?;
        self.weekday();
        if self.one_of(&["T", "t"]).is_none() {
            self.spaces();
        }
        if self.rest.is_empty() {
            return Ok(Moment { day, time: None });
        }
        let (time, days) = self.time()?;
        self.spaces();
        if !self.rest.is_empty() {
            return Err(DateError::Unclear);
        }
        Ok(Moment {
            day: day + Duration::days(days),
            time: Some(time),
        })
    }

    /// The time and how many days later it is (24:00 is the next day).
    fn time(&mut self) -> Result<(NaiveTime, i64), DateError> {
        let mut half = self.half_of_day();
        self.spaces();
        let hour = self.number(1, 2)?;
        let mut minute = 0;
        let mut second = 0;
        if self.one_of(&[":", "时", "点"]).is_none() {
            return Err(DateError::Unclear);
        }
        if !self.rest.trim().is_empty() {
            minute = self.number(1, 2)?;
            if self.one_of(&[":", "分"]).is_some() && self.starts_with_digit() {
                second = self.number(1, 2)?;
                self.one_of(&["秒"]);
                if self.one_of(&["."]).is_some() {
                    self.number(1, 9)?;
                }
            }
        }
        self.spaces();
        half = half.or_else(|| self.half_of_day());
        if (hour, minute, second) == (24, 0, 0) && half.is_none() {
            return Ok((NaiveTime::MIN, 1));
        }
        let hour = match half {
            Some(Half::Afternoon) if hour < 12 => hour + 12,
            Some(Half::Morning) if hour == 12 => 0,
            Some(Half::Morning) if hour > 12 => return Err(DateError::Impossible),
            Some(Half::Afternoon | Half::Morning) | None => hour,
        };
        let time = NaiveTime::from_hms_opt(hour, minute, second).ok_or(DateError::Impossible)?;
        Ok((time, 0))
    }

    fn half_of_day(&mut self) -> Option<Half> {
        if self.one_of(&["上午", "AM", "am", "早上", "凌晨"]).is_some() {
            return Some(Half::Morning);
        }
        self.one_of(&["下午", "PM", "pm", "晚上"])
            .map(|_| Half::Afternoon)
    }

    fn weekday(&mut self) {
        let before = self.rest;
        self.spaces();
        self.one_of(&["(", "["]);
        if self.one_of(&["星期", "周"]).is_some()
            && self
                .one_of(&["一", "二", "三", "四", "五", "六", "日", "天"])
                .is_some()
        {
            self.one_of(&[")", "]"]);
        } else {
            self.rest = before;
        }
    }

    fn number(&mut self, min: usize, max: usize) -> Result<u32, DateError> {
        let digits: String = self.rest.chars().take_while(char::is_ascii_digit).collect();
        if !(min..=max).contains(&digits.len()) {
            return Err(DateError::Unclear);
        }
        self.rest = self.rest.strip_prefix(digits.as_str()).unwrap_or_default();
        digits.parse().map_err(|_unclear| DateError::Unclear)
    }

    fn starts_with_digit(&self) -> bool {
        self.rest.starts_with(|c: char| c.is_ascii_digit())
    }

    fn one_of(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let (word, rest) = words
            .iter()
            .find_map(|word| self.rest.strip_prefix(word).map(|rest| (*word, rest)))?;
        self.rest = rest;
        Some(word)
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

#[cfg(test)]
mod tests {
    use super::*;
    use huiyin_core::time::minute;

    #[test]
    fn dates_are_read_as_they_are_written_in_china() {
        let check = |text: &str, expect: &str| {
            let moment = parse_moment(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(minute(moment.start()), expect, "{text}");
        };
        check("2019-09-10 11:02:15", "2019-09-10 11:02");
        check("2019-09-10 11:02:15.0", "2019-09-10 11:02");
        check("2019/9/10 11:02", "2019-09-10 11:02");
        check("2019/9/10 下午3:05", "2019-09-10 15:05");
        check("2019/9/10 3:05 PM", "2019-09-10 15:05");
        check("2019/9/10 上午12:05", "2019-09-10 00:05");
        check("2019.9.10", "2019-09-10 00:00");
        check("2020-09-03", "2020-09-03 00:00");
        check("2019年9月10日", "2019-09-10 00:00");
        check("2019年9月10日11时2分", "2019-09-10 11:02");
        check("2019年9月10日 11点", "2019-09-10 11:00");
        check("2019年9月10日星期二 11:02", "2019-09-10 11:02");
        check("2019-9-10（周二）", "2019-09-10 00:00");
        check("２０１９－０９－１０　１１：０２", "2019-09-10 11:02");
        check("2019-09-10T11:02:15", "2019-09-10 11:02");
        check("2019-09-10T11:02:15+08:00", "2019-09-10 11:02");
        check("2019-09-10T03:02:15Z", "2019-09-10 11:02");
        check("2019-09-10 24:00", "2019-09-11 00:00");
        check("20190910", "2019-09-10 00:00");
        check("201909101102", "2019-09-10 11:02");
        check("20190910110215", "2019-09-10 11:02");
        check("43718", "2019-09-10 00:00");
        check("43718.4598958333", "2019-09-10 11:02");
        check("1568084535", "2019-09-10 11:02");
        check("1568084535000", "2019-09-10 11:02");
    }

    #[test]
    fn what_allows_two_readings_is_refused() {
        for text in [
            "2021129",
            "于2021129日前",
            "9/10/2019",
            "10.9.2019",
            "19-9-10",
            "9月10日",
            "2019-9",
            "2019年9月",
            "2019",
            "2019.9",
            "2019.09",
            "20199",
            "2019091",
            "2019091011",
            "2019-9/10",
            "2019-09-10 1102",
            "昨天",
            "2019-09-10 11:02 左右",
            "2019-09-10-11",
            "90000",
            "12345.5",
            "2019-09-100",
            "0",
        ] {
            assert_eq!(parse_moment(text), Err(DateError::Unclear), "{text}");
        }
    }

    #[test]
    fn impossible_days_and_far_years_are_refused() {
        for text in [
            "2019-02-30",
            "20190230",
            "2019-13-01",
            "2019-09-10 25:00",
            "2019/9/10 上午13:00",
        ] {
            assert_eq!(parse_moment(text), Err(DateError::Impossible), "{text}");
        }
        for text in ["1900-01-01", "0206-09-25", "2206-09-25"] {
            assert_eq!(parse_moment(text), Err(DateError::OutOfRange), "{text}");
        }
    }

    #[test]
    fn a_limit_without_a_time_lasts_to_the_end_of_its_day() {
        assert_eq!(
            minute(parse_moment("2026-09-25").unwrap().limit()),
            "2026-09-26 00:00"
        );
        assert_eq!(
            minute(parse_moment("2026-09-25 17:00").unwrap().limit()),
            "2026-09-25 17:00"
        );
    }
}
