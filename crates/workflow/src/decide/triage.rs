//! 受理、补正、不予受理.

use huiyin_core::time::{self, Instant};
use huiyin_core::{
    Actor, Digest, LimitUnit, ObligationKind, PointNo, SuggestionKind, TopicId, Track,
};

use super::split::cut;
use super::{Draft, needed, review};
use crate::calendar::WorkCalendar;
use crate::event::{Change, Event};
use crate::obligation::{Obligation, ObligationEnd, OpenObligation};
use crate::policy::{EXTERNAL, cap, opened};
use crate::refusal::Refusal;
use crate::register::track_of;
use crate::suggestion::Point;
use crate::time_limit::TimeLimit;

pub(super) fn accept(
    draft: &mut Draft<'_>,
    kind: SuggestionKind,
    topic: Option<TopicId>,
    summaries: &[String],
) -> Result<(), Refusal> {
    let mut points = cut(summaries)?;
    if points.is_empty() {
        points.push(Point {
            no: PointNo(1),
            summary: String::new(),
        });
    }
    let desk = draft.state.desk;
    let ends = draft.end(ObligationKind::Accept, ObligationEnd::Met);
    // the assign limit may depend on the kind just decided, and on its track
    draft.state.kind = kind;
    draft.state.track = track_of(kind);
    let mut opens = vec![draft.capped(draft.open(ObligationKind::Assign, desk))];
    opens.extend(review::acceptance_duty(draft));
    draft.push(Change {
        event: Event::Accepted {
            kind,
            topic,
            points,
        },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn ask_supplement(draft: &mut Draft<'_>, list: &str) -> Result<(), Refusal> {
    let list = needed("list", "需要补正的内容", list)?;
    let ends = draft.end(ObligationKind::Accept, ObligationEnd::Paused);
    let opens = vec![draft.open(ObligationKind::Supplement, draft.state.desk)];
    draft.push(Change {
        event: Event::SupplementAsked { list },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn supplement(draft: &mut Draft<'_>, seal: Digest, attachments: &[Digest]) {
    let answers_request = draft
        .state
        .open_obligation(ObligationKind::Supplement)
        .is_some();
    let event = Event::Supplemented {
        seal,
        attachments: attachments.to_vec(),
        answers_request,
    };
    let (ends, opens) = if answers_request {
        (
            draft.end(ObligationKind::Supplement, ObligationEnd::Met),
            vec![resumed_accept(draft)],
        )
    } else {
        (Vec::new(), Vec::new())
    };
    draft.push(Change { event, ends, opens });
}

pub(super) fn lapse_supplement(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let is_due = draft
        .state
        .open_obligation(ObligationKind::Supplement)
        .is_some_and(|o| draft.now() >= o.due_at);
    if !is_due {
        return Err(Refusal::Rule("补正期限未到".to_owned()));
    }
    let ends = draft.end(ObligationKind::Supplement, ObligationEnd::Lapsed);
    let opens = vec![resumed_accept(draft)];
    draft.push(Change {
        event: Event::SupplementLapsed,
        ends,
        opens,
    });
    Ok(())
}

/// The accept clock stopped while the submitter was asked; it resumes with what was left, at
/// least one of its unit (DOMAIN 3: the clock stops, then resumes). Another system's clock does
/// not stop for us.
fn resumed_accept(draft: &Draft<'_>) -> OpenObligation {
    let fresh = draft.open(ObligationKind::Accept, draft.state.desk);
    let paused = draft
        .state
        .obligations
        .iter()
        .rev()
        .find_map(|o| match o.ended {
            Some((at, ObligationEnd::Paused)) if o.kind == ObligationKind::Accept => Some((at, o)),
            Some(_) | None => None,
        });
    let Some((paused_at, obligation)) = paused else {
        return fresh;
    };
    if draft.policy.limits.restart_after_supplement {
        return cap(fresh, draft.state.external_due_at, EXTERNAL);
    }
    let policy = draft.policy;
    let calendar = policy.calendar_for(draft.state.desk);
    let limit = left_at(paused_at, obligation, calendar);
    let due = calendar.due(draft.now(), limit, &policy.due);
    let mut open = opened(
        ObligationKind::Accept,
        draft.state.desk,
        &due,
        obligation.basis.rule.clone(),
    );
    open.basis.note = Some(format!("补正期间停表，恢复后剩余{limit}"));
    cap(open, draft.state.external_due_at, EXTERNAL)
}

/// What was left of an obligation when its clock stopped. The day on which it stopped is used up,
/// as a start day is not counted again.
fn left_at(paused_at: Instant, obligation: &Obligation, calendar: &WorkCalendar) -> TimeLimit {
    let paused_on = time::local_date(paused_at);
    let due_on = time::due_date(obligation.due_at);
    let (left, unit) = match obligation.basis.limit.unit {
        LimitUnit::Hour => {
            let minutes = (obligation.due_at - paused_at).num_minutes();
            (minutes.saturating_add(59) / 60, LimitUnit::Hour)
        }
        LimitUnit::WorkingDay => (
            calendar.working_days_between(paused_on, due_on),
            LimitUnit::WorkingDay,
        ),
        LimitUnit::Day | LimitUnit::Month => ((due_on - paused_on).num_days(), LimitUnit::Day),
    };
    TimeLimit::new(u32::try_from(left.max(1)).unwrap_or(1), unit)
}

pub(super) fn propose_decline(
    draft: &mut Draft<'_>,
    reason_code: &str,
    explanation: &str,
    go_instead: &str,
) -> Result<(), Refusal> {
    if !matches!(draft.ctx.actor, Actor::Staff(_)) {
        return Err(Refusal::Rule("不予受理须由工作人员提出".to_owned()));
    }
    let reason_code = needed("reason_code", "不予受理的理由", reason_code)?;
    let explanation = needed("explanation", "给建议人的说明", explanation)?;
    // a decision has been proposed in time; from now on the telling is owed
    let ends = draft.end(ObligationKind::Accept, ObligationEnd::Met);
    let tell = draft.open(ObligationKind::TellDecline, draft.state.desk);
    let opens = vec![petition_cap(draft, tell)];
    draft.push(Change {
        event: Event::DeclineProposed {
            reason_code,
            explanation,
            go_instead: go_instead.trim().to_owned(),
        },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn confirm_decline(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(proposal) = draft.state.decline.clone() else {
        return Err(Refusal::Rule("没有待核准的不予受理".to_owned()));
    };
    // the notice and the query page tell it in the same transaction, so the obligation to tell
    // is met at the moment it arises
    let is_told = |kind| matches!(kind, ObligationKind::Accept | ObligationKind::TellDecline);
    let mut ends = draft.end_where(ObligationEnd::Met, is_told);
    ends.extend(draft.end_where(ObligationEnd::Dropped, |kind| {
        !is_told(kind) && kind != ObligationKind::DecideExclusion
    }));
    draft.push(Change {
        event: Event::Declined {
            reason_code: proposal.reason_code,
            explanation: proposal.explanation,
            go_instead: proposal.go_instead,
        },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn reject_decline(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "不同意的理由", reason)?;
    let ends = draft.end(ObligationKind::TellDecline, ObligationEnd::Dropped);
    let opens = match draft.state.open_obligation(ObligationKind::Accept) {
        Some(_) => Vec::new(),
        None => accept_as_before(draft).into_iter().collect(),
    };
    draft.push(Change {
        event: Event::DeclineRejected { reason },
        ends,
        opens,
    });
    Ok(())
}

/// A proposal that failed does not buy time: accepting is due when it was.
fn accept_as_before(draft: &Draft<'_>) -> Option<OpenObligation> {
    let before = draft
        .state
        .obligations
        .iter()
        .rev()
        .find(|o| o.kind == ObligationKind::Accept)?;
    Some(OpenObligation {
        kind: ObligationKind::Accept,
        unit: draft.state.desk,
        due_at: before.due_at,
        basis: before.basis.clone(),
    })
}

/// 信访: the telling at the latest 15 日 after the arrival (《信访工作条例》第二十三条).
fn petition_cap(draft: &Draft<'_>, open: OpenObligation) -> OpenObligation {
    match draft.state.track {
        Track::Ordinary | Track::Improvement => open,
        Track::Petition => {
            let policy = draft.policy;
            let latest = policy.calendar_for(draft.state.desk).due(
                draft.state.received_at,
                policy.limits.petition_decline,
                &policy.due,
            );
            cap(open, Some(latest.at), "信访不予受理最晚十五日内告知")
        }
    }
}
