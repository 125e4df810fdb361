//! Who leads and who assists, after 退回、裁定、改派、回避、重办.

use huiyin_core::{AccountId, AssignmentRole, Status, UnitId};

use super::push_assignment;
use crate::event::Recorded;
use crate::overlay::{Dispute, DisputeKind};
use crate::suggestion::Suggestion;

/// While a return is disputed, the desk is accountable (DOMAIN 1).
pub(super) fn sent_back(s: &mut Suggestion, unit: UnitId, reason: &str, proposed: Option<UnitId>) {
    s.overlays.send_back_request = None;
    s.overlays.dispute = Some(Dispute {
        kind: DisputeKind::SentBack,
        unit,
        reason: reason.to_owned(),
        proposed,
    });
    s.accountable_unit = Some(s.desk);
    s.status = Status::Assigned;
}

/// Another unit leads, or the same one after its return was overruled. It acknowledges anew unless
/// nothing changed for it.
pub(super) fn give_to(s: &mut Suggestion, recorded: &Recorded, unit: UnitId) {
    let was_sent_back = s.overlays.is_sent_back();
    let stays = s.lead_unit() == Some(unit);
    s.overlays.dispute = None;
    s.overlays.send_back_request = None;
    if stays && !was_sent_back {
        return;
    }
    for assignment in &mut s.assignments {
        let replaced = assignment.role == AssignmentRole::Lead || assignment.unit == unit;
        if assignment.is_current && replaced {
            assignment.is_current = false;
        }
    }
    push_assignment(s, recorded, unit, AssignmentRole::Lead);
    s.accountable_unit = Some(unit);
    s.status = Status::Assigned;
}

pub(super) fn add_supports(s: &mut Suggestion, recorded: &Recorded, units: &[UnitId]) {
    s.overlays.asked_support = None;
    for unit in units {
        push_assignment(s, recorded, *unit, AssignmentRole::Support);
    }
}

pub(super) fn name_handler(s: &mut Suggestion, handler: Option<AccountId>) {
    for assignment in &mut s.assignments {
        if assignment.is_current && assignment.role == AssignmentRole::Lead {
            assignment.handler = handler;
        }
    }
}

pub(super) fn recused(s: &mut Suggestion, account: AccountId, was_handler: bool) {
    s.overlays.recused.push(account);
    if was_handler {
        name_handler(s, None);
        s.status = Status::Assigned;
    }
}

/// 重办: a new round with the same lead; whoever assisted before is asked again by name.
pub(super) fn redone(s: &mut Suggestion, recorded: &Recorded, round: i32, lead: UnitId) {
    s.round = round;
    // a second answer is the own matter's, not the parent's
    s.overlays.merged_into = None;
    for assignment in &mut s.assignments {
        assignment.is_current = false;
    }
    push_assignment(s, recorded, lead, AssignmentRole::Lead);
    s.accountable_unit = Some(lead);
    s.status = Status::Assigned;
}
