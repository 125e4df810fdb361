//! 并案 and 解除并案, on the child and on its parent.

use huiyin_core::{AssignmentRole, ObligationKind, Status, UnitId};

use super::{due, lead, push_assignment};
use crate::event::{Event, Recorded};
use crate::merge::{Child, MergedFacts, MergedInto, OwnDue, UnmergedFacts};
use crate::suggestion::{ReplyState, Suggestion};

/// Events of merging only; any other is left to [`super::apply`].
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "apply() matches every event and calls this for those that are here"
)]
pub(super) fn apply(s: &mut Suggestion, recorded: &Recorded) {
    match &recorded.change.event {
        Event::MergeProposed(proposal) => s.overlays.asked_merge = Some(proposal.clone()),
        Event::MergeRefused { .. } => s.overlays.asked_merge = None,
        Event::Merged(merged) => merge_into(s, recorded, merged),
        Event::ChildTaken(taken) => {
            let before = s.open_obligation(ObligationKind::Reply).map(|o| OwnDue {
                due_at: o.due_at,
                basis: o.basis.clone(),
            });
            let on = &mut s.overlays;
            if !recorded.change.opens.is_empty() && on.own_reply_due.is_none() {
                on.own_reply_due = before;
            }
            on.children.push(Child {
                id: taken.child,
                due_at: taken.due_at,
                is_answered: false,
            });
            due::moved(s, recorded);
        }
        Event::ChildAnswered(answered) => {
            let children = s.overlays.children.iter_mut();
            for taken in children.filter(|c| c.id == answered.child) {
                taken.is_answered = true;
            }
        }
        Event::ChildReleased(released) => {
            s.overlays.children.retain(|c| c.id != released.child);
            due::moved(s, recorded);
        }
        Event::ParentFollowed(led) => {
            if s.lead_unit() != Some(led.lead) {
                give_to(s, recorded, led.lead);
            }
            lead::name_handler(s, led.handler);
        }
        Event::Unmerged(unmerged) => unmerge(s, recorded, unmerged),
        _ => {}
    }
}

fn merge_into(s: &mut Suggestion, recorded: &Recorded, merged: &MergedFacts) {
    let lead_before = s.lead_unit();
    s.overlays.drop_requests();
    give_to(s, recorded, merged.lead);
    lead::name_handler(s, merged.handler);
    s.overlays.merged_into = Some(MergedInto {
        parent: merged.parent,
        lead_before,
    });
    s.status = Status::Merged;
}

fn unmerge(s: &mut Suggestion, recorded: &Recorded, unmerged: &UnmergedFacts) {
    for draft in &mut s.replies {
        if draft.state == ReplyState::InReview {
            draft.state = ReplyState::Returned;
        }
    }
    give_to(s, recorded, unmerged.lead);
    s.overlays.merged_into = None;
    s.status = Status::Assigned;
}

/// Another unit leads; nobody assists any more.
fn give_to(s: &mut Suggestion, recorded: &Recorded, unit: UnitId) {
    for assignment in &mut s.assignments {
        assignment.is_current = false;
    }
    push_assignment(s, recorded, unit, AssignmentRole::Lead);
    s.accountable_unit = Some(unit);
}

/// Where an item stands while its reply is not issued and no draft waits.
pub(super) const fn handled_status(s: &Suggestion) -> Status {
    if s.overlays.merged_into.is_some() {
        Status::Merged
    } else {
        Status::InProgress
    }
}

/// The own due date of a parent is kept only while an earlier one stands in its place.
pub(super) fn settle_own_due(s: &mut Suggestion) {
    let Some(own) = &s.overlays.own_reply_due else {
        return;
    };
    let is_earlier = s
        .open_obligation(ObligationKind::Reply)
        .is_some_and(|reply| reply.due_at < own.due_at);
    if !is_earlier {
        s.overlays.own_reply_due = None;
    }
}
