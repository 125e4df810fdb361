//! Notices in the format of the holiday-cn project: one JSON file for each year's State Council
//! notice, with the days off and the make-up workdays.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use huiyin_core::DayKind;

use super::CalendarDay;

/// The days listed by the notice for one year. The year is that of the notice's title; a day may
/// lie in the December before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarNotice {
    pub year: i32,
    pub days: Vec<CalendarDay>,
}

/// Why a calendar file is refused; the message is for the administrator who gave it.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    #[error(
        "日历文件不是 holiday-cn 格式的 JSON（应有 year 和 days，每天应有 name、date、isOffDay）"
    )]
    Format(#[source] serde_json::Error),
    #[error("日历文件的年份 {year} 不合理")]
    Year { year: i32 },
    #[error("日历文件第 {position} 天的日期“{date}”不存在或不是 年-月-日 的写法，例如 2026-10-01")]
    Date { position: usize, date: String },
    #[error("日历文件里的 {day} 不属于 {year} 年的放假通知（只能是当年，或上一年十二月）")]
    OtherYear { year: i32, day: NaiveDate },
    #[error("日历文件里的 {day} 没有写节日名称")]
    NoName { day: NaiveDate },
    #[error("日历文件里 {day} 出现了两次")]
    Twice { day: NaiveDate },
    #[error("日历文件里没有 {year} 年的任何日期：该年的放假安排可能尚未公布")]
    NotAnnounced { year: i32 },
    /// A pasted notice that is not understood, or contradicts itself.
    #[error("第 {line} 行：{message}")]
    Text { line: usize, message: String },
    #[error(
        "{year} 年{name}的法定假日 {day} 没有安排放假：通知可能没有粘贴完整，或者有一段没有读懂"
    )]
    Festival {
        year: i32,
        name: &'static str,
        day: NaiveDate,
    },
}

#[derive(serde::Deserialize)]
struct File {
    year: i32,
    #[serde(default)]
    papers: Vec<String>,
    days: Vec<Day>,
}

#[derive(serde::Deserialize)]
struct Day {
    name: String,
    date: String,
    #[serde(rename = "isOffDay")]
    is_off_day: bool,
}

impl CalendarNotice {
    /// Reads one year's file. Refused, rather than half used: what is not such a file, dates that
    /// do not exist or belong to another year, a day named twice, a day without a name, and a file
    /// without a day of its year, which holiday-cn has for years not announced yet.
    pub fn from_holiday_cn(json: &str) -> Result<Self, CalendarError> {
        // a byte order mark comes from editors on Windows
        let json = json.trim_start_matches('\u{feff}');
        let File { year, papers, days } =
            serde_json::from_str(json).map_err(CalendarError::Format)?;
        if !(1949..=9998).contains(&year) {
            return Err(CalendarError::Year { year });
        }
        let source = if papers.is_empty() {
            format!("holiday-cn {year}")
        } else {
            papers.join(" ")
        };
        let mut seen = BTreeSet::new();
        let mut parsed = Vec::with_capacity(days.len());
        for (at, day) in days.into_iter().enumerate() {
            let day = day.parse(at + 1, year, &source)?;
            if !seen.insert(day.day) {
                return Err(CalendarError::Twice { day: day.day });
            }
            parsed.push(day);
        }
        if !seen.iter().any(|day| day.year() == year) {
            return Err(CalendarError::NotAnnounced { year });
        }
        Ok(Self { year, days: parsed })
    }

    /// Writes the notice in the format that [`Self::from_holiday_cn`] reads back as the same days.
    pub fn to_holiday_cn(&self) -> String {
        let source = self.days.first().map_or("", |day| day.source.as_str());
        let days: Vec<serde_json::Value> = self
            .days
            .iter()
            .map(|day| {
                serde_json::json!({
                    "name": day.name,
                    "date": day.day.to_string(),
                    "isOffDay": day.kind == DayKind::Off,
                })
            })
            .collect();
        serde_json::json!({ "year": self.year, "papers": [source], "days": days }).to_string()
    }
}

