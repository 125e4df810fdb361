//! 催办: which step of the plan is due for an open obligation. The plan is data of the
//! installation; what was sent before is told by the caller, so that nothing is sent twice.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{LimitUnit, ObligationKind, ReminderNotice, UnitId};

use crate::calendar::WorkCalendar;

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderStep {
    /// Working days from the due day: negative before it, 0 on it, positive after it. Names the
    /// step within a plan.
    pub working_days: i32,
    pub notice: ReminderNotice,
    /// What the person reads.
    pub label: String,
}

/// The steps of an installation, and of the units that have steps of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderPlan {
    common: Vec<ReminderStep>,
    of_unit: BTreeMap<UnitId, Vec<ReminderStep>>,
}

/// Why a plan is refused; the message is for the administrator who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("催办：同一个单位的 working_days = {working_days} 写了两次")]
pub struct ReminderPlanError {
    pub working_days: i32,
}

impl Default for ReminderPlan {
    fn default() -> Self {
        let step = |working_days, notice, label: &str| ReminderStep {
            working_days,
            notice,
            label: label.to_owned(),
        };
        Self {
            common: vec![
                step(-2, ReminderNotice::Reminder, "还有两个工作日到期"),
                step(-1, ReminderNotice::Reminder, "还有一个工作日到期"),
                step(0, ReminderNotice::Reminder, "今天到期"),
                step(
                    1,
                    ReminderNotice::Formal,
                    "已经超期，发催办通知书并抄送分管领导",
                ),
                step(
                    6,
                    ReminderNotice::Circular,
                    "发催办通知书后 5 个工作日仍未说明，列入通报",
                ),
            ],
            of_unit: BTreeMap::new(),
        }
    }
}

impl ReminderPlan {
    /// The plan of these steps; `None` is the installation's, a unit's own steps replace all of
    /// them.
    ///
    /// # Errors
    /// When two steps of one plan lie on the same day.
    pub fn new(
        steps: impl IntoIterator<Item = (Option<UnitId>, ReminderStep)>,
    ) -> Result<Self, ReminderPlanError> {
        let mut plan = Self {
            common: Vec::new(),
            of_unit: BTreeMap::new(),
        };
        for (unit, step) in steps {
            let of = match unit {
                None => &mut plan.common,
                Some(unit) => plan.of_unit.entry(unit).or_default(),
            };
            if of.iter().any(|s| s.working_days == step.working_days) {
                return Err(ReminderPlanError {
                    working_days: step.working_days,
                });
            }
            of.push(step);
            of.sort_by_key(|s| s.working_days);
        }
        Ok(plan)
    }

    /// The steps that hold for a unit, earliest first.
    pub fn steps(&self, unit: UnitId) -> &[ReminderStep] {
        self.of_unit.get(&unit).unwrap_or(&self.common)
    }

    /// How many working days before a due day the first step of any unit lies; 0 when none does.
    pub fn first_working_days_before(&self) -> u32 {
        self.of_unit
            .values()
            .chain([&self.common])
            .flatten()
            .map(|step| step.working_days.min(0).unsigned_abs())
            .max()
            .unwrap_or(0)
    }
}

/// Whether an obligation is owed by staff, who can be reminded of it.
pub const fn is_reminded(kind: ObligationKind) -> bool {
    match kind {
        ObligationKind::Supplement | ObligationKind::Rate | ObligationKind::ReviewWindow => false,
        ObligationKind::Acknowledge
        | ObligationKind::Accept
        | ObligationKind::TellDecline
        | ObligationKind::Assign
        | ObligationKind::Rule
        | ObligationKind::Reply
        | ObligationKind::SupportOpinion
        | ObligationKind::SignOff
        | ObligationKind::FollowUp
        | ObligationKind::Close
        | ObligationKind::Commitment
        | ObligationKind::ConfirmSupport
        | ObligationKind::DecideMerge
        | ObligationKind::DecideExtension
        | ObligationKind::DecideTermination
        | ObligationKind::DecideExclusion
        | ObligationKind::Supervision
        | ObligationKind::Directive
        | ObligationKind::ShelveReview
        | ObligationKind::TellAcceptance
        | ObligationKind::AssignReview
        | ObligationKind::DecideReview
        | ObligationKind::EffectReport
        | ObligationKind::DecideAward => true,
    }
}

