//! 并案、解除并案: handled once, answered each separately (DOMAIN 5).

use huiyin_core::{ObligationKind, Status, SuggestionId, UnitId};

use super::{Draft, leave, needed};
use crate::event::{Change, EndObligation, Event};
use crate::merge::{
    ChildFacts, LedFacts, MergeProposal, MergedFacts, ParentFacts, TakenFacts, UnmergedFacts,
};
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::policy::{EXTERNAL, cap};
use crate::refusal::Refusal;

/// Why the parent is due earlier than its own rule says. Its submitter may read it, so it says
/// nothing of another item.
const EARLIER: &str = "分办台确定了更早的答复时限";

fn not_this_parent(message: &str) -> Refusal {
    Refusal::Invalid {
        field: "parent",
        message: message.to_owned(),
    }
}

pub(super) fn propose(draft: &mut Draft<'_>, proposal: &MergeProposal) -> Result<(), Refusal> {
    let reason = needed("reason", "建议并案的理由", &proposal.reason)?;
    if proposal.parent == draft.state.id {
        return Err(not_this_parent("不能并入这一件自身"));
    }
    let reply_due = draft
        .state
        .open_obligation(ObligationKind::Reply)
        .map(|o| o.due_at);
    let opens = vec![cap(
        draft.open(ObligationKind::DecideMerge, draft.state.desk),
        reply_due,
        "不晚于答复时限",
    )];
    draft.push(Change {
        event: Event::MergeProposed(MergeProposal {
            parent: proposal.parent,
            reason,
        }),
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn refuse(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "不同意的理由", reason)?;
    let ends = draft.end(ObligationKind::DecideMerge, ObligationEnd::Met);
    draft.push(Change {
        event: Event::MergeRefused { reason },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

/// The reply stays owed to this submitter, by the parent's lead unit, and when it was; an item
/// that no unit had yet gets its own limit, as if it were assigned now.
pub(super) fn merge(
    draft: &mut Draft<'_>,
    parent: &ParentFacts,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = needed("reason", "并案的理由", reason)?;
    let lead = check_parent(draft, parent)?;
    let mut ends = draft.end_where(ObligationEnd::Met, |kind| {
        matches!(
            kind,
            ObligationKind::Assign | ObligationKind::Rule | ObligationKind::DecideMerge
        )
    });
    // what was asked about its own handling is moot now
    ends.extend(draft.end_where(ObligationEnd::Dropped, |kind| {
        matches!(
            kind,
            ObligationKind::Acknowledge
                | ObligationKind::SupportOpinion
                | ObligationKind::ConfirmSupport
                | ObligationKind::DecideExtension
                | ObligationKind::DecideTermination
        )
    }));
    let (moved, mut opens) = draft.hand_over(ObligationKind::Reply, lead);
    ends.extend(moved);
    if draft.state.open_obligation(ObligationKind::Reply).is_none() {
        let reply = draft.open(ObligationKind::Reply, lead);
        opens.push(draft.capped(reply));
    }
    let (moved, ordered) = draft.hand_over_orders(lead);
    ends.extend(moved);
    opens.extend(ordered);
    draft.push(Change {
        event: Event::Merged(MergedFacts {
            parent: parent.id,
            lead,
            handler: parent.handler,
            reason,
        }),
        ends,
        opens,
    });
    Ok(())
}

/// Gives the unit that leads the parent, and will answer the child too.
fn check_parent(draft: &Draft<'_>, parent: &ParentFacts) -> Result<UnitId, Refusal> {
    let state = &draft.state;
    if parent.id == state.id {
        return Err(not_this_parent("不能并入这一件自身"));
    }
    if parent.is_restricted != state.is_restricted {
        return Err(not_this_parent("举报等保密件只能与保密件并案"));
    }
    if parent.track != state.track {
        return Err(not_this_parent(
            "办理轨道不同的不能并案：信访、合理化建议和一般办理各有各的程序",
        ));
    }
    if parent.is_child {
        return Err(not_this_parent(
            "所选的这一件已经并入另一件，请直接并入那一件",
        ));
    }
    if parent.is_sent_back {
        return Err(not_this_parent(
            "所选的这一件正在退回争议中，确定主办单位之后再并案",
        ));
    }
    let is_handled = matches!(
        parent.status,
        Status::Assigned | Status::InProgress | Status::InReview
    );
    let accused = &state.overlays.accused;
    let is_accused = parent.lead.is_some_and(|unit| accused.names_unit(unit))
        || parent
            .handler
            .is_some_and(|handler| accused.names_account(handler));
    if is_accused {
        return Err(not_this_parent(
            "所选的这一件由不能办理本件的单位或人员承办，不能并案",
        ));
    }
    parent.lead.filter(|_| is_handled).ok_or_else(|| {
        not_this_parent("只能并入已经分办、尚未答复的事项；没有分办的，请先分办那一件")
    })
}

/// The earliest due date counts for the handling (DOMAIN 5); a later one changes nothing.
pub(super) fn take_child(draft: &mut Draft<'_>, taken: TakenFacts) -> Result<(), Refusal> {
    let children = &draft.state.overlays.children;
    if taken.child == draft.state.id || children.iter().any(|c| c.id == taken.child) {
        return Err(Refusal::Rule("这一件已经并入".to_owned()));
    }
    let (ends, opens) = match draft.state.open_obligation(ObligationKind::Reply) {
        Some(reply) if taken.due_at < reply.due_at => {
            let again = OpenObligation {
                kind: reply.kind,
                unit: reply.unit,
                due_at: reply.due_at,
                basis: reply.basis.clone(),
            };
            (
                draft.end(ObligationKind::Reply, ObligationEnd::Moved),
                vec![cap(again, Some(taken.due_at), EARLIER)],
            )
        }
        Some(_) | None => (Vec::new(), Vec::new()),
    };
    draft.push(Change {
        event: Event::ChildTaken(taken),
        ends,
        opens,
    });
    Ok(())
}

fn open_child(draft: &Draft<'_>, child: SuggestionId) -> Result<(), Refusal> {
    let children = &draft.state.overlays.children;
    if children.iter().any(|c| c.id == child && !c.is_answered) {
        Ok(())
    } else {
        Err(Refusal::Rule("没有等待答复的这一件并案".to_owned()))
    }
}

pub(super) fn answer_child(draft: &mut Draft<'_>, answered: ChildFacts) -> Result<(), Refusal> {
    open_child(draft, answered.child)?;
    draft.push(Change::plain(Event::ChildAnswered(answered)));
    Ok(())
}

/// The date of the item that leaves counts no more: back to the own one, or to the earliest of
/// the children that stay.
pub(super) fn release_child(draft: &mut Draft<'_>, released: ChildFacts) -> Result<(), Refusal> {
    open_child(draft, released.child)?;
    let on = &draft.state.overlays;
    let staying = on
        .children
        .iter()
        .filter(|c| c.id != released.child && !c.is_answered)
        .map(|c| c.due_at)
        .min();
    let reply = draft.state.open_obligation(ObligationKind::Reply);
    let (ends, opens) = match (reply, &on.own_reply_due) {
        (Some(reply), Some(own)) => {
            let own = OpenObligation {
                kind: reply.kind,
                unit: reply.unit,
                due_at: own.due_at,
                basis: own.basis.clone(),
            };
            let restored = cap(own, staying, EARLIER);
            if restored.due_at > reply.due_at {
                (
                    draft.end(ObligationKind::Reply, ObligationEnd::Moved),
                    vec![restored],
                )
            } else {
                (Vec::new(), Vec::new())
            }
        }
        (Some(_) | None, _) => (Vec::new(), Vec::new()),
    };
    draft.push(Change {
        event: Event::ChildReleased(released),
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn follow_parent(draft: &mut Draft<'_>, led: LedFacts) -> Result<(), Refusal> {
    let now = draft.state.lead().map(|a| (a.unit, a.handler));
    if now == Some((led.lead, led.handler)) {
        return Err(Refusal::Rule("主办单位和承办人没有变化".to_owned()));
    }
    let accused = &draft.state.overlays.accused;
    let is_accused = accused.names_unit(led.lead)
        || led
            .handler
            .is_some_and(|handler| accused.names_account(handler));
    if is_accused {
        return unmerge(draft, "主件改由不能办理本件的单位或人员承办，恢复单独办理");
    }
    let (ends, opens) = give_to(draft, led.lead);
    draft.push(Change {
        event: Event::ParentFollowed(led),
        ends,
        opens,
    });
    Ok(())
}

/// Back to the lead unit that it had, or on with the one that had it last: somebody leads at every
/// moment, and the submitter's due date stays what it was. The desk may reassign it.
pub(super) fn unmerge(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "解除并案的理由", reason)?;
    let Some(merged) = draft.state.overlays.merged_into else {
        return Err(Refusal::Rule("这一件没有并案".to_owned()));
    };
    let lead = merged.lead_before.or_else(|| draft.state.lead_unit());
    let Some(lead) = lead else {
        return Err(Refusal::Rule("没有主办单位".to_owned()));
    };
    // a draft that waits goes back with it; its text stays
    let mut ends = draft.end(ObligationKind::SignOff, ObligationEnd::Dropped);
    let (moved, mut opens) = draft.hand_over(ObligationKind::Reply, lead);
    ends.extend(moved);
    let (moved, ordered) = draft.hand_over_orders(lead);
    ends.extend(moved);
    opens.extend(ordered);
    opens.push(cap(
        draft.open(ObligationKind::Acknowledge, lead),
        draft.state.external_due_at.filter(|at| *at > draft.now()),
        EXTERNAL,
    ));
    draft.push(Change {
        event: Event::Unmerged(UnmergedFacts {
            parent: merged.parent,
            lead,
            reason: reason.clone(),
        }),
        ends,
        opens,
    });
    // whoever led it before may have been accused since
    leave::take_from_accused(draft, reason);
    Ok(())
}

/// What the lead unit owes on a child goes to the next one, due when it was.
fn give_to(draft: &Draft<'_>, lead: UnitId) -> (Vec<EndObligation>, Vec<OpenObligation>) {
    draft.hand_over_where(lead, |kind| {
        matches!(
            kind,
            ObligationKind::Reply
                | ObligationKind::SignOff
                | ObligationKind::Supervision
                | ObligationKind::Directive
        )
    })
}

#[cfg(test)]
mod tests {
    use super::EARLIER;

    #[test]
    fn the_reason_for_an_earlier_date_says_nothing_of_another_item() {
        assert!(!EARLIER.contains("并案"));
        assert!(!EARLIER.contains("件"));
    }
}
