//! 督办、批示、挂账、重办、回访、承诺、终止、加急.

use huiyin_core::ObligationKind::{
    Accept, Acknowledge, Close, Commitment, Directive, FollowUp, Rate, Reply, ShelveReview,
    Supervision,
};
use huiyin_core::{ResultClass, Role, Satisfaction, Status, SupervisionLevel, SupervisionTrigger};
use huiyin_workflow::{Action, ActionKind, available};

use super::paths::{acknowledge, draft, end, owed, propose_decline, rate, reject_decline};
use super::special::{new_years_eve, promise, special_action, unsolved};
use super::world::{
    Item, LEAD, at, caller, clerk, handler, head, leader, liaison, outcome, second_clerk, staff,
    submitter, supervisor, system,
};

fn special(kind: ActionKind) -> Action {
    special_action(kind, None)
}

fn supervise(level: SupervisionLevel) -> Action {
    Action::Supervise {
        level,
        trigger: SupervisionTrigger::Overdue,
        requirement: "限期办结".into(),
        due_on: "2026-10-09".parse().unwrap(),
        seq: 3,
    }
}

#[test]
fn a_listed_supervision_has_a_number_a_due_date_and_the_leaders_signature() {
    let mut item = Item::in_review();
    item.act(
        &supervisor(),
        "09-25 09:00",
        supervise(SupervisionLevel::Listed),
    );
    let order = item.state.overlays.open_supervision().unwrap();
    assert_eq!(order.number(), "督〔2026〕3号");
    assert_eq!(item.open(Supervision).due_at, end("10-09"));
    let refused = "您没有“审签发出”的权限：挂牌督办、约谈和有批示的重点件由分管领导审签";
    item.assert_refused(&head(), "09-25 10:00", Action::sign_off(), refused);
    item.act(&leader(), "09-25 10:00", Action::sign_off());
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    // not closed before it is lifted
    assert!(!available(&item.state, &system()).contains(&ActionKind::Close));
    item.act(
        &handler(),
        "09-28 10:00",
        special(ActionKind::AnswerSupervision),
    );
    item.act(
        &supervisor(),
        "09-28 11:00",
        special(ActionKind::LiftSupervision),
    );
    item.act(&system(), "09-28 12:00", Action::Close);
}

#[test]
fn supervision_only_rises_and_not_by_the_own_unit() {
    let mut item = Item::in_progress();
    item.act(
        &supervisor(),
        "09-25 09:00",
        supervise(SupervisionLevel::Listed),
    );
    let lower = "已有挂牌督办（督〔2026〕3号）；只能升级，或者先解除";
    let again = supervise(SupervisionLevel::Ordinary);
    item.assert_refused(&supervisor(), "09-25 10:00", again, lower);
    let own = staff(61, LEAD, &[Role::Supervisor]);
    let refused = "您没有“督办”的权限：督导员不得督导本单位承办的事项";
    item.assert_refused(
        &own,
        "09-25 10:00",
        supervise(SupervisionLevel::Interview),
        refused,
    );
    item.act(
        &leader(),
        "09-28 10:00",
        supervise(SupervisionLevel::Interview),
    );
    assert_eq!(
        item.state
            .open_obligations()
            .filter(|o| o.kind == Supervision)
            .count(),
        1
    );
}

#[test]
fn a_rating_window_that_lapses_under_a_directive_waits_for_the_report() {
    let mut item = Item::replied();
    item.act(&leader(), "09-28 09:00", special(ActionKind::Direct));
    item.act(&system(), "10-20 09:00", Action::LapseRating);
    assert_eq!(item.state.status, Status::Replied);
    assert_eq!(
        item.owed(),
        owed(&[(Close, 1, "10-22"), (Directive, 2, "12-31")])
    );
    item.act(
        &handler(),
        "10-20 10:00",
        special(ActionKind::AnswerDirective),
    );
    item.act(&system(), "10-20 11:00", Action::Close);
}

#[test]
fn shelving_is_for_three_months_and_outlives_the_closing() {
    let mut item = Item::replied();
    let shelve = |day: &str| Action::Shelve {
        reason: "资金未到位".into(),
        review_on: day.parse().unwrap(),
    };
    let late = "挂账的复查日期最迟为2026年12月28日（3个月）";
    item.assert_refused(&leader(), "09-28 09:00", shelve("2026-12-29"), late);
    item.act(&leader(), "09-28 09:00", shelve("2026-12-28"));
    item.act(&submitter(), "09-28 10:00", rate(Satisfaction::Satisfied));
    item.act(&system(), "09-29 09:00", Action::Close);
    assert_eq!(item.owed(), owed(&[(ShelveReview, 2, "12-28")]));
    item.act(&supervisor(), "12-20 09:00", special(ActionKind::Unshelve));
    assert_eq!(item.owed(), owed(&[]));
}

