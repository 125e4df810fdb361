//! 信访: 受理告知, 复查 and 复核, day by day.

use huiyin_core::ObligationKind::{
    Acknowledge, Assign, AssignReview, Close, DecideReview, Rate, Reply, ReviewWindow,
    TellAcceptance,
};
use huiyin_core::{
    Actor, Digest, ReviewLevel, ReviewResult, Role, Satisfaction, Status, SuggestionKind, UnitId,
};
use huiyin_workflow::{Action, ActionKind, available};

use super::paths::{acknowledge, assign, draft, end, owed, rate};
use super::special::special_action;
use super::world::{
    DESK, ELSEWHERE, Item, LEAD, SUPPORT, at, clerk, handler, head, liaison, outcome, staff,
    submitter, supervisor, system,
};

/// The unit above ELSEWHERE.
const ABOVE: UnitId = UnitId(5);

pub(super) fn ask() -> Action {
    Action::AskReview {
        seal: Digest::of(b"reason"),
    }
}

fn to(unit: UnitId) -> Action {
    Action::AssignReview { unit }
}

fn conclude(result: ReviewResult) -> Action {
    Action::ConcludeReview {
        result,
        text: "经复查，原处理意见事实清楚".into(),
    }
}

pub(super) fn reviewer() -> Actor {
    staff(43, ELSEWHERE, &[Role::Head])
}

fn upper_reviewer() -> Actor {
    staff(44, ABOVE, &[Role::Leader])
}

pub(super) fn accepted() -> Item {
    let mut item = Item::of_kind(SuggestionKind::Petition);
    let accept = Action::Accept {
        kind: SuggestionKind::Petition,
        topic: None,
        points: Vec::new(),
    };
    item.act(&clerk(), "09-18 09:00", accept);
    item
}

fn in_progress() -> Item {
    let mut item = accepted();
    item.act(&clerk(), "09-20 15:00", assign());
    item.act(&liaison(), "09-21 09:00", acknowledge());
    item
}

/// Answered on 24 September.
pub(super) fn replied() -> Item {
    let mut item = in_progress();
    let a = outcome(huiyin_core::ResultClass::A);
    item.act(&handler(), "09-24 16:00", draft(a));
    item.act(&head(), "09-24 17:00", Action::sign_off());
    item
}

/// Rated, and 复查 asked for on 12 October.
pub(super) fn asked() -> Item {
    let mut item = replied();
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    item.act(&submitter(), "10-12 10:00", ask());
    item
}

pub(super) fn under_review() -> Item {
    let mut item = asked();
    item.act(&supervisor(), "10-13 09:00", to(ELSEWHERE));
    item
}

#[test]
fn the_acceptance_is_told_within_fifteen_days_of_the_arrival() {
    let mut item = accepted();
    // 17 September + 15 days = 2 October, a holiday: 8 October
    assert_eq!(
        item.owed(),
        owed(&[(Assign, 1, "09-22"), (TellAcceptance, 1, "10-08")])
    );
    let way = |text: &str| Action::TellAcceptance { way: text.into() };
    item.assert_refused(&clerk(), "09-18 10:00", way(" "), "请填写告知的方式");
    item.act(&clerk(), "09-18 10:00", way("邮寄，已签收"));
    assert_eq!(item.owed(), owed(&[(Assign, 1, "09-22")]));
    assert!(!available(&item.state, &clerk()).contains(&ActionKind::TellAcceptance));
    // nothing of the kind is owed elsewhere
    assert!(
        Item::accepted()
            .state
            .open_obligation(TellAcceptance)
            .is_none()
    );
}

#[test]
fn the_answer_opens_thirty_days_in_which_it_does_not_close() {
    let mut item = in_progress();
    // 20 September + 60 days
    assert_eq!(item.open(Reply).due_at, end("11-19"));
    let a = outcome(huiyin_core::ResultClass::A);
    item.act(&handler(), "09-24 16:00", draft(a));
    item.act(&head(), "09-24 17:00", Action::sign_off());
    // 24 October is a Saturday
    assert_eq!(
        item.owed(),
        owed(&[(Rate, 2, "10-15"), (ReviewWindow, 2, "10-26")])
    );
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    assert_eq!(item.owed(), owed(&[(ReviewWindow, 2, "10-26")]));
    let refused =
        "当前状态为“已答复”，不能“办结”：信访的复查、复核申请期满或者作出意见之后，才能办结";
    item.assert_refused(&supervisor(), "10-08 09:00", Action::Close, refused);
    let early = "复查、复核的申请期未满";
    item.assert_refused(&system(), "10-26 23:00", Action::LapseReviewWindow, early);
    item.attempt(&system(), end("10-26"), &Action::LapseReviewWindow)
        .unwrap();
    assert_eq!(item.state.status, Status::Closed);
}

