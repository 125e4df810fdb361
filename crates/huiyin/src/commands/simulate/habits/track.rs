//! What is done on the tracks of 信访 and 合理化建议.

use chrono::Duration;
use huiyin_core::{Actor, Adoption, Digest, ObligationKind, ReviewResult, Role};
use huiyin_workflow::Action;
use huiyin_workflow::award_register::MatterFacts;
use huiyin_workflow::overlay::{Assessment, AwardProposal, CriterionScore, Effect};

use super::{Moment, Wish, wish, words};
use crate::commands::simulate::cast::DESK;
use crate::commands::simulate::dice::Dice;

/// 受理告知、复查、复核.
pub(super) fn petition(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let today = m.today();
    let clerk = m.cast.someone(DESK, Role::Clerk, today, dice);
    let way = words("挂号信告知");
    wish(wishes, 2_000, clerk, Action::TellAcceptance { way });
    if dice.chance(30) {
        let seal = Digest::of(m.item.ticket_no.to_string().as_bytes());
        let me = Actor::Submitter(m.item.id);
        wish(wishes, 2_000, Some(me), Action::AskReview { seal });
    }
    let supervisor = m.apart(Role::Supervisor, dice);
    let took_part: Vec<_> = m.item.assignments.iter().map(|a| a.unit).collect();
    let reviewed: Vec<_> = m
        .item
        .overlays
        .reviews
        .iter()
        .filter_map(|r| r.unit)
        .collect();
    let mut others = m.cast.unit_ids();
    others.retain(|unit| !took_part.contains(unit) && !reviewed.contains(unit));
    if let Some(unit) = dice.pick(&others) {
        wish(wishes, 2_000, supervisor, Action::AssignReview { unit });
    }
    let results = vec![
        (700, ReviewResult::Upheld),
        (200, ReviewResult::Changed),
        (100, ReviewResult::Quashed),
    ];
    let reviewing = m.item.overlays.open_review().and_then(|r| r.unit);
    if let (Some(unit), Some(result)) = (reviewing, dice.weigh(results)) {
        let head = m.cast.someone(unit, Role::Head, today, dice);
        let text = words("经复查，处理意见如下");
        wish(wishes, 2_000, head, Action::ConcludeReview { result, text });
    }
}

/// 评审、实施效果、奖励.
pub(super) fn improvement(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let Some(lead) = m.item.lead_unit() else {
        return;
    };
    let today = m.today();
    let head = m.cast.someone(lead, Role::Head, today, dice);
    let handler = m.cast.someone(lead, Role::Handler, today, dice);
    let score = u8::try_from(dice.between(1, 5)).unwrap_or(3);
    let assessment = Assessment {
        scores: vec![CriterionScore {
            criterion: words("feasibility"),
            score,
        }],
        opinion: words("可行，有效益"),
        recommendation: Adoption::Adopted,
        award_level: None,
    };
    wish(wishes, 900, handler.clone(), Action::Assess(assessment));
    if dice.chance(20) {
        let clerk = m.cast.someone(DESK, Role::Clerk, today, dice);
        let reason = words("涉及全市");
        wish(wishes, 900, clerk, Action::MarkMajor { reason });
    }
    if m.is_near(ObligationKind::EffectReport) {
        let effect = Effect {
            text: words("投诉减少"),
            saving_fen: None,
            from: today - Duration::days(365),
            to: today,
        };
        wish(wishes, 2_000, handler, Action::ReportEffect(effect));
    }
    if dice.chance(20) {
        let proposal = AwardProposal {
            level: words("third"),
            amount_fen: 20_000,
            reason: words("效果明显"),
            same_matter: Vec::new(),
        };
        let facts = MatterFacts::default();
        wish(wishes, 500, head, Action::ProposeAward(proposal, facts));
    }
    let leader = m.cast.someone(DESK, Role::Leader, today, dice);
    let approve = Action::ApproveAward(MatterFacts::default());
    wish(wishes, 2_000, leader.clone(), approve);
    let reason = words("效果还不明显");
    wish(wishes, 400, leader, Action::RefuseAward { reason });
}