#[test]
fn a_redo_has_half_the_first_limit_and_wants_another_answer() {
    let mut item = Item::rated(Satisfaction::Dissatisfied);
    item.act(&supervisor(), "09-28 10:00", special(ActionKind::Redo));
    assert_eq!((item.state.round, item.state.status), (2, Status::Assigned));
    assert_eq!(
        item.owed(),
        owed(&[(Acknowledge, 2, "09-29"), (Reply, 2, "10-10")])
    );
    assert!(item.open(Reply).basis.rule.starts_with("redo=half("));
    item.act(&liaison(), "09-28 11:00", acknowledge());
    let same = "诉求点 1 的答复与上一轮相同：重办须有新的答复";
    let old = draft(outcome(ResultClass::A));
    item.assert_refused(&handler(), "09-28 12:00", old, same);
    assert_eq!(item.state.issued_replies().count(), 1);
}

#[test]
fn an_unsolved_follow_up_waits_for_the_supervisor() {
    let mut item = Item::replied_to_a_named_person();
    assert_eq!(item.open(FollowUp).due_at, end("09-28"));
    let own = staff(62, LEAD, &[Role::Caller]);
    let refused = "您没有“回访”的权限：承办单位的人员不得回访自己承办的事项";
    item.assert_refused(&own, "09-28 09:00", unsolved(), refused);
    item.act(&caller(), "09-28 09:00", unsolved());
    item.act(&system(), "10-20 09:00", Action::LapseRating);
    assert_eq!(item.state.status, Status::Replied);
    assert!(!available(&item.state, &system()).contains(&ActionKind::Close));
    item.act(&supervisor(), "10-20 10:00", special(ActionKind::Redo));
}

#[test]
fn a_promise_is_kept_after_the_closing_and_answered_again() {
    let mut item = Item::in_progress();
    item.act(&handler(), "09-24 16:00", draft(promise()));
    item.act(&head(), "09-24 17:00", Action::sign_off());
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    item.act(&system(), "10-08 09:00", Action::Close);
    assert_eq!(item.owed(), owed(&[(Commitment, 2, "12-31")]));
    let kept = special_action(ActionKind::FulfilCommitment, Some(&item.state));
    item.act(&handler(), "12-20 09:00", kept);
    assert_eq!(item.owed(), owed(&[]));
    assert_eq!(item.state.overlays.fulfilments.len(), 1);
    assert_eq!(new_years_eve().to_string(), "2026-12-31");
}

#[test]
fn a_termination_needs_triage_and_ends_what_is_owed() {
    let mut item = Item::in_progress();
    item.act(
        &head(),
        "09-22 09:00",
        special(ActionKind::ProposeTermination),
    );
    let refused = "您没有“核准终止”的权限：只有分办员可以";
    item.assert_refused(&head(), "09-22 10:00", Action::ApproveTermination, refused);
    item.act(&clerk(), "09-22 10:00", Action::ApproveTermination);
    assert_eq!(item.state.status, Status::Terminated);
    assert_eq!(item.owed(), owed(&[]));
}

#[test]
fn marking_urgent_only_brings_forward() {
    let mut item = Item::submitted();
    let before = item.open(Accept).due_at;
    item.act(&clerk(), "09-17 11:00", special(ActionKind::MarkUrgent));
    assert_eq!(item.open(Accept).due_at, at("09-17 13:00"));
    assert!(item.open(Accept).due_at < before);
    item.act(&clerk(), "09-17 12:00", special(ActionKind::UnmarkUrgent));
    assert_eq!(item.open(Accept).due_at, at("09-17 13:00"));
}

#[test]
fn a_decline_that_fails_buys_no_time() {
    let mut item = Item::submitted();
    let due = item.open(Accept).due_at;
    item.act(&clerk(), "09-17 11:00", propose_decline());
    assert!(item.state.open_obligation(Accept).is_none());
    item.act(&second_clerk(), "09-18 17:00", reject_decline());
    assert_eq!(item.open(Accept).due_at, due);
}

#[test]
fn explaining_is_for_what_is_late() {
    let mut item = Item::in_progress();
    let explain = special(ActionKind::ExplainOverdue);
    let refused = "本单位在这一件上没有超期的义务";
    item.assert_refused(&head(), "09-28 09:00", explain.clone(), refused);
    item.act(&head(), "10-13 09:00", explain);
    assert!(item.state.open_obligation(Rate).is_none());
}
