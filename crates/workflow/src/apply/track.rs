//! What the events of the two tracks lay on an item.

use super::{author_account, due};
use crate::event::{Event, Recorded};
use crate::overlay::{Award, AwardState, GivenAssessment, ReportedEffect, Review, ReviewDecision};
use crate::suggestion::Suggestion;

/// Events of 信访 and 合理化建议 only; any other is left to [`super::apply`].
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "apply() matches every event and calls this for those that are here"
)]
pub(super) fn lay(s: &mut Suggestion, recorded: &Recorded) {
    let by = author_account(recorded);
    let (at, round) = (recorded.at, s.round);
    let on = &mut s.overlays;
    let undecided = |r: &&mut Review| r.decided.is_none();
    match &recorded.change.event {
        Event::ReviewAsked { level, .. } => on.reviews.push(Review {
            round,
            level: *level,
            asked_at: at,
            unit: None,
            decided: None,
        }),
        Event::ReviewAssigned { unit, .. } => {
            if let Some(review) = on.reviews.iter_mut().rev().find(undecided) {
                review.unit = Some(*unit);
            }
        }
        Event::ReviewConcluded { result, text, .. } => {
            if let Some(review) = on.reviews.iter_mut().rev().find(undecided) {
                review.decided = Some(ReviewDecision {
                    result: *result,
                    text: text.clone(),
                    at,
                });
            }
        }
        Event::MajorMarked { .. } => {
            on.is_major = true;
            due::moved(s, recorded);
        }
        Event::Assessed(assessment) => on.assessments.push(GivenAssessment {
            round,
            by,
            at,
            assessment: assessment.clone(),
        }),
        Event::EffectReported(effect) => on.effects.push(ReportedEffect {
            round,
            at,
            effect: effect.clone(),
        }),
        Event::AwardProposed(proposal) => on.awards.push(Award {
            round,
            proposal: proposal.clone(),
            proposed_by: by,
            state: AwardState::Proposed,
        }),
        Event::AwardApproved(_) => settle_award(s, AwardState::Approved),
        Event::AwardRefused { .. } => settle_award(s, AwardState::Refused),
        // 受理告知 and a window that closed leave their trace in the obligations
        _ => {}
    }
}

fn settle_award(s: &mut Suggestion, state: AwardState) {
    if let Some(award) = s.overlays.awards.last_mut() {
        award.state = state;
    }
}
