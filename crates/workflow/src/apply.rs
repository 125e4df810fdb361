//! Carries one event into the state. Total: an event once recorded always applies.

mod due;
mod lead;
mod merge;
mod overlay;
mod part;
mod people;
mod track;

use huiyin_core::{Accused, AssignmentRole, PointNo, Status, SuggestionId, SuggestionKind};

use crate::event::{Author, Event, Recorded, SubmittedFacts};
use crate::obligation::Obligation;
use crate::overlay::Overlays;
use crate::register::track_of;
use crate::suggestion::{Closure, DeclineProposal, Point, Rating, ReplyState, Suggestion};

use part::{assign, draft_mut, push_assignment, push_reply};

/// Rebuilds a suggestion from its events. `None` when the first is not a registration or the
/// numbers do not run 1, 2, 3 …
pub fn replay(id: SuggestionId, events: &[Recorded]) -> Option<Suggestion> {
    let (first, rest) = events.split_first()?;
    let mut suggestion = born(id, first)?;
    for recorded in rest {
        if recorded.n != suggestion.revision + 1 {
            return None;
        }
        apply(&mut suggestion, recorded);
    }
    Some(suggestion)
}

/// The suggestion that its first event makes.
fn born(id: SuggestionId, first: &Recorded) -> Option<Suggestion> {
    let (1, Event::Submitted(facts)) = (first.n, &first.change.event) else {
        return None;
    };
    let facts: &SubmittedFacts = facts;
    let mut suggestion = Suggestion {
        id,
        revision: 0,
        ticket_no: facts.ticket_no.clone(),
        status: Status::Submitted,
        kind: facts.kind,
        track: facts.track,
        channel: facts.channel,
        intent: facts.intent,
        identity_level: facts.identity_level,
        topic: facts.topic,
        received_at: facts.received_at,
        registered_at: first.at,
        external_due_at: facts.external_due_at,
        is_restricted: facts.is_restricted,
        is_urgent: facts.is_urgent,
        round: 1,
        desk: facts.desk,
        accountable_unit: Some(facts.desk),
        points: vec![Point {
            no: PointNo(1),
            summary: String::new(),
        }],
        assignments: Vec::new(),
        obligations: Vec::new(),
        replies: Vec::new(),
        ratings: Vec::new(),
        decline: None,
        supplement_asked: false,
        closure: None,
        closed_at: None,
        overlays: Overlays {
            split_from: facts.split_from.clone(),
            ..Overlays::default()
        },
    };
    apply(&mut suggestion, first);
    Some(suggestion)
}

