//! 重新计算: what a changed calendar, rule or way of counting means for what is still owed.

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{LimitUnit, ObligationKind, UnitId};

use crate::calendar::Due;
use crate::obligation::{DueBasis, HALF_PREFIX, OWN_DATE, REDO_PREFIX};
use crate::policy::{Facts, Policy};
use crate::time_limit::TimeLimit;

/// An open obligation, as far as its due time goes.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    pub kind: ObligationKind,
    pub unit: UnitId,
    pub due_at: Instant,
    pub basis: &'a DueBasis,
    /// Of its item, today.
    pub facts: Facts,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Which days are working days. The time of day stays.
    Calendar,
    /// The rules, from a day on: what is owed goes over to them.
    Rules { from: NaiveDate },
    /// The time of day at which a day ends.
    Settings,
}

/// What follows for an obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Another due time follows from the rule.
    Moves {
        due_at: Instant,
        basis: DueBasis,
    },
    /// The same due time, no longer 暂定.
    Confirms {
        basis: DueBasis,
    },
    /// It would be another one, but more than the rule stands behind it: a person has to look.
    Look(String),
    Stays,
}

/// Holds an obligation against the policy that comes. Counted from the stored basis, so that it
/// may be asked again at any time. Hours run on through rest days and promises have their own
/// date: neither asks the calendar.
pub fn recount(o: &Counted<'_>, before: &Policy, after: &Policy, because: Because) -> Verdict {
    if o.kind == ObligationKind::Commitment || o.basis.rule == OWN_DATE {
        return Verdict::Stays;
    }
    let (limit, rule) = match because {
        Because::Calendar | Because::Settings => (o.basis.limit, o.basis.rule.clone()),
        Because::Rules { from } => {
            let on = from.max(o.basis.start);
            let old = rule_again(&o.basis.rule, o, before, on);
            let new = rule_again(&o.basis.rule, o, after, on);
            match (old, new) {
                (Some(old), Some(new)) if old != new => new,
                (Some(_) | None, Some(_) | None) => return Verdict::Stays,
            }
        }
    };
    if limit.unit == LimitUnit::Hour {
        return match because {
            Because::Calendar | Because::Settings => Verdict::Stays,
            Because::Rules { .. } if limit == o.basis.limit => Verdict::Stays,
            // of the start only the day is kept
            Because::Rules { .. } => {
                Verdict::Look(format!("新的时限为{limit}，按小时计算，须人工核对起算时刻"))
            }
        };
    }
    let due = count(o, limit, after);
    if let Some(note) = &o.basis.note {
        let is_other = count(o, o.basis.limit, before).at != due.at;
        return if is_other {
            Verdict::Look(note.clone())
        } else {
            Verdict::Stays
        };
    }
    let is_same = match because {
        Because::Calendar => due.on == time::due_date(o.due_at),
        Because::Rules { .. } | Because::Settings => due.at == o.due_at,
    };
    let is_confirmed = is_same && o.basis.provisional && !due.provisional;
    let basis = DueBasis {
        start: o.basis.start,
        limit,
        rule,
        calendar_version: due.calendar_version,
        provisional: due.provisional,
        note: None,
    };
    match (is_same, is_confirmed) {
        (false, _) => Verdict::Moves {
            due_at: due.at,
            basis,
        },
        (true, true) => Verdict::Confirms { basis },
        (true, false) => Verdict::Stays,
    }
}

fn count(o: &Counted<'_>, limit: TimeLimit, policy: &Policy) -> Due {
    policy
        .calendar_for(o.unit)
        .due_from_day(o.basis.start, limit, &policy.due)
}

/// The limit that a policy gives for what stands in a basis as its rule; half of it for a support
/// opinion and a redo.
fn rule_again(
    rule: &str,
    o: &Counted<'_>,
    policy: &Policy,
    on: NaiveDate,
) -> Option<(TimeLimit, String)> {
    if rule == OWN_DATE {
        return None;
    }
    for prefix in [HALF_PREFIX, REDO_PREFIX] {
        if let Some(rest) = rule.strip_prefix(prefix) {
            let main = Counted {
                kind: ObligationKind::Reply,
                ..*o
            };
            let (limit, rule) = rule_again(rest.strip_suffix(')')?, &main, policy, on)?;
            return Some((limit.half(), format!("{prefix}{rule})")));
        }
    }
    Some(policy.limit(o.kind, o.facts, on))
}
