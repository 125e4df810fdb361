//! Who leaves an item when somebody is accused in it or a unit is dissolved. Asked by `decide` for
//! the obligations and by `apply` for the rest, so that the two cannot differ.

use huiyin_core::{Accused, Status, UnitId};

use crate::suggestion::Suggestion;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Who should lead is open again: the desk is accountable until somebody else is found.
    Lead(UnitId),
    /// After the reply there is nothing to hand on but the item itself: the desk leads.
    LeadAfterReply,
    /// The unit has to name another handler.
    Handler,
    /// The lead stays as it is.
    Nobody,
}

pub(crate) fn accused(s: &Suggestion, accused: &Accused) -> Leaving {
    let leaving = unit_where(s, |unit| accused.names_unit(unit));
    let handler = s.lead().and_then(|lead| lead.handler);
    let is_accused = handler.is_some_and(|handler| accused.names_account(handler));
    if leaving == Leaving::Nobody && is_in_work(s) && is_accused {
        return Leaving::Handler;
    }
    leaving
}

pub(crate) fn unit(s: &Suggestion, gone: UnitId) -> Leaving {
    unit_where(s, |unit| unit == gone)
}

fn unit_where(s: &Suggestion, is_gone: impl Fn(UnitId) -> bool) -> Leaving {
    match s.lead_unit().filter(|unit| is_gone(*unit)) {
        Some(unit) if is_in_work(s) => Leaving::Lead(unit),
        Some(_) if s.status == Status::Replied => Leaving::LeadAfterReply,
        Some(_) | None => Leaving::Nobody,
    }
}

const fn is_in_work(s: &Suggestion) -> bool {
    matches!(
        s.status,
        Status::Assigned | Status::InProgress | Status::InReview
    )
}
