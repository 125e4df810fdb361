//! After the reply: 回访、重办、兑现承诺; and 终止.

use huiyin_core::{FollowUpResult, ObligationKind, UnitId};

use super::{Draft, lead_unit, needed};
use crate::event::{Change, EndObligation, Event};
use crate::obligation::{ObligationEnd, REDO_PREFIX};
use crate::policy::{EXTERNAL, cap, opened};
use crate::refusal::Refusal;

pub(super) fn follow_up(
    draft: &mut Draft<'_>,
    result: FollowUpResult,
    note: &str,
) -> Result<(), Refusal> {
    let ends = draft.end(ObligationKind::FollowUp, ObligationEnd::Met);
    draft.push(Change {
        event: Event::FollowedUp {
            result,
            note: note.trim().to_owned(),
        },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

/// A new round: the same unit, half of the first limit (DOMAIN 3). The old reply stays.
pub(super) fn redo(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "重办的理由", reason)?;
    let lead = lead_unit(draft)?;
    new_round(draft, lead, reason)
}

/// The round that 重办 opens, ordered by the supervisor or by a review that quashed the answer.
pub(super) fn new_round(
    draft: &mut Draft<'_>,
    lead: UnitId,
    reason: String,
) -> Result<(), Refusal> {
    let first = draft
        .state
        .obligations
        .iter()
        .find(|o| o.kind == ObligationKind::Reply)
        .map(|o| o.basis.clone());
    let reply = match first {
        Some(basis) => {
            let policy = draft.policy;
            let due = policy
                .calendar_for(lead)
                .due(draft.now(), basis.limit.half(), &policy.due);
            let rule = format!("{REDO_PREFIX}{})", basis.rule);
            opened(ObligationKind::Reply, lead, &due, rule)
        }
        None => draft.open(ObligationKind::Reply, lead),
    };
    // the external date has been met or missed by the first reply; the redo has its own clock
    let acknowledge = cap(
        draft.open(ObligationKind::Acknowledge, lead),
        draft.state.external_due_at.filter(|at| *at > draft.now()),
        EXTERNAL,
    );
    let ends = draft.end_where(ObligationEnd::Dropped, |kind| {
        matches!(
            kind,
            ObligationKind::Rate
                | ObligationKind::FollowUp
                | ObligationKind::Close
                | ObligationKind::ReviewWindow
                | ObligationKind::EffectReport
                | ObligationKind::DecideAward
        )
    });
    draft.push(Change {
        event: Event::Redone {
            round: draft.state.round + 1,
            lead,
            reason,
        },
        ends,
        opens: vec![acknowledge, reply],
    });
    Ok(())
}

pub(super) fn fulfil_commitment(draft: &mut Draft<'_>, no: i64, text: &str) -> Result<(), Refusal> {
    let text = needed("text", "兑现情况", text)?;
    let promised = draft
        .state
        .open_obligations()
        .find(|o| o.kind == ObligationKind::Commitment && o.no == no);
    let Some(promised) = promised else {
        return Err(Refusal::Invalid {
            field: "no",
            message: "请选择要兑现的承诺".to_owned(),
        });
    };
    let ends = vec![EndObligation {
        no: promised.no,
        kind: promised.kind,
        how: ObligationEnd::Met,
    }];
    draft.push(Change {
        event: Event::CommitmentFulfilled { no, text },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn propose_termination(
    draft: &mut Draft<'_>,
    reason: &str,
    explanation: &str,
) -> Result<(), Refusal> {
    let reason = needed("reason", "终止的理由", reason)?;
    let explanation = needed("explanation", "给建议人的说明", explanation)?;
    let opens = vec![draft.open(ObligationKind::DecideTermination, draft.state.desk)];
    draft.push(Change {
        event: Event::TerminationProposed {
            reason,
            explanation,
        },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn approve_termination(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(proposal) = draft.state.overlays.termination.clone() else {
        return Err(Refusal::Rule("没有等待核准的终止".to_owned()));
    };
    let mut ends = draft.end(ObligationKind::DecideTermination, ObligationEnd::Met);
    ends.extend(draft.end_where(ObligationEnd::Dropped, |kind| {
        !matches!(
            kind,
            ObligationKind::DecideTermination
                | ObligationKind::DecideExclusion
                | ObligationKind::Commitment
        )
    }));
    draft.push(Change {
        event: Event::Terminated {
            reason: proposal.reason,
            explanation: proposal.explanation,
        },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn refuse_termination(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "不同意的理由", reason)?;
    let ends = draft.end(ObligationKind::DecideTermination, ObligationEnd::Met);
    draft.push(Change {
        event: Event::TerminationRefused { reason },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}
