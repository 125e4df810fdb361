//! 登记: the first event of every suggestion.

use huiyin_core::time::Instant;
use huiyin_core::{
    Channel, Ctx, Digest, ObligationKind, Submission, SuggestionKind, TicketNo, Track,
};

use crate::calendar::Due;
use crate::event::{Change, EndObligation, Event, SubmittedFacts};
use crate::obligation::ObligationEnd;
use crate::policy::{EXTERNAL, Facts, Policy, cap};
use crate::split::after;
use crate::suggestion::{ReplyContent, Suggestion};

/// The seals of what the ledger must not contain itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seals {
    pub text: Digest,
    pub identity: Option<Digest>,
}

/// Makes the first event of a suggestion. Registration never refuses: every arrival is
/// registered, also what looks like nonsense (DOMAIN 5).
pub fn register(
    submission: &Submission,
    ticket_no: TicketNo,
    seals: Seals,
    is_urgent: bool,
    ctx: &Ctx,
    policy: &Policy,
) -> Change {
    let kind = submission.kind;
    let track = track_of(kind);
    let facts = Facts {
        kind,
        track,
        channel: submission.channel,
        is_urgent,
    };
    let start = clock_start(submission.channel, submission.received_at, ctx.now);
    let accept = policy.open(ObligationKind::Accept, policy.desk, facts, start);
    let accept = cap(accept, submission.external_due_at, EXTERNAL);
    Change {
        event: Event::Submitted(Box::new(SubmittedFacts {
            ticket_no,
            channel: submission.channel,
            intent: submission.intent,
            kind,
            track,
            identity_level: submission.identity_level,
            topic: submission.topic,
            received_at: submission.received_at,
            external_no: submission.external_no.clone(),
            external_due_at: submission.external_due_at,
            is_restricted: kind == SuggestionKind::Disclosure,
            is_urgent,
            desk: policy.desk,
            seal: seals.text,
            identity_seal: seals.identity,
            attachments: submission.attachments.iter().map(|a| a.digest).collect(),
            split_from: None,
        })),
        ends: Vec::new(),
        opens: vec![accept],
    }
}

/// Clocks run from the arrival, not from when the software saw it. An archive import is the
/// exception: those letters reach this desk on the day of the import.
fn clock_start(channel: Channel, received_at: Instant, now: Instant) -> Instant {
    if channel == Channel::Import {
        now
    } else {
        received_at.min(now)
    }
}

/// The track whose rules govern a kind.
pub(crate) const fn track_of(kind: SuggestionKind) -> Track {
    match kind {
        SuggestionKind::Improvement => Track::Improvement,
        SuggestionKind::Petition => Track::Petition,
        SuggestionKind::Proposal
        | SuggestionKind::Inquiry
        | SuggestionKind::HelpRequest
        | SuggestionKind::Complaint
        | SuggestionKind::Disclosure
        | SuggestionKind::Praise => Track::Ordinary,
    }
}

/// The latest day on which the submitter can expect the reply, if every step takes its full
/// limit: accept, then assign, then reply. Printed on the receipt with the three steps as reason.
pub fn expected_reply(
    facts: Facts,
    received_at: Instant,
    policy: &Policy,
) -> (Due, Vec<(ObligationKind, Due)>) {
    let mut steps = Vec::with_capacity(3);
    let mut start = received_at;
    let mut last = None;
    for (kind, is_of_desk) in [
        (ObligationKind::Accept, true),
        (ObligationKind::Assign, true),
        (ObligationKind::Reply, false),
    ] {
        // who will reply is not known yet
        let (due, _) = if is_of_desk {
            policy.due_for(policy.desk, kind, facts, start)
        } else {
            policy.due(kind, facts, start)
        };
        start = after(&due);
        steps.push((kind, due.clone()));
        last = Some(due);
    }
    let last = last.unwrap_or_else(|| {
        let (due, _) = policy.due(ObligationKind::Reply, facts, received_at);
        due
    });
    (last, steps)
}

/// Takes a freshly registered item over as closed in the system it comes from. That system kept
/// no result class or adoption, so the closure is historical.
pub fn import_closed(
    suggestion: &Suggestion,
    reply: Option<ReplyContent>,
    replied_at: Option<Instant>,
) -> Change {
    let ends = suggestion
        .open_obligations()
        .map(|o| EndObligation {
            no: o.no,
            kind: o.kind,
            how: ObligationEnd::Dropped,
        })
        .collect();
    Change {
        event: Event::ImportedClosed { reply, replied_at },
        ends,
        opens: Vec::new(),
    }
}
