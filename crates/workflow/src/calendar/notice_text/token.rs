//! Words of a sentence: dates, weekdays, and the few words that say what a day is.

use chrono::Weekday;

use super::super::holiday_cn::CalendarError;
use super::refused;
use super::scan::{Glyph, text_of};

#[derive(Debug, Clone, Copy)]
pub(super) enum Year {
    Unsaid,
    Is(i32),
    /// 上年
    Before,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    Date {
        year: Year,
        month: Option<u32>,
        day: u32,
    },
    /// 至
    Until,
    /// 、
    And,
    Weekday(Weekday),
    /// 放假
    Off,
    /// 上班
    Work,
    /// 共N天
    Total(u32),
    /// 与周末连休 and the like: says nothing about which days.
    Remark,
}

/// Longest first where one begins another.
const WORDS: [(&str, Token); 24] = [
    ("放假调休", Token::Off),
    ("放假公休", Token::Off),
    ("放假", Token::Off),
    ("照常上班", Token::Work),
    ("正常上班", Token::Work),
    ("调休上班", Token::Work),
    ("上班", Token::Work),
    ("与周末连休", Token::Remark),
    ("与周末公休日连休", Token::Remark),
    ("不调休", Token::Remark),
    ("连休", Token::Remark),
    ("调休", Token::Remark),
    ("公休", Token::Remark),
    ("共计", Token::Remark),
    ("共", Token::Remark),
    ("以及", Token::And),
    ("、", Token::And),
    (",", Token::And),
    ("和", Token::And),
    ("及", Token::And),
    ("至", Token::Until),
    ("到", Token::Until),
    ("--", Token::Until),
    ("-", Token::Until),
];

const YEARS_BEFORE: [&str; 4] = ["上一年", "前一年", "上年", "去年"];
const WEEKDAY_PREFIXES: [&str; 3] = ["星期", "周", "礼拜"];

/// A place in the sentence.
pub(super) struct Cursor<'a> {
    pub(super) glyphs: &'a [Glyph],
    pub(super) at: usize,
}

impl Cursor<'_> {
    pub(super) fn peek(&self) -> Option<Glyph> {
        self.glyphs.get(self.at).copied()
    }

    pub(super) fn line(&self) -> usize {
        self.peek()
            .or_else(|| self.glyphs.last().copied())
            .map_or(1, |g| g.line)
    }

    fn take(&mut self, word: &str) -> bool {
        let length = word.chars().count();
        let is_there = self
            .glyphs
            .get(self.at..self.at + length)
            .is_some_and(|here| here.iter().map(|g| g.c).eq(word.chars()));
        if is_there {
            self.at += length;
        }
        is_there
    }

    fn number(&mut self) -> Option<u32> {
        let rest = self.glyphs.get(self.at..).unwrap_or_default();
        let digits: String = rest
            .iter()
            .map(|g| g.c)
            .take_while(char::is_ascii_digit)
            .collect();
        let number = digits.parse().ok()?;
        self.at += digits.len();
        Some(number)
    }

    fn excerpt(&self) -> String {
        text_of(self.glyphs.get(self.at..).unwrap_or_default())
            .chars()
            .take(12)
            .collect()
    }

    fn unclear(&self) -> CalendarError {
        refused(self.line(), format!("看不懂“{}”", self.excerpt()))
    }

    /// `(周四)`, `(农历除夕、周二)`: the weekday, if the brackets name one.
    fn bracket(&mut self) -> Result<Option<Weekday>, CalendarError> {
        let line = self.line();
        let rest = self.glyphs.get(self.at + 1..).unwrap_or_default();
        let Some(end) = rest.iter().position(|g| g.c == ')') else {
            return Err(refused(line, "括号没有闭合"));
        };
        let inside = rest.get(..end).unwrap_or_default();
        let text = text_of(inside);
        if ["放假", "上班", "休息"]
            .iter()
            .any(|word| text.contains(word))
            || has_digit(&text)
        {
            return Err(refused(line, format!("看不懂括号里的“{text}”")));
        }
        self.at += end + 2;
        let mut within = Cursor {
            glyphs: inside,
            at: 0,
        };
        while within.peek().is_some() {
            if let Some(weekday) = within.weekday() {
                return Ok(Some(weekday));
            }
            within.at += 1;
        }
        Ok(None)
    }

    fn weekday(&mut self) -> Option<Weekday> {
        let start = self.at;
        if WEEKDAY_PREFIXES.iter().any(|prefix| self.take(prefix)) {
            let weekday = match self.peek().map(|g| g.c) {
                Some('一' | '1') => Some(Weekday::Mon),
                Some('二' | '2') => Some(Weekday::Tue),
                Some('三' | '3') => Some(Weekday::Wed),
                Some('四' | '4') => Some(Weekday::Thu),
                Some('五' | '5') => Some(Weekday::Fri),
                Some('六' | '6') => Some(Weekday::Sat),
                Some('日' | '天' | '7') => Some(Weekday::Sun),
                Some(_) | None => None,
            };
            if weekday.is_some() {
                self.at += 1;
                return weekday;
            }
        }
        self.at = start;
        None
    }

    /// `2024年12月31日`, `1月1日`, `3日`, `共3天`.
    pub(super) fn date_or_total(&mut self) -> Result<Token, CalendarError> {
        let start = self.at;
        let mut year = Year::Unsaid;
        if YEARS_BEFORE.iter().any(|word| self.take(word)) {
            year = Year::Before;
        }
        let mut month = None;
        while let Some(number) = self.number() {
            let unsaid = matches!(year, Year::Unsaid) && month.is_none();
            if unsaid && self.take("年") {
                year = i32::try_from(number).map_or(Year::Unsaid, Year::Is);
            } else if month.is_none() && self.take("月") {
                month = Some(number);
            } else if self.take("日") || self.take("号") {
                return Ok(Token::Date {
                    year,
                    month,
                    day: number,
                });
            } else if unsaid && self.take("天") {
                return Ok(Token::Total(number));
            } else {
                break;
            }
        }
        self.at = start;
        Err(self.unclear())
    }

    /// The next token; `None` at the end, or for brackets that say nothing.
    pub(super) fn token(&mut self) -> Result<Option<Token>, CalendarError> {
        let Some(glyph) = self.peek() else {
            return Ok(None);
        };
        if glyph.c == '(' {
            return Ok(self.bracket()?.map(Token::Weekday));
        }
        if let Some(weekday) = self.weekday() {
            return Ok(Some(Token::Weekday(weekday)));
        }
        for (word, token) in WORDS {
            if self.take(word) {
                return Ok(Some(token));
            }
        }
        self.date_or_total().map(Some)
    }
}

fn has_digit(text: &str) -> bool {
    // 星期1 has its digit after the prefix; dates have theirs before a unit
    super::scan::has_day(text) || text.contains('月') && text.chars().any(|c| c.is_ascii_digit())
}
