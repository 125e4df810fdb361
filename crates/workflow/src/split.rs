//! 拆分: one letter with several unrelated matters becomes several items. The letter stays as it
//! was sent and keeps its own part; each other part is an item of its own, with its own number.

use std::fmt;

use chrono::Duration;
use huiyin_core::text::{Body, Title};
use huiyin_core::time::Instant;
use huiyin_core::{
    Ctx, Digest, LimitUnit, ObligationKind, Submission, SuggestionId, TicketNo, TopicId,
};
use serde::{Deserialize, Serialize};

use crate::calendar::Due;
use crate::event::{Change, Event};
use crate::policy::{Facts, Policy};
use crate::register::{Seals, register};
use crate::suggestion::Suggestion;

/// Most items that may be split off one letter, all times together.
pub const PARTS_MAX: usize = 9;

/// Why a part is due earlier than its own rule says. Its submitter may read it.
pub(crate) const BY_THE_ORIGINAL: &str = "由原件拆分，答复时限不晚于原件";

/// 拆分出的一件, as the original's ledger keeps it and as it lies on the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitOff {
    pub part: SuggestionId,
    pub part_no: TicketNo,
}

/// Where a part comes from: in its first event, and laid on it from its first moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitFrom {
    pub original: SuggestionId,
    pub original_no: TicketNo,
    /// When the original was registered: since then its submitter waits for this part too.
    pub registered_at: Instant,
    /// By when the original is answered; the part is not answered later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<Instant>,
}

/// A part as the clerk cuts it out, with everything random already drawn.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPart {
    pub title: Title,
    pub body: Body,
    pub topic: Option<TopicId>,
    /// Of a code that nobody is given: the original's code opens its parts.
    pub lookup: Digest,
    pub text_salt: [u8; 16],
    pub identity_salt: [u8; 16],
    /// For the copy of the identity in the vault.
    pub nonce: [u8; 24],
    /// What it was registered as; the application registers it in the transaction.
    pub registered: Option<SplitOff>,
}

impl fmt::Debug for NewPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the words are the submitter's
        f.debug_struct("NewPart")
            .field("registered", &self.registered)
            .finish_non_exhaustive()
    }
}

/// Makes the first event of a part: as [`register`], at the desk of its original, as closed to
/// others as it is, counted from when the original arrived.
pub fn register_part(
    original: &Suggestion,
    submission: &Submission,
    part_no: TicketNo,
    seals: Seals,
    ctx: &Ctx,
    policy: &Policy,
) -> Change {
    let is_urgent = original.is_urgent;
    let mut change = register(submission, part_no, seals, is_urgent, ctx, policy);
    if let Event::Submitted(facts) = &mut change.event {
        facts.is_restricted |= original.is_restricted;
        facts.desk = original.desk;
        facts.split_from = Some(SplitFrom {
            original: original.id,
            original_no: original.ticket_no.clone(),
            registered_at: original.registered_at,
            reply_by: Some(reply_by(original, ctx.now, policy)),
        });
    }
    for open in &mut change.opens {
        open.unit = original.desk;
        // a letter that waits to be accepted waits as a whole
        if let Some(accept) = original.open_obligation(open.kind) {
            open.due_at = accept.due_at;
            open.basis = accept.basis.clone();
        }
    }
    change
}

/// By when the original is answered: when its reply is due; while no unit has it yet, when it
/// would be if the desk took the full limit of every step that is left.
fn reply_by(original: &Suggestion, now: Instant, policy: &Policy) -> Instant {
    if let Some(reply) = original.open_obligation(ObligationKind::Reply) {
        return reply.due_at;
    }
    let facts = Facts::from(original);
    let steps = [ObligationKind::Accept, ObligationKind::Assign];
    let left = steps
        .iter()
        .position(|step| original.open_obligation(*step).is_some());
    let mut start = now;
    for (i, step) in steps.into_iter().enumerate() {
        if let Some(open) = original.open_obligation(step) {
            start = last_moment(open.due_at, open.basis.limit.unit).max(now);
        } else if left.is_some_and(|left| left < i) {
            let (due, _) = policy.due_for(original.desk, step, facts, start);
            start = after(&due);
        }
    }
    let (due, _) = policy.due(ObligationKind::Reply, facts, start);
    original
        .external_due_at
        .map_or(due.at, |external| external.min(due.at))
}

pub(crate) fn after(due: &Due) -> Instant {
    last_moment(due.at, due.limit.unit)
}

/// 24:00 is already the next day, and would not be counted.
fn last_moment(at: Instant, unit: LimitUnit) -> Instant {
    match unit {
        LimitUnit::Hour => at,
        LimitUnit::WorkingDay | LimitUnit::Day | LimitUnit::Month => at - Duration::seconds(1),
    }
}
