//! 合理化建议: 评审、重大、实施效果、奖励 (DOMAIN 3).

use chrono::{Datelike, NaiveDate};
use huiyin_core::{Adoption, ObligationKind, Track, UnitId, time};

use super::{Draft, needed};
use crate::award_register::{self, MatterFacts};
use crate::event::{Change, Event};
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::overlay::{Assessment, AwardProposal, Effect};
use crate::policy::{EXTERNAL, cap, opened};
use crate::refusal::Refusal;
use crate::suggestion::Outcome;

/// Name of the rule of a 重大 improvement; its limit stands among the 程序性期限.
const MAJOR_RULE: &str = "improvement_major@settings";
/// More than any union pays: a slip of the pen.
const FEN_MAX: i64 = 100_000_000_000;

/// The reply of whoever leads, by the limit of its kind; 重大 improvements have the longer one.
pub(super) fn reply_duty(draft: &Draft<'_>, lead: UnitId) -> OpenObligation {
    let policy = draft.policy;
    if !draft.state.overlays.is_major || draft.state.track != Track::Improvement {
        return draft.open(ObligationKind::Reply, lead);
    }
    let limit = policy.limits.improvement_major;
    let due = policy
        .calendar_for(lead)
        .due(draft.now(), limit, &policy.due);
    opened(ObligationKind::Reply, lead, &due, MAJOR_RULE.to_owned())
}

/// From the day from which the reply was due in one month, it is due in three.
pub(super) fn mark_major(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "列为重大建议的理由", reason)?;
    let policy = draft.policy;
    let reply = draft.state.open_obligation(ObligationKind::Reply);
    let opens: Vec<OpenObligation> = reply
        .map(|reply| {
            let limit = policy.limits.improvement_major;
            let from = reply.basis.start;
            let due = policy
                .calendar_for(reply.unit)
                .due_from_day(from, limit, &policy.due);
            let open = opened(
                ObligationKind::Reply,
                reply.unit,
                &due,
                MAJOR_RULE.to_owned(),
            );
            cap(open, draft.state.external_due_at, EXTERNAL)
        })
        .into_iter()
        .collect();
    let ends = draft.end(ObligationKind::Reply, ObligationEnd::Moved);
    draft.push(Change {
        event: Event::MajorMarked { reason },
        ends,
        opens,
    });
    Ok(())
}

pub(super) fn assess(draft: &mut Draft<'_>, assessment: &Assessment) -> Result<(), Refusal> {
    let opinion = needed("opinion", "评审意见", &assessment.opinion)?;
    let invalid = |message: &str| Refusal::Invalid {
        field: "scores",
        message: message.to_owned(),
    };
    if assessment.scores.is_empty() {
        return Err(invalid("请逐项评分"));
    }
    for (i, score) in assessment.scores.iter().enumerate() {
        if !(1..=5).contains(&score.score) {
            return Err(invalid("每项评分为 1 到 5 分"));
        }
        let mut earlier = assessment.scores.iter().take(i);
        if earlier.any(|s| s.criterion == score.criterion) {
            return Err(invalid("同一项评了两次分"));
        }
    }
    draft.push(Change::plain(Event::Assessed(Assessment {
        opinion,
        ..assessment.clone()
    })));
    Ok(())
}

/// A conclusion rests on an assessment.
pub(super) fn is_assessed(draft: &Draft<'_>) -> Result<(), Refusal> {
    let needed = draft.policy.limits.assessments;
    let given = draft.state.overlays.assessments.len();
    if draft.state.track != Track::Improvement || given >= usize::from(needed) {
        return Ok(());
    }
    Err(Refusal::Rule(format!(
        "合理化建议先评审、后答复：须有 {needed} 份评审意见，现有 {given} 份"
    )))
}

const fn is_adopted(adoption: Adoption) -> bool {
    match adoption {
        Adoption::Adopted | Adoption::PartlyAdopted => true,
        Adoption::NotAdopted | Adoption::Reserved => false,
    }
}

/// What was adopted is looked at again after twelve months of its being carried out: from the
/// promised day, or else from the reply.
pub(super) fn effect_duty(
    draft: &Draft<'_>,
    unit: UnitId,
    outcome: &Outcome,
) -> Option<OpenObligation> {
    let is_owed = draft.state.track == Track::Improvement && is_adopted(outcome.adoption);
    if !is_owed {
        return None;
    }
    let kind = ObligationKind::EffectReport;
    let policy = draft.policy;
    let today = time::local_date(draft.now());
    let start = outcome.commitment.as_ref().map_or(today, |c| c.due_on);
    let (limit, rule) = policy.limit(kind, (&draft.state).into(), today);
    let due = policy
        .calendar_for(unit)
        .due_from_day(start, limit, &policy.due);
    Some(opened(kind, unit, &due, rule))
}

pub(super) fn report_effect(draft: &mut Draft<'_>, effect: &Effect) -> Result<(), Refusal> {
    let text = needed("text", "实施效果", &effect.text)?;
    let today = time::local_date(draft.now());
    let invalid = |field, message: &str| {
        Err(Refusal::Invalid {
            field,
            message: message.to_owned(),
        })
    };
    if effect.to < effect.from {
        return invalid("to", "截止日期不能早于起始日期");
    }
    if effect.to > today {
        return invalid("to", "截止日期不能晚于今天");
    }
    if !is_of_our_time(effect.from, today) {
        return invalid("from", "起始日期应在最近十年之内");
    }
    if effect
        .saving_fen
        .is_some_and(|fen| !(0..=FEN_MAX).contains(&fen))
    {
        return invalid("saving", "节约或者创造的价值不能为负数，也不能超过 10 亿元");
    }
    let ends = draft.end(ObligationKind::EffectReport, ObligationEnd::Met);
    draft.push(Change {
        event: Event::EffectReported(Effect {
            text,
            ..effect.clone()
        }),
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

fn is_of_our_time(day: NaiveDate, today: NaiveDate) -> bool {
    day.year() + 10 >= today.year()
}

pub(super) fn propose_award(
    draft: &mut Draft<'_>,
    proposal: &AwardProposal,
    facts: &MatterFacts,
) -> Result<(), Refusal> {
    let reason = needed("reason", "奖励的理由", &proposal.reason)?;
    let level = needed("level", "奖励等级", &proposal.level)?;
    if !(0..=FEN_MAX).contains(&proposal.amount_fen) {
        return Err(Refusal::Invalid {
            field: "amount",
            message: "奖金不能为负数，也不能超过 10 亿元".to_owned(),
        });
    }
    award_register::check(&draft.state, proposal, facts)?;
    let opens = vec![draft.open(ObligationKind::DecideAward, draft.state.desk)];
    draft.push(Change {
        event: Event::AwardProposed(AwardProposal {
            level,
            reason,
            ..proposal.clone()
        }),
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn approve_award(draft: &mut Draft<'_>, facts: &MatterFacts) -> Result<(), Refusal> {
    let open = draft.state.overlays.open_award(draft.state.round);
    let Some(proposal) = open.map(|a| a.proposal.clone()) else {
        return Err(Refusal::Rule("没有等待批准的奖励".to_owned()));
    };
    award_register::check(&draft.state, &proposal, facts)?;
    let ends = draft.end(ObligationKind::DecideAward, ObligationEnd::Met);
    draft.push(Change {
        event: Event::AwardApproved(proposal),
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn refuse_award(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "不同意奖励的理由", reason)?;
    let ends = draft.end(ObligationKind::DecideAward, ObligationEnd::Met);
    draft.push(Change {
        event: Event::AwardRefused { reason },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}
