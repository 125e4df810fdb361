//! Assignments and replies as they are added to an item.

use huiyin_core::{AssignmentRole, ObligationKind, Status};

use super::author_account;
use crate::event::Recorded;
use crate::suggestion::{Assignment, Reply, ReplyContent, ReplyState, Suggestion};

pub(super) fn assign(
    s: &mut Suggestion,
    recorded: &Recorded,
    lead: huiyin_core::UnitId,
    supports: &[huiyin_core::UnitId],
) {
    for assignment in &mut s.assignments {
        assignment.is_current = false;
    }
    push_assignment(s, recorded, lead, AssignmentRole::Lead);
    for unit in supports {
        push_assignment(s, recorded, *unit, AssignmentRole::Support);
    }
    s.accountable_unit = Some(lead);
    s.status = Status::Assigned;
}

/// A unit takes part from now on; its opinion or reply is due as the event says, or as the reply
/// already was.
pub(super) fn push_assignment(
    s: &mut Suggestion,
    recorded: &Recorded,
    unit: huiyin_core::UnitId,
    role: AssignmentRole,
) {
    let kind = match role {
        AssignmentRole::Lead => ObligationKind::Reply,
        AssignmentRole::Support => ObligationKind::SupportOpinion,
    };
    let opens = &recorded.change.opens;
    let opened = opens.iter().find(|o| o.unit == unit && o.kind == kind);
    let due_at = opened
        .map(|o| o.due_at)
        .or_else(|| s.open_obligation(kind).map(|o| o.due_at))
        .unwrap_or(recorded.at);
    let no = i64::try_from(s.assignments.len())
        .unwrap_or(i64::MAX)
        .saturating_add(1);
    s.assignments.push(Assignment {
        no,
        round: s.round,
        unit,
        role,
        assigned_at: recorded.at,
        due_at,
        acknowledged_at: None,
        handler: None,
        is_current: true,
    });
}

pub(super) fn push_reply(
    s: &mut Suggestion,
    content: &ReplyContent,
    state: ReplyState,
    recorded: &Recorded,
) {
    let no = i64::try_from(s.replies.len())
        .unwrap_or(i64::MAX)
        .saturating_add(1);
    s.replies.push(Reply {
        no,
        round: s.round,
        state,
        content: content.clone(),
        drafted_at: recorded.at,
        drafted_by: author_account(recorded),
        signed_by: None,
        issued_at: None,
    });
}

pub(super) fn draft_mut(s: &mut Suggestion) -> Option<&mut Reply> {
    s.replies
        .iter_mut()
        .rev()
        .find(|r| r.state == ReplyState::InReview)
}
