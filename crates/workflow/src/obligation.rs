//! 时限义务: who owes what by when.

use chrono::{Duration, NaiveDate};
use huiyin_core::time::{self, Instant};
use huiyin_core::{LimitUnit, ObligationKind, UnitId, Urgency};
use serde::{Deserialize, Serialize};

use crate::calendar::{DayCounted, Due, DueSettings, WorkCalendar};
use crate::time_limit::TimeLimit;

/// Version of a rule that is missing from the installation's data.
pub(crate) const FALLBACK_VERSION: &str = "fallback";
/// Opens the name of the rule of a support opinion; the main rule and `)` follow.
pub(crate) const HALF_PREFIX: &str = "support_opinion=half(";
/// Opens the name of the rule of a redo; the main rule and `)` follow.
pub(crate) const REDO_PREFIX: &str = "redo=half(";
/// Rule of an obligation whose day a person wrote (承诺、督办、批示、挂账).
pub(crate) const OWN_DATE: &str = "own date";

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
    /// The same thing is owed on by another unit or by another time: the next obligation of that
    /// kind continues it, so the history stays.
    Moved,
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

    /// Why this due time, in Chinese: the days counted and passed over, what else moved it, and
    /// the rule. Counted again with the calendar and settings of today; where these would give
    /// another time, the stored one stands and the text says so.
    pub fn explain(&self, calendar: &WorkCalendar, settings: &DueSettings) -> String {
        let until = until(self.due_at);
        let basis = &self.basis;
        // a date that a person wrote: there is nothing to count
        if basis.rule == OWN_DATE || self.kind == ObligationKind::Commitment {
            let note = basis.note.as_deref().unwrap_or("期限由承诺写明");
            return format!("{}：至{until}止。\n说明：{note}。", self.kind);
        }
        let counted = self.count_again(calendar, settings);
        let mut text = counted.explain();
        if let Some(note) = &basis.note {
            text.push_str(&format!("\n说明：{note}。"));
        }
        if counted.at != self.due_at {
            text.push_str(&format!("\n因此{}的时限为{until}。", self.kind));
            if basis.note.is_none() {
                text.push_str(&format!(
                    "（按工作日历版本 {} 和当时的设置确定；以后的变化不会自行移动时限。）",
                    basis.calendar_version
                ));
            }
        }
        text.push_str(&format!("\n时限依据：{}。", rule_in_words(&basis.rule)));
        text
    }

    /// Day by day, counted again with the calendar and settings of today; nothing where a person
    /// wrote the date.
    pub fn days(&self, calendar: &WorkCalendar, settings: &DueSettings) -> Vec<DayCounted> {
        if self.basis.rule == OWN_DATE || self.kind == ObligationKind::Commitment {
            return Vec::new();
        }
        self.count_again(calendar, settings).days()
    }

    fn count_again(&self, calendar: &WorkCalendar, settings: &DueSettings) -> Due {
        let DueBasis { start, limit, .. } = self.basis;
        match limit.unit {
            LimitUnit::Hour => {
                // hours run from an instant, of which the basis keeps only the day
                let length = Duration::hours(i64::from(limit.amount));
                let from = match self.basis.note {
                    None => self.due_at - length,
                    Some(_) => self.opened_at,
                };
                calendar.due(from, limit, settings)
            }
            LimitUnit::WorkingDay | LimitUnit::Day | LimitUnit::Month => {
                calendar.due_from_day(start, limit, settings)
            }
        }
    }
}

/// `2026年9月25日24时`, or with the time of day when it is another.
fn until(due_at: Instant) -> String {
    let day = time::due_date(due_at);
    if due_at == time::end_of_day(day) {
        format!("{}24时", time::chinese_date(day))
    } else {
        let local = due_at.with_timezone(&time::china());
        format!(
            "{}{}",
            time::chinese_date(local.date_naive()),
            local.format("%H:%M")
        )
    }
}

/// The rule as [`crate::Policy`] wrote it into the basis.
fn rule_in_words(rule: &str) -> String {
    let inside = |prefix| {
        rule.strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(')'))
    };
    if let Some(main) = inside(HALF_PREFIX) {
        return format!("协办意见为主办答复时限的一半，主办{}", rule_in_words(main));
    }
    if let Some(first) = inside(REDO_PREFIX) {
        return format!("重办为首次答复时限的一半，首次{}", rule_in_words(first));
    }
    match rule.rsplit_once('@') {
        Some((_, FALLBACK_VERSION)) => "没有相应的时限规则，按 1 个工作日".to_owned(),
        Some((code, version)) => format!("规则 {code}，版本 {version}"),
        None => format!("规则 {rule}"),
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