impl Day {
    fn parse(self, position: usize, year: i32, source: &str) -> Result<CalendarDay, CalendarError> {
        // chrono alone would accept 2026-1-1 and +2026-01-01
        let day = NaiveDate::parse_from_str(&self.date, "%Y-%m-%d")
            .ok()
            .filter(|day| day.to_string() == self.date);
        let Some(day) = day else {
            return Err(CalendarError::Date {
                position,
                date: self.date,
            });
        };
        let december_before = day.year() == year - 1 && day.month() == 12;
        if day.year() != year && !december_before {
            return Err(CalendarError::OtherYear { year, day });
        }
        let name = self.name.trim();
        if name.is_empty() {
            return Err(CalendarError::NoName { day });
        }
        Ok(CalendarDay {
            day,
            kind: if self.is_off_day {
                DayKind::Off
            } else {
                DayKind::Work
            },
            name: name.to_owned(),
            source: source.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_read_with_its_year_and_source() {
        let notice = CalendarNotice::from_holiday_cn(
            "\u{feff}{\"$schema\":\"x\",\"year\":2019,\"papers\":[\"https://example.invalid/2019\"],\"days\":[
                {\"name\":\"元旦\",\"date\":\"2018-12-29\",\"isOffDay\":false},
                {\"name\":\"元旦\",\"date\":\"2019-01-01\",\"isOffDay\":true}]}",
        )
        .unwrap();
        let written = notice.to_holiday_cn();
        assert_eq!(CalendarNotice::from_holiday_cn(&written).unwrap(), notice);
        assert_eq!(notice.year, 2019);
        assert_eq!(
            notice.days,
            [
                CalendarDay {
                    day: NaiveDate::from_ymd_opt(2018, 12, 29).unwrap(),
                    kind: DayKind::Work,
                    name: "元旦".into(),
                    source: "https://example.invalid/2019".into(),
                },
                CalendarDay {
                    day: NaiveDate::from_ymd_opt(2019, 1, 1).unwrap(),
                    kind: DayKind::Off,
                    name: "元旦".into(),
                    source: "https://example.invalid/2019".into(),
                },
            ]
        );
    }

    #[test]
    fn a_bad_file_is_refused_with_a_reason() {
        let check = |json: &str, expect: &str| {
            let message = CalendarNotice::from_holiday_cn(json)
                .unwrap_err()
                .to_string();
            assert!(message.contains(expect), "{json}: {message}");
        };
        let day = |name: &str, date: &str| {
            format!("{{\"name\":\"{name}\",\"date\":\"{date}\",\"isOffDay\":true}}")
        };
        let file = |days: &[String]| format!("{{\"year\":2026,\"days\":[{}]}}", days.join(","));
        check("", "不是 holiday-cn 格式");
        check("[]", "不是 holiday-cn 格式");
        check("{\"year\":2026}", "不是 holiday-cn 格式");
        check(
            "{\"year\":2026,\"days\":[{\"name\":\"元旦\",\"date\":\"2026-01-01\"}]}",
            "不是 holiday-cn 格式",
        );
        check("{\"year\":26,\"days\":[]}", "年份 26 不合理");
        check("{\"year\":2026,\"days\":[]}", "尚未公布");
        check(&file(&[day("元旦", "2025-12-31")]), "尚未公布");
        check(&file(&[day("元旦", "2026-02-29")]), "不存在");
        check(&file(&[day("元旦", "2026-1-1")]), "第 1 天");
        check(&file(&[day("元旦", "2026年1月1日")]), "年-月-日");
        check(&file(&[day("元旦", "2025-11-30")]), "不属于 2026 年");
        check(&file(&[day("元旦", "2027-01-01")]), "不属于 2026 年");
        check(&file(&[day(" ", "2026-01-01")]), "没有写节日名称");
        check(
            &file(&[day("元旦", "2026-01-01"), day("元旦", "2026-01-01")]),
            "出现了两次",
        );
    }
}
