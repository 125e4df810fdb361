//! 分办、签收、协办意见.

use huiyin_core::time::Instant;
use huiyin_core::{AccountId, Actor, ObligationKind, UnitId};

use super::leave::unit_is_not_accused;
use super::{Draft, improvement, lead_unit, needed, people};
use crate::event::{Change, EndObligation, Event};
use crate::obligation::{DueBasis, HALF_PREFIX, ObligationEnd, OpenObligation};
use crate::policy::{Facts, cap, opened};
use crate::refusal::Refusal;

pub(super) fn assign(
    draft: &mut Draft<'_>,
    lead: UnitId,
    supports: &[UnitId],
    note: &str,
) -> Result<(), Refusal> {
    let mut supports = supports.to_vec();
    supports.sort_unstable();
    supports.dedup();
    if supports.contains(&lead) {
        return Err(Refusal::Invalid {
            field: "supports",
            message: "主办单位不能同时是协办单位".to_owned(),
        });
    }
    unit_is_not_accused(draft, "lead", lead)?;
    for unit in &supports {
        unit_is_not_accused(draft, "supports", *unit)?;
    }
    let reply = draft.capped(improvement::reply_duty(draft, lead));
    let mut opens = vec![draft.capped(draft.open(ObligationKind::Acknowledge, lead))];
    opens.extend(
        supports
            .iter()
            .map(|unit| support_opinion(draft, *unit, reply.due_at, &reply.basis)),
    );
    opens.push(reply);
    let mut ends = draft.end(ObligationKind::Assign, ObligationEnd::Met);
    let (moved, ordered) = draft.hand_over_orders(lead);
    ends.extend(moved);
    opens.extend(ordered);
    let event = Event::Assigned {
        lead,
        supports,
        note: note.trim().to_owned(),
    };
    draft.push(Change { event, ends, opens });
    Ok(())
}

/// Half of the main limit, to the lead unit (DOMAIN 3).
pub(super) fn support_opinion(
    draft: &Draft<'_>,
    unit: UnitId,
    reply_due_at: Instant,
    reply_basis: &DueBasis,
) -> OpenObligation {
    let limit = reply_basis.limit.half();
    let due = draft
        .policy
        .calendar_for(unit)
        .due(draft.now(), limit, &draft.policy.due);
    let rule = format!("{HALF_PREFIX}{})", reply_basis.rule);
    cap(
        opened(ObligationKind::SupportOpinion, unit, &due, rule),
        Some(reply_due_at),
        "不晚于主办答复时限",
    )
}

pub(super) fn acknowledge(draft: &mut Draft<'_>, handler: AccountId) -> Result<(), Refusal> {
    let unit = lead_unit(draft)?;
    people::may_handle(draft, handler)?;
    let ends = draft.end(ObligationKind::Acknowledge, ObligationEnd::Met);
    draft.push(Change {
        event: Event::Acknowledged { unit, handler },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn give_support(draft: &mut Draft<'_>, opinion: &str) -> Result<(), Refusal> {
    let opinion = needed("opinion", "协办意见", opinion)?;
    let Actor::Staff(staff) = &draft.ctx.actor else {
        return Err(Refusal::Rule("协办意见由协办单位提交".to_owned()));
    };
    let unit = staff.unit;
    let ends = draft
        .state
        .open_obligations()
        .filter(|o| o.kind == ObligationKind::SupportOpinion && o.unit == unit)
        .map(|o| EndObligation {
            no: o.no,
            kind: o.kind,
            how: ObligationEnd::Met,
        })
        .collect();
    draft.push(Change {
        event: Event::SupportGiven { unit, opinion },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

/// The signature is due within its own limit but never after the reply itself (DOMAIN 3: inside
/// the reply limit).
pub(super) fn sign_off_duty(draft: &Draft<'_>, unit: UnitId) -> OpenObligation {
    let facts = Facts::from(&draft.state);
    let own = draft
        .policy
        .open(ObligationKind::SignOff, unit, facts, draft.now());
    let reply_due = draft
        .state
        .open_obligation(ObligationKind::Reply)
        .map(|o| o.due_at);
    cap(own, reply_due, "审签须在答复时限之内")
}
