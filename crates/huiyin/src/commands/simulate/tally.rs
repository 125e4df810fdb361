//! What is counted, and what must never happen.

use std::collections::{BTreeMap, BTreeSet};

use huiyin_core::{ReminderNotice, Status};
use huiyin_workflow::ActionKind;
use huiyin_workflow::metric::MetricFacts;

/// Violations told in full; further ones are only counted.
const TOLD: usize = 50;

#[derive(Default)]
pub(super) struct Tally {
    pub(super) arrived: u64,
    /// Items that were split off a letter.
    pub(super) split_off: u64,
    /// Items that went to the successor of a merged or dissolved unit.
    pub(super) handed_over: u64,
    pub(super) actions: u64,
    pub(super) by_kind: BTreeMap<ActionKind, u64>,
    /// Refused as they should be: trespasses, and steps that the clock or a rule forbids.
    pub(super) refused: u64,
    pub(super) trespasses: u64,
    pub(super) absences: u64,
    pub(super) delayed_by_downtime: u64,
    pub(super) reminders: BTreeMap<ReminderNotice, u64>,
    pub(super) skipped_reminders: u64,
    /// Each obligation and step that was sent, so that a second one is seen.
    pub(super) sent: BTreeSet<(i64, i64, i32)>,
    pub(super) overdue_obligations: u64,
    pub(super) ends: BTreeMap<Status, u64>,
    pub(super) facts: Vec<MetricFacts>,
    pub(super) violations: Vec<String>,
    pub(super) n_violations: u64,
}

impl Tally {
    pub(super) fn violation(&mut self, text: String) {
        self.n_violations += 1;
        if self.violations.len() < TOLD {
            self.violations.push(text);
        }
    }
}
