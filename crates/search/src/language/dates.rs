//! Spans of time as people write them: 2026, 2026-03, 2026年3月8日, 2026-01..2026-06, 2026-05..

use chrono::{Months, NaiveDate};
use huiyin_core::time::{self, Instant};

/// The first instant of a span and the first after it, in China; either may be open. `None` when
/// the text is no span.
pub(super) fn span(text: &str) -> Option<(Option<Instant>, Option<Instant>)> {
    let plain: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .collect();
    for sign in ["..", "…", "~", "～", "至", "到", "--", "—"] {
        if let Some((from, until)) = plain.split_once(sign) {
            return two(from, until.trim_start_matches(['.', '…', '—', '-']));
        }
    }
    if let Some((from, until)) = plain.split_once('-')
        && is_year(from)
        && is_year(until)
    {
        return two(from, until);
    }
    let (first, after) = days(&plain)?;
    Some((Some(midnight(first)), Some(midnight(after))))
}

fn two(from: &str, until: &str) -> Option<(Option<Instant>, Option<Instant>)> {
    let read = |text: &str| match text {
        "" => Some(None),
        some => days(some).map(Some),
    };
    let (from, until) = match (read(from)?, read(until)?) {
        (None, None) => return None,
        // the wrong way round
        (Some(a), Some(b)) if b.0 < a.0 => (Some(b), Some(a)),
        both => both,
    };
    Some((
        from.map(|(first, _)| midnight(first)),
        until.map(|(_, after)| midnight(after)),
    ))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The first day of a year, a month or a day, and the first day after it.
fn days(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut parts = text
        .split(['-', '/', '.', '年', '月', '日', '号'])
        .filter(|part| !part.is_empty());
    let number = |part: Option<&str>| -> Option<Option<u32>> {
        match part {
            None => Some(None),
            Some(digits) if digits.len() <= 2 => digits.parse().ok().map(Some),
            Some(_) => None,
        }
    };
    let year = parts.next().filter(|year| is_year(year))?;
    let year: i32 = year.parse().ok()?;
    let month = number(parts.next())?;
    let day = number(parts.next())?;
    if parts.next().is_some() {
        return None;
    }
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let after = match (month, day) {
        (_, Some(_)) => first.succ_opt()?,
        (Some(_), None) => first.checked_add_months(Months::new(1))?,
        (None, None) => first.checked_add_months(Months::new(12))?,
    };
    Some((first, after))
}

fn midnight(day: NaiveDate) -> Instant {
    time::at_local(day, chrono::NaiveTime::MIN)
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '－' | '．' | '／' | '～' => {
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_people_write_them() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let check = |text: &str, from: &str, until: &str| {
            let read = span(text).unwrap_or_else(|| panic!("{text}"));
            let show = |at: Option<Instant>| at.map(time::local_date);
            let expect = |text: &str| (!text.is_empty()).then(|| day(text));
            assert_eq!(
                (show(read.0), show(read.1)),
                (expect(from), expect(until)),
                "{text}"
            );
        };
        check("2026", "2026-01-01", "2027-01-01");
        check("2026-03", "2026-03-01", "2026-04-01");
        check("2026年3月", "2026-03-01", "2026-04-01");
        check("2026/3/8", "2026-03-08", "2026-03-09");
        check("２０２６．３．８", "2026-03-08", "2026-03-09");
        check("2026年12月31日", "2026-12-31", "2027-01-01");
        check("2026-01..2026-06", "2026-01-01", "2026-07-01");
        check("2026-06..2026-01", "2026-01-01", "2026-07-01");
        check("2024-2026", "2024-01-01", "2027-01-01");
        check("2026-01至2026-06", "2026-01-01", "2026-07-01");
        check("2026-05..", "2026-05-01", "");
        check("..2026-05", "", "2026-06-01");
        for nonsense in [
            "",
            "..",
            "上午",
            "26-03",
            "2026-13",
            "2026-02-30",
            "2026-1-2-3",
            "99999",
        ] {
            assert_eq!(span(nonsense), None, "{nonsense}");
        }
    }
}
