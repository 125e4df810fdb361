//! What the two tracks lay on an item: 复查、复核 of a petition; 评审、实施效果、奖励 of an
//! improvement (DOMAIN 3).

use chrono::NaiveDate;
use huiyin_core::time::Instant;
use huiyin_core::{AccountId, Adoption, ReviewLevel, ReviewResult, UnitId};
use serde::{Deserialize, Serialize};

use super::Overlays;

/// 复查 or 复核, asked by the submitter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The round whose answer is disputed.
    pub round: i32,
    pub level: ReviewLevel,
    pub asked_at: Instant,
    /// Who decides; nobody until the supervisor has named it.
    pub unit: Option<UnitId>,
    pub decided: Option<ReviewDecision>,
}

/// How a review ended. The text is what the submitter reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewDecision {
    pub result: ReviewResult,
    pub text: String,
    pub at: Instant,
}

/// A score from 1 to 5 on one of the installation's criteria, by its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionScore {
    pub criterion: String,
    pub score: u8,
}

/// 评审意见 as an assessor writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub scores: Vec<CriterionScore>,
    pub opinion: String,
    pub recommendation: Adoption,
    /// Code of the award level that is recommended, if any.
    pub award_level: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAssessment {
    pub round: i32,
    pub by: Option<AccountId>,
    pub at: Instant,
    pub assessment: Assessment,
}

/// 实施效果 over a period; both days belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    pub text: String,
    /// What was saved or earned, in 分; `None` when it cannot be counted in money.
    pub saving_fen: Option<i64>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedEffect {
    pub round: i32,
    pub at: Instant,
    pub effect: Effect,
}

/// 拟奖励.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardProposal {
    /// Code of one of the installation's award levels.
    pub level: String,
    /// 0 for an honour without money.
    pub amount_fen: i64,
    pub reason: String,
    /// Numbers of the other items of the same content: the award settles them too.
    pub same_matter: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwardState {
    Proposed,
    Approved,
    Refused,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    pub round: i32,
    pub proposal: AwardProposal,
    pub proposed_by: Option<AccountId>,
    pub state: AwardState,
}

impl Overlays {
    /// A review that is asked for and not decided.
    pub fn open_review(&self) -> Option<&Review> {
        self.reviews.iter().rev().find(|r| r.decided.is_none())
    }

    /// The next step that the submitter could ask for in this round; `None` after 复核.
    pub fn next_review(&self, round: i32) -> Option<ReviewLevel> {
        let last = self.reviews.iter().rev().find(|r| r.round == round);
        match last.map(|r| r.level) {
            None => Some(ReviewLevel::Reexamination),
            Some(ReviewLevel::Reexamination) => Some(ReviewLevel::FinalReview),
            Some(ReviewLevel::FinalReview) => None,
        }
    }

    /// The proposal of this round that waits for the leader. A new round makes an older one moot.
    pub fn open_award(&self, round: i32) -> Option<&Award> {
        let last = self.awards.last();
        last.filter(|a| a.state == AwardState::Proposed && a.round == round)
    }

    /// One matter is awarded once, whatever the round.
    pub fn approved_award(&self) -> Option<&Award> {
        self.awards.iter().find(|a| a.state == AwardState::Approved)
    }
}
