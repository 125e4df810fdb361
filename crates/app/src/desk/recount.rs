//! Holds the open obligations against a policy that comes, and moves them to it.

use huiyin_core::time::Instant;
use huiyin_core::{ObligationKind, StaffActor, SuggestionId, UnitId};
use huiyin_store::CountedObligation;
use huiyin_workflow::recount::{Because, Counted, Verdict, recount};
use huiyin_workflow::{Action, Policy};

use crate::application::App;
use crate::error::AppError;
use crate::handling::perform_as;

/// Obligations read at a time.
const PAGE: u64 = 500;

/// An open obligation whose due time moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedDue {
    pub suggestion: SuggestionId,
    /// Empty for 保密件.
    pub ticket_no: String,
    pub kind: ObligationKind,
    pub unit: UnitId,
    pub from: Instant,
    pub to: Instant,
}

/// An open obligation that counts from more than the rule, so a person has to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmovedDue {
    /// Empty for 保密件.
    pub ticket_no: String,
    pub kind: ObligationKind,
    pub unit: UnitId,
    pub due_at: Instant,
    /// Why another date than the rule's counts.
    pub note: String,
}

/// What would happen to the open obligations.
#[derive(Debug, Clone, Default)]
pub struct Recounted {
    pub moved: Vec<MovedDue>,
    pub unmoved: Vec<UnmovedDue>,
    /// Same time, no longer 暂定.
    pub n_confirmed: u64,
}

fn judge(owed: &CountedObligation, before: &Policy, after: &Policy, because: Because) -> Verdict {
    let counted = Counted {
        kind: owed.kind,
        unit: owed.unit,
        due_at: owed.due_at,
        basis: &owed.basis,
        facts: owed.facts,
    };
    recount(&counted, before, after, because)
}

/// Everything that would move, and what a person has to look at. Changes nothing.
pub(super) async fn preview(
    app: &App,
    before: &Policy,
    after: &Policy,
    because: Because,
) -> Result<Recounted, AppError> {
    let mut found = Recounted::default();
    let mut last = None;
    loop {
        let read = app.store().read();
        let page = read.open_obligations_after(last, PAGE).await?;
        let Some(end) = page.last() else {
            return Ok(found);
        };
        last = Some((end.suggestion, end.no));
        for owed in page {
            let verdict = judge(&owed, before, after, because);
            let ticket_no = if owed.is_restricted {
                String::new()
            } else {
                owed.ticket_no
            };
            match verdict {
                Verdict::Moves { due_at, .. } => found.moved.push(MovedDue {
                    suggestion: owed.suggestion,
                    ticket_no,
                    kind: owed.kind,
                    unit: owed.unit,
                    from: owed.due_at,
                    to: due_at,
                }),
                Verdict::Look(note) => found.unmoved.push(UnmovedDue {
                    ticket_no,
                    kind: owed.kind,
                    unit: owed.unit,
                    due_at: owed.due_at,
                    note,
                }),
                Verdict::Confirms { .. } => found.n_confirmed += 1,
                Verdict::Stays => {}
            }
        }
    }
}

/// Moves what another due time follows for; gives how many moved. Each step is one transaction,
/// decided on the present state, so that it may be done again after an interruption.
pub(super) async fn move_open(
    app: &App,
    actor: &StaffActor,
    (before, after): (&Policy, &Policy),
    because: Because,
    reason: &str,
) -> Result<u64, AppError> {
    let mut moved = 0;
    let mut last = None;
    loop {
        let read = app.store().read();
        let page = read.open_obligations_after(last, PAGE).await?;
        let Some(end) = page.last() else {
            return Ok(moved);
        };
        last = Some((end.suggestion, end.no));
        for owed in page {
            let (due_at, basis, is_move) = match judge(&owed, before, after, because) {
                Verdict::Moves { due_at, basis } => (due_at, basis, true),
                Verdict::Confirms { basis } => (owed.due_at, basis, false),
                Verdict::Look(_) | Verdict::Stays => continue,
            };
            let action = Action::MoveDue {
                no: owed.no,
                due_at,
                basis,
                reason: reason.to_owned(),
            };
            let ctx = app.staff_ctx(actor);
            match perform_as(app, ctx, None, owed.suggestion, None, action).await {
                Ok(_) => moved += u64::from(is_move),
                // met, or moved by another confirmation, in between
                Err(AppError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
