//! When the sender says a mail was written.

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};
use huiyin_core::time::{Instant, china};

/// RFC 5322 dates by mail-parser; then what scripts and old programs write: without seconds,
/// without zone (taken as China's), `2026-06-01 09:00:00`, Java's `Mon Jun 01 09:00:00 CST 2026`.
/// Years before mail or far ahead are mistakes.
pub(super) fn read(text: &str) -> Option<Instant> {
    let standard = mail_parser::DateTime::parse_rfc822(text)
        .filter(mail_parser::DateTime::is_valid)
        .or_else(|| {
            mail_parser::DateTime::parse_rfc3339(text).filter(mail_parser::DateTime::is_valid)
        })
        .filter(|date| (1980..2100).contains(&date.year))
        .and_then(|date| Instant::from_timestamp(date.to_timestamp(), 0));
    standard.or_else(|| read_loosely(text))
}

/// Dates of copied headers: as [`read`], with 星期一, 上午 and 下午.
pub(super) fn read_chinese(text: &str) -> Option<Instant> {
    let is_after_noon = ["下午", "晚上", "PM", "pm"]
        .iter()
        .any(|word| text.contains(word));
    let mut plain = text.to_owned();
    for word in [
        "上午", "下午", "晚上", "中午", "凌晨", "早上", "AM", "PM", "am", "pm", " at ",
    ] {
        plain = plain.replace(word, " ");
    }
    // "(星期一)", "周一"
    let mut kept = String::with_capacity(plain.len());
    let mut skip = 0;
    let chars: Vec<char> = plain.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        match (c, chars.get(at + 1)) {
            ('星', Some('期')) => skip = 2,
            ('周' | '週', Some('一' | '二' | '三' | '四' | '五' | '六' | '日')) => {
                skip = 1
            }
            ('，' | '（' | '）' | '(' | ')' | '、', _) => kept.push(' '),
            _ => kept.push(*c),
        }
    }
    let at = read(kept.trim())?;
    let hour = at.with_timezone(&china()).hour();
    if is_after_noon && hour < 12 {
        return at.checked_add_signed(chrono::Duration::hours(12));
    }
    Some(at)
}

/// As programs with a Chinese locale print them. The longer ones first: 十一月 holds 一月.
const CHINESE_MONTHS: [(&str, &str); 12] = [
    ("十一月", "Nov"),
    ("十二月", "Dec"),
    ("一月", "Jan"),
    ("二月", "Feb"),
    ("三月", "Mar"),
    ("四月", "Apr"),
    ("五月", "May"),
    ("六月", "Jun"),
    ("七月", "Jul"),
    ("八月", "Aug"),
    ("九月", "Sep"),
    ("十月", "Oct"),
];

/// Takes the pieces wherever they stand.
fn read_loosely(text: &str) -> Option<Instant> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut time = None;
    let mut offset: Option<FixedOffset> = None;
    let mut separated = text.to_owned();
    for (chinese, english) in CHINESE_MONTHS {
        separated = separated.replace(chinese, english);
    }
    let separated = separated
        .replace(['年', '月', '/'], "-")
        .replace(['日', 'T'], " ");
    for word in separated
        .split([' ', ',', '(', ')', '\t'])
        .filter(|word| !word.is_empty())
    {
        let lower = word.to_ascii_lowercase();
        if word.contains(':') {
            time = time.or(read_time(word));
        } else if let Some(found) = read_zone(word) {
            offset = offset.or(Some(found));
        } else if let Some(found) = month_of(&lower) {
            month = month.or(Some(found));
        } else if let [a, b, c] = word.split('-').collect::<Vec<_>>().as_slice() {
            let (a, b, c): (u32, u32, u32) = (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?);
            month = Some(b);
            (year, day) = if a > 31 {
                (Some(a), Some(c))
            } else {
                (Some(c), Some(a))
            };
        } else if let Ok(number) = word.parse::<u32>() {
            if day.is_none() && (1..=31).contains(&number) && word.len() <= 2 {
                day = Some(number);
            } else {
                year = year.or(Some(number));
            }
        }
    }
    let year = match year? {
        two @ 0..=69 => 2000 + two,
        two @ 70..=99 => 1900 + two,
        four => four,
    };
    let year = i32::try_from(year)
        .ok()
        .filter(|year| (1980..2100).contains(year))?;
    let day = NaiveDate::from_ymd_opt(year, month?, day?)?;
    let local = day.and_time(time?);
    let at = offset
        .unwrap_or_else(china)
        .from_local_datetime(&local)
        .single()?;
    Some(at.with_timezone(&Utc))
}

fn read_time(word: &str) -> Option<NaiveTime> {
    let mut parts = word.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = match parts.next() {
        Some(second) => second.split('.').next()?.parse().ok()?,
        None => 0,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// `+0800`, `GMT+8`, `UTC`. `CST` means China here, as Java programs print it.
fn read_zone(word: &str) -> Option<FixedOffset> {
    let upper = word.to_ascii_uppercase();
    let rest = upper
        .trim_start_matches("GMT")
        .trim_start_matches("UTC")
        .trim_start_matches("UT");
    match rest {
        "" | "Z" if upper != rest || upper == "Z" => return FixedOffset::east_opt(0),
        "CST" => return Some(china()),
        _ => {}
    }
    let (sign, digits) = match rest.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, rest.strip_prefix('-')?),
    };
    let number: i32 = digits.parse().ok().filter(|n| (0..=1400).contains(n))?;
    let minutes = if digits.len() <= 2 {
        number * 60
    } else {
        number / 100 * 60 + number % 100
    };
    FixedOffset::east_opt(sign * minutes * 60)
}

fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let head: String = word.chars().take(3).collect();
    let at = MONTHS.iter().position(|month| *month == head)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_habit() {
        let check = |text: &str, expect: &str| {
            let found = read(text).map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string());
            assert_eq!(found.as_deref().unwrap_or("none"), expect, "{text}");
        };
        check("Mon, 1 Jun 2026 09:00:00 +0800", "2026-06-01T01:00:00");
        check(
            "Mon, 1 Jun 2026 09:00:00 +0800 (CST)",
            "2026-06-01T01:00:00",
        );
        check("1 Jun 26 09:00 +0800", "2026-06-01T01:00:00");
        check("Mon, 1 Jun 2026 09:00", "2026-06-01T01:00:00");
        check("2026-06-01 09:00:00", "2026-06-01T01:00:00");
        check("2026-06-01T09:00:00+08:00", "2026-06-01T01:00:00");
        check("2026/06/01 09:00", "2026-06-01T01:00:00");
        check("2026年6月1日 09:00", "2026-06-01T01:00:00");
        check("Mon Jun 01 09:00:00 CST 2026", "2026-06-01T01:00:00");
        check("Mon Jun 01 2026 09:00:00 GMT+0800", "2026-06-01T01:00:00");
        check("29-04-2017 23:34", "2017-04-29T15:34:00");
        check("Thursday, April 09, 2003 9:00 AM", "2003-04-09T01:00:00");
        check("Mon, 30 Jun 3609 15:33:50 +0600", "none");
        check("Whenever", "none");
        check("", "none");
    }
}
