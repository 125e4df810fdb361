//! 建议（一件）: the aggregate. Everything the engine needs to decide, and nothing about identity.

use chrono::NaiveDate;
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Adoption, AssignmentRole, Channel, IdentityLevel, Intent, ObligationKind, PointNo,
    ReplyKind, ResultClass, Satisfaction, Status, SuggestionId, SuggestionKind, TicketNo, TopicId,
    Track, UnitId,
};
use serde::{Deserialize, Serialize};

use crate::obligation::Obligation;
use crate::overlay::Overlays;

/// 诉求点. `summary` is the clerk's wording; empty means: the whole letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub no: PointNo,
    pub summary: String,
}

/// 主办 or 协办 by a unit in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub no: i64,
    pub round: i32,
    pub unit: UnitId,
    pub role: AssignmentRole,
    pub assigned_at: Instant,
    pub due_at: Instant,
    pub acknowledged_at: Option<Instant>,
    /// 承办人, named on acknowledging.
    pub handler: Option<AccountId>,
    pub is_current: bool,
}

/// The reply to one point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointReply {
    pub point: PointNo,
    pub text: String,
}

/// What a handler writes: one text a point, and the result that a final reply proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyContent {
    pub kind: ReplyKind,
    pub points: Vec<PointReply>,
    /// Required for a final reply.
    pub outcome: Option<Outcome>,
}

/// 结果: class, adoption, and what the class demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub result_class: ResultClass,
    pub adoption: Adoption,
    /// Required for C and D; the submitter reads it.
    pub reason: Option<String>,
    /// Required for B: what is promised.
    pub commitment: Option<CommitmentPromise>,
}

/// 承诺: what will be done, and by which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitmentPromise {
    pub text: String,
    pub due_on: NaiveDate,
}

/// Where a reply stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyState {
    InReview,
    Returned,
    Issued,
}

/// One reply, from draft to issue. A returned draft stays as it was; the next is a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub no: i64,
    pub round: i32,
    pub state: ReplyState,
    pub content: ReplyContent,
    pub drafted_at: Instant,
    pub drafted_by: Option<AccountId>,
    pub signed_by: Option<AccountId>,
    pub issued_at: Option<Instant>,
}

/// 评价 of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    pub round: i32,
    pub result: Satisfaction,
    pub attitude: Satisfaction,
    pub speed: Satisfaction,
    pub rated_at: Instant,
}

/// A decline that waits for its second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclineProposal {
    pub reason_code: String,
    /// Why, in words the submitter reads.
    pub explanation: String,
    /// Where to go instead (诉讼, 仲裁, …).
    pub go_instead: String,
    pub proposed_by: AccountId,
}

/// 办结: how the matter ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    Concluded(Outcome),
    /// Closed in another system before it came here; that system kept no class or adoption.
    Historical,
}

/// The aggregate. Built only by [`crate::register`] and [`crate::apply`]; the store keeps it in
/// rows and can rebuild it from the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub id: SuggestionId,
    /// Number of events applied; forms carry it, a stale one is told so.
    pub revision: i64,
    pub ticket_no: TicketNo,
    pub status: Status,
    pub kind: SuggestionKind,
    pub track: Track,
    pub channel: Channel,
    pub intent: Option<Intent>,
    pub identity_level: IdentityLevel,
    pub topic: Option<TopicId>,
    pub received_at: Instant,
    pub registered_at: Instant,
    /// Due time set by another system; the earlier one counts.
    pub external_due_at: Option<Instant>,
    pub is_restricted: bool,
    pub is_urgent: bool,
    pub round: i32,
    /// The desk that triages it: accountable until a unit leads, and again while a return is
    /// disputed.
    pub desk: UnitId,
    /// 责任单位: exactly one until final, `None` afterwards.
    pub accountable_unit: Option<UnitId>,
    pub points: Vec<Point>,
    pub assignments: Vec<Assignment>,
    pub obligations: Vec<Obligation>,
    pub replies: Vec<Reply>,
    pub ratings: Vec<Rating>,
    pub decline: Option<DeclineProposal>,
    /// Whether a supplement was already asked for (once only).
    pub supplement_asked: bool,
    pub closure: Option<Closure>,
    pub closed_at: Option<Instant>,
    /// 督办、延期、挂账 and whatever else lies on the item beside its state.
    pub overlays: Overlays,
}