/// An open obligation as the plan sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remindable {
    pub kind: ObligationKind,
    pub opened_at: Instant,
    pub due_at: Instant,
    /// The unit of its limit: hours run through nights and rest days, and so do their reminders.
    pub limit_unit: LimitUnit,
    /// The steps that were dealt with: the day of those sent, `None` for those passed over.
    pub done: BTreeMap<i32, Option<NaiveDate>>,
    /// The unit has said why it is late: the circular does not name it.
    pub is_explained: bool,
}

/// What to do now: at most one notice, and the steps that it makes needless.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueReminder {
    pub send: Option<ReminderStep>,
    pub skip: Vec<ReminderStep>,
}

/// The steps that are due at an instant. Of several, as after a week of downtime, only the latest
/// is sent. Nothing happens on a rest day, except for limits in hours.
pub fn due_reminder(
    open: &Remindable,
    steps: &[ReminderStep],
    calendar: &WorkCalendar,
    now: Instant,
) -> DueReminder {
    let today = time::local_date(now);
    let rests = open.limit_unit != LimitUnit::Hour && !calendar.is_working_day(today);
    if rests || !is_reminded(open.kind) {
        return DueReminder::default();
    }
    let last_done = open.done.keys().next_back().copied();
    let mut found = DueReminder::default();
    for step in steps {
        let is_due = is_due(open, steps, step, calendar, now);
        if !is_due || open.done.contains_key(&step.working_days) {
            continue;
        }
        let comes_too_late = match step.notice {
            // the first says that there is still time
            ReminderNotice::Reminder | ReminderNotice::Moved => {
                step.working_days <= 0 && today > due_day(open)
            }
            ReminderNotice::Formal => false,
            ReminderNotice::Circular => open.is_explained,
        };
        // a step behind one that was dealt with is history, whatever the clock says now
        if comes_too_late || last_done.is_some_and(|last| step.working_days < last) {
            found.skip.push(step.clone());
        } else if let Some(earlier) = found.send.replace(step.clone()) {
            found.skip.push(earlier);
        }
    }
    found
}

fn due_day(open: &Remindable) -> NaiveDate {
    time::due_date(open.due_at)
}

fn is_due(
    open: &Remindable,
    steps: &[ReminderStep],
    step: &ReminderStep,
    calendar: &WorkCalendar,
    now: Instant,
) -> bool {
    let (today, opened_on) = (time::local_date(now), time::local_date(open.opened_at));
    let is_in_hours = open.limit_unit == LimitUnit::Hour;
    let day = match step.working_days {
        // who was handed it that very day needs no reminder of it
        before if before < 0 => {
            let day = calendar.add_working_days(due_day(open), i64::from(before));
            if is_in_hours || opened_on >= day {
                return false;
            }
            day
        }
        0 => {
            let day = if is_in_hours || calendar.is_working_day(due_day(open)) {
                due_day(open)
            } else {
                // a promise may name a Saturday: the last working day before it counts
                calendar.add_working_days(due_day(open), -1)
            };
            if opened_on > day {
                return false;
            }
            day
        }
        after => {
            let is_first = steps.iter().find(|s| s.working_days > 0) == Some(step);
            if is_in_hours && is_first {
                return now >= open.due_at;
            }
            // what was late from the start is counted from there
            let from = due_day(open).max(opened_on);
            calendar.add_working_days(from, i64::from(after))
        }
    };
    let day = match step.notice {
        ReminderNotice::Reminder | ReminderNotice::Formal | ReminderNotice::Moved => Some(day),
        ReminderNotice::Circular => {
            after_formal(open, steps, step, calendar).map(|grace| grace.max(day))
        }
    };
    day.is_some_and(|day| day <= today)
}

/// The first day on which the circular may name it: the unit had its days since the formal notice
/// was really sent, which downtime may have delayed. `None` until then; without a formal notice in
/// the plan, any day.
fn after_formal(
    open: &Remindable,
    steps: &[ReminderStep],
    circular: &ReminderStep,
    calendar: &WorkCalendar,
) -> Option<NaiveDate> {
    let is_before = |step: &&ReminderStep| {
        step.notice == ReminderNotice::Formal && step.working_days < circular.working_days
    };
    let mut formal = steps.iter().filter(is_before).peekable();
    if formal.peek().is_none() {
        return Some(NaiveDate::MIN);
    }
    formal
        .filter_map(|step| {
            let sent_on = open.done.get(&step.working_days).copied().flatten()?;
            let grace = i64::from(circular.working_days) - i64::from(step.working_days);
            Some(calendar.add_working_days(sent_on, grace))
        })
        .max()
}
