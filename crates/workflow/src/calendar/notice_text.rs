//! The State Council's yearly notice as it is pasted: 国务院办公厅关于2026年部分节假日安排的通知.
//!
//! Strict on purpose: a day read wrongly moves the due times of many items. Whatever in a sentence
//! with dates is not understood is refused with its line, and what the notice says twice (number of
//! days, weekdays, statutory days) is held against itself and against the law.

mod check;
mod scan;
mod sentence;
mod token;

use chrono::NaiveDate;
use huiyin_core::DayKind;

use super::CalendarDay;
use super::holiday_cn::{CalendarError, CalendarNotice};
use scan::{Glyph, festival_heading, glyphs, text_of};
use sentence::Context;

/// The paragraph of one festival.
struct Section<'a> {
    /// 国庆节、中秋节
    name: String,
    line: usize,
    body: &'a [Glyph],
}

/// What a paragraph says.
#[derive(Default)]
struct Arranged {
    off: Vec<(NaiveDate, usize)>,
    work: Vec<(NaiveDate, usize)>,
    /// 共N天, with its line.
    totals: Vec<(u32, usize)>,
}

fn refused(line: usize, message: impl Into<String>) -> CalendarError {
    CalendarError::Text {
        line,
        message: message.into(),
    }
}

impl CalendarNotice {
    /// Reads the pasted text of a yearly notice. Width of digits, kinds of brackets, spaces and
    /// line breaks do not matter; the year is that of the title.
    ///
    /// # Errors
    /// [`CalendarError::Text`] names the line: a date that does not exist or whose weekday is
    /// another, a number of days that does not add up, a make-up workday that is no weekend day, a
    /// sentence that is not understood. [`CalendarError::Festival`] when a statutory holiday of
    /// that year is not off, which also finds a paragraph left out while copying.
    pub fn from_state_council_text(text: &str) -> Result<Self, CalendarError> {
        let all = glyphs(text);
        let year = scan::title_year(&all)?;
        let (preamble, sections) = split(&all);
        check::preamble_has_no_days(preamble)?;
        let source = scan::document_number(text)
            .unwrap_or_else(|| format!("国务院办公厅关于{year}年部分节假日安排的通知"));
        let mut seen: Vec<String> = Vec::new();
        let mut days: Vec<CalendarDay> = Vec::new();
        for section in &sections {
            for festival in section.name.split('、') {
                if seen.iter().any(|s| s == festival) {
                    return Err(refused(section.line, format!("{festival}出现了两次")));
                }
                seen.push(festival.to_owned());
            }
            let arranged = read_section(year, section)?;
            check::section(year, section, &arranged)?;
            let off = arranged
                .off
                .iter()
                .map(|(day, line)| (*day, *line, DayKind::Off));
            let work = arranged
                .work
                .iter()
                .map(|(day, line)| (*day, *line, DayKind::Work));
            for (day, line, kind) in off.chain(work) {
                if days.iter().any(|d| d.day == day) {
                    return Err(refused(line, format!("{day} 出现了两次")));
                }
                days.push(CalendarDay {
                    day,
                    kind,
                    name: section.name.clone(),
                    source: source.clone(),
                });
            }
        }
        days.sort_by_key(|day| day.day);
        check::whole_year(year, &days)?;
        Ok(Self { year, days })
    }
}

/// What stands before the first festival, and the paragraphs of the festivals.
fn split(all: &[Glyph]) -> (&[Glyph], Vec<Section<'_>>) {
    // (start of the heading, its name, its line, start of the body)
    let mut headings = Vec::new();
    for (at, glyph) in all.iter().enumerate() {
        if glyph.c == ':'
            && let Some((start, name)) = festival_heading(all.get(..at).unwrap_or_default())
        {
            headings.push((start, name, glyph.line, at + 1));
        }
    }
    let first = headings.first().map_or(all.len(), |(start, ..)| *start);
    let preamble = all.get(..first).unwrap_or_default();
    let ends: Vec<usize> = headings
        .iter()
        .skip(1)
        .map(|(start, ..)| *start)
        .chain(std::iter::once(all.len()))
        .collect();
    let sections = headings
        .into_iter()
        .zip(ends)
        .map(|((_, name, line, body), end)| Section {
            name,
            line,
            body: all.get(body..end).unwrap_or_default(),
        })
        .collect();
    (preamble, sections)
}

fn read_section(year: i32, section: &Section<'_>) -> Result<Arranged, CalendarError> {
    let context = Context {
        year,
        is_new_year: section.name.contains("元旦"),
    };
    let body: Vec<Glyph> = section
        .body
        .iter()
        .copied()
        .filter(|g| g.c != '\n')
        .collect();
    let mut arranged = Arranged::default();
    for sentence in body.split(|g| matches!(g.c, '。' | ';')) {
        if !is_aside(sentence) {
            sentence::read(sentence, context, &mut arranged)?;
        }
    }
    Ok(arranged)
}

/// Sentences that arrange nothing: advice to employers, the closing paragraph, the signature.
fn is_aside(sentence: &[Glyph]) -> bool {
    let text = text_of(sentence);
    // whatever has a digit or speaks of work must be understood, also when 日 was lost
    if !(text.contains(|c: char| c.is_ascii_digit()) || text.contains("上班")) {
        return true;
    }
    let arranges = ["放假", "上班", "调休"]
        .iter()
        .any(|word| text.contains(word));
    let is_signature = !arranges
        && (["国务院办公厅", "发布", "印发", "成文"]
            .iter()
            .any(|word| text.contains(word))
            || sentence::is_only_a_full_date(sentence));
    text.starts_with("鼓励") || is_signature
}

#[cfg(test)]
#[path = "notice_text/tests.rs"]
mod tests;
