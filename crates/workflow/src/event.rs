//! What happened. Events are the ledger's content: past tense, append-only, complete enough to
//! rebuild a [`crate::Suggestion`] from nothing.
//!
//! Words of the submitter and identity never stand in an event: only their salted digest does
//! (`seal`), so that a person can be erased and the proof stays. Words of the staff do.

mod change;
mod kind;

use chrono::NaiveDate;
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Actor, Byline, Channel, Digest, FollowUpResult, IdentityLevel, Intent,
    ObligationKind, ReviewLevel, ReviewResult, Satisfaction, SuggestionId, SuggestionKind,
    SupervisionLevel, SupervisionTrigger, TicketNo, TopicId, Track, UnitId,
};
use serde::{Deserialize, Serialize};

use crate::gate::IssuedFinding;
use crate::merge::{ChildFacts, LedFacts, MergeProposal, MergedFacts, TakenFacts, UnmergedFacts};
use crate::metric::Metric;
use crate::overlay::{Assessment, AwardProposal, Effect};
use crate::split::{SplitFrom, SplitOff};
use crate::suggestion::{CommitmentPromise, Outcome, Point, ReplyContent};
use crate::time_limit::TimeLimit;

pub use change::{Change, EndObligation, Recorded};
pub use kind::EventKind;

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
    /// Set where it was split off another item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<SplitFrom>,
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
        /// What the gate saw, if the reply went out over it; the reason says why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<IssuedFinding>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        override_reason: Option<String>,
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
    ExclusionProposed {
        metric: Metric,
        reason: String,
    },
    Excluded {
        metric: Metric,
        reason: String,
    },
    ExclusionRefused {
        metric: Metric,
        reason: String,
    },
    RepeatMarked {
        of: SuggestionId,
        reason: String,
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
    MergeProposed(MergeProposal),
    MergeRefused {
        reason: String,
    },
    Merged(MergedFacts),
    ChildTaken(TakenFacts),
    ChildAnswered(ChildFacts),
    ChildReleased(ChildFacts),
    ParentFollowed(LedFacts),
    Unmerged(UnmergedFacts),
    PointsSplit {
        points: Vec<Point>,
    },
    Split {
        parts: Vec<SplitOff>,
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
    /// `new_lead`: who leads from now on, where that changed at once.
    AccusedNamed {
        accounts: Vec<AccountId>,
        units: Vec<UnitId>,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new_lead: Option<UnitId>,
    },
    HandedOver {
        from: UnitId,
        to: UnitId,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new_lead: Option<UnitId>,
    },
    HandlerReleased {
        handler: AccountId,
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
    AcceptanceTold {
        way: String,
    },
    ReviewAsked {
        level: ReviewLevel,
        seal: Digest,
    },
    ReviewWindowLapsed,
    ReviewAssigned {
        level: ReviewLevel,
        unit: UnitId,
    },
    ReviewConcluded {
        level: ReviewLevel,
        result: ReviewResult,
        text: String,
    },
    MajorMarked {
        reason: String,
    },
    Assessed(Assessment),
    EffectReported(Effect),
    AwardProposed(AwardProposal),
    AwardApproved(AwardProposal),
    AwardRefused {
        reason: String,
    },
    /// A due time moved with the calendar; the obligation that was `no` goes on under a new number.
    DueMoved {
        no: i64,
        kind: ObligationKind,
        from: Instant,
        to: Instant,
        reason: String,
    },
    /// A due time is no longer 暂定: the published calendar gives the same.
    DueConfirmed {
        no: i64,
        kind: ObligationKind,
        calendar_version: String,
    },
}
