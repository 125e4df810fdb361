//! What the metrics need to know of one item.

use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Adoption, FollowUpResult, Satisfaction, SuggestionId, SuggestionKind, UnitId,
};
use serde::{Deserialize, Serialize};

use super::{History, Metric};

/// 退回 by the lead unit, or its refusal by the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SendBack {
    Sent,
    Refused,
}

/// Whether the clock of the item runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplyClock {
    Stopped,
    Resumed,
}

/// 剔除 of an item from one metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    pub metric: Metric,
    pub reason: String,
    pub approver: Option<AccountId>,
}

/// 承诺 with its day and when it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Number of its obligation within the suggestion.
    pub no: i64,
    pub made_at: Instant,
    pub due_at: Instant,
    pub kept_at: Option<Instant>,
    /// No longer owed since then.
    pub released_at: Option<Instant>,
}

/// One item as the metrics see it. Every fact keeps its instants; [`MetricFacts::as_of`] gives
/// the item as it was known at a cut-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricFacts {
    pub id: SuggestionId,
    pub registered_at: Instant,
    /// Split off an item that was registered then: its submitter waits since that.
    pub waits_since: Option<Instant>,
    pub kinds: History<SuggestionKind>,
    /// Taken over from another system as already closed there: in no metric of this one.
    pub taken_over: History<()>,
    pub accepted: History<()>,
    /// 不予受理, told at that instant.
    pub declined: History<()>,
    /// The lead unit of each assignment.
    pub leads: History<UnitId>,
    /// Assigned to another lead than before.
    pub rerouted: History<()>,
    pub acknowledge_dues: History<Instant>,
    pub acknowledged: History<()>,
    pub send_backs: History<SendBack>,
    /// Due time of the reply as each event set it; `None` where it was no longer owed.
    pub reply_dues: History<Option<Instant>>,
    /// Final replies, with the adoption they state.
    pub final_replies: History<Option<Adoption>>,
    pub clocks: History<ReplyClock>,
    pub ratings: History<Satisfaction>,
    pub follow_ups: History<FollowUpResult>,
    /// Each further round (重办).
    pub redone: History<()>,
    pub commitments: Vec<Commitment>,
    /// 并案 with its parent; `None` from when it was undone.
    pub merged_into: History<Option<SuggestionId>>,
    pub closed: History<()>,
    pub withdrawn: History<()>,
    pub terminated: History<()>,
    pub shelved: History<()>,
    /// Same person, same matter as an earlier item.
    pub repeats: History<SuggestionId>,
    pub exclusions: History<Exclusion>,
}

impl MetricFacts {
    /// How facts are read from the ledger and written down; facts kept in another form are read
    /// from the ledger again. Rises when a fact is added or an event is read another way.
    pub const FORM: i32 = 2;

    /// An item of which nothing but its registration is known.
    pub fn registered(id: SuggestionId, kind: SuggestionKind, registered_at: Instant) -> Self {
        let mut kinds = History::default();
        kinds.push(registered_at, kind);
        Self {
            id,
            registered_at,
            waits_since: None,
            kinds,
            taken_over: History::default(),
            accepted: History::default(),
            declined: History::default(),
            leads: History::default(),
            rerouted: History::default(),
            acknowledge_dues: History::default(),
            acknowledged: History::default(),
            send_backs: History::default(),
            reply_dues: History::default(),
            final_replies: History::default(),
            clocks: History::default(),
            ratings: History::default(),
            follow_ups: History::default(),
            redone: History::default(),
            commitments: Vec::new(),
            merged_into: History::default(),
            closed: History::default(),
            withdrawn: History::default(),
            terminated: History::default(),
            shelved: History::default(),
            repeats: History::default(),
            exclusions: History::default(),
        }
    }

