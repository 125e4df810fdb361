//! 合理化建议: 评审, 重大, 实施效果, 奖励, day by day.

use huiyin_core::ObligationKind::{DecideAward, EffectReport, Reply};
use huiyin_core::{Actor, Adoption, ResultClass, Role, Satisfaction, Status, SuggestionKind};
use huiyin_workflow::award_register::{MatterFacts, SameMatter};
use huiyin_workflow::overlay::{Assessment, AwardProposal, AwardState, CriterionScore, Effect};
use huiyin_workflow::{Action, ActionKind, available};

use super::paths::{acknowledge, assign, draft, end, rate};
use super::special::{promise, special_action};
use super::world::{
    HANDLER, Item, LEAD, at, clerk, handler, head, leader, liaison, outcome, staff, submitter,
    supervisor, system,
};

pub(super) fn assess() -> Action {
    let score = |criterion: &str, score| CriterionScore {
        criterion: criterion.into(),
        score,
    };
    Action::Assess(Assessment {
        scores: vec![score("feasibility", 4), score("benefit", 5)],
        opinion: "可行，每年可节约电费".into(),
        recommendation: Adoption::Adopted,
        award_level: Some("third".into()),
    })
}

pub(super) fn effect() -> Effect {
    Effect {
        text: "节约电费".into(),
        saving_fen: Some(1_200_000),
        from: "2026-09-24".parse().unwrap(),
        to: "2026-10-31".parse().unwrap(),
    }
}

pub(super) fn proposal() -> AwardProposal {
    AwardProposal {
        level: "third".into(),
        amount_fen: 150_000,
        reason: "效益明显".into(),
        same_matter: Vec::new(),
    }
}

pub(super) fn propose() -> Action {
    Action::ProposeAward(proposal(), MatterFacts::default())
}

fn approve() -> Action {
    Action::ApproveAward(MatterFacts::default())
}

pub(super) fn accepted() -> Item {
    let mut item = Item::of_kind(SuggestionKind::Improvement);
    let accept = Action::Accept {
        kind: SuggestionKind::Improvement,
        topic: None,
        points: Vec::new(),
    };
    item.act(&clerk(), "09-18 09:00", accept);
    item
}

pub(super) fn in_progress() -> Item {
    let mut item = accepted();
    item.act(&clerk(), "09-20 15:00", assign());
    item.act(&liaison(), "09-21 09:00", acknowledge());
    item
}

fn replied_with(outcome: huiyin_workflow::suggestion::Outcome) -> Item {
    let mut item = in_progress();
    item.act(&handler(), "09-23 09:00", assess());
    item.act(&handler(), "09-24 16:00", draft(outcome));
    item.act(&head(), "09-24 17:00", Action::sign_off());
    item
}

/// Adopted on 24 September.
pub(super) fn adopted() -> Item {
    replied_with(outcome(ResultClass::A))
}

pub(super) fn award_proposed() -> Item {
    let mut item = adopted();
    item.act(&head(), "09-28 09:00", propose());
    item
}

#[test]
fn an_improvement_is_assessed_before_it_is_answered() {
    let mut item = in_progress();
    let answer = draft(outcome(ResultClass::A));
    let refused = "合理化建议先评审、后答复：须有 1 份评审意见，现有 0 份";
    item.assert_refused(&handler(), "09-22 09:00", answer.clone(), refused);
    item.policy.limits.assessments = 2;
    item.act(&handler(), "09-22 09:00", assess());
    assert!(!available(&item.state, &handler()).contains(&ActionKind::Assess));
    let one = "合理化建议先评审、后答复：须有 2 份评审意见，现有 1 份";
    item.assert_refused(&handler(), "09-22 10:00", answer.clone(), one);
    item.act(&head(), "09-22 10:00", assess());
    item.act(&handler(), "09-22 11:00", answer);
    let given = &item.state.overlays.assessments;
    assert_eq!(given[0].by, Some(HANDLER));
    assert_eq!(given[1].assessment.recommendation, Adoption::Adopted);
}

#[test]
fn an_assessment_is_complete() {
    let check = |scores: &[(&str, u8)], opinion: &str, expect: &str| {
        let scores = scores.iter().map(|(criterion, score)| CriterionScore {
            criterion: (*criterion).into(),
            score: *score,
        });
        let action = Action::Assess(Assessment {
            scores: scores.collect(),
            opinion: opinion.into(),
            recommendation: Adoption::Reserved,
            award_level: None,
        });
        in_progress().assert_refused(&handler(), "09-22 09:00", action, expect);
    };
    check(&[("benefit", 3)], " ", "请填写评审意见");
    check(&[], "可行", "请逐项评分");
    check(&[("benefit", 0)], "可行", "每项评分为 1 到 5 分");
    check(&[("benefit", 6)], "可行", "每项评分为 1 到 5 分");
    check(
        &[("benefit", 3), ("benefit", 4)],
        "可行",
        "同一项评了两次分",
    );
}

