//! 协办: the lead asks, triage confirms or adds; opinions go to the lead.

use huiyin_core::{AssignmentRole, ObligationKind, UnitId};

use super::leave::unit_is_not_accused;
use super::{Draft, assign, needed};
use crate::event::{Change, Event};
use crate::obligation::ObligationEnd;
use crate::policy::cap;
use crate::refusal::Refusal;

pub(super) fn ask(draft: &mut Draft<'_>, units: &[UnitId], reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "需要协办的理由", reason)?;
    let units = fresh_units(draft, units)?;
    let desk = draft.state.desk;
    let reply_due = draft
        .state
        .open_obligation(ObligationKind::Reply)
        .map(|o| o.due_at);
    let opens = vec![cap(
        draft.open(ObligationKind::ConfirmSupport, desk),
        reply_due,
        "不晚于答复时限",
    )];
    draft.push(Change {
        event: Event::SupportAsked { units, reason },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn add(draft: &mut Draft<'_>, units: &[UnitId], note: &str) -> Result<(), Refusal> {
    let units = fresh_units(draft, units)?;
    let reply = draft
        .state
        .open_obligation(ObligationKind::Reply)
        .cloned()
        .ok_or_else(|| Refusal::Rule("没有未了的答复义务，不能增加协办".to_owned()))?;
    let opens = units
        .iter()
        .map(|unit| assign::support_opinion(draft, *unit, reply.due_at, &reply.basis))
        .collect();
    let ends = draft.end(ObligationKind::ConfirmSupport, ObligationEnd::Met);
    draft.push(Change {
        event: Event::SupportAdded {
            units,
            note: note.trim().to_owned(),
        },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn refuse(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "不同意的理由", reason)?;
    let ends = draft.end(ObligationKind::ConfirmSupport, ObligationEnd::Met);
    draft.push(Change {
        event: Event::SupportRefused { reason },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

fn fresh_units(draft: &Draft<'_>, units: &[UnitId]) -> Result<Vec<UnitId>, Refusal> {
    let mut units = units.to_vec();
    units.sort_unstable();
    units.dedup();
    let invalid = |message: &str| Refusal::Invalid {
        field: "units",
        message: message.to_owned(),
    };
    if units.is_empty() {
        return Err(invalid("请选择协办单位"));
    }
    let role_of = |unit: &UnitId| {
        draft
            .state
            .assignments
            .iter()
            .find(|a| a.is_current && a.unit == *unit)
            .map(|a| a.role)
    };
    for unit in &units {
        unit_is_not_accused(draft, "units", *unit)?;
        match role_of(unit) {
            Some(AssignmentRole::Lead) => return Err(invalid("主办单位不能同时是协办单位")),
            Some(AssignmentRole::Support) => {
                return Err(invalid("所选单位中有已经在协办的单位"));
            }
            None => {}
        }
    }
    Ok(units)
}
