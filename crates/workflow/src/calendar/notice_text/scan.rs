//! Characters with their lines, and what is found by looking for it: title, headings, number.

use super::super::holiday_cn::CalendarError;
use super::refused;

/// A character as it is compared, and the line it was pasted on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) c: char,
    pub(super) line: usize,
}

/// The names that a heading may be made of, and what they are called in the calendar.
const FESTIVALS: [(&str, &str); 10] = [
    ("元旦", "元旦"),
    ("春节", "春节"),
    ("清明节", "清明节"),
    ("清明", "清明节"),
    ("劳动节", "劳动节"),
    ("端午节", "端午节"),
    ("端午", "端午节"),
    ("中秋节", "中秋节"),
    ("中秋", "中秋节"),
    ("国庆节", "国庆节"),
];

/// The text with one width, one bracket, one dash, without spaces; line breaks stay.
pub(super) fn glyphs(text: &str) -> Vec<Glyph> {
    let mut line = 1;
    let mut all = Vec::with_capacity(text.len() / 3);
    for c in text.chars() {
        let plain = match c {
            '\n' => '\n',
            // full-width forms of ASCII
            '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '〔' | '【' | '〈' | '《' | '「' | '『' | '﹙' | '〖' => '(',
            '〕' | '】' | '〉' | '》' | '」' | '』' | '﹚' | '〗' => ')',
            '—' | '–' | '―' | '−' | '‐' | '‑' | '〜' => '-',
            '｡' => '。',
            '﹕' | '∶' => ':',
            other => other,
        };
        let plain = match plain {
            '[' | '{' => '(',
            ']' | '}' => ')',
            '~' => '-',
            other => other,
        };
        let is_invisible = matches!(plain, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
        if plain == '\n' || !(plain.is_whitespace() || is_invisible) {
            all.push(Glyph { c: plain, line });
        }
        line += usize::from(c == '\n');
    }
    all
}

pub(super) fn text_of(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|g| g.c).collect()
}

/// Whether a day of a month is named: a digit before 日 or 号.
pub(super) fn has_day(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let is_day = matches!(c, '日' | '号') && before.is_ascii_digit();
        before = c;
        is_day
    })
}

/// The year of the title, and of the sentence that opens the notice; they must agree.
pub(super) fn title_year(all: &[Glyph]) -> Result<i32, CalendarError> {
    let mut found: Option<i32> = None;
    // the title may be broken over lines, so every passage is looked at with what follows it
    for (at, glyph) in all.iter().enumerate() {
        if glyph.c != '年' {
            continue;
        }
        let digits: String = all
            .get(at.saturating_sub(4)..at)
            .map(text_of)
            .unwrap_or_default();
        let next: String = all
            .iter()
            .skip(at + 1)
            .filter(|g| g.c != '\n')
            .take(5)
            .map(|g| g.c)
            .collect();
        let is_title = next.starts_with("部分节假日") || next.starts_with("节假日");
        let is_opening = next.starts_with("元旦、");
        if !(is_title || is_opening) {
            continue;
        }
        let year: i32 = digits
            .parse()
            .ok()
            .filter(|year| (2008..=2999).contains(year))
            .ok_or_else(|| refused(glyph.line, format!("标题中的年份“{digits}”不合理")))?;
        if found.is_some_and(|other| other != year) {
            return Err(refused(glyph.line, "标题和正文写的年份不一致"));
        }
        found = Some(year);
    }
    found.ok_or_else(|| {
        refused(
            1,
            "没有找到标题中的年份，请连同标题“国务院办公厅关于20XX年部分节假日安排的通知”一起粘贴",
        )
    })
}

/// 国办发明电〔2025〕7号, as written.
pub(super) fn document_number(text: &str) -> Option<String> {
    let (_, after) = text.split_once("国办发")?;
    let (number, _) = after.split_once('号')?;
    let is_short = number.chars().count() <= 16 && !number.contains('\n');
    is_short.then(|| format!("国办发{}号", number.trim()))
}

/// The festivals before a colon, and where the heading starts; `None` for any other colon.
pub(super) fn festival_heading(before: &[Glyph]) -> Option<(usize, String)> {
    let start = before
        .iter()
        .rposition(|g| matches!(g.c, '\n' | '。' | ';' | ':'))
        .map_or(0, |at| at + 1);
    let heading = before.get(start..)?;
    // 二、 may follow something that lacks its full stop
    heading.iter().enumerate().find_map(|(at, glyph)| {
        if at > 0 && !ORDINALS.contains(glyph.c) {
            return None;
        }
        Some((start + at, festivals(&text_of(heading.get(at..)?))?))
    })
}

const ORDINALS: &str = "一二三四五六七八九十";

/// `六、国庆节、中秋节` without its number; `None` for anything else.
fn festivals(heading: &str) -> Option<String> {
    let name = heading.trim_start_matches(|c: char| {
        ORDINALS.contains(c) || c.is_ascii_digit() || "()、.,".contains(c)
    });
    let mut names = Vec::new();
    for part in name.split(['、', ',', '和', '与']) {
        let (_, known) = FESTIVALS.iter().find(|(written, _)| *written == part)?;
        names.push(*known);
    }
    Some(names.join("、"))
}