#[test]
fn a_major_one_has_three_months_from_the_assignment() {
    let mark = |reason: &str| Action::MarkMajor {
        reason: reason.into(),
    };
    let mut item = in_progress();
    // 20 September + 1 month
    assert_eq!(item.open(Reply).due_at, end("10-20"));
    item.assert_refused(
        &clerk(),
        "09-22 09:00",
        mark(" "),
        "请填写列为重大建议的理由",
    );
    item.act(&clerk(), "09-22 09:00", mark("涉及全市供热"));
    // 20 December is a Sunday
    assert_eq!(item.open(Reply).due_at, end("12-21"));
    assert_eq!(item.state.lead().unwrap().due_at, end("12-21"));
    assert!(!available(&item.state, &clerk()).contains(&ActionKind::MarkMajor));
    // marked before it is assigned, it is three months from the first
    let mut early = accepted();
    early.act(&clerk(), "09-18 10:00", mark("涉及全市供热"));
    early.act(&clerk(), "09-20 15:00", assign());
    assert_eq!(early.open(Reply).due_at, end("12-21"));
    // what is extended is not stretched again
    let mut extended = in_progress();
    let ask = special_action(ActionKind::AskExtension, None);
    extended.act(&head(), "09-21 12:00", ask);
    assert!(!available(&extended.state, &clerk()).contains(&ActionKind::MarkMajor));
}

#[test]
fn what_was_adopted_is_looked_at_after_twelve_months() {
    let year = |item: &Item| item.open(EffectReport).due_at;
    let on = |text: &str| huiyin_core::time::end_of_day(text.parse().unwrap());
    // 24 September 2027 is a Friday
    assert_eq!(year(&adopted()), on("2027-09-24"));
    // promised for 31 December 2026: a year later
    assert_eq!(year(&replied_with(promise())), on("2027-12-31"));
    let mut declined = outcome(ResultClass::D);
    declined.adoption = Adoption::NotAdopted;
    declined.reason = Some("不可行".into());
    let none = replied_with(declined);
    assert!(none.state.open_obligation(EffectReport).is_none());
    assert!(!available(&none.state, &head()).contains(&ActionKind::ProposeAward));
}

#[test]
fn the_effect_is_reported_also_after_closing() {
    let mut item = adopted();
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    item.act(&system(), "10-08 09:00", Action::Close);
    assert_eq!(item.state.status, Status::Closed);
    let check = |item: &mut Item, change: fn(&mut Effect), expect: &str| {
        let mut wrong = effect();
        change(&mut wrong);
        item.assert_refused(
            &handler(),
            "11-02 09:00",
            Action::ReportEffect(wrong),
            expect,
        );
    };
    check(&mut item, |e| e.text = " ".into(), "请填写实施效果");
    check(
        &mut item,
        |e| e.to = "2026-09-01".parse().unwrap(),
        "截止日期不能早于起始日期",
    );
    check(
        &mut item,
        |e| e.to = "2026-11-03".parse().unwrap(),
        "截止日期不能晚于今天",
    );
    check(
        &mut item,
        |e| e.from = "1026-09-01".parse().unwrap(),
        "起始日期应在最近十年之内",
    );
    check(
        &mut item,
        |e| e.saving_fen = Some(-1),
        "节约或者创造的价值不能为负数，也不能超过 10 亿元",
    );
    item.act(&handler(), "11-02 09:00", Action::ReportEffect(effect()));
    assert_eq!(item.state.overlays.effects[0].effect, effect());
    assert!(item.state.open_obligation(EffectReport).is_none());
    assert!(!available(&item.state, &handler()).contains(&ActionKind::ReportEffect));
}

