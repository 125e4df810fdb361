//! An event with what it does to the obligations, and its place in the ledger.

use huiyin_core::time::Instant;
use huiyin_core::{Actor, ObligationKind};
use serde::{Deserialize, Serialize};

use super::{Author, Event};
use crate::Suggestion;
use crate::obligation::{ObligationEnd, OpenObligation};

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

impl Recorded {
    /// The next entry after a suggestion's present state.
    pub fn next(s: &Suggestion, at: Instant, actor: &Actor, change: Change) -> Self {
        Self {
            n: s.revision + 1,
            at,
            author: actor.into(),
            change,
        }
    }

    /// The first entry of a suggestion.
    pub fn first(at: Instant, actor: &Actor, change: Change) -> Self {
        Self {
            n: 1,
            at,
            author: actor.into(),
            change,
        }
    }
}
