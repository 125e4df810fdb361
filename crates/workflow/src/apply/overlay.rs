//! What an event lays on an item or takes from it.

use super::author_account;
use crate::event::{Event, Recorded};
use crate::overlay::{
    Archived, AskedExclusion, AskedExtension, AskedSupport, Consent, Directive, Dispute,
    DisputeKind, Excluded, Extension, FollowUp, Fulfilment, Publication, Published,
    SendBackRequest, Shelving, Supervision, TerminationProposal,
};
use crate::suggestion::Suggestion;

/// Events that concern an overlay only; any other is left to [`super::apply`].
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "apply() matches every event and calls this for those that are here"
)]
pub(super) fn lay(s: &mut Suggestion, recorded: &Recorded) {
    let by = author_account(recorded);
    let (at, round) = (recorded.at, s.round);
    let on = &mut s.overlays;
    match &recorded.change.event {
        Event::SendBackRequested { reason, proposed } => {
            on.send_back_request = Some(SendBackRequest {
                reason: reason.clone(),
                proposed: *proposed,
                asked_by: by,
            });
        }
        Event::RulingAsked { unit, reason } => {
            on.dispute = Some(Dispute {
                kind: DisputeKind::RulingAsked,
                unit: *unit,
                reason: reason.clone(),
                proposed: None,
            });
        }
        Event::SupportAsked { units, reason } => {
            on.asked_support = Some(AskedSupport {
                units: units.clone(),
                reason: reason.clone(),
            });
        }
        Event::SupportRefused { .. } => on.asked_support = None,
        Event::ExtensionAsked { limit, reason } => {
            on.asked_extension = Some(AskedExtension {
                limit: *limit,
                reason: reason.clone(),
                asked_by: by,
            });
        }
        Event::ExtensionGranted {
            limit,
            from,
            to,
            reason,
        } => {
            on.asked_extension = None;
            on.extensions.push(Extension {
                round,
                limit: *limit,
                from: *from,
                to: *to,
                reason: reason.clone(),
            });
            for assignment in s.assignments.iter_mut().filter(|a| a.is_current) {
                if assignment.role == huiyin_core::AssignmentRole::Lead {
                    assignment.due_at = *to;
                }
            }
        }
        Event::ExtensionRefused { .. } => on.asked_extension = None,
        Event::FollowedUp { result, note } => on.follow_ups.push(FollowUp {
            round,
            result: *result,
            note: note.clone(),
            at,
        }),
        Event::ExclusionProposed { metric, reason } => {
            on.asked_exclusion = Some(AskedExclusion {
                metric: *metric,
                reason: reason.clone(),
                asked_by: by,
            });
        }
        Event::Excluded { metric, reason } => {
            on.asked_exclusion = None;
            on.exclusions.push(Excluded {
                metric: *metric,
                reason: reason.clone(),
                at,
            });
        }
        Event::ExclusionRefused { .. } => on.asked_exclusion = None,
        Event::RepeatMarked { of, .. } => on.repeat_of = Some(*of),
        Event::CommitmentFulfilled { no, text } => on.fulfilments.push(Fulfilment {
            no: *no,
            text: text.clone(),
            at,
        }),
        Event::ConsentGiven { byline } => {
            on.publication.consent = Some(Consent {
                byline: *byline,
                at,
            });
        }
        Event::ConsentWithdrawn => on.publication = Publication::default(),
        Event::Published {
            year, seq, byline, ..
        } => {
            on.publication.published = Some(Published {
                year: *year,
                seq: *seq,
                byline: *byline,
                at,
            });
        }
        Event::Unpublished { .. } => on.publication.published = None,
        Event::Archived { digest, bytes } => {
            on.archived = Some(Archived {
                digest: *digest,
                bytes: *bytes,
                at,
            });
        }
        Event::Supervised {
            level,
            trigger,
            requirement,
            due_on,
            year,
            seq,
        } => {
            // an upgrade takes the place of the lower level
            for open in on.supervisions.iter_mut().filter(|x| x.is_open()) {
                open.lifted_at = Some(at);
            }
            on.supervisions.push(Supervision {
                level: *level,
                trigger: *trigger,
                requirement: requirement.clone(),
                due_on: *due_on,
                year: *year,
                seq: *seq,
                answer: None,
                lifted_at: None,
            });
        }
        Event::SupervisionAnswered { text } => {
            if let Some(open) = on.supervisions.iter_mut().rev().find(|x| x.is_open()) {
                open.answer = Some(text.clone());
            }
        }
        Event::SupervisionLifted { .. } => {
            if let Some(open) = on.supervisions.iter_mut().rev().find(|x| x.is_open()) {
                open.lifted_at = Some(at);
            }
        }
        Event::Directed { text, due_on } => on.directives.push(Directive {
            text: text.clone(),
            due_on: *due_on,
            by,
            answer: None,
        }),
        Event::DirectiveAnswered { text } => {
            for open in on.directives.iter_mut().filter(|d| d.answer.is_none()) {
                open.answer = Some(text.clone());
            }
        }
        Event::Shelved { reason, review_on } => {
            on.shelving = Some(Shelving {
                reason: reason.clone(),
                review_on: *review_on,
            });
        }
        Event::Unshelved { .. } => on.shelving = None,
        Event::TerminationProposed {
            reason,
            explanation,
        } => {
            on.termination = Some(TerminationProposal {
                reason: reason.clone(),
                explanation: explanation.clone(),
                proposed_by: by,
            });
        }
        Event::TerminationRefused { .. } => on.termination = None,
        _ => {}
    }
}
