//! 为什么是这一天: a due date tells, in Chinese, how it was counted.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, Weekday};
use huiyin_core::LimitUnit;
use huiyin_core::time::{china, chinese_date, end_of_day, minute};

use super::{DayReason, Due, DueStep};
use crate::time_rule::TimeRule;

/// Above so many lines, ordinary weeks are told together.
const LINES_MAX: usize = 10;

impl Due {
    /// Why this date: the days counted and passed over, the way of counting and the version of
    /// the calendar. Several lines, never empty.
    pub fn explain(&self) -> String {
        let mut text = String::new();
        let writer = Writer {
            year: self.start.year(),
        };
        let _ = writeln!(
            text,
            "办理时限{}：自{}起算，至{}{}止。",
            self.limit,
            full(self.start),
            full(self.on),
            self.time_of_day(),
        );
        for line in self.lines(&writer) {
            let _ = writeln!(text, "· {line}");
        }
        let _ = write!(text, "计算方法：{}", self.method());
        if self.calendar_version.is_empty() {
            text.push('。');
        } else {
            let _ = write!(text, "；工作日历版本 {}。", self.calendar_version);
        }
        text
    }

    /// [`Self::explain`], and which rule gave the limit.
    pub fn explain_by(&self, rule: &TimeRule) -> String {
        format!(
            "{}\n时限依据：{}（规则 {}，版本 {}，{}起施行）。",
            self.explain(),
            rule.label,
            rule.code,
            rule.version,
            chinese_date(rule.effective_from),
        )
    }

    /// `24时`, or the time of day when it is another.
    fn time_of_day(&self) -> String {
        if self.at == end_of_day(self.on) {
            "24时".to_owned()
        } else {
            self.at.with_timezone(&china()).format("%H:%M").to_string()
        }
    }

    const fn method(&self) -> &'static str {
        match self.limit.unit {
            LimitUnit::WorkingDay => "起算当日不计入，只计工作日，调休上班日是工作日",
            LimitUnit::Day => {
                "起算当日不计入，按日历日计算，最后一日是休息日的，顺延到其后第一个工作日"
            }
            LimitUnit::Month => {
                "起算当日不计入，按月计算到期满月的对应日，没有对应日的为月末；最后一日是休息日的，顺延到其后第一个工作日"
            }
            LimitUnit::Hour => "按小时连续计算，休息日不扣除",
        }
    }

    fn lines(&self, writer: &Writer) -> Vec<String> {
        if self.steps.len() <= LINES_MAX {
            return self.steps.iter().map(|step| writer.line(step)).collect();
        }
        let mut lines = Vec::new();
        let mut weeks: Vec<&DueStep> = Vec::new();
        for step in &self.steps {
            if is_ordinary(step) {
                weeks.push(step);
            } else {
                writer.tell_weeks(&mut weeks, &mut lines);
                lines.push(writer.line(step));
            }
        }
        writer.tell_weeks(&mut weeks, &mut lines);
        lines
    }
}

/// Weekdays that count and weekends that do not: nothing a reader would ask about.
const fn is_ordinary(step: &DueStep) -> bool {
    match step {
        DueStep::Counted { reason, .. } => matches!(reason, DayReason::WorkingDay),
        DueStep::Skipped { reason, .. } => matches!(reason, DayReason::Weekend),
        DueStep::Arrival { .. }
        | DueStep::Deemed { .. }
        | DueStep::RunsOut { .. }
        | DueStep::MovedTo { .. }
        | DueStep::Hours { .. }
        | DueStep::Provisional { .. } => false,
    }
}

const fn span_of(step: &DueStep) -> Option<(NaiveDate, NaiveDate)> {
    match step {
        DueStep::Counted { from, to, .. } | DueStep::Skipped { from, to, .. } => Some((*from, *to)),
        DueStep::Arrival { .. }
        | DueStep::Deemed { .. }
        | DueStep::RunsOut { .. }
        | DueStep::MovedTo { .. }
        | DueStep::Hours { .. }
        | DueStep::Provisional { .. } => None,
    }
}

