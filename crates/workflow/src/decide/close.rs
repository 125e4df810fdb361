//! 评价、办结、撤回.

use huiyin_core::{Digest, ObligationKind, Satisfaction};

use super::{Draft, review};
use crate::event::{Change, Event};
use crate::obligation::ObligationEnd;
use crate::refusal::Refusal;

pub(super) fn rate(
    draft: &mut Draft<'_>,
    result: Satisfaction,
    attitude: Satisfaction,
    speed: Satisfaction,
    comment_seal: Option<Digest>,
) {
    let ends = draft.end(ObligationKind::Rate, ObligationEnd::Met);
    let opens = review::close_duty(draft, true, !draft.state.is_review_open())
        .into_iter()
        .collect();
    let event = Event::Rated {
        result,
        attitude,
        speed,
        comment_seal,
    };
    draft.push(Change { event, ends, opens });
}

/// The window closes as 未评价, never as satisfied, and the item closes with it.
pub(super) fn lapse_rating(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let is_due = draft
        .state
        .open_obligation(ObligationKind::Rate)
        .is_some_and(|o| draft.now() >= o.due_at);
    if !is_due {
        return Err(Refusal::Rule("评价期未满".to_owned()));
    }
    let ends = draft.end(ObligationKind::Rate, ObligationEnd::Lapsed);
    let is_review_open = draft.state.is_review_open();
    let opens = review::close_duty(draft, true, !is_review_open)
        .into_iter()
        .collect();
    draft.push(Change {
        event: Event::RatingLapsed,
        ends,
        opens,
    });
    // 复查 or 复核 may still be asked for, or is being decided
    if is_review_open {
        return Ok(());
    }
    // an unsolved matter waits for the supervisor, 督办 and 批示 are settled first, and whoever is
    // answered through it is answered first
    if draft.state.closes_only_by_hand() || draft.state.overlays.has_open_children() {
        return Ok(());
    }
    close(draft)
}

pub(super) fn close(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let outcome = draft
        .state
        .final_reply()
        .and_then(|r| r.content.outcome.clone());
    let Some(outcome) = outcome else {
        return Err(Refusal::Rule(
            "正式答复没有结果类别和采纳情况，不能办结".to_owned(),
        ));
    };
    let mut ends = draft.end(ObligationKind::Close, ObligationEnd::Met);
    ends.extend(draft.end_where(ObligationEnd::Dropped, |kind| {
        kind != ObligationKind::Close && !kind.outlives_the_item()
    }));
    draft.push(Change {
        event: Event::Closed { outcome },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn withdraw(draft: &mut Draft<'_>, reason_seal: Option<Digest>) {
    let ends = draft.end_where(ObligationEnd::Dropped, |kind| {
        kind != ObligationKind::DecideExclusion
    });
    draft.push(Change {
        event: Event::Withdrawn { reason_seal },
        ends,
        opens: Vec::new(),
    });
}
