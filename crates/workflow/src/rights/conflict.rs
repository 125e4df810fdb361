//! Conflict rules (DOMAIN 2): who may not although the office would allow it.

use huiyin_core::{Actor, Role, SuggestionKind};

use super::{is_system, staff, staff_with};
use crate::action::ActionKind;
use crate::refusal::Refusal;
use crate::suggestion::Suggestion;

/// Who is accused learns nothing: not even that there is something to be refused (DOMAIN 2, 6).
pub(super) fn accused_is_out(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    // calendar and organisation are kept without a look at the item
    let looks_at_it = !matches!(kind, ActionKind::MoveDue | ActionKind::HandOver);
    let accused = &s.overlays.accused;
    match staff(actor) {
        Some(staff)
            if looks_at_it
                && (accused.names_account(staff.account) || accused.names_unit(staff.unit)) =>
        {
            Err(Refusal::Unseen)
        }
        Some(_) | None => Ok(()),
    }
}

/// 回避: who stepped out takes no part any more (DOMAIN 2).
pub(super) fn recused_is_out(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    match staff(actor) {
        Some(staff) if s.overlays.recused.contains(&staff.account) => Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "已经回避的人员不再参与这一件的办理",
        }),
        Some(_) | None => Ok(()),
    }
}

/// 举报 and what is restricted is never published, whoever asks (DOMAIN 5).
pub(super) fn disclosures_stay_closed(s: &Suggestion, kind: ActionKind) -> Result<(), Refusal> {
    let publishes = matches!(kind, ActionKind::GiveConsent | ActionKind::Publish);
    if publishes && (s.is_restricted || s.kind == SuggestionKind::Disclosure) {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "举报和保密的来件一律不公开",
        });
    }
    Ok(())
}

/// 重点件 are signed by the leader (DOMAIN 5).
pub(super) fn key_items_are_for_the_leader(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    if kind == ActionKind::SignOff && s.overlays.is_key() && !staff_with(actor, &[Role::Leader]) {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "挂牌督办、约谈和有批示的重点件由分管领导审签",
        });
    }
    Ok(())
}

/// 举报: in the unit that handles it, only its head and the handler whom the head named act on
/// it; the follow-up caller does not learn of it (DOMAIN 6).
pub(super) fn restricted_is_for_the_entitled(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    // calendar and organisation are kept without a look at the item
    let looks_at_it = !matches!(kind, ActionKind::MoveDue | ActionKind::HandOver);
    let is_closed_to_others = s.is_restricted && looks_at_it;
    let Some(staff) = staff(actor).filter(|_| is_closed_to_others) else {
        return Ok(());
    };
    let is_entitled = staff.has_any(&[Role::Clerk, Role::Supervisor, Role::Leader])
        || s.assignments.iter().any(|a| {
            a.is_current
                && a.unit == staff.unit
                && (staff.has(Role::Head) || a.handler == Some(staff.account))
        })
        || super::track::is_reviewing(s, actor);
    if is_entitled {
        return Ok(());
    }
    Err(Refusal::NotEntitled {
        action: kind.label(),
        rule: "保密件在承办单位只由负责人和指定的承办人办理",
    })
}

/// Whoever proposed a decline or an exclusion cannot be its second person.
pub(super) fn second_person(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    let decides = matches!(
        kind,
        ActionKind::ApproveExclusion | ActionKind::RefuseExclusion
    );
    if let (true, Actor::Staff(staff), Some(asked)) = (decides, actor, &s.overlays.asked_exclusion)
        && asked.asked_by == Some(staff.account)
    {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "剔除须由提出人以外的第二人核准",
        });
    }
    let confirms = matches!(kind, ActionKind::ConfirmDecline | ActionKind::RejectDecline);
    if let (true, Actor::Staff(staff), Some(proposal)) = (confirms, actor, &s.decline)
        && staff.account == proposal.proposed_by
    {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "不予受理须由提出人以外的第二人核准",
        });
    }
    Ok(())
}

/// Nobody reviews the own answer, also not from another unit; nobody approves the award that they
/// proposed.
pub(super) fn nobody_decides_on_the_own_work(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    let Some(staff) = staff(actor) else {
        return Ok(());
    };
    let me = Some(staff.account);
    let took_part = s.assignments.iter().any(|a| a.handler == me)
        || s.replies
            .iter()
            .any(|r| r.drafted_by == me || r.signed_by == me);
    if kind == ActionKind::ConcludeReview && took_part {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "承办过这一件的人员不得复查、复核",
        });
    }
    let decides = matches!(kind, ActionKind::ApproveAward | ActionKind::RefuseAward);
    let award = s.overlays.open_award(s.round);
    if decides && award.is_some_and(|a| a.proposed_by == me) {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "奖励须由提出人以外的第二人批准",
        });
    }
    Ok(())
}

/// A handler never does the follow-up of the same item (DOMAIN 2).
pub(super) fn handler_does_not_call(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    let calls = matches!(kind, ActionKind::Rate | ActionKind::FollowUp);
    if let (true, Actor::Staff(staff)) = (calls, actor)
        && s.assignments
            .iter()
            .any(|a| a.handler == Some(staff.account) || a.unit == staff.unit)
    {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "承办单位的人员不得回访自己承办的事项",
        });
    }
    Ok(())
}

/// Nobody supervises an item that their own group handles (DOMAIN 2).
pub(super) fn nobody_supervises_the_own_unit(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    let supervises = matches!(
        kind,
        ActionKind::Close
            | ActionKind::Rule
            | ActionKind::GrantExtension
            | ActionKind::RefuseExtension
            | ActionKind::Redo
            | ActionKind::Supervise
            | ActionKind::LiftSupervision
            | ActionKind::AssignReview
            | ActionKind::ApproveExclusion
            | ActionKind::RefuseExclusion
    );
    if let (true, Actor::Staff(staff)) = (supervises, actor)
        && s.assignments.iter().any(|a| a.unit == staff.unit)
    {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "督导员不得督导本单位承办的事项",
        });
    }
    Ok(())
}

/// The system closes by itself only what nobody complained about.
pub(super) fn some_need_a_person(
    s: &Suggestion,
    actor: &Actor,
    kind: ActionKind,
) -> Result<(), Refusal> {
    if kind == ActionKind::Close && is_system(actor) && s.closes_only_by_hand() {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule: "建议人不满意、未解决的，由督导员处理，系统不自动办结",
        });
    }
    Ok(())
}
