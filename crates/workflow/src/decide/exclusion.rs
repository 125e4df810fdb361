//! 剔除 from a metric, and 重复件: what the figures have to know beside what happened.

use huiyin_core::{ObligationKind, SuggestionId};

use super::{Draft, needed};
use crate::event::{Change, Event};
use crate::metric::Metric;
use crate::obligation::ObligationEnd;
use crate::refusal::Refusal;

pub(super) fn propose(draft: &mut Draft<'_>, metric: Metric, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "剔除的理由", reason)?;
    if metric == Metric::ReportsInTime {
        return Err(Refusal::Invalid {
            field: "metric",
            message: "报送及时率不按件统计，没有可剔除的件".to_owned(),
        });
    }
    let exclusions = &draft.state.overlays.exclusions;
    if exclusions.iter().any(|x| x.metric.counts_as(metric)) {
        return Err(Refusal::Invalid {
            field: "metric",
            message: format!("这一件已经从{}中剔除", metric.label()),
        });
    }
    let opens = vec![draft.open(ObligationKind::DecideExclusion, draft.state.desk)];
    draft.push(Change {
        event: Event::ExclusionProposed { metric, reason },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn approve(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(asked) = draft.state.overlays.asked_exclusion.clone() else {
        return Err(Refusal::Rule("没有待核准的剔除".to_owned()));
    };
    let ends = draft.end(ObligationKind::DecideExclusion, ObligationEnd::Met);
    draft.push(Change {
        event: Event::Excluded {
            metric: asked.metric,
            reason: asked.reason,
        },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn refuse(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "不同意的理由", reason)?;
    let Some(asked) = draft.state.overlays.asked_exclusion.clone() else {
        return Err(Refusal::Rule("没有待核准的剔除".to_owned()));
    };
    let ends = draft.end(ObligationKind::DecideExclusion, ObligationEnd::Met);
    draft.push(Change {
        event: Event::ExclusionRefused {
            metric: asked.metric,
            reason,
        },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

/// A wrong mark is put right by another: the newest one counts.
pub(super) fn mark_repeat(
    draft: &mut Draft<'_>,
    of: SuggestionId,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = needed("reason", "认定重复的理由", reason)?;
    // ids rise with the registrations
    if of >= draft.state.id {
        return Err(Refusal::Invalid {
            field: "of",
            message: "只能标为比这一件更早登记的事项的重复件".to_owned(),
        });
    }
    if draft.state.overlays.repeat_of == Some(of) {
        return Err(Refusal::Invalid {
            field: "of",
            message: "已经标为这一件的重复件".to_owned(),
        });
    }
    draft.push(Change::plain(Event::RepeatMarked { of, reason }));
    Ok(())
}
