//! Overlays: what lies on a suggestion beside its state (DOMAIN 5). Disputes, extensions, 督办,
//! 批示, 挂账 and the like come and go without changing where the item stands.

mod track;

use chrono::NaiveDate;
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Accused, FollowUpResult, SuggestionId, SupervisionLevel, SupervisionTrigger, UnitId,
};
use serde::{Deserialize, Serialize};

pub use self::publication::{Archived, Consent, Publication, Published};
use crate::merge::{Child, MergeProposal, MergedInto, OwnDue};
use crate::metric::Metric;
use crate::split::{SplitFrom, SplitOff};
use crate::time_limit::TimeLimit;

mod publication;

pub use track::{
    Assessment, Award, AwardProposal, AwardState, CriterionScore, Effect, GivenAssessment,
    ReportedEffect, Review, ReviewDecision,
};

/// Everything that lies on an item. Kept in one column of its row; absent parts are as good as
/// never having been there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overlays {
    /// The liaison asked the own head to send the item back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_back_request: Option<SendBackRequest>,
    /// Who should lead is in dispute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// The lead was named by a ruling: final, neither returned nor reassigned.
    #[serde(skip_serializing_if = "is_false")]
    pub is_ruled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_merge: Option<MergeProposal>,
    /// 并案: what it was merged into; stays after its own reply, as a reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<MergedInto>,
    /// 并案: the items that are handled with this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Child>,
    /// The reply's own date, while the earlier one of a child counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_reply_due: Option<OwnDue>,
    /// 拆分: the items that were split off this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub split_off: Vec<SplitOff>,
    /// 拆分: the item that this one was split off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split_from: Option<SplitFrom>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_support: Option<AskedSupport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_extension: Option<AskedExtension>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supervisions: Vec<Supervision>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shelving: Option<Shelving>,
    /// 复查、复核 of a petition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<Review>,
    /// 重大 improvement: the conclusion has the longer limit.
    #[serde(skip_serializing_if = "is_false")]
    pub is_major: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assessments: Vec<GivenAssessment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<ReportedEffect>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<Award>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination: Option<TerminationProposal>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUp>,
    /// 提请剔除 that waits for its second person; the end of the item does not settle it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_exclusion: Option<AskedExclusion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Excluded>,
    /// 重复件: the earlier item of the same person in the same matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_of: Option<SuggestionId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fulfilments: Vec<Fulfilment>,
    #[serde(skip_serializing_if = "Publication::is_nothing")]
    pub publication: Publication,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<Archived>,
    /// Who stepped out; they no longer act on the item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recused: Vec<AccountId>,
    /// Who is accused; they neither see the item nor take part in it.
    #[serde(skip_serializing_if = "Accused::is_empty")]
    pub accused: Accused,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendBackRequest {
    pub reason: String,
    pub proposed: Option<UnitId>,
    pub asked_by: Option<AccountId>,
}

/// 退回 or 提请裁定, until it is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    pub kind: DisputeKind,
    pub unit: UnitId,
    pub reason: String,
    pub proposed: Option<UnitId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeKind {
    /// Sent back in time: the desk is accountable until it is settled.
    SentBack,
    /// Too late to send back: the unit goes on until the supervisor has ruled.
    RulingAsked,
    /// The lead is accused or dissolved: the desk is accountable until another leads.
    LeadAway,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedSupport {
    pub units: Vec<UnitId>,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedExtension {
    pub limit: TimeLimit,
    pub reason: String,
    pub asked_by: Option<AccountId>,
}

/// 延期 that was granted; the reason is the one that the submitter reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub round: i32,
    pub limit: TimeLimit,
    pub from: Instant,
    pub to: Instant,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    pub level: SupervisionLevel,
    pub trigger: SupervisionTrigger,
    pub requirement: String,
    pub due_on: NaiveDate,
    pub year: i32,
    pub seq: i64,
    pub answer: Option<String>,
    pub lifted_at: Option<Instant>,
}

impl Supervision {
    pub const fn is_open(&self) -> bool {
        self.lifted_at.is_none()
    }

    /// 督〔2026〕3号.
    pub fn number(&self) -> String {
        format!("督〔{}〕{}号", self.year, self.seq)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    pub text: String,
    pub due_on: NaiveDate,
    pub by: Option<AccountId>,
    pub answer: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelving {
    pub reason: String,
    pub review_on: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminationProposal {
    pub reason: String,
    /// What the submitter reads.
    pub explanation: String,
    pub proposed_by: Option<AccountId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    pub round: i32,
    pub result: FollowUpResult,
    pub note: String,
    pub at: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedExclusion {
    pub metric: Metric,
    pub reason: String,
    pub asked_by: Option<AccountId>,
}

/// 剔除 that was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    pub metric: Metric,
    pub reason: String,
    pub at: Instant,
}

/// 承诺兑现: what the submitter was told when a promise was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfilment {
    /// Number of the obligation.
    pub no: i64,
    pub text: String,
    pub at: Instant,
}

impl Overlays {
    pub fn open_supervision(&self) -> Option<&Supervision> {
        self.supervisions.iter().rev().find(|s| s.is_open())
    }

    pub fn open_directive(&self) -> Option<&Directive> {
        self.directives.iter().rev().find(|d| d.answer.is_none())
    }

    /// Whether a return is disputed or the lead is gone, so that the desk is accountable
    /// (DOMAIN 1).
    pub fn is_sent_back(&self) -> bool {
        self.dispute.as_ref().is_some_and(|d| match d.kind {
            DisputeKind::SentBack | DisputeKind::LeadAway => true,
            DisputeKind::RulingAsked => false,
        })
    }

    /// Whether the lead can no longer handle the item.
    pub fn is_lead_away(&self) -> bool {
        self.dispute
            .as_ref()
            .is_some_and(|d| d.kind == DisputeKind::LeadAway)
    }

    /// Whether an item that is handled with this one waits for its own reply.
    pub fn has_open_children(&self) -> bool {
        self.children.iter().any(|c| !c.is_answered)
    }

    /// 重点件: the leader signs its replies. Under 挂牌督办 or above, or with an open 批示.
    pub fn is_key(&self) -> bool {
        self.open_directive().is_some()
            || self
                .open_supervision()
                .is_some_and(|s| s.level > SupervisionLevel::Ordinary)
    }

    /// What was asked and is moot once the item goes another way.
    pub(crate) fn drop_requests(&mut self) {
        self.send_back_request = None;
        self.dispute = None;
        self.asked_merge = None;
        self.asked_support = None;
        self.asked_extension = None;
        self.termination = None;
    }
}
