//! 信访: 受理告知, 复查 and 复核 (DOMAIN 3; 《信访工作条例》第三十五、三十六条).

use huiyin_core::{Digest, ObligationKind, ReviewLevel, ReviewResult, Track, UnitId, time};

use super::{Draft, after, close, needed};
use crate::event::{Change, Event};
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::policy::opened;
use crate::refusal::Refusal;

/// 信访: that it was accepted is told in writing, within the limit from the arrival.
pub(super) fn acceptance_duty(draft: &Draft<'_>) -> Option<OpenObligation> {
    match draft.state.track {
        Track::Ordinary | Track::Improvement => None,
        Track::Petition => {
            let kind = ObligationKind::TellAcceptance;
            let (facts, policy) = ((&draft.state).into(), draft.policy);
            // an archive reaches this desk on the day of its import
            let s = &draft.state;
            let start = if s.channel == huiyin_core::Channel::Import {
                s.registered_at
            } else {
                s.received_at.min(s.registered_at)
            };
            let (due, rule) = policy.due_for(draft.state.desk, kind, facts, start);
            Some(opened(kind, draft.state.desk, &due, rule))
        }
    }
}

pub(super) fn tell_acceptance(draft: &mut Draft<'_>, way: &str) -> Result<(), Refusal> {
    let way = needed("way", "告知的方式", way)?;
    let ends = draft.end(ObligationKind::TellAcceptance, ObligationEnd::Met);
    draft.push(Change {
        event: Event::AcceptanceTold { way },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

/// The time in which 复查 or 复核 may be asked for, from the answer that is disputed.
pub(super) fn window(draft: &Draft<'_>, unit: UnitId) -> Option<OpenObligation> {
    let s = &draft.state;
    let is_open = s.track == Track::Petition && s.overlays.next_review(s.round).is_some();
    is_open.then(|| draft.open(ObligationKind::ReviewWindow, unit))
}

/// Closing is owed once the rating is over and no review is open any more.
pub(super) fn close_duty(
    draft: &Draft<'_>,
    is_rating_over: bool,
    is_review_over: bool,
) -> Option<OpenObligation> {
    (is_rating_over && is_review_over).then(|| draft.open(ObligationKind::Close, draft.state.desk))
}

pub(super) fn ask(draft: &mut Draft<'_>, seal: Digest) -> Result<(), Refusal> {
    let window = draft.state.open_obligation(ObligationKind::ReviewWindow);
    let level = draft.state.overlays.next_review(draft.state.round);
    let (Some(window), Some(level)) = (window, level) else {
        return Err(Refusal::Rule("复核意见已经作出，信访事项终结".to_owned()));
    };
    if draft.now() >= window.due_at {
        return Err(Refusal::Rule(format!(
            "申请{level}的期限已于{}届满",
            time::chinese_date(time::due_date(window.due_at))
        )));
    }
    let ends = draft.end(ObligationKind::ReviewWindow, ObligationEnd::Met);
    let desk = draft.state.desk;
    let opens = vec![
        draft.open(ObligationKind::AssignReview, desk),
        // it runs from the asking; whoever is named has what is left of it
        draft.open(ObligationKind::DecideReview, desk),
    ];
    draft.push(Change {
        event: Event::ReviewAsked { level, seal },
        ends,
        opens,
    });
    Ok(())
}

/// The window closes unused, and with it the item if nothing else keeps it open.
pub(super) fn lapse_window(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let is_due = draft
        .state
        .open_obligation(ObligationKind::ReviewWindow)
        .is_some_and(|o| draft.now() >= o.due_at);
    if !is_due {
        return Err(Refusal::Rule("复查、复核的申请期未满".to_owned()));
    }
    let is_rating_over = draft.state.open_obligation(ObligationKind::Rate).is_none();
    let ends = draft.end(ObligationKind::ReviewWindow, ObligationEnd::Lapsed);
    let opens = close_duty(draft, is_rating_over, true)
        .into_iter()
        .collect();
    draft.push(Change {
        event: Event::ReviewWindowLapsed,
        ends,
        opens,
    });
    if !is_rating_over || draft.state.closes_only_by_hand() {
        return Ok(());
    }
    close::close(draft)
}

/// Another unit than those that took part: whoever handled it does not review it.
pub(super) fn assign(draft: &mut Draft<'_>, unit: UnitId) -> Result<(), Refusal> {
    let Some(review) = draft.state.overlays.open_review() else {
        return Err(Refusal::Rule("没有等待指定单位的复查、复核".to_owned()));
    };
    let level = review.level;
    let refused = |message: String| {
        Err(Refusal::Invalid {
            field: "unit",
            message,
        })
    };
    super::leave::unit_is_not_accused(draft, "unit", unit)?;
    if draft.state.assignments.iter().any(|a| a.unit == unit) {
        return refused(format!("办理过这一件的单位不能{level}"));
    }
    let decided = |r: &crate::overlay::Review| r.decided.is_some() && r.unit == Some(unit);
    if draft.state.overlays.reviews.iter().any(decided) {
        return refused(format!("作过复查、复核的单位不再{level}，应由其上一级办理"));
    }
    if review.unit == Some(unit) {
        return refused(format!("已经由这个单位{level}"));
    }
    let mut ends = draft.end(ObligationKind::AssignReview, ObligationEnd::Met);
    let (moved, opens) = draft.hand_over(ObligationKind::DecideReview, unit);
    ends.extend(moved);
    draft.push(Change {
        event: Event::ReviewAssigned { level, unit },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn conclude(
    draft: &mut Draft<'_>,
    result: ReviewResult,
    text: &str,
) -> Result<(), Refusal> {
    let text = needed("text", "复查（复核）意见", text)?;
    let Some(level) = draft.state.overlays.open_review().map(|r| r.level) else {
        return Err(Refusal::Rule("没有等待决定的复查、复核".to_owned()));
    };
    let Some(lead) = draft.state.lead_unit() else {
        return Err(Refusal::Rule("没有主办单位".to_owned()));
    };
    let ends = draft.end(ObligationKind::DecideReview, ObligationEnd::Met);
    let is_rating_over = draft.state.open_obligation(ObligationKind::Rate).is_none();
    let opens = match (result, level) {
        // the new round has its own clocks
        (ReviewResult::Quashed, ReviewLevel::Reexamination | ReviewLevel::FinalReview) => {
            Vec::new()
        }
        (ReviewResult::Upheld | ReviewResult::Changed, ReviewLevel::Reexamination) => {
            vec![draft.open(ObligationKind::ReviewWindow, lead)]
        }
        (ReviewResult::Upheld | ReviewResult::Changed, ReviewLevel::FinalReview) => {
            close_duty(draft, is_rating_over, true)
                .into_iter()
                .collect()
        }
    };
    draft.push(Change {
        event: Event::ReviewConcluded {
            level,
            result,
            text: text.clone(),
        },
        ends,
        opens,
    });
    match result {
        ReviewResult::Upheld | ReviewResult::Changed => Ok(()),
        ReviewResult::Quashed => after::new_round(draft, lead, text),
    }
}