impl Suggestion {
    /// The current lead assignment.
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments
            .iter()
            .find(|a| a.is_current && a.role == AssignmentRole::Lead)
    }

    pub fn lead_unit(&self) -> Option<UnitId> {
        self.lead().map(|a| a.unit)
    }

    /// 已并案 and not yet answered: handled with its parent, with a reply of its own to come.
    pub const fn is_child(&self) -> bool {
        self.overlays.merged_into.is_some()
            && matches!(self.status, Status::Merged | Status::InReview)
    }

    /// The current assisting assignments.
    pub fn supports(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments
            .iter()
            .filter(|a| a.is_current && a.role == AssignmentRole::Support)
    }

    /// 复查 or 复核 may still be asked for, or waits for its decision: it does not close before.
    pub fn is_review_open(&self) -> bool {
        self.open_obligation(ObligationKind::ReviewWindow).is_some()
            || self.overlays.open_review().is_some()
    }

    /// Whether the answer of this round adopts what was suggested, in whole or in part.
    pub fn is_adopted(&self) -> bool {
        let outcome = self.final_reply().and_then(|r| r.content.outcome.as_ref());
        outcome.is_some_and(|o| matches!(o.adoption, Adoption::Adopted | Adoption::PartlyAdopted))
    }

    /// Every unit in whose scope the item is.
    pub fn visible_units(&self) -> Vec<UnitId> {
        let mut units: Vec<UnitId> = self.accountable_unit.into_iter().collect();
        units.push(self.desk);
        units.extend(
            self.assignments
                .iter()
                .filter(|a| a.is_current)
                .map(|a| a.unit),
        );
        // whoever reviews it reads it, and can look it up afterwards
        units.extend(self.overlays.reviews.iter().filter_map(|r| r.unit));
        units.sort_unstable();
        units.dedup();
        units
    }

    pub fn open_obligations(&self) -> impl Iterator<Item = &Obligation> {
        self.obligations.iter().filter(|o| o.is_open())
    }

    pub fn open_obligation(&self, kind: ObligationKind) -> Option<&Obligation> {
        self.open_obligations().find(|o| o.kind == kind)
    }

    /// The obligation that is due first: what worklists sort by.
    pub fn next_due(&self) -> Option<&Obligation> {
        self.open_obligations().min_by_key(|o| (o.due_at, o.no))
    }

    /// What the submitter waits for or has to do, rather than a step inside the office (审签, 回访):
    /// their own turn first, then the answer. `None` where only inner steps are owed.
    pub fn next_due_for_submitter(&self) -> Option<&Obligation> {
        const TURNS: [ObligationKind; 8] = [
            ObligationKind::Supplement,
            ObligationKind::Rate,
            ObligationKind::Accept,
            ObligationKind::TellAcceptance,
            ObligationKind::Assign,
            ObligationKind::Reply,
            ObligationKind::DecideReview,
            ObligationKind::Close,
        ];
        TURNS.iter().find_map(|kind| self.open_obligation(*kind))
    }

    /// The reply waiting for its signature.
    pub fn draft(&self) -> Option<&Reply> {
        self.replies
            .iter()
            .rev()
            .find(|r| r.state == ReplyState::InReview)
    }

    /// Replies that the submitter can read.
    pub fn issued_replies(&self) -> impl Iterator<Item = &Reply> {
        self.replies
            .iter()
            .filter(|r| r.state == ReplyState::Issued)
    }

    /// The final reply of the current round, if issued.
    pub fn final_reply(&self) -> Option<&Reply> {
        self.replies.iter().rev().find(|r| {
            r.state == ReplyState::Issued
                && r.round == self.round
                && r.content.kind == ReplyKind::Final
        })
    }

    pub fn current_rating(&self) -> Option<&Rating> {
        self.ratings.iter().rev().find(|r| r.round == self.round)
    }

    /// Under 督办 or 批示 that is not settled: it does not close before.
    pub fn is_overseen(&self) -> bool {
        self.overlays.open_supervision().is_some() || self.overlays.open_directive().is_some()
    }

    /// Whether somebody has to look before it closes: the submitter is dissatisfied, says that
    /// nothing was solved, or the item is under 督办 or 批示.
    pub fn closes_only_by_hand(&self) -> bool {
        let is_dissatisfied = self
            .current_rating()
            .is_some_and(|r| r.result == Satisfaction::Dissatisfied);
        let is_unsolved = self.current_follow_up() == Some(huiyin_core::FollowUpResult::Unsolved);
        is_dissatisfied || is_unsolved || self.is_overseen()
    }

    /// What the newest follow-up call of the current round brought.
    pub fn current_follow_up(&self) -> Option<huiyin_core::FollowUpResult> {
        let calls = &self.overlays.follow_ups;
        let last = calls.iter().rev().find(|call| call.round == self.round);
        last.map(|call| call.result)
    }

    /// Whether a final reply of any round was issued.
    pub fn has_final_reply(&self) -> bool {
        self.issued_replies()
            .any(|reply| reply.content.kind == ReplyKind::Final)
    }

    /// Whether the point has an issued final reply text in any round.
    pub fn is_point_answered(&self, point: PointNo) -> bool {
        self.issued_replies().any(|reply| {
            reply.content.kind == ReplyKind::Final
                && reply
                    .content
                    .points
                    .iter()
                    .any(|p| p.point == point && !p.text.trim().is_empty())
        })
    }
}