/// Carries a recorded event into the state.
pub fn apply(s: &mut Suggestion, recorded: &Recorded) {
    let at = recorded.at;
    match &recorded.change.event {
        Event::Submitted(_)
        | Event::CommitmentTracked { .. }
        | Event::Noted { .. }
        | Event::SupportGiven { .. } => {}
        Event::ImportedClosed { reply, replied_at } => {
            if let Some(content) = reply {
                let when = replied_at.unwrap_or(s.received_at);
                push_reply(s, content, ReplyState::Issued, recorded);
                if let Some(reply) = s.replies.last_mut() {
                    // whoever imports it did not write it
                    reply.drafted_by = None;
                    reply.drafted_at = when;
                    reply.issued_at = Some(when);
                }
            }
            s.closure = Some(Closure::Historical);
            finish(s, Status::Closed, recorded);
            s.closed_at = replied_at.or(s.closed_at);
        }
        Event::Accepted {
            kind,
            topic,
            points,
        } => {
            s.kind = *kind;
            s.track = track_of(*kind);
            s.is_restricted |= *kind == SuggestionKind::Disclosure;
            s.topic = *topic;
            s.points.clone_from(points);
            s.status = Status::Accepted;
        }
        Event::SupplementAsked { .. } => {
            s.supplement_asked = true;
            s.status = Status::Supplementing;
        }
        Event::Supplemented {
            answers_request, ..
        } => {
            if *answers_request {
                s.status = Status::Submitted;
            }
        }
        Event::SupplementLapsed => s.status = Status::Submitted,
        Event::DeclineProposed {
            reason_code,
            explanation,
            go_instead,
        } => {
            s.decline = author_account(recorded).map(|proposed_by| DeclineProposal {
                reason_code: reason_code.clone(),
                explanation: explanation.clone(),
                go_instead: go_instead.clone(),
                proposed_by,
            });
        }
        Event::DeclineRejected { .. } => s.decline = None,
        Event::Declined { .. } => finish(s, Status::Declined, recorded),
        Event::Assigned { lead, supports, .. } => assign(s, recorded, *lead, supports),
        Event::Acknowledged { unit, handler } => {
            for assignment in &mut s.assignments {
                let is_it = assignment.is_current
                    && assignment.role == AssignmentRole::Lead
                    && assignment.unit == *unit;
                if is_it {
                    assignment.acknowledged_at = Some(at);
                    assignment.handler = Some(*handler);
                }
            }
            s.status = Status::InProgress;
        }
        Event::ReplyDrafted { content } => {
            push_reply(s, content, ReplyState::InReview, recorded);
            s.status = Status::InReview;
        }
        Event::DraftReturned { .. } => {
            if let Some(draft) = draft_mut(s) {
                draft.state = ReplyState::Returned;
            }
            s.status = merge::handled_status(s);
        }
        Event::ReplyIssued { is_final, .. } => {
            let signed_by = author_account(recorded);
            if let Some(draft) = draft_mut(s) {
                draft.state = ReplyState::Issued;
                draft.signed_by = signed_by;
                draft.issued_at = Some(at);
            }
            s.status = if *is_final {
                s.overlays.drop_requests();
                Status::Replied
            } else {
                merge::handled_status(s)
            };
        }
        Event::Rated {
            result,
            attitude,
            speed,
            ..
        } => s.ratings.push(Rating {
            round: s.round,
            result: *result,
            attitude: *attitude,
            speed: *speed,
            rated_at: at,
        }),
        Event::RatingLapsed => {}
        Event::Closed { outcome } => {
            s.closure = Some(Closure::Concluded(outcome.clone()));
            finish(s, Status::Closed, recorded);
        }
        Event::Withdrawn { .. } => finish(s, Status::Withdrawn, recorded),
        Event::Terminated { .. } => finish(s, Status::Terminated, recorded),
        Event::SentBack {
            unit,
            reason,
            proposed,
        } => lead::sent_back(s, *unit, reason, *proposed),
        Event::Ruled { lead, .. } => {
            lead::give_to(s, recorded, *lead);
            s.overlays.is_ruled = true;
        }
        Event::Reassigned { lead, .. } => lead::give_to(s, recorded, *lead),
        Event::MergeProposed(_)
        | Event::MergeRefused { .. }
        | Event::Merged(_)
        | Event::ChildTaken(_)
        | Event::ChildAnswered(_)
        | Event::ChildReleased(_)
        | Event::ParentFollowed(_)
        | Event::Unmerged(_) => merge::apply(s, recorded),
        Event::PointsSplit { points } => s.points.clone_from(points),
        Event::Split { parts } => s.overlays.split_off.extend(parts.iter().cloned()),
        Event::SupportAdded { units, .. } => lead::add_supports(s, recorded, units),
        Event::HandlerChanged { handler, .. } => lead::name_handler(s, Some(*handler)),
        Event::Recused {
            account,
            was_handler,
            ..
        } => lead::recused(s, *account, *was_handler),
        Event::AccusedNamed {
            accounts,
            units,
            reason,
            ..
        } => {
            let (accounts, units) = (accounts.clone(), units.clone());
            people::accused_named(s, recorded, Accused { accounts, units }, reason);
        }
        Event::HandedOver {
            from, to, reason, ..
        } => people::handed_over(s, recorded, *from, *to, reason),
        Event::HandlerReleased { .. } => people::handler_released(s),
        Event::Redone { round, lead, .. } => lead::redone(s, recorded, *round, *lead),
        Event::UrgencyChanged { is_urgent, .. } => s.is_urgent = *is_urgent,
        Event::ExclusionProposed { .. }
        | Event::Excluded { .. }
        | Event::ExclusionRefused { .. }
        | Event::RepeatMarked { .. }
        | Event::SendBackRequested { .. }
        | Event::RulingAsked { .. }
        | Event::SupportAsked { .. }
        | Event::SupportRefused { .. }
        | Event::ExtensionAsked { .. }
        | Event::ExtensionGranted { .. }
        | Event::ExtensionRefused { .. }
        | Event::FollowedUp { .. }
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
        | Event::Shelved { .. }
        | Event::Unshelved { .. }
        | Event::TerminationProposed { .. }
        | Event::TerminationRefused { .. } => overlay::lay(s, recorded),
        // its trace is the timeline and the reminders that it ends
        Event::OverdueExplained { .. } => {}
        Event::AcceptanceTold { .. }
        | Event::ReviewAsked { .. }
        | Event::ReviewWindowLapsed
        | Event::ReviewAssigned { .. }
        | Event::ReviewConcluded { .. }
        | Event::MajorMarked { .. }
        | Event::Assessed(_)
        | Event::EffectReported(_)
        | Event::AwardProposed(_)
        | Event::AwardApproved(_)
        | Event::AwardRefused { .. } => track::lay(s, recorded),
        Event::DueMoved { .. } => due::moved(s, recorded),
        Event::DueConfirmed {
            no,
            calendar_version,
            ..
        } => due::confirmed(s, *no, calendar_version),
    }
    move_obligations(s, recorded);
    merge::settle_own_due(s);
    s.revision = recorded.n;
}

fn move_obligations(s: &mut Suggestion, recorded: &Recorded) {
    for end in &recorded.change.ends {
        if let Some(obligation) = s.obligations.iter_mut().find(|o| o.no == end.no) {
            obligation.ended = Some((recorded.at, end.how));
        }
    }
    for open in &recorded.change.opens {
        let no = i64::try_from(s.obligations.len())
            .unwrap_or(i64::MAX)
            .saturating_add(1);
        s.obligations.push(Obligation {
            no,
            kind: open.kind,
            unit: open.unit,
            round: s.round,
            opened_at: recorded.at,
            due_at: open.due_at,
            basis: open.basis.clone(),
            ended: None,
        });
    }
}

fn finish(s: &mut Suggestion, status: Status, recorded: &Recorded) {
    s.status = status;
    s.overlays.drop_requests();
    // whoever still waits for an answer goes an own way again
    s.overlays.children.retain(|c| c.is_answered);
    s.accountable_unit = None;
    s.closed_at = Some(recorded.at);
}

const fn author_account(recorded: &Recorded) -> Option<huiyin_core::AccountId> {
    match &recorded.author {
        Author::Staff { account, .. } => Some(*account),
        Author::Submitter | Author::System { .. } => None,
    }
}
