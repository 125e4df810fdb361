//! Dice for 并案: the other item is whatever the dice say it is.

use chrono::Duration;
use huiyin_core::time::Instant;
use huiyin_core::{Status, SuggestionId};
use huiyin_workflow::merge::{ChildFacts, LedFacts, MergeProposal, ParentFacts, TakenFacts};
use huiyin_workflow::{Action, ActionKind, Suggestion};

use super::chance::{Step, chosen};
use super::world::{ELSEWHERE, HANDLER, LEAD, SUPPORT};

/// An action of that kind; only those of merging are asked for.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the compiler asks for new actions in chance, which calls this by name"
)]
pub(super) fn action_of(kind: ActionKind, state: &Suggestion, now: Instant, step: &Step) -> Action {
    let variant = step.variant;
    let reason = if step.is_careless { "" } else { "同一件事" }.to_owned();
    let lead = chosen(&[LEAD, LEAD, SUPPORT, ELSEWHERE], variant);
    let handler = chosen(&[Some(HANDLER), None], variant / 4);
    let waiting = state.overlays.children.iter().find(|c| !c.is_answered);
    let child = ChildFacts {
        child: waiting.map_or(SuggestionId(99), |c| c.id),
    };
    match kind {
        ActionKind::ProposeMerge => Action::ProposeMerge(MergeProposal {
            parent: SuggestionId(8),
            reason,
        }),
        ActionKind::RefuseMerge => Action::RefuseMerge { reason },
        ActionKind::Merge => Action::Merge {
            parent: ParentFacts {
                id: SuggestionId(8),
                status: chosen(
                    &[Status::InProgress, Status::InReview, Status::Assigned],
                    variant,
                ),
                track: state.track,
                is_restricted: state.is_restricted != step.is_careless,
                lead: Some(lead),
                handler,
                is_sent_back: false,
                is_child: false,
            },
            reason,
        },
        ActionKind::TakeChild => Action::TakeChild(TakenFacts {
            child: SuggestionId(10 + i64::from(variant % 4)),
            due_at: now + Duration::days(i64::from(variant % 40)),
        }),
        ActionKind::AnswerChild => Action::AnswerChild(child),
        ActionKind::ReleaseChild => Action::ReleaseChild(child),
        ActionKind::FollowParent => Action::FollowParent(LedFacts { lead, handler }),
        ActionKind::Unmerge => Action::Unmerge { reason },
        other => panic!("{other:?} is not of merging"),
    }
}
