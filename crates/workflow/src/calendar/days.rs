//! 逐日说明: a due date day by day, for programs.

use chrono::NaiveDate;

use super::{Due, DueStep};

/// What one day meant for a due date.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DayCounted {
    pub day: NaiveDate,
    /// Its number when it counts.
    pub number: Option<u32>,
    /// Why it counts or does not, in Chinese.
    pub reason: String,
}

impl Due {
    /// Every day that was looked at, in order: the start, those counted and passed over, the last
    /// one. Empty for a limit in hours, which runs through all of them.
    pub fn days(&self) -> Vec<DayCounted> {
        let mut days = Vec::new();
        for step in &self.steps {
            match step {
                DueStep::Arrival { on, reason } => days.push(DayCounted {
                    day: *on,
                    number: None,
                    reason: format!("{reason}，起算当日，不计入"),
                }),
                DueStep::Deemed {
                    arrived, reason, ..
                } => days.push(DayCounted {
                    day: *arrived,
                    number: None,
                    reason: format!("{reason}，收到之日，视为下一工作日收到"),
                }),
                DueStep::Counted {
                    from,
                    to,
                    first,
                    reason,
                    ..
                } => {
                    let span = from.iter_days().take_while(|day| day <= to);
                    days.extend((*first..).zip(span).map(|(number, day)| DayCounted {
                        day,
                        number: Some(number),
                        reason: reason.to_string(),
                    }));
                }
                DueStep::Skipped { from, to, reason } => {
                    let span = from.iter_days().take_while(|day| day <= to);
                    days.extend(span.map(|day| DayCounted {
                        day,
                        number: None,
                        reason: reason.to_string(),
                    }));
                }
                DueStep::RunsOut { on, reason } => days.push(DayCounted {
                    day: *on,
                    number: reason.is_working().then_some(self.limit.amount),
                    reason: format!("{reason}，期限最后一日"),
                }),
                DueStep::MovedTo { on, reason } => days.push(DayCounted {
                    day: *on,
                    number: Some(self.limit.amount),
                    reason: format!("{reason}，顺延到的工作日"),
                }),
                DueStep::Hours { .. } | DueStep::Provisional { .. } => {}
            }
        }
        days
    }
}
