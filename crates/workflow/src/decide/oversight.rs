//! 督办、批示、挂账、超期说明、加急: what lies on the item while it is handled.

use chrono::{Datelike, NaiveDate};
use huiyin_core::{Actor, ObligationKind, SupervisionLevel, SupervisionTrigger, UnitId, time};

use super::{Draft, needed};
use crate::event::{Change, EndObligation, Event};
use crate::obligation::{DueBasis, OWN_DATE, ObligationEnd, OpenObligation};
use crate::policy::Facts;
use crate::refusal::Refusal;
use crate::time_limit::TimeLimit;

/// What 督办 orders.
pub(super) struct Order<'a> {
    pub(super) level: SupervisionLevel,
    pub(super) trigger: SupervisionTrigger,
    pub(super) requirement: &'a str,
    pub(super) due_on: NaiveDate,
    pub(super) seq: i64,
}

pub(super) fn supervise(draft: &mut Draft<'_>, order: &Order<'_>) -> Result<(), Refusal> {
    let requirement = needed("requirement", "督办要求", order.requirement)?;
    if let Some(open) = draft.state.overlays.open_supervision()
        && order.level <= open.level
    {
        return Err(Refusal::Invalid {
            field: "level",
            message: format!(
                "已有{}（{}）；只能升级，或者先解除",
                open.level,
                open.number()
            ),
        });
    }
    let unit = accountable(draft)?;
    not_before_today(draft, "due_on", "反馈日期", order.due_on)?;
    let ends = draft.end(ObligationKind::Supervision, ObligationEnd::Moved);
    let opens = vec![by_own_date(
        draft,
        ObligationKind::Supervision,
        unit,
        order.due_on,
        "反馈日期由督办通知单写明",
    )];
    let year = time::local_date(draft.now()).year();
    draft.push(Change {
        event: Event::Supervised {
            level: order.level,
            trigger: order.trigger,
            requirement,
            due_on: order.due_on,
            year,
            seq: order.seq,
        },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn answer_supervision(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    let text = needed("text", "办理情况", text)?;
    let ends = draft.end(ObligationKind::Supervision, ObligationEnd::Met);
    draft.push(Change {
        event: Event::SupervisionAnswered { text },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn lift_supervision(draft: &mut Draft<'_>, result: &str) -> Result<(), Refusal> {
    let result = needed("result", "督办结果", result)?;
    let ends = draft.end(ObligationKind::Supervision, ObligationEnd::Dropped);
    draft.push(Change {
        event: Event::SupervisionLifted { result },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn direct(draft: &mut Draft<'_>, text: &str, due_on: NaiveDate) -> Result<(), Refusal> {
    let text = needed("text", "批示内容", text)?;
    not_before_today(draft, "due_on", "报告日期", due_on)?;
    let unit = accountable(draft)?;
    let opens = vec![by_own_date(
        draft,
        ObligationKind::Directive,
        unit,
        due_on,
        "报告日期由批示写明",
    )];
    draft.push(Change {
        event: Event::Directed { text, due_on },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn answer_directive(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    let text = needed("text", "落实情况", text)?;
    let ends = draft.end(ObligationKind::Directive, ObligationEnd::Met);
    draft.push(Change {
        event: Event::DirectiveAnswered { text },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn shelve(
    draft: &mut Draft<'_>,
    reason: &str,
    review_on: NaiveDate,
) -> Result<(), Refusal> {
    let reason = needed("reason", "客观原因", reason)?;
    not_before_today(draft, "review_on", "复查日期", review_on)?;
    let limit = draft.policy.limits.shelve_review;
    let latest = draft
        .policy
        .calendar
        .due(draft.now(), limit, &draft.policy.due)
        .on;
    if review_on > latest {
        return Err(Refusal::Invalid {
            field: "review_on",
            message: format!(
                "挂账的复查日期最迟为{}（{limit}）",
                time::chinese_date(latest)
            ),
        });
    }
    let unit = accountable(draft)?;
    let opens = vec![by_own_date(
        draft,
        ObligationKind::ShelveReview,
        unit,
        review_on,
        "复查日期由挂账的决定写明",
    )];
    draft.push(Change {
        event: Event::Shelved { reason, review_on },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn unshelve(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "复查的结论", reason)?;
    let ends = draft.end(ObligationKind::ShelveReview, ObligationEnd::Met);
    draft.push(Change {
        event: Event::Unshelved { reason },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

/// Explains why something is late, so that it is not named in the 通报.
pub(super) fn explain_overdue(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    let text = needed("text", "超期的原因和下一步打算", text)?;
    let Actor::Staff(staff) = &draft.ctx.actor else {
        return Err(Refusal::Rule("超期说明由责任单位提交".to_owned()));
    };
    let unit = staff.unit;
    let is_late = draft
        .state
        .open_obligations()
        .any(|o| o.unit == unit && draft.now() >= o.due_at);
    if !is_late {
        return Err(Refusal::Rule("本单位在这一件上没有超期的义务".to_owned()));
    }
    draft.push(Change::plain(Event::OverdueExplained { unit, text }));
    Ok(())
}

/// 加急 brings the steps that wait forward to the urgent limits, counted from now; never later.
pub(super) fn mark_urgent(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "加急的理由", reason)?;
    let facts = Facts {
        is_urgent: true,
        ..Facts::from(&draft.state)
    };
    let (mut ends, mut opens) = (Vec::new(), Vec::new());
    for waiting in draft.state.open_obligations() {
        let is_step = matches!(
            waiting.kind,
            ObligationKind::Accept | ObligationKind::Assign | ObligationKind::Acknowledge
        );
        if !is_step {
            continue;
        }
        let mut open = draft
            .policy
            .open(waiting.kind, waiting.unit, facts, draft.now());
        if open.due_at >= waiting.due_at {
            continue;
        }
        open.basis.note = Some("加急后重新计算，只会提前".to_owned());
        ends.push(EndObligation {
            no: waiting.no,
            kind: waiting.kind,
            how: ObligationEnd::Moved,
        });
        opens.push(open);
    }
    draft.push(Change {
        event: Event::UrgencyChanged {
            is_urgent: true,
            reason,
        },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn unmark_urgent(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "取消加急的理由", reason)?;
    draft.push(Change::plain(Event::UrgencyChanged {
        is_urgent: false,
        reason,
    }));
    Ok(())
}

fn accountable(draft: &Draft<'_>) -> Result<UnitId, Refusal> {
    draft
        .state
        .accountable_unit
        .ok_or_else(|| Refusal::Rule("没有责任单位".to_owned()))
}

fn not_before_today(
    draft: &Draft<'_>,
    field: &'static str,
    name: &str,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let today = time::local_date(draft.now());
    if day < today || day.year() > today.year() + 10 {
        return Err(Refusal::Invalid {
            field,
            message: format!("{name}应在今天以后的十年之内"),
        });
    }
    Ok(())
}

/// An obligation whose day a person wrote.
pub(super) fn by_own_date(
    draft: &Draft<'_>,
    kind: ObligationKind,
    unit: UnitId,
    day: NaiveDate,
    note: &str,
) -> OpenObligation {
    let start = time::local_date(draft.now());
    let days = day.signed_duration_since(start).num_days();
    OpenObligation {
        kind,
        unit,
        due_at: time::end_of_day(day),
        basis: DueBasis {
            start,
            limit: TimeLimit::days(u32::try_from(days).unwrap_or(0)),
            rule: OWN_DATE.to_owned(),
            calendar_version: draft.policy.calendar_for(unit).version().to_owned(),
            provisional: false,
            note: Some(note.to_owned()),
        },
    }
}
