//! An event with what it does to the obligations, and its place in the ledger.

use huiyin_core::ObligationKind;
use huiyin_core::time::Instant;
use serde::{Deserialize, Serialize};

use super::{Author, Event};
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
