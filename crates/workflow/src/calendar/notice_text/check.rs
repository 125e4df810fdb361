//! What a notice says twice is held against itself, and all of it against the law.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use huiyin_core::DayKind;

use super::super::holiday_cn::CalendarError;
use super::super::{CalendarDay, statutory};
use super::scan::{Glyph, has_day, text_of};
use super::{Arranged, Section, refused};

/// Make-up workdays lie near the holiday they make up for; farther away is a slip of the pen.
const MAKEUP_WITHIN: Duration = Duration::days(31);

/// Days before the first heading belong to no festival.
pub(super) fn preamble_has_no_days(preamble: &[Glyph]) -> Result<(), CalendarError> {
    for line in preamble.split(|g| g.c == '\n') {
        let text = text_of(line);
        if has_day(&text) && (text.contains("放假") || text.contains("上班")) {
            let at = line.first().map_or(1, |g| g.line);
            return Err(refused(
                at,
                "这里有放假或上班的日期，但没有写明节日（应为“一、元旦：……”）",
            ));
        }
    }
    Ok(())
}

pub(super) fn section(
    year: i32,
    section: &Section<'_>,
    arranged: &Arranged,
) -> Result<(), CalendarError> {
    let name = &section.name;
    if arranged.off.is_empty() {
        return Err(refused(section.line, format!("没有读出{name}的放假日期")));
    }
    let counted = arranged.off.len();
    for (total, line) in &arranged.totals {
        if usize::try_from(*total).ok() != Some(counted) {
            return Err(refused(
                *line,
                format!("{name}写的是 {total} 天，按日期数出来是 {counted} 天"),
            ));
        }
    }
    for (day, line) in arranged.off.iter().chain(&arranged.work) {
        let december_before = day.year() == year - 1 && day.month() == 12;
        if day.year() != year && !december_before {
            return Err(refused(
                *line,
                format!("{day} 不属于 {year} 年的放假通知（只能是当年，或上一年十二月）"),
            ));
        }
    }
    for (day, line) in &arranged.work {
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            return Err(refused(
                *line,
                format!("{day} 不是周末，本来就上班，不会列为调休上班"),
            ));
        }
        let is_near = arranged
            .off
            .iter()
            .any(|(off, _)| off.signed_duration_since(*day).abs() <= MAKEUP_WITHIN);
        if !is_near {
            return Err(refused(
                *line,
                format!("调休上班的 {day} 离{name}假期超过一个月"),
            ));
        }
    }
    Ok(())
}

/// Every statutory holiday of the year must be off.
pub(super) fn whole_year(year: i32, days: &[CalendarDay]) -> Result<(), CalendarError> {
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
        return Err(CalendarError::Year { year });
    };
    for day in first.iter_days().take_while(|day| day.year() == year) {
        if let Some(name) = statutory::holiday(day)
            && !days.iter().any(|d| d.day == day && d.kind == DayKind::Off)
        {
            return Err(CalendarError::Festival { year, name, day });
        }
    }
    Ok(())
}
