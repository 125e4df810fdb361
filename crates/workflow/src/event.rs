//! What happened. Events are the ledger's content: past tense, append-only, complete enough to
//! rebuild a [`crate::Suggestion`] from nothing.
//!
//! Words of the submitter and identity never stand in an event: only their salted digest does
//! (`seal`), so that a person can be erased and the proof stays. Words of the staff do.

use chrono::NaiveDate;
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Actor, Byline, Channel, Digest, FollowUpResult, IdentityLevel, Intent,
    ObligationKind, Satisfaction, SuggestionKind, SupervisionLevel, SupervisionTrigger, TicketNo,
    TopicId, Track, UnitId,
};
use serde::{Deserialize, Serialize};

use crate::obligation::{ObligationEnd, OpenObligation};
use crate::suggestion::{CommitmentPromise, Outcome, Point, ReplyContent};
use crate::time_limit::TimeLimit;

/// Who did it, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum Author {
    Staff { account: AccountId, unit: UnitId },
    Submitter,
    System { worker: String },
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::Staff(staff) => Self::Staff {
                account: staff.account,
                unit: staff.unit,
            },
            Actor::Submitter(_) => Self::Submitter,
            Actor::System(worker) => Self::System {
                worker: (*worker).to_owned(),
            },
        }
    }
}

/// The facts of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedFacts {
    pub ticket_no: TicketNo,
    pub channel: Channel,
    pub intent: Option<Intent>,
    pub kind: SuggestionKind,
    pub track: Track,
    pub identity_level: IdentityLevel,
    pub topic: Option<TopicId>,
    pub received_at: Instant,
    pub external_no: Option<String>,
    pub external_due_at: Option<Instant>,
    pub is_restricted: bool,
    pub is_urgent: bool,
    pub desk: UnitId,
    /// Salted digest of title and text as submitted.
    pub seal: Digest,
    /// Salted digest of the identity, if one was given.
    pub identity_seal: Option<Digest>,
    /// Digests of the files submitted with it.
    pub attachments: Vec<Digest>,
}

/// What happened, in the past tense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    Submitted(Box<SubmittedFacts>),
    /// Taken over from another system, already answered there.
    ImportedClosed {
        reply: Option<ReplyContent>,
        replied_at: Option<Instant>,
    },
    Accepted {
        kind: SuggestionKind,
        topic: Option<TopicId>,
        points: Vec<Point>,
    },
    SupplementAsked {
        list: String,
    },
    /// Further words of the submitter; `answers_request` when they end 补正.
    Supplemented {
        seal: Digest,
        attachments: Vec<Digest>,
        answers_request: bool,
    },
    SupplementLapsed,
    DeclineProposed {
        reason_code: String,
        explanation: String,
        go_instead: String,
    },
    DeclineRejected {
        reason: String,
    },
    Declined {
        reason_code: String,
        explanation: String,
        go_instead: String,
    },
    Assigned {
        lead: UnitId,
        supports: Vec<UnitId>,
        note: String,
    },
    Acknowledged {
        unit: UnitId,
        handler: AccountId,
    },
    SupportGiven {
        unit: UnitId,
        opinion: String,
    },
    ReplyDrafted {
        content: ReplyContent,
    },
    DraftReturned {
        reason: String,
    },
    ReplyIssued {
        is_final: bool,
    },
    Rated {
        result: Satisfaction,
        attitude: Satisfaction,
        speed: Satisfaction,
        comment_seal: Option<Digest>,
    },
    RatingLapsed,
    Closed {
        outcome: Outcome,
    },
    CommitmentTracked {
        promise: CommitmentPromise,
    },
    Withdrawn {
        reason_seal: Option<Digest>,
    },
    Noted {
        text: String,
    },
    SendBackRequested {
        reason: String,
        proposed: Option<UnitId>,
    },
    SentBack {
        unit: UnitId,
        reason: String,
        proposed: Option<UnitId>,
    },
    RulingAsked {
        unit: UnitId,
        reason: String,
    },
    Ruled {
        lead: UnitId,
        reason: String,
    },
    Reassigned {
        from: Option<UnitId>,
        lead: UnitId,
        reason: String,
    },
    SupportAsked {
        units: Vec<UnitId>,
        reason: String,
    },
    SupportAdded {
        units: Vec<UnitId>,
        note: String,
    },
    SupportRefused {
        reason: String,
    },
    ExtensionAsked {
        limit: TimeLimit,
        reason: String,
    },
    ExtensionGranted {
        limit: TimeLimit,
        from: Instant,
        to: Instant,
        reason: String,
    },
    ExtensionRefused {
        reason: String,
    },
    HandlerChanged {
        handler: AccountId,
        reason: String,
    },
    /// `was_handler`: the unit has to name another.
    Recused {
        account: AccountId,
        was_handler: bool,
        reason: String,
    },
    Redone {
        round: i32,
        lead: UnitId,
        reason: String,
    },
    FollowedUp {
        result: FollowUpResult,
        note: String,
    },
    CommitmentFulfilled {
        no: i64,
        text: String,
    },
    ConsentGiven {
        byline: Byline,
    },
    ConsentWithdrawn,
    /// The wording stands outside the ledger, like the words it is made of, so that it can go when
    /// the consent goes.
    Published {
        year: i32,
        seq: i64,
        byline: Byline,
        seal: Digest,
        attachments: Vec<Digest>,
    },
    Unpublished {
        reason: String,
    },
    Archived {
        digest: Digest,
        bytes: u64,
    },
    Supervised {
        level: SupervisionLevel,
        trigger: SupervisionTrigger,
        requirement: String,
        due_on: NaiveDate,
        year: i32,
        seq: i64,
    },
    SupervisionAnswered {
        text: String,
    },
    SupervisionLifted {
        result: String,
    },
    Directed {
        text: String,
        due_on: NaiveDate,
    },
    DirectiveAnswered {
        text: String,
    },
    Shelved {
        reason: String,
        review_on: NaiveDate,
    },
    Unshelved {
        reason: String,
    },
    TerminationProposed {
        reason: String,
        explanation: String,
    },
    TerminationRefused {
        reason: String,
    },
    Terminated {
        reason: String,
        explanation: String,
    },
    UrgencyChanged {
        is_urgent: bool,
        reason: String,
    },
    OverdueExplained {
        unit: UnitId,
        text: String,
    },
    /// A due time moved with the calendar; the obligation that was `no` goes on under a new number.
    DueMoved {
        no: i64,
        kind: ObligationKind,
        from: Instant,
        to: Instant,
        reason: String,
    },
}

