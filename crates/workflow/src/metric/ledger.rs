//! The facts of an item from its events alone.

use std::collections::VecDeque;

use huiyin_core::time::Instant;
use huiyin_core::{Adoption, ObligationKind, SuggestionId, UnitId};

use super::MetricFacts;
use super::facts::{Commitment, Exclusion, ReplyClock, SendBack};
use crate::event::{Author, EndObligation, Event, Recorded};
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::suggestion::ReplyContent;

impl MetricFacts {
    /// The facts that the events of an item tell. `None` when the first is not a registration.
    pub fn from_ledger(id: SuggestionId, events: &[Recorded]) -> Option<Self> {
        let first = events.first()?;
        let Event::Submitted(submitted) = &first.change.event else {
            return None;
        };
        let mut reading = Reading {
            facts: Self {
                waits_since: submitted.split_from.as_ref().map(|from| from.registered_at),
                ..Self::registered(id, submitted.kind, first.at)
            },
            draft: None,
            n_obligations: 0,
            paused: None,
            is_disputed: false,
            moved_promises: VecDeque::new(),
        };
        for recorded in events {
            reading.read_event(recorded);
            // ends first: an event may end an obligation and open the next of its kind
            for end in &recorded.change.ends {
                reading.read_end(recorded.at, end);
            }
            for open in &recorded.change.opens {
                reading.read_open(recorded.at, open);
            }
        }
        Some(reading.facts)
    }
}

/// The facts so far, and what a later event needs to be understood.
struct Reading {
    facts: MetricFacts,
    /// Adoption of the reply that waits for its signature.
    draft: Option<Adoption>,
    n_obligations: i64,
    /// Kind of the obligation whose clock stands.
    paused: Option<ObligationKind>,
    /// Sent back and not settled.
    is_disputed: bool,
    /// Numbers of promises that the same event opens again for another unit.
    moved_promises: VecDeque<i64>,
}