const fn numbers_of(step: &DueStep) -> Option<(u32, u32)> {
    match step {
        DueStep::Counted { first, last, .. } => Some((*first, *last)),
        DueStep::Skipped { .. }
        | DueStep::Arrival { .. }
        | DueStep::Deemed { .. }
        | DueStep::RunsOut { .. }
        | DueStep::MovedTo { .. }
        | DueStep::Hours { .. }
        | DueStep::Provisional { .. } => None,
    }
}

/// Writes lines; the year is told only where it is not this one.
struct Writer {
    year: i32,
}

impl Writer {
    fn line(&self, step: &DueStep) -> String {
        match step {
            DueStep::Arrival {
                on,
                reason: DayReason::WorkingDay,
            } => format!("{}为起算当日，不计入", self.day(*on)),
            DueStep::Arrival { on, reason } => {
                format!("{}为起算当日（{reason}），不计入", self.day(*on))
            }
            DueStep::Deemed {
                arrived,
                reason,
                on,
            } => format!(
                "{}收到，当日是休息日（{reason}），按设置视为其后第一个工作日{}收到",
                self.day(*arrived),
                self.day(*on),
            ),
            DueStep::Counted {
                from,
                to,
                first,
                last,
                reason,
            } => format!(
                "{}：{reason}，计{}",
                self.span(*from, *to),
                numbers(*first, *last)
            ),
            DueStep::Skipped { from, to, reason } => {
                format!("{}：{reason}，不计", self.span(*from, *to))
            }
            DueStep::RunsOut { on, reason } => {
                let then = if reason.is_working() {
                    "即为到期日"
                } else {
                    "是休息日"
                };
                format!("期限最后一日为{}（{reason}），{then}", self.day(*on))
            }
            DueStep::MovedTo { on, reason } => {
                format!("顺延到其后第一个工作日{}（{reason}）", self.day(*on))
            }
            DueStep::Hours { from, to } => {
                format!("自{}起连续计算，至{}", minute(*from), minute(*to))
            }
            DueStep::Provisional { year } => format!(
                "{year}年的放假安排尚未收录，先按周末和法定节假日计算，结果为暂定，收录后重新计算"
            ),
        }
    }

    /// Tells the ordinary weeks collected so far in one line, and forgets them.
    fn tell_weeks(&self, weeks: &mut Vec<&DueStep>, lines: &mut Vec<String>) {
        let spans: Vec<_> = weeks.iter().filter_map(|step| span_of(step)).collect();
        let counted: Vec<_> = weeks.iter().filter_map(|step| numbers_of(step)).collect();
        let span = spans
            .first()
            .zip(spans.last())
            .map(|((from, _), (_, to))| self.span(*from, *to));
        let numbers = counted
            .first()
            .zip(counted.last())
            .map(|((first, _), (_, last))| numbers(*first, *last));
        match (span, numbers) {
            (Some(span), Some(numbers)) if weeks.len() > 2 => {
                lines.push(format!("{span}：工作日计{numbers}，周末不计"));
            }
            _ => lines.extend(weeks.iter().map(|step| self.line(step))),
        }
        weeks.clear();
    }

    fn span(&self, from: NaiveDate, to: NaiveDate) -> String {
        if from == to {
            self.day(from)
        } else {
            format!("{}至{}", self.day(from), self.day(to))
        }
    }

    /// `9月26日（星期五）`, with the year where it is another one.
    fn day(&self, day: NaiveDate) -> String {
        if day.year() == self.year {
            format!("{}月{}日{}", day.month(), day.day(), weekday(day))
        } else {
            full(day)
        }
    }
}

fn full(day: NaiveDate) -> String {
    format!("{}{}", chinese_date(day), weekday(day))
}

fn numbers(first: u32, last: u32) -> String {
    if first == last {
        format!("第{first}个")
    } else {
        format!("第{first}至第{last}个")
    }
}

const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "一",
        Weekday::Tue => "二",
        Weekday::Wed => "三",
        Weekday::Thu => "四",
        Weekday::Fri => "五",
        Weekday::Sat => "六",
        Weekday::Sun => "日",
    }
}

fn weekday(day: NaiveDate) -> String {
    format!("（周{}）", weekday_name(day.weekday()))
}