/// Name of an event without its content, for rows and filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventKind(pub &'static str);

impl Event {
    pub const fn kind(&self) -> EventKind {
        EventKind(match self {
            Self::Submitted(_) => "submitted",
            Self::ImportedClosed { .. } => "imported_closed",
            Self::Accepted { .. } => "accepted",
            Self::SupplementAsked { .. } => "supplement_asked",
            Self::Supplemented { .. } => "supplemented",
            Self::SupplementLapsed => "supplement_lapsed",
            Self::DeclineProposed { .. } => "decline_proposed",
            Self::DeclineRejected { .. } => "decline_rejected",
            Self::Declined { .. } => "declined",
            Self::Assigned { .. } => "assigned",
            Self::Acknowledged { .. } => "acknowledged",
            Self::SupportGiven { .. } => "support_given",
            Self::ReplyDrafted { .. } => "reply_drafted",
            Self::DraftReturned { .. } => "draft_returned",
            Self::ReplyIssued { .. } => "reply_issued",
            Self::Rated { .. } => "rated",
            Self::RatingLapsed => "rating_lapsed",
            Self::Closed { .. } => "closed",
            Self::CommitmentTracked { .. } => "commitment_tracked",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Noted { .. } => "noted",
            Self::SendBackRequested { .. } => "send_back_requested",
            Self::SentBack { .. } => "sent_back",
            Self::RulingAsked { .. } => "ruling_asked",
            Self::Ruled { .. } => "ruled",
            Self::Reassigned { .. } => "reassigned",
            Self::SupportAsked { .. } => "support_asked",
            Self::SupportAdded { .. } => "support_added",
            Self::SupportRefused { .. } => "support_refused",
            Self::ExtensionAsked { .. } => "extension_asked",
            Self::ExtensionGranted { .. } => "extension_granted",
            Self::ExtensionRefused { .. } => "extension_refused",
            Self::HandlerChanged { .. } => "handler_changed",
            Self::Recused { .. } => "recused",
            Self::Redone { .. } => "redone",
            Self::FollowedUp { .. } => "followed_up",
            Self::CommitmentFulfilled { .. } => "commitment_fulfilled",
            Self::ConsentGiven { .. } => "consent_given",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::Published { .. } => "published",
            Self::Unpublished { .. } => "unpublished",
            Self::Archived { .. } => "archived",
            Self::Supervised { .. } => "supervised",
            Self::SupervisionAnswered { .. } => "supervision_answered",
            Self::SupervisionLifted { .. } => "supervision_lifted",
            Self::Directed { .. } => "directed",
            Self::DirectiveAnswered { .. } => "directive_answered",
            Self::Shelved { .. } => "shelved",
            Self::Unshelved { .. } => "unshelved",
            Self::TerminationProposed { .. } => "termination_proposed",
            Self::TerminationRefused { .. } => "termination_refused",
            Self::Terminated { .. } => "terminated",
            Self::UrgencyChanged { .. } => "urgency_changed",
            Self::OverdueExplained { .. } => "overdue_explained",
            Self::DueMoved { .. } => "due_moved",
        })
    }
}

/// An obligation that an event ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndObligation {
    /// Number of the obligation within the suggestion.
    pub no: i64,
    pub kind: ObligationKind,
    pub how: ObligationEnd,
}

/// An event with what it does to the obligations: one ledger entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    #[serde(flatten)]
    pub event: Event,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<EndObligation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<OpenObligation>,
}

impl Change {
    /// A change that touches no obligation.
    pub const fn plain(event: Event) -> Self {
        Self {
            event,
            ends: Vec::new(),
            opens: Vec::new(),
        }
    }
}

/// A change as the ledger keeps it: number within the suggestion, when, by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// From 1.
    pub n: i64,
    pub at: Instant,
    pub author: Author,
    pub change: Change,
}
