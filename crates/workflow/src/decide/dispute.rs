//! 退回、提请裁定、裁定、改派: who should lead.

use huiyin_core::{ObligationKind, UnitId, time};

use super::leave::unit_is_not_accused;
use super::{Draft, lead_unit, needed};
use crate::event::{Change, EndObligation, Event};
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::policy::{EXTERNAL, cap};
use crate::refusal::Refusal;

pub(super) fn request_send_back(
    draft: &mut Draft<'_>,
    reason: &str,
    proposed: Option<UnitId>,
) -> Result<(), Refusal> {
    let reason = needed("reason", "退回的理由", reason)?;
    check_proposed(draft, proposed)?;
    in_time(draft)?;
    draft.push(Change::plain(Event::SendBackRequested { reason, proposed }));
    Ok(())
}

pub(super) fn send_back(
    draft: &mut Draft<'_>,
    reason: &str,
    proposed: Option<UnitId>,
) -> Result<(), Refusal> {
    let reason = needed("reason", "退回的理由", reason)?;
    if proposed.is_none() {
        return Err(Refusal::Invalid {
            field: "proposed",
            message: "退回须写明建议由哪个单位主办".to_owned(),
        });
    }
    check_proposed(draft, proposed)?;
    in_time(draft)?;
    let unit = lead_unit(draft)?;
    let desk = draft.state.desk;
    let mut ends = draft.end(ObligationKind::Acknowledge, ObligationEnd::Dropped);
    let (moved, mut opens) = draft.hand_over(ObligationKind::Reply, desk);
    ends.extend(moved);
    opens.push(draft.open(ObligationKind::Rule, desk));
    draft.push(Change {
        event: Event::SentBack {
            unit,
            reason,
            proposed,
        },
        ends,
        opens,
    });
    Ok(())
}

fn check_proposed(draft: &Draft<'_>, proposed: Option<UnitId>) -> Result<(), Refusal> {
    if proposed.is_some() && proposed == draft.state.lead_unit() {
        return Err(Refusal::Invalid {
            field: "proposed",
            message: "建议的单位不能是本单位".to_owned(),
        });
    }
    match proposed {
        Some(unit) => unit_is_not_accused(draft, "proposed", unit),
        None => Ok(()),
    }
}

/// Within two working days of the assignment (DOMAIN 3); the limit is data.
fn in_time(draft: &Draft<'_>) -> Result<(), Refusal> {
    let Some(assignment) = draft.state.lead() else {
        return Err(Refusal::Rule("没有主办单位".to_owned()));
    };
    let limit = draft.policy.limits.send_back;
    let due = draft.policy.calendar_for(assignment.unit).due(
        assignment.assigned_at,
        limit,
        &draft.policy.due,
    );
    if draft.now() < due.at {
        return Ok(());
    }
    Err(Refusal::Rule(format!(
        "退回须在分办后 {limit}之内提出，已于{}截止；仍有异议的，请提请督导员裁定",
        time::chinese_date(due.on)
    )))
}

pub(super) fn ask_ruling(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "提请裁定的理由", reason)?;
    let unit = lead_unit(draft)?;
    let opens = vec![draft.open(ObligationKind::Rule, draft.state.desk)];
    draft.push(Change {
        event: Event::RulingAsked { unit, reason },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn rule(draft: &mut Draft<'_>, unit: UnitId, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "裁定的理由", reason)?;
    unit_is_not_accused(draft, "lead", unit)?;
    let (ends, opens) = give_to(draft, unit);
    draft.push(Change {
        event: Event::Ruled { lead: unit, reason },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn reassign(draft: &mut Draft<'_>, unit: UnitId, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "改派的理由", reason)?;
    unit_is_not_accused(draft, "lead", unit)?;
    let from = draft.state.lead_unit();
    if from == Some(unit) {
        return Err(Refusal::Invalid {
            field: "lead",
            message: "改派须换一个主办单位；不同意退回的，由督导员裁定".to_owned(),
        });
    }
    let (ends, opens) = give_to(draft, unit);
    draft.push(Change {
        event: Event::Reassigned {
            from,
            lead: unit,
            reason,
        },
        ends,
        opens,
    });
    Ok(())
}

/// Another unit leads from now on. It has to acknowledge; the reply stays due when it was: the
/// submitter's due date does not restart (DOMAIN 5).
fn give_to(draft: &Draft<'_>, unit: UnitId) -> (Vec<EndObligation>, Vec<OpenObligation>) {
    let state = &draft.state;
    let mut ends = draft.end(ObligationKind::Rule, ObligationEnd::Met);
    let stays = state.lead_unit() == Some(unit);
    if stays && !state.overlays.is_sent_back() {
        return (ends, Vec::new());
    }
    ends.extend(draft.end(ObligationKind::Acknowledge, ObligationEnd::Dropped));
    // whoever leads now no longer assists
    ends.extend(
        state
            .open_obligations()
            .filter(|o| o.kind == ObligationKind::SupportOpinion && o.unit == unit)
            .map(|o| EndObligation {
                no: o.no,
                kind: o.kind,
                how: ObligationEnd::Dropped,
            }),
    );
    let (moved, mut opens) = draft.hand_over(ObligationKind::Reply, unit);
    ends.extend(moved);
    let (moved, ordered) = draft.hand_over_orders(unit);
    ends.extend(moved);
    opens.extend(ordered);
    if state.overlays.is_lead_away() {
        // the promises of a lead that is gone went to the desk with the rest
        let (moved, promised) = draft.hand_over(ObligationKind::Commitment, unit);
        ends.extend(moved);
        opens.extend(promised);
    }
    opens.push(cap(
        draft.open(ObligationKind::Acknowledge, unit),
        state.external_due_at,
        EXTERNAL,
    ));
    (ends, opens)
}