#[test]
fn an_unrated_answer_closes_when_both_windows_are_over() {
    let mut item = replied();
    item.attempt(&system(), end("10-15"), &Action::LapseRating)
        .unwrap();
    assert_eq!(item.state.status, Status::Replied);
    assert_eq!(item.owed(), owed(&[(ReviewWindow, 2, "10-26")]));
    item.attempt(&system(), end("10-26"), &Action::LapseReviewWindow)
        .unwrap();
    assert_eq!(item.state.status, Status::Closed);
}

#[test]
fn a_dissatisfied_submitter_keeps_it_open_for_the_supervisor() {
    let mut item = replied();
    item.act(
        &submitter(),
        "09-28 09:00",
        rate(Satisfaction::Dissatisfied),
    );
    item.attempt(&system(), end("10-26"), &Action::LapseReviewWindow)
        .unwrap();
    assert_eq!(item.state.status, Status::Replied);
    assert_eq!(item.owed(), owed(&[(Close, 1, "10-29")]));
}

#[test]
fn a_review_is_decided_within_thirty_days_by_a_unit_that_did_not_take_part() {
    let mut item = asked();
    // 12 October + 30 days; whoever is named has what is left
    assert_eq!(
        item.owed(),
        owed(&[(AssignReview, 1, "10-14"), (DecideReview, 1, "11-11")])
    );
    let review = item.state.overlays.open_review().unwrap();
    assert_eq!(
        (review.level, review.unit),
        (ReviewLevel::Reexamination, None)
    );
    for unit in [LEAD, SUPPORT] {
        let refused = "办理过这一件的单位不能复查";
        item.assert_refused(&supervisor(), "10-13 09:00", to(unit), refused);
    }
    item.act(&supervisor(), "10-13 09:00", to(DESK));
    // named wrongly: another takes it over, with the same time
    item.act(&supervisor(), "10-13 10:00", to(ELSEWHERE));
    let again = "已经由这个单位复查";
    item.assert_refused(&supervisor(), "10-13 11:00", to(ELSEWHERE), again);
    assert_eq!(item.owed(), owed(&[(DecideReview, 4, "11-11")]));
    assert!(item.state.visible_units().contains(&ELSEWHERE));
    let empty = Action::ConcludeReview {
        result: ReviewResult::Upheld,
        text: " ".into(),
    };
    item.assert_refused(&reviewer(), "11-02 09:00", empty, "请填写复查（复核）意见");
    item.act(&reviewer(), "11-02 09:00", conclude(ReviewResult::Upheld));
    assert_eq!(item.owed(), owed(&[(ReviewWindow, 2, "12-02")]));
    // it can be looked up by those who decided it
    assert!(item.state.visible_units().contains(&ELSEWHERE));
}

#[test]
fn the_final_review_ends_it() {
    let mut item = under_review();
    item.act(&reviewer(), "11-02 09:00", conclude(ReviewResult::Changed));
    item.act(&submitter(), "11-20 09:00", ask());
    let review = item.state.overlays.open_review().unwrap();
    assert_eq!(review.level, ReviewLevel::FinalReview);
    // 20 December is a Sunday
    assert_eq!(item.open(DecideReview).due_at, end("12-21"));
    let refused = "作过复查、复核的单位不再复核，应由其上一级办理";
    item.assert_refused(&supervisor(), "11-20 10:00", to(ELSEWHERE), refused);
    item.act(&supervisor(), "11-20 10:00", to(ABOVE));
    item.act(
        &upper_reviewer(),
        "12-10 09:00",
        conclude(ReviewResult::Upheld),
    );
    assert_eq!(item.owed(), owed(&[(Close, 1, "12-14")]));
    let offered = available(&item.state, &submitter());
    assert!(!offered.contains(&ActionKind::AskReview));
    item.act(&system(), "12-14 09:00", Action::Close);
    assert_eq!(item.state.status, Status::Closed);
}

