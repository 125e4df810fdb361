//! Who an actor is to an item.

use huiyin_core::{Actor, AssignmentRole, ObligationKind, Role, StaffActor};

use crate::suggestion::Suggestion;

pub(super) fn staff(actor: &Actor) -> Option<&StaffActor> {
    match actor {
        Actor::Staff(staff) => Some(staff),
        Actor::Submitter(_) | Actor::System(_) => None,
    }
}

pub(super) fn staff_with(actor: &Actor, roles: &[Role]) -> bool {
    staff(actor).is_some_and(|s| s.has_any(roles))
}

pub(super) fn of_lead_unit(s: &Suggestion, actor: &Actor, roles: &[Role]) -> bool {
    staff(actor).is_some_and(|a| a.has_any(roles) && s.lead_unit() == Some(a.unit))
}

pub(super) fn of_support_unit(s: &Suggestion, actor: &Actor, roles: &[Role]) -> bool {
    staff(actor).is_some_and(|a| a.has_any(roles) && s.supports().any(|x| x.unit == a.unit))
}

pub(super) fn owes(s: &Suggestion, kind: ObligationKind) -> bool {
    s.open_obligation(kind).is_some()
}

/// Whether the actor's own unit owes it.
pub(super) fn unit_owes(s: &Suggestion, actor: &Actor, kind: ObligationKind) -> bool {
    staff(actor).is_some_and(|a| {
        s.open_obligations()
            .any(|o| o.kind == kind && o.unit == a.unit)
    })
}

/// A promise that went to another unit, or to the desk, is kept there.
pub(super) fn keeps_promise(s: &Suggestion, actor: &Actor) -> bool {
    unit_owes(s, actor, ObligationKind::Commitment)
        && staff(actor).is_some_and(|a| {
            a.has_any(&[Role::Handler, Role::Head]) || (a.unit == s.desk && a.has(Role::Clerk))
        })
}

pub(super) fn owes_support(s: &Suggestion, actor: &Actor) -> bool {
    staff(actor).is_some_and(|a| {
        s.assignments
            .iter()
            .any(|x| x.is_current && x.role == AssignmentRole::Support && x.unit == a.unit)
    }) && unit_owes(s, actor, ObligationKind::SupportOpinion)
}

pub(super) fn is_submitter(s: &Suggestion, actor: &Actor) -> bool {
    matches!(actor, Actor::Submitter(id) if *id == s.id)
}

pub(super) const fn is_system(actor: &Actor) -> bool {
    matches!(actor, Actor::System(_))
}
