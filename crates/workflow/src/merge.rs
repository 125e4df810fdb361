//! 并案: what passes between an item and the one whose handling answers it. The engine looks at
//! one item at a time, so what it must know of the other comes with the action, as data.

use huiyin_core::time::Instant;
use huiyin_core::{AccountId, ObligationKind, Status, SuggestionId, Track, UnitId};
use serde::{Deserialize, Serialize};

use crate::event::{Change, Event};
use crate::obligation::DueBasis;
use crate::suggestion::Suggestion;

/// 建议并案: what the lead unit asks of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeProposal {
    pub parent: SuggestionId,
    pub reason: String,
}

/// The item to merge into, as it stands when the desk decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParentFacts {
    pub id: SuggestionId,
    pub status: Status,
    pub track: Track,
    pub is_restricted: bool,
    pub lead: Option<UnitId>,
    pub handler: Option<AccountId>,
    /// Sent back and not settled: nobody knows who will lead.
    pub is_sent_back: bool,
    /// Itself merged into another.
    pub is_child: bool,
}

impl From<&Suggestion> for ParentFacts {
    fn from(s: &Suggestion) -> Self {
        Self {
            id: s.id,
            status: s.status,
            track: s.track,
            is_restricted: s.is_restricted,
            lead: s.lead_unit(),
            handler: s.lead().and_then(|lead| lead.handler),
            is_sent_back: s.overlays.is_sent_back(),
            is_child: s.is_child(),
        }
    }
}

/// 并案, as the child's ledger keeps it: the parent, and who answers from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedFacts {
    pub parent: SuggestionId,
    pub lead: UnitId,
    pub handler: Option<AccountId>,
    pub reason: String,
}

/// A child as its parent's ledger keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenFacts {
    pub child: SuggestionId,
    /// When the child's own reply is due.
    pub due_at: Instant,
}

/// The child that an entry of its parent is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildFacts {
    pub child: SuggestionId,
}

/// Who leads and handles the parent, and with it the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedFacts {
    pub lead: UnitId,
    pub handler: Option<AccountId>,
}

/// 解除并案, as the child's ledger keeps it: which unit leads now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmergedFacts {
    pub parent: SuggestionId,
    pub lead: UnitId,
    pub reason: String,
}

impl Event {
    /// The other items that an entry of 并案 or 拆分 is about.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only the events of merging and splitting name another item"
    )]
    pub fn relatives(&self) -> Vec<SuggestionId> {
        match self {
            Self::MergeProposed(proposal) => vec![proposal.parent],
            Self::Merged(merged) => vec![merged.parent],
            Self::ChildTaken(taken) => vec![taken.child],
            Self::ChildAnswered(child) | Self::ChildReleased(child) => vec![child.child],
            Self::Unmerged(unmerged) => vec![unmerged.parent],
            Self::Split { parts } => parts.iter().map(|part| part.part).collect(),
            Self::Submitted(facts) => facts.split_from.iter().map(|from| from.original).collect(),
            _ => Vec::new(),
        }
    }
}

impl Change {
    /// The new due time of the reply, when 并案 or its end moved it. Its submitter is told the
    /// date, and nothing of another item.
    pub fn reply_due_moved(&self) -> Option<Instant> {
        let is_it = matches!(self.event, Event::ChildTaken(_) | Event::ChildReleased(_));
        let mut opens = self.opens.iter().filter(|_| is_it);
        opens
            .find(|o| o.kind == ObligationKind::Reply)
            .map(|o| o.due_at)
    }

    /// The unit that leads from now on, when the parent went to another.
    pub fn led_by_another(&self) -> Option<UnitId> {
        if let Event::ParentFollowed(led) = &self.event {
            (!self.opens.is_empty()).then_some(led.lead)
        } else {
            None
        }
    }
}

/// Laid on the child: where it was merged into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedInto {
    pub parent: SuggestionId,
    /// The lead unit that it had before, if any.
    pub lead_before: Option<UnitId>,
}

/// Laid on the parent: an item that is handled with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    pub id: SuggestionId,
    pub due_at: Instant,
    pub is_answered: bool,
}

/// Laid on the parent while the earlier date of a child counts: the reply's own date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDue {
    pub due_at: Instant,
    pub basis: DueBasis,
}