    /// The item as it was known just before an instant; `None` when it was not yet registered.
    pub fn as_of(&self, cut_off: Instant) -> Option<Self> {
        if self.registered_at >= cut_off {
            return None;
        }
        Some(Self {
            id: self.id,
            registered_at: self.registered_at,
            waits_since: self.waits_since,
            kinds: self.kinds.before(cut_off),
            taken_over: self.taken_over.before(cut_off),
            accepted: self.accepted.before(cut_off),
            declined: self.declined.before(cut_off),
            leads: self.leads.before(cut_off),
            rerouted: self.rerouted.before(cut_off),
            acknowledge_dues: self.acknowledge_dues.before(cut_off),
            acknowledged: self.acknowledged.before(cut_off),
            send_backs: self.send_backs.before(cut_off),
            reply_dues: self.reply_dues.before(cut_off),
            final_replies: self.final_replies.before(cut_off),
            clocks: self.clocks.before(cut_off),
            ratings: self.ratings.before(cut_off),
            follow_ups: self.follow_ups.before(cut_off),
            redone: self.redone.before(cut_off),
            commitments: self
                .commitments
                .iter()
                .filter(|commitment| commitment.made_at < cut_off)
                .map(|commitment| Commitment {
                    kept_at: commitment.kept_at.filter(|at| *at < cut_off),
                    released_at: commitment.released_at.filter(|at| *at < cut_off),
                    ..commitment.clone()
                })
                .collect(),
            merged_into: self.merged_into.before(cut_off),
            closed: self.closed.before(cut_off),
            withdrawn: self.withdrawn.before(cut_off),
            terminated: self.terminated.before(cut_off),
            shelved: self.shelved.before(cut_off),
            repeats: self.repeats.before(cut_off),
            exclusions: self.exclusions.before(cut_off),
        })
    }

    /// After this instant the item is in no figure of any later period: nothing happened to it
    /// and nothing was due any more.
    pub fn counts_until(&self) -> Instant {
        let dues = self.reply_dues.iter().filter_map(|(_, due)| *due);
        let kept = self.commitments.iter();
        [
            self.accepted.last_at(),
            self.declined.last_at(),
            self.leads.last_at(),
            self.final_replies.last_at(),
            self.follow_ups.last_at(),
        ]
        .into_iter()
        .flatten()
        .chain(dues)
        .chain(kept.map(|commitment| commitment.due_at))
        .fold(self.registered_at, Instant::max)
    }

    pub fn kind(&self) -> Option<SuggestionKind> {
        self.kinds.last().copied()
    }

    /// The unit that counts the item; supporting units do not.
    pub fn lead_unit(&self) -> Option<UnitId> {
        self.leads.last().copied()
    }

    pub fn first_final_reply_at(&self) -> Option<Instant> {
        self.final_replies.first_at()
    }

    /// The first final reply, or the told refusal.
    pub fn answered_at(&self) -> Option<Instant> {
        self.first_final_reply_at()
            .into_iter()
            .chain(self.declined.first_at())
            .min()
    }

    /// The due time as first set.
    pub fn original_reply_due(&self) -> Option<Instant> {
        self.reply_dues.iter().find_map(|(_, due)| *due)
    }

    /// The lawfully extended due time of the first answer: the last one set before it. `None`
    /// where the reply was no longer owed. A merged item keeps the time that it had, because its
    /// submitter still waits.
    pub fn reply_due(&self) -> Option<Instant> {
        let answered_at = self.answered_at();
        let mut dues = self
            .reply_dues
            .iter()
            .rev()
            .filter(|(at, _)| answered_at.is_none_or(|answered| *at < answered))
            .map(|(_, due)| *due);
        if self.is_merged() {
            dues.find_map(|due| due)
        } else {
            dues.next().flatten()
        }
    }

    /// Answered with the matter of another item.
    pub fn is_merged(&self) -> bool {
        self.merged_into.last().is_some_and(Option::is_some)
    }

    /// Whether the current lead unit acknowledged before its due time.
    pub fn is_acknowledged_in_time(&self) -> bool {
        let Some((set_at, due_at)) = self.acknowledge_dues.iter().next_back() else {
            return false;
        };
        self.acknowledged
            .iter()
            .any(|(at, ())| set_at <= at && at < *due_at)
    }

    pub fn is_excluded_from(&self, metric: Metric) -> bool {
        self.exclusions
            .iter()
            .any(|(_, exclusion)| exclusion.metric.counts_as(metric))
    }
}