#[test]
fn a_quashed_answer_is_given_again_and_may_be_disputed_again() {
    let mut item = under_review();
    let changes = item.act(&reviewer(), "11-02 09:00", conclude(ReviewResult::Quashed));
    assert_eq!(changes.len(), 2);
    assert_eq!((item.state.round, item.state.status), (2, Status::Assigned));
    // half of 60 days, from 2 November
    assert_eq!(
        item.owed(),
        owed(&[(Acknowledge, 2, "11-03"), (Reply, 2, "12-02")])
    );
    item.act(&liaison(), "11-02 10:00", acknowledge());
    let mut content = outcome(huiyin_core::ResultClass::C);
    content.reason = Some("经费所限".into());
    let mut reply = super::world::final_reply(&[huiyin_core::PointNo(1)], content);
    reply.points[0].text = "重新核查后的处理意见".into();
    item.act(
        &handler(),
        "11-10 09:00",
        Action::DraftReply { content: reply },
    );
    item.act(&head(), "11-10 10:00", Action::sign_off());
    assert_eq!(item.open(ReviewWindow).due_at, end("12-10"));
    item.act(&submitter(), "11-11 10:00", ask());
    let review = item.state.overlays.open_review().unwrap();
    assert_eq!(
        (review.round, review.level),
        (2, ReviewLevel::Reexamination)
    );
}

#[test]
fn a_review_is_asked_for_in_time_and_once() {
    let mut item = replied();
    let late = "申请复查的期限已于2026年10月26日届满";
    let before = item.state.clone();
    let refusal = item
        .attempt(&submitter(), end("10-26"), &ask())
        .unwrap_err();
    assert_eq!((refusal.to_string().as_str(), &item.state), (late, &before));
    item.attempt(&submitter(), at("10-26 23:59"), &ask())
        .unwrap();
    let twice = item
        .attempt(&submitter(), at("10-26 23:59"), &ask())
        .unwrap_err();
    assert!(
        twice.to_string().contains("申请期内可以申请一次"),
        "{twice}"
    );
}

#[test]
fn while_it_is_reviewed_the_supervisor_orders_no_redo() {
    let mut item = replied();
    item.act(
        &submitter(),
        "09-28 09:00",
        rate(Satisfaction::Dissatisfied),
    );
    let redo = ActionKind::Redo;
    assert!(available(&item.state, &supervisor()).contains(&redo));
    item.act(&submitter(), "10-12 10:00", ask());
    assert!(!available(&item.state, &supervisor()).contains(&redo));
    // before it is asked for, a redo takes the place of the window
    let mut other = replied();
    other.act(
        &submitter(),
        "09-28 09:00",
        rate(Satisfaction::Dissatisfied),
    );
    other.act(&supervisor(), "09-28 10:00", special_action(redo, None));
    assert!(other.state.open_obligation(ReviewWindow).is_none());
}

/// A database that was seeded before there were rules for it keeps what the law gives.
#[test]
fn without_rules_the_times_of_the_law_hold() {
    let mut item = replied();
    let all = item.policy.rules.rules().iter();
    let others = all.filter(|r| !matches!(r.obligation, ReviewWindow | DecideReview));
    let rules = huiyin_workflow::time_rule::TimeRules::new(others.cloned().collect()).unwrap();
    item.policy.rules = rules;
    item.act(&submitter(), "10-12 10:00", ask());
    assert_eq!(item.open(DecideReview).due_at, end("11-11"));
    assert_eq!(item.open(DecideReview).basis.rule, "decide_review@shipped");
}

#[test]
fn who_wrote_the_answer_does_not_review_it_from_another_unit() {
    let mut item = under_review();
    let moved = staff(23, ELSEWHERE, &[Role::Head]);
    let refused = "您没有“作出复查意见”的权限：承办过这一件的人员不得复查、复核";
    let action = conclude(ReviewResult::Upheld);
    item.assert_refused(&moved, "10-14 09:00", action.clone(), refused);
    item.act(&reviewer(), "10-14 09:00", action);
}