impl Reading {
    fn read_event(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        let approver = match &recorded.author {
            Author::Staff { account, .. } => Some(*account),
            Author::Submitter | Author::System { .. } => None,
        };
        match &recorded.change.event {
            Event::Submitted(_)
            | Event::SupplementAsked { .. }
            | Event::Supplemented { .. }
            | Event::SupplementLapsed
            | Event::DeclineProposed { .. }
            | Event::DeclineRejected { .. }
            | Event::SupportGiven { .. }
            | Event::DraftReturned { .. }
            | Event::RatingLapsed
            | Event::CommitmentTracked { .. }
            | Event::Noted { .. } => {}
            Event::Excluded { metric, reason } => self.facts.exclusions.push(
                at,
                Exclusion {
                    metric: *metric,
                    reason: reason.clone(),
                    approver,
                },
            ),
            Event::RepeatMarked { of, .. } => self.facts.repeats.push(at, *of),
            Event::ExclusionProposed { .. } | Event::ExclusionRefused { .. } => {}
            Event::ImportedClosed { .. } => self.facts.taken_over.push(at, ()),
            Event::Accepted { kind, .. } => {
                self.facts.kinds.push(at, *kind);
                self.facts.accepted.push(at, ());
            }
            Event::Declined { .. } => self.facts.declined.push(at, ()),
            Event::Assigned { lead, .. } => self.lead(at, *lead),
            Event::Acknowledged { .. } => self.facts.acknowledged.push(at, ()),
            Event::ReplyDrafted { content } => self.draft = adoption(content),
            Event::ReplyIssued { is_final, .. } => self.issue(at, *is_final),
            Event::Rated { result, .. } => self.facts.ratings.push(at, *result),
            Event::Closed { .. } => self.facts.closed.push(at, ()),
            Event::Withdrawn { .. } => self.facts.withdrawn.push(at, ()),
            Event::SentBack { .. } => {
                self.is_disputed = true;
                self.facts.send_backs.push(at, SendBack::Sent);
            }
            Event::Ruled { lead, .. } | Event::Reassigned { lead, .. } => {
                // the return was not accepted if the same unit leads on
                if self.is_disputed && self.facts.lead_unit() == Some(*lead) {
                    self.facts.send_backs.push(at, SendBack::Refused);
                }
                self.is_disputed = false;
                self.lead(at, *lead);
            }
            Event::AccusedNamed { new_lead, .. } | Event::HandedOver { new_lead, .. } => {
                // nobody sent it the wrong way: not a re-routing
                if let Some(unit) = new_lead {
                    self.facts.leads.push(at, *unit);
                }
            }
            Event::Merged(merged) => {
                self.is_disputed = false;
                self.facts.merged_into.push(at, Some(merged.parent));
                // its unit counts it; being merged is no wrong first assignment
                self.facts.leads.push(at, merged.lead);
            }
            Event::ParentFollowed(led) => self.facts.leads.push(at, led.lead),
            Event::Unmerged(unmerged) => {
                self.facts.merged_into.push(at, None);
                self.facts.leads.push(at, unmerged.lead);
            }
            Event::Redone { .. } => self.facts.redone.push(at, ()),
            Event::FollowedUp { result, .. } => self.facts.follow_ups.push(at, *result),
            Event::Shelved { .. } => self.facts.shelved.push(at, ()),
            Event::Terminated { .. } => self.facts.terminated.push(at, ()),
            Event::SendBackRequested { .. }
            | Event::RulingAsked { .. }
            | Event::MergeProposed(_)
            | Event::MergeRefused { .. }
            | Event::ChildTaken(_)
            | Event::ChildAnswered(_)
            | Event::ChildReleased(_)
            | Event::PointsSplit { .. }
            // each part is an item of its own, and says itself where it comes from
            | Event::Split { .. }
            | Event::SupportAsked { .. }
            | Event::SupportAdded { .. }
            | Event::SupportRefused { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionGranted { .. }
            | Event::ExtensionRefused { .. }
            | Event::HandlerChanged { .. }
            | Event::Recused { .. }
            | Event::HandlerReleased { .. }
            | Event::CommitmentFulfilled { .. }
            | Event::ConsentGiven { .. }
            | Event::ConsentWithdrawn
            | Event::Published { .. }
            | Event::Unpublished { .. }
            | Event::Archived { .. }
            | Event::Supervised { .. }
            | Event::SupervisionAnswered { .. }
            | Event::SupervisionLifted { .. }
            | Event::Directed { .. }
            | Event::DirectiveAnswered { .. }
            | Event::Unshelved { .. }
            | Event::TerminationProposed { .. }
            | Event::TerminationRefused { .. }
            | Event::UrgencyChanged { .. }
            | Event::OverdueExplained { .. }
            // a review that quashed the answer is followed by `Redone`
            | Event::AcceptanceTold { .. }
            | Event::ReviewAsked { .. }
            | Event::ReviewWindowLapsed
            | Event::ReviewAssigned { .. }
            | Event::ReviewConcluded { .. }
            | Event::MajorMarked { .. }
            | Event::Assessed(_)
            | Event::EffectReported(_)
            | Event::AwardProposed(_)
            | Event::AwardApproved(_)
            | Event::AwardRefused { .. }
            // the obligations that it ends and opens say what moved
            | Event::DueMoved { .. }
            // a due time that stays is not another one
            | Event::DueConfirmed { .. } => {}
        }
    }

    fn lead(&mut self, at: Instant, unit: UnitId) {
        if self.facts.lead_unit().is_some_and(|before| before != unit) {
            self.facts.rerouted.push(at, ());
        }
        self.facts.leads.push(at, unit);
    }

    fn issue(&mut self, at: Instant, is_final: bool) {
        let adoption = self.draft.take();
        if is_final {
            self.facts.final_replies.push(at, adoption);
        }
    }

    fn read_end(&mut self, at: Instant, end: &EndObligation) {
        let is_no_longer_owed = match end.how {
            ObligationEnd::Met => false,
            // it is owed on; what the same event opens says by when
            ObligationEnd::Moved => {
                if end.kind == ObligationKind::Commitment {
                    self.moved_promises.push_back(end.no);
                }
                return;
            }
            ObligationEnd::Paused => {
                self.paused = Some(end.kind);
                self.facts.clocks.push(at, ReplyClock::Stopped);
                true
            }
            ObligationEnd::Dropped | ObligationEnd::Lapsed => true,
        };
        if end.kind == ObligationKind::Reply && is_no_longer_owed {
            self.facts.reply_dues.push(at, None);
        }
        let commitments = self.facts.commitments.iter_mut();
        for commitment in commitments.filter(|commitment| commitment.no == end.no) {
            if is_no_longer_owed {
                commitment.released_at = Some(at);
            } else {
                commitment.kept_at = Some(at);
            }
        }
    }

    fn read_open(&mut self, at: Instant, open: &OpenObligation) {
        self.n_obligations += 1;
        if self.paused == Some(open.kind) {
            self.paused = None;
            self.facts.clocks.push(at, ReplyClock::Resumed);
        }
        if open.kind == ObligationKind::Acknowledge {
            self.facts.acknowledge_dues.push(at, open.due_at);
        } else if open.kind == ObligationKind::Reply {
            self.facts.reply_dues.push(at, Some(open.due_at));
        } else if open.kind == ObligationKind::Commitment {
            if let Some(no) = self.moved_promises.pop_front() {
                let mut commitments = self.facts.commitments.iter_mut();
                if let Some(promise) = commitments.find(|promise| promise.no == no) {
                    promise.no = self.n_obligations;
                    promise.due_at = open.due_at;
                }
                return;
            }
            self.facts.commitments.push(Commitment {
                no: self.n_obligations,
                made_at: at,
                due_at: open.due_at,
                kept_at: None,
                released_at: None,
            });
        }
    }
}

fn adoption(content: &ReplyContent) -> Option<Adoption> {
    content.outcome.as_ref().map(|outcome| outcome.adoption)
}
