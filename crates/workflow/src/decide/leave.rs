//! What becomes of the obligations when somebody leaves an item: 被反映、单位撤并、承办人不在岗.

use huiyin_core::{AccountId, Accused, AssignmentRole, ObligationKind, Status, UnitId};

use super::{Draft, merge, needed};
use crate::event::{Change, EndObligation, Event};
use crate::leaving::{self, Leaving};
use crate::obligation::{Obligation, ObligationEnd, OpenObligation};
use crate::refusal::Refusal;

type Moves = (Vec<EndObligation>, Vec<OpenObligation>);

/// 列明被反映人: the list as it is from now on. What the accused owe goes to the desk, with its
/// due time: the submitter's clock does not restart.
pub(super) fn name_accused(
    draft: &mut Draft<'_>,
    accounts: &[AccountId],
    units: &[UnitId],
    reason: &str,
) -> Result<(), Refusal> {
    let reason = needed("reason", "列明的理由", reason)?;
    let mut accused = Accused {
        accounts: accounts.to_vec(),
        units: units.to_vec(),
    };
    accused.accounts.sort_unstable();
    accused.accounts.dedup();
    accused.units.sort_unstable();
    accused.units.dedup();
    let invalid = |field, message: &str| {
        Err(Refusal::Invalid {
            field,
            message: message.to_owned(),
        })
    };
    if accused.names_unit(draft.state.desk) {
        return invalid(
            "accused_units",
            "分办台负责全部来件，不能列为被反映单位；请列明具体的人员",
        );
    }
    if accused == draft.state.overlays.accused {
        return invalid(
            "accused_accounts",
            if accused.is_empty() {
                "请至少列明一名人员或一个单位"
            } else {
                "被反映人没有变化"
            },
        );
    }
    // a child is answered by whoever leads its parent: from the accused it is taken back first
    let names_lead = draft.state.lead().is_some_and(|lead| {
        accused.names_unit(lead.unit) || lead.handler.is_some_and(|h| accused.names_account(h))
    });
    if names_lead && draft.state.is_child() {
        merge::unmerge(draft, &reason)?;
    }
    push_accused(draft, accused, reason);
    Ok(())
}

/// As [`push_accused`] with the list that stands, when somebody on it takes part.
pub(super) fn take_from_accused(draft: &mut Draft<'_>, reason: String) {
    let accused = draft.state.overlays.accused.clone();
    if leaving::accused(&draft.state, &accused) != Leaving::Nobody {
        push_accused(draft, accused, reason);
    }
}

/// Takes the item out of the hands of the accused.
fn push_accused(draft: &mut Draft<'_>, accused: Accused, reason: String) {
    let leaving = leaving::accused(&draft.state, &accused);
    let (ends, opens) = left(draft, leaving, |unit| accused.names_unit(unit));
    let new_lead = (leaving == Leaving::LeadAfterReply).then_some(draft.state.desk);
    draft.push(Change {
        event: Event::AccusedNamed {
            accounts: accused.accounts,
            units: accused.units,
            reason,
            new_lead,
        },
        ends,
        opens,
    });
}

/// 移交: the unit was merged into another, or dissolved (then the desk takes what it owed).
pub(super) fn hand_over(
    draft: &mut Draft<'_>,
    from: UnitId,
    to: UnitId,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = needed("reason", "移交的理由", reason)?;
    let desk = draft.state.desk;
    if from == to {
        return Err(Refusal::Rule("不能移交给同一个单位".to_owned()));
    }
    if from == desk {
        return Err(Refusal::Rule("分办台不能并入其他单位".to_owned()));
    }
    // a child of what a dissolved unit led would wait for nobody: it goes its own way first
    let is_taken_back =
        to == desk && draft.state.is_child() && draft.state.lead_unit() == Some(from);
    if is_taken_back {
        merge::unmerge(draft, &reason)?;
    } else if draft.state.status == Status::Merged {
        return Err(Refusal::Rule("并入别的事项的，随那一件移交".to_owned()));
    }
    let s = &draft.state;
    let takes_part = s.assignments.iter().any(|a| {
        // only its name is left of a lead that is gone
        let is_out = s.overlays.is_lead_away() && a.role == AssignmentRole::Lead;
        a.is_current && a.unit == from && !(is_out && to == desk)
    });
    let owes = s.open_obligations().any(|o| o.unit == from);
    if !owes && (s.status.is_final() || !takes_part) {
        if is_taken_back {
            return Ok(());
        }
        return Err(Refusal::Rule("这个单位在这一件上没有未了的事".to_owned()));
    }
    let leaving = leaving::unit(s, from);
    let (ends, opens) = if to == desk {
        left(draft, leaving, |unit| unit == from)
    } else {
        passed_on(draft, from, to)
    };
    let new_lead = match leaving {
        Leaving::Lead(_) if to == desk => None,
        Leaving::Lead(_) | Leaving::LeadAfterReply => Some(to),
        Leaving::Handler | Leaving::Nobody => None,
    };
    draft.push(Change {
        event: Event::HandedOver {
            from,
            to,
            reason: reason.clone(),
            new_lead,
        },
        ends,
        opens,
    });
    // what a merger hands to the accused is taken from them at once
    if draft.state.overlays.accused.names_unit(to) {
        let accused = draft.state.overlays.accused.clone();
        push_accused(draft, accused, reason);
    }
    Ok(())
}

