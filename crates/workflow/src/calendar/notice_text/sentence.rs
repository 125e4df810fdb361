//! One sentence: dates, ranges, weekdays, and whether they are off or worked.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

use super::super::holiday_cn::CalendarError;
use super::scan::Glyph;
use super::token::{Cursor, Token, Year};
use super::{Arranged, refused};

/// What a sentence does not say itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    pub(super) year: i32,
    /// 元旦: December is that of the year before.
    pub(super) is_new_year: bool,
}

/// A stretch of days whose meaning has not been said yet.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: NaiveDate,
    last: NaiveDate,
    line: usize,
}

/// Whether the sentence is nothing but a date with its year: the day of the signature.
pub(super) fn is_only_a_full_date(sentence: &[Glyph]) -> bool {
    let mut cursor = Cursor {
        glyphs: sentence,
        at: 0,
    };
    let is_full = matches!(
        cursor.date_or_total(),
        Ok(Token::Date {
            year: Year::Is(_),
            month: Some(_),
            ..
        })
    );
    is_full && matches!(cursor.peek().map(|g| g.c), None | Some('('))
}

/// Where the reading of a sentence stands.
struct Reading {
    context: Context,
    pending: Vec<Span>,
    /// The last date read, of which a following one may leave out year and month.
    latest: Option<NaiveDate>,
    /// 至 was read; the end of the range is to come.
    awaits_end: bool,
    /// Whether a date may come: at the beginning and after a separator or a keyword.
    may_begin: bool,
}

/// Reads one sentence into the arrangement.
pub(super) fn read(
    sentence: &[Glyph],
    context: Context,
    arranged: &mut Arranged,
) -> Result<(), CalendarError> {
    let mut cursor = Cursor {
        glyphs: sentence,
        at: 0,
    };
    let mut reading = Reading {
        context,
        pending: Vec::new(),
        latest: None,
        awaits_end: false,
        may_begin: true,
    };
    while cursor.peek().is_some() {
        let line = cursor.line();
        if let Some(token) = cursor.token()? {
            reading.take(token, line, arranged)?;
        }
    }
    if reading.awaits_end {
        return Err(refused(cursor.line(), "“至”后面没有日期"));
    }
    match reading.pending.first() {
        None => Ok(()),
        Some(span) => Err(refused(
            span.line,
            format!("{} 没有写明是放假还是上班", span.first),
        )),
    }
}

impl Reading {
    fn take(
        &mut self,
        token: Token,
        line: usize,
        arranged: &mut Arranged,
    ) -> Result<(), CalendarError> {
        if self.awaits_end && !matches!(token, Token::Date { .. }) {
            return Err(refused(line, "“至”后面没有日期"));
        }
        match token {
            Token::Date { year, month, day } => {
                let date = self.resolve(year, month, day, line)?;
                self.latest = Some(date);
                self.place(date, line)?;
                self.may_begin = false;
            }
            Token::Until => {
                if self.pending.is_empty() || self.may_begin {
                    return Err(refused(line, "“至”前面没有日期"));
                }
                self.awaits_end = true;
            }
            Token::And => self.may_begin = true,
            Token::Weekday(said) => self.compare(said, line)?,
            Token::Off => {
                let days = self.settle(line, "放假")?;
                arranged.off.extend(days);
            }
            Token::Work => {
                let days = self.settle(line, "上班")?;
                arranged.work.extend(days);
            }
            Token::Total(days) => {
                arranged.totals.push((days, line));
                self.may_begin = true;
            }
            Token::Remark => {
                if !self.pending.is_empty() {
                    return Err(refused(line, "日期后面应写明放假或者上班"));
                }
            }
        }
        Ok(())
    }

    fn resolve(
        &self,
        year: Year,
        month: Option<u32>,
        day: u32,
        line: usize,
    ) -> Result<NaiveDate, CalendarError> {
        let Some(in_month) = month.or(self.latest.map(|d| d.month())) else {
            return Err(refused(line, format!("{day}日没有写月份")));
        };
        let own = self.context.year;
        let in_year = match (year, self.latest) {
            (Year::Is(year), _) => year,
            (Year::Before, _) => own - 1,
            (Year::Unsaid, Some(first)) if self.awaits_end => {
                first.year() + i32::from(in_month < first.month())
            }
            (Year::Unsaid, Some(latest)) if month.is_none() => latest.year(),
            (Year::Unsaid, _) if self.context.is_new_year && in_month == 12 => own - 1,
            (Year::Unsaid, _) => own,
        };
        NaiveDate::from_ymd_opt(in_year, in_month, day)
            .ok_or_else(|| refused(line, format!("没有 {in_year}年{in_month}月{day}日 这一天")))
    }

    fn place(&mut self, date: NaiveDate, line: usize) -> Result<(), CalendarError> {
        if self.awaits_end {
            self.awaits_end = false;
            if let Some(span) = self.pending.last_mut() {
                if date <= span.first || date - span.first > Duration::days(20) {
                    return Err(refused(
                        line,
                        format!("{} 至 {date} 不像一段假期，请核对日期", span.first),
                    ));
                }
                span.last = date;
            }
            return Ok(());
        }
        if !self.may_begin {
            return Err(refused(line, format!("{date} 前面缺少顿号或者“至”")));
        }
        self.pending.push(Span {
            first: date,
            last: date,
            line,
        });
        Ok(())
    }

    fn compare(&self, said: Weekday, line: usize) -> Result<(), CalendarError> {
        let Some(latest) = self.latest.filter(|_| !self.may_begin) else {
            return Err(refused(line, "星期前面没有日期"));
        };
        let real = latest.weekday();
        if real == said {
            return Ok(());
        }
        Err(refused(
            line,
            format!(
                "{latest} 是{}，通知里写的是{}",
                chinese(real),
                chinese(said)
            ),
        ))
    }

    /// The days of all spans so far, now that their meaning is known.
    fn settle(
        &mut self,
        line: usize,
        word: &str,
    ) -> Result<Vec<(NaiveDate, usize)>, CalendarError> {
        if self.pending.is_empty() {
            return Err(refused(line, format!("“{word}”前面没有日期")));
        }
        self.may_begin = true;
        let spans = std::mem::take(&mut self.pending);
        Ok(spans
            .into_iter()
            .flat_map(|span| {
                span.first
                    .iter_days()
                    .take_while(move |day| *day <= span.last)
                    .map(move |day| (day, span.line))
            })
            .collect())
    }
}

const fn chinese(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    }
}
