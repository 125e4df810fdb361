//! How often a reply went out although the gate had something to say, and whose it was.

use std::collections::BTreeMap;
use std::ops::Range;

use huiyin_core::time::Instant;
use huiyin_core::{GateFindingKind, UnitId};

use crate::event::{Event, Recorded};

/// Names of the events that [`gate_counts`] needs, so that a query can leave out the others.
pub const COUNTED_EVENTS: [&str; 5] = ["assigned", "ruled", "reassigned", "redone", "reply_issued"];

/// Final replies issued, and those issued over a finding, of the unit that led the item then.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GateCounts {
    pub n_issued: u64,
    /// Replies with at least one finding.
    pub n_overridden: u64,
    /// Replies that had such a finding, by unit. A reply with two kinds counts under both.
    pub by_unit: BTreeMap<UnitId, BTreeMap<GateFindingKind, u64>>,
}

impl GateCounts {
    /// Counts one issued final reply.
    pub fn add(&mut self, unit: UnitId, kinds: impl IntoIterator<Item = GateFindingKind>) {
        self.n_issued += 1;
        let mut kinds: Vec<GateFindingKind> = kinds.into_iter().collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            return;
        }
        self.n_overridden += 1;
        let counted = self.by_unit.entry(unit).or_default();
        for kind in kinds {
            *counted.entry(kind).or_default() += 1;
        }
    }

    /// Over all units.
    pub fn by_kind(&self) -> BTreeMap<GateFindingKind, u64> {
        let mut sums = BTreeMap::new();
        for (kind, n) in self.by_unit.values().flatten() {
            *sums.entry(*kind).or_default() += n;
        }
        sums
    }

    /// The counts in a sentence: `发出正式答复 12 件，其中写明理由越过质检发出 3 件（答非所问 2、套话 1）`.
    pub fn sentence(&self) -> String {
        let kinds: Vec<String> = self
            .by_kind()
            .iter()
            .map(|(kind, n)| format!("{} {n}", kind.label()))
            .collect();
        let of_which = if kinds.is_empty() {
            String::new()
        } else {
            format!("（{}）", kinds.join("、"))
        };
        format!(
            "发出正式答复 {} 件，其中写明理由越过质检发出 {} 件{of_which}",
            self.n_issued, self.n_overridden
        )
    }
}

/// The counts of a period (its end is not in it) that the events of items tell; each item's events
/// in their order and from the first, for a lead unit stays until there is another.
pub fn gate_counts<'a>(
    items: impl IntoIterator<Item = &'a [Recorded]>,
    period: &Range<Instant>,
) -> GateCounts {
    let mut counts = GateCounts::default();
    for events in items {
        let mut lead = None;
        for recorded in events {
            if let Event::Assigned { lead: unit, .. }
            | Event::Ruled { lead: unit, .. }
            | Event::Reassigned { lead: unit, .. }
            | Event::Redone { lead: unit, .. } = &recorded.change.event
            {
                lead = Some(*unit);
            }
            if let Event::ReplyIssued {
                is_final: true,
                findings,
                ..
            } = &recorded.change.event
                && period.contains(&recorded.at)
                && let Some(unit) = lead
            {
                counts.add(unit, findings.iter().map(|f| f.kind));
            }
        }
    }
    counts
}