/// 承办人离岗: nobody stands in, so the unit has to name another; the reply clock goes on.
pub(super) fn release_handler(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "离岗的情况", reason)?;
    let lead = draft.state.lead();
    let Some((unit, handler)) = lead.and_then(|lead| Some((lead.unit, lead.handler?))) else {
        return Err(Refusal::Rule("没有承办人".to_owned()));
    };
    let opens = vec![draft.open(ObligationKind::Acknowledge, unit)];
    draft.push(Change {
        event: Event::HandlerReleased { handler, reason },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

/// Whoever is accused is not given a part.
pub(super) fn unit_is_not_accused(
    draft: &Draft<'_>,
    field: &'static str,
    unit: UnitId,
) -> Result<(), Refusal> {
    if draft.state.overlays.accused.names_unit(unit) {
        return Err(Refusal::Invalid {
            field,
            message: "所选单位不能办理这一件，请另选".to_owned(),
        });
    }
    Ok(())
}

/// What the desk takes over, and what is no longer owed.
fn left(draft: &Draft<'_>, leaving: Leaving, is_gone: impl Fn(UnitId) -> bool) -> Moves {
    let s = &draft.state;
    let lead_leaves = matches!(leaving, Leaving::Lead(_));
    let (mut ends, mut opens) = (Vec::new(), Vec::new());
    for o in s.open_obligations() {
        let is_moot = match o.kind {
            ObligationKind::SignOff => lead_leaves || leaving == Leaving::Handler,
            ObligationKind::Acknowledge
            | ObligationKind::ConfirmSupport
            | ObligationKind::DecideMerge
            | ObligationKind::DecideExtension
            | ObligationKind::DecideTermination => lead_leaves,
            ObligationKind::SupportOpinion => is_gone(o.unit),
            ObligationKind::Accept
            | ObligationKind::Supplement
            | ObligationKind::TellDecline
            | ObligationKind::Assign
            | ObligationKind::Rule
            | ObligationKind::Reply
            | ObligationKind::FollowUp
            | ObligationKind::Rate
            | ObligationKind::Close
            | ObligationKind::Commitment
            | ObligationKind::Supervision
            | ObligationKind::Directive
            | ObligationKind::ShelveReview
            | ObligationKind::TellAcceptance
            | ObligationKind::ReviewWindow
            | ObligationKind::AssignReview
            | ObligationKind::DecideReview
            | ObligationKind::EffectReport
            | ObligationKind::DecideAward
            | ObligationKind::DecideExclusion => false,
        };
        if is_moot {
            ends.push(end(o, ObligationEnd::Dropped));
        } else if is_gone(o.unit) {
            ends.push(end(o, ObligationEnd::Moved));
            opens.push(on(o, s.desk));
        }
    }
    if lead_leaves && s.open_obligation(ObligationKind::Rule).is_none() {
        opens.push(draft.open(ObligationKind::Rule, s.desk));
    }
    let is_unheld = s.open_obligation(ObligationKind::Acknowledge).is_none();
    if let (Leaving::Handler, Some(lead)) = (leaving, s.lead())
        && s.status != Status::Assigned
        && is_unheld
    {
        opens.push(draft.open(ObligationKind::Acknowledge, lead.unit));
    }
    (ends, opens)
}

/// What the successor owes instead: the same things by the same times, and nothing twice.
fn passed_on(draft: &Draft<'_>, from: UnitId, to: UnitId) -> Moves {
    let s = &draft.state;
    let from_leads = s.lead_unit() == Some(from);
    let to_leads = s.lead_unit() == Some(to);
    let owes_already = |kind: ObligationKind| {
        !kind.may_be_owed_twice() && s.open_obligations().any(|o| o.unit == to && o.kind == kind)
    };
    let (mut ends, mut opens) = (Vec::new(), Vec::new());
    for o in s.open_obligations() {
        let is_opinion = o.kind == ObligationKind::SupportOpinion;
        if o.unit == from {
            // the lead gives no opinion to itself
            if (is_opinion && to_leads) || owes_already(o.kind) {
                ends.push(end(o, ObligationEnd::Dropped));
            } else {
                ends.push(end(o, ObligationEnd::Moved));
                opens.push(on(o, to));
            }
        } else if o.unit == to && is_opinion && from_leads && !s.status.is_final() {
            ends.push(end(o, ObligationEnd::Dropped));
        }
    }
    (ends, opens)
}

const fn end(o: &Obligation, how: ObligationEnd) -> EndObligation {
    EndObligation {
        no: o.no,
        kind: o.kind,
        how,
    }
}

fn on(o: &Obligation, unit: UnitId) -> OpenObligation {
    OpenObligation {
        kind: o.kind,
        unit,
        due_at: o.due_at,
        basis: o.basis.clone(),
    }
}