#[test]
fn an_award_is_approved_by_a_second_person_and_only_once() {
    let mut item = award_proposed();
    // five working days from 28 September: 29, 30, 8, 9, 10 October
    assert_eq!(item.open(DecideAward).due_at, end("10-10"));
    assert!(!available(&item.state, &head()).contains(&ActionKind::ProposeAward));
    let both = staff(23, LEAD, &[Role::Head, Role::Leader]);
    let refused = "您没有“批准奖励”的权限：奖励须由提出人以外的第二人批准";
    item.assert_refused(&both, "09-29 09:00", approve(), refused);
    let no = Action::RefuseAward {
        reason: "依据不足".into(),
    };
    item.act(&leader(), "09-29 09:00", no);
    assert_eq!(item.state.overlays.awards[0].state, AwardState::Refused);
    item.act(&head(), "09-30 09:00", propose());
    item.act(&leader(), "10-08 09:00", approve());
    assert!(item.state.overlays.approved_award().is_some());
    let offers = |actor: &Actor, item: &Item| {
        available(&item.state, actor).contains(&ActionKind::ProposeAward)
    };
    assert!(!offers(&head(), &item));
    // also in another round
    item.act(
        &submitter(),
        "10-08 10:00",
        rate(Satisfaction::Dissatisfied),
    );
    item.act(
        &supervisor(),
        "10-08 11:00",
        special_action(ActionKind::Redo, None),
    );
    assert!(item.state.open_obligation(EffectReport).is_none());
    item.act(&liaison(), "10-08 12:00", acknowledge());
    let mut reply = super::world::final_reply(&[huiyin_core::PointNo(1)], outcome(ResultClass::A));
    reply.points[0].text = "已经全面推广".into();
    item.act(
        &handler(),
        "10-08 13:00",
        Action::DraftReply { content: reply },
    );
    item.act(&head(), "10-08 14:00", Action::sign_off());
    assert!(item.state.is_adopted());
    assert!(!offers(&head(), &item));
}

#[test]
fn a_new_round_makes_a_proposed_award_moot() {
    let mut item = award_proposed();
    item.act(
        &submitter(),
        "09-28 10:00",
        rate(Satisfaction::Dissatisfied),
    );
    item.act(
        &supervisor(),
        "09-28 11:00",
        special_action(ActionKind::Redo, None),
    );
    assert!(item.state.open_obligation(DecideAward).is_none());
    assert!(item.state.overlays.open_award(item.state.round).is_none());
}

#[test]
fn one_matter_is_awarded_once_to_who_brought_it_first() {
    let other = |received: &str, awarded: Option<&str>| SameMatter {
        ticket_no: "GH2026-0009".into(),
        received_at: at(received),
        awarded: awarded.map(str::to_owned),
    };
    let check = |facts: MatterFacts, expect: Option<&str>| {
        let mut with = proposal();
        with.same_matter = vec!["GH2026-0009".into()];
        let mut item = adopted();
        let action = Action::ProposeAward(with, facts.clone());
        match expect {
            Some(expect) => item.assert_refused(&head(), "09-28 09:00", action, expect),
            None => {
                item.act(&head(), "09-28 09:00", action);
                item.act(&leader(), "09-28 10:00", Action::ApproveAward(facts));
            }
        }
    };
    let of = |same: Option<SameMatter>, settled_by: Option<&str>| MatterFacts {
        settled_by: settled_by.map(str::to_owned),
        same_matter: same.into_iter().collect(),
    };
    check(of(Some(other("09-18 10:00", None)), None), None);
    check(
        of(Some(other("09-16 10:00", None)), None),
        Some("同一内容奖励第一提出人：GH2026-0009 收到在先，请在那一件上提出"),
    );
    check(
        of(Some(other("09-18 10:00", Some("GH2026-0009"))), None),
        Some("同一内容已经由 GH2026-0009 获得奖励，不重复奖励"),
    );
    check(
        of(Some(other("09-18 10:00", None)), Some("GH2026-0003")),
        Some("同一内容已经由 GH2026-0003 获得奖励，不重复奖励"),
    );
    check(of(None, None), Some("没有登记号为 GH2026-0009 的其他来件"));
    // what was awarded meanwhile is seen at the approval
    let mut late = award_proposed();
    let action = Action::ApproveAward(of(None, Some("GH2026-0003")));
    let refused = "同一内容已经由 GH2026-0003 获得奖励，不重复奖励";
    late.assert_refused(&leader(), "09-29 09:00", action, refused);
    // amounts and words
    let wrong = |change: fn(&mut AwardProposal), expect: &str| {
        let mut proposal = proposal();
        change(&mut proposal);
        let action = Action::ProposeAward(proposal, MatterFacts::default());
        adopted().assert_refused(&head(), "09-28 09:00", action, expect);
    };
    wrong(|p| p.reason = " ".into(), "请填写奖励的理由");
    wrong(|p| p.level = " ".into(), "请填写奖励等级");
    wrong(|p| p.amount_fen = -1, "奖金不能为负数，也不能超过 10 亿元");
}
