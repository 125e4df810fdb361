//! 列明被反映人、单位撤并移交: who no longer takes part, and who takes their place.

use huiyin_core::{Accused, AssignmentRole, Status, UnitId};

use super::draft_mut;
use super::lead::name_handler;
use crate::event::Recorded;
use crate::leaving::{self, Leaving};
use crate::overlay::{Dispute, DisputeKind};
use crate::suggestion::{Assignment, ReplyState, Suggestion};

pub(super) fn accused_named(s: &mut Suggestion, recorded: &Recorded, accused: Accused, why: &str) {
    let leaving = leaving::accused(s, &accused);
    stop_assisting(s, |unit| accused.names_unit(unit));
    leave(s, recorded, leaving, why);
    s.overlays.accused = accused;
}

pub(super) fn handed_over(
    s: &mut Suggestion,
    recorded: &Recorded,
    from: UnitId,
    to: UnitId,
    why: &str,
) {
    if to == s.desk {
        let leaving = leaving::unit(s, from);
        stop_assisting(s, |unit| unit == from);
        leave(s, recorded, leaving, why);
        return;
    }
    if s.status.is_final() {
        // who took part stays in the record; only what is still owed moved
        return;
    }
    let parts: Vec<Assignment> = s
        .assignments
        .iter()
        .filter(|a| a.is_current && a.unit == from)
        .cloned()
        .collect();
    for part in parts {
        let leads = part.role == AssignmentRole::Lead;
        let takes_part = s.assignments.iter().any(|a| a.is_current && a.unit == to);
        for assignment in &mut s.assignments {
            if assignment.unit == from || (leads && assignment.unit == to) {
                assignment.is_current = false;
            }
        }
        if leads || !takes_part {
            take_place(s, recorded, part, to);
        }
    }
    if s.accountable_unit == Some(from) {
        s.accountable_unit = Some(to);
    }
    rename(s, from, to);
}

pub(super) fn handler_released(s: &mut Suggestion) {
    name_handler(s, None);
    s.status = Status::Assigned;
}

fn leave(s: &mut Suggestion, recorded: &Recorded, leaving: Leaving, why: &str) {
    match leaving {
        Leaving::Lead(unit) => {
            take_back_draft(s);
            name_handler(s, None);
            s.overlays.drop_requests();
            s.overlays.dispute = Some(Dispute {
                kind: DisputeKind::LeadAway,
                unit,
                reason: why.to_owned(),
                proposed: None,
            });
            s.accountable_unit = Some(s.desk);
            s.status = Status::Assigned;
        }
        Leaving::LeadAfterReply => {
            let desk = s.desk;
            if let Some(lead) = s.lead().cloned() {
                for assignment in &mut s.assignments {
                    if assignment.no == lead.no || assignment.unit == desk {
                        assignment.is_current = false;
                    }
                }
                take_place(
                    s,
                    recorded,
                    Assignment {
                        handler: None,
                        ..lead
                    },
                    desk,
                );
            }
            s.accountable_unit = Some(desk);
        }
        Leaving::Handler => {
            take_back_draft(s);
            name_handler(s, None);
            s.status = Status::Assigned;
        }
        Leaving::Nobody => {}
    }
}

/// Nobody signs what the accused or a dissolved unit has written.
fn take_back_draft(s: &mut Suggestion) {
    if let Some(draft) = draft_mut(s) {
        draft.state = ReplyState::Returned;
    }
}

fn stop_assisting(s: &mut Suggestion, is_gone: impl Fn(UnitId) -> bool) {
    if s.status.is_final() {
        return;
    }
    for assignment in &mut s.assignments {
        if assignment.role == AssignmentRole::Support && is_gone(assignment.unit) {
            assignment.is_current = false;
        }
    }
}

/// The same part in the hands of another unit, from now on.
fn take_place(s: &mut Suggestion, recorded: &Recorded, part: Assignment, unit: UnitId) {
    let no = i64::try_from(s.assignments.len())
        .unwrap_or(i64::MAX)
        .saturating_add(1);
    s.assignments.push(Assignment {
        no,
        unit,
        round: s.round,
        assigned_at: recorded.at,
        is_current: true,
        ..part
    });
}

/// What was asked about the old unit is asked about the new one.
fn rename(s: &mut Suggestion, from: UnitId, to: UnitId) {
    let lead = s.lead_unit();
    let on = &mut s.overlays;
    let rename = |unit: &mut UnitId| {
        if *unit == from {
            *unit = to;
        }
    };
    if let Some(dispute) = &mut on.dispute {
        rename(&mut dispute.unit);
        dispute.proposed.iter_mut().for_each(rename);
        // nobody proposes the unit that leads already
        dispute.proposed = dispute.proposed.filter(|unit| Some(*unit) != lead);
    }
    if let Some(request) = &mut on.send_back_request {
        request.proposed.iter_mut().for_each(rename);
        request.proposed = request.proposed.filter(|unit| Some(*unit) != lead);
    }
    if let Some(asked) = &mut on.asked_support {
        asked.units.iter_mut().for_each(rename);
        asked.units.sort_unstable();
        asked.units.dedup();
    }
}
