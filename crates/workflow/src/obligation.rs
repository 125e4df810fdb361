//! 时限义务: who owes what by when.

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{ObligationKind, UnitId, Urgency};
use serde::{Deserialize, Serialize};

use crate::calendar::WorkCalendar;
use crate::time_limit::TimeLimit;

/// Why a due time is what it is: enough to explain it later, and to find the items that a change
/// of rule or calendar would move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueBasis {
    /// The day that counts as the start; not itself counted.
    pub start: NaiveDate,
    pub limit: TimeLimit,
    /// Code and version of the time rule, e.g. `reply.proposal@2026-01`.
    pub rule: String,
    pub calendar_version: String,
    /// The calendar of that year was not yet published (暂定).
    pub provisional: bool,
    /// Why another date than the rule's counts, in Chinese (an earlier external due date, a paused
    /// clock).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An obligation as an event opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenObligation {
    pub kind: ObligationKind,
    /// Who owes.
    pub unit: UnitId,
    pub due_at: Instant,
    pub basis: DueBasis,
}

/// How an obligation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationEnd {
    /// What was owed was done.
    Met,
    /// No longer owed, because the item took another way.
    Dropped,
    /// The clock stopped (补正); a new one takes its place when it runs again.
    Paused,
    /// Its time ran out where running out is the regular end (评价期).
    Lapsed,
}

/// One obligation of a suggestion, open or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Number within the suggestion, from 1.
    pub no: i64,
    pub kind: ObligationKind,
    pub unit: UnitId,
    /// 轮次 in which it arose.
    pub round: i32,
    pub opened_at: Instant,
    pub due_at: Instant,
    pub basis: DueBasis,
    pub ended: Option<(Instant, ObligationEnd)>,
}

impl Obligation {
    pub const fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// 临期 / 超期 at an instant. Due soon means: today or one of the next two working days is
    /// the last one.
    pub fn urgency(&self, now: Instant, calendar: &WorkCalendar) -> Urgency {
        urgency(self.due_at, now, calendar)
    }
}

/// 临期 / 超期 of a due time at an instant.
pub fn urgency(due_at: Instant, now: Instant, calendar: &WorkCalendar) -> Urgency {
    if now >= due_at {
        return Urgency::Overdue;
    }
    if remaining_working_days(due_at, now, calendar) <= 2 {
        Urgency::DueSoon
    } else {
        Urgency::OnTime
    }
}

/// Working days from today (not counted) to the due day (counted); negative once overdue, and
/// then the number of whole working days late.
pub fn remaining_working_days(due_at: Instant, now: Instant, calendar: &WorkCalendar) -> i64 {
    calendar.working_days_between(time::local_date(now), time::due_date(due_at))
}
