//! Who should lead: 退回、裁定、改派、协办、延期、回避.

use huiyin_core::ObligationKind::{
    Acknowledge, ConfirmSupport, DecideExtension, Reply, Rule, SupportOpinion,
};
use huiyin_core::{AccountId, Status, SuggestionKind, UnitId};
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::{Action, ActionKind, ObligationEnd};

use super::paths::{acknowledge, assign, draft, end, owed};
use super::special::special_action;
use super::world::{
    DESK, ELSEWHERE, HANDLER, Item, LEAD, SUPPORT, clerk, handler, head, liaison, outcome, staff,
    submitter, supervisor,
};
use huiyin_core::{ResultClass, Role};

fn send_back() -> Action {
    special_action(ActionKind::SendBack, None)
}

fn rule(lead: UnitId) -> Action {
    Action::Rule {
        lead,
        reason: "以三定方案为准".into(),
    }
}

fn reassign(lead: UnitId) -> Action {
    Action::Reassign {
        lead,
        reason: "对口单位".into(),
    }
}

#[test]
fn while_a_return_is_disputed_the_desk_is_accountable_and_the_reply_stays_due() {
    let mut item = Item::assigned();
    let due = item.open(Reply).due_at;
    item.act(&head(), "09-22 17:00", send_back());
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.accountable_unit, Some(DESK));
    // assigned on the worked Sunday: half of ten days for the opinion, ten for the reply
    let expect = [
        (Rule, 1, "09-23"),
        (SupportOpinion, 3, "09-28"),
        (Reply, 1, "10-10"),
    ];
    assert_eq!(item.owed(), owed(&expect));
    assert_eq!(item.open(Reply).due_at, due);
    let refused = "当前状态为“待签收”，不能“签收”：分办之后、没有退回争议时才能签收";
    item.assert_refused(&liaison(), "09-22 18:00", acknowledge(), refused);
}

#[test]
fn sending_back_is_for_the_first_two_working_days_and_once() {
    let mut item = Item::assigned();
    let late =
        "退回须在分办后 2个工作日之内提出，已于2026年9月22日截止；仍有异议的，请提请督导员裁定";
    item.assert_refused(&head(), "09-23 00:00", send_back(), late);
    item.act(&head(), "09-22 23:59", send_back());
    item.act(&clerk(), "09-23 09:00", reassign(ELSEWHERE));
    let other_head = staff(42, ELSEWHERE, &[Role::Head]);
    let once = "当前状态为“待签收”，不能“退回分办台”：只有首次分办可以退回一次；仍有异议的，提请督导员裁定，裁定后的不能退回";
    let back = Action::SendBack {
        reason: "也不归我们".into(),
        proposed: Some(LEAD),
    };
    item.assert_refused(&other_head, "09-23 10:00", back, once);
}

#[test]
fn a_return_names_reason_and_unit() {
    let mut item = Item::assigned();
    let back = |reason: &str, proposed| Action::SendBack {
        reason: reason.into(),
        proposed,
    };
    let act = "09-21 09:00";
    item.assert_refused(&head(), act, back(" ", Some(ELSEWHERE)), "请填写退回的理由");
    item.assert_refused(
        &head(),
        act,
        back("不归我们", None),
        "退回须写明建议由哪个单位主办",
    );
    item.assert_refused(
        &head(),
        act,
        back("不归我们", Some(LEAD)),
        "建议的单位不能是本单位",
    );
}

#[test]
fn the_liaison_asks_and_the_head_sends_back() {
    let mut item = Item::assigned();
    item.act(
        &liaison(),
        "09-21 09:00",
        special_action(ActionKind::RequestSendBack, None),
    );
    assert_eq!(item.state.accountable_unit, Some(LEAD));
    assert!(item.state.overlays.send_back_request.is_some());
    item.act(&head(), "09-21 10:00", send_back());
    assert!(item.state.overlays.send_back_request.is_none());
}

#[test]
fn reassigning_never_restarts_the_submitters_due_date() {
    let mut item = Item::in_progress();
    let due = item.open(Reply).due_at;
    item.act(&clerk(), "09-28 09:00", reassign(SUPPORT));
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.accountable_unit, Some(SUPPORT));
    assert_eq!(item.state.lead_unit(), Some(SUPPORT));
    // who leads now no longer assists
    assert_eq!(
        item.owed(),
        owed(&[(Acknowledge, 3, "09-29"), (Reply, 3, "10-10")])
    );
    assert_eq!(item.open(Reply).due_at, due);
    let moved = item.state.obligations.iter().filter(|o| o.kind == Reply);
    let how: Vec<_> = moved
        .map(|o| (o.unit, o.ended.map(|(_, how)| how)))
        .collect();
    assert_eq!(how, [(LEAD, Some(ObligationEnd::Moved)), (SUPPORT, None)]);
}

#[test]
fn a_ruling_is_final() {
    let mut item = Item::in_progress();
    item.act(
        &head(),
        "09-25 09:00",
        special_action(ActionKind::AskRuling, None),
    );
    // until the ruling the unit goes on
    assert_eq!(item.state.accountable_unit, Some(LEAD));
    item.act(&supervisor(), "09-28 09:00", rule(LEAD));
    assert_eq!(item.state.status, Status::InProgress);
    assert_eq!(item.state.lead().and_then(|a| a.handler), Some(HANDLER));
    assert!(item.state.open_obligation(Rule).is_none());
    let refused = "当前状态为“办理中”，不能“改派”：分办之后、拟写答复之前可以改派；裁定的主办单位不再改派，有人回避的除外";
    item.assert_refused(&clerk(), "09-28 10:00", reassign(ELSEWHERE), refused);
    // nobody could rule that somebody may judge their own cause
    let stepped_out = special_action(ActionKind::Recuse, None);
    item.act(&handler(), "09-28 11:00", stepped_out);
    item.act(&clerk(), "09-28 12:00", reassign(ELSEWHERE));
    assert_eq!(item.state.accountable_unit, Some(ELSEWHERE));
}

#[test]
fn a_ruling_against_a_return_makes_the_unit_acknowledge() {
    let mut item = Item::assigned();
    item.act(&head(), "09-21 09:00", send_back());
    let own = staff(61, LEAD, &[Role::Supervisor]);
    let refused = "您没有“裁定”的权限：督导员不得督导本单位承办的事项";
    item.assert_refused(&own, "09-21 10:00", rule(ELSEWHERE), refused);
    item.act(&supervisor(), "09-21 10:00", rule(LEAD));
    assert_eq!(item.state.accountable_unit, Some(LEAD));
    let expect = [
        (Acknowledge, 2, "09-22"),
        (SupportOpinion, 3, "09-28"),
        (Reply, 2, "10-10"),
    ];
    assert_eq!(item.owed(), owed(&expect));
    item.act(&liaison(), "09-21 11:00", acknowledge());
}

#[test]
fn support_is_asked_by_the_lead_and_confirmed_by_triage() {
    let mut item = Item::in_progress();
    let ask = |unit| Action::AskSupport {
        units: vec![unit],
        reason: "需要电梯资料".into(),
    };
    item.assert_refused(
        &handler(),
        "09-21 10:00",
        ask(LEAD),
        "主办单位不能同时是协办单位",
    );
    let twice = "所选单位中有已经在协办的单位";
    item.assert_refused(&handler(), "09-21 10:00", ask(SUPPORT), twice);
    item.act(&handler(), "09-21 10:00", ask(ELSEWHERE));
    assert_eq!(item.open(ConfirmSupport).unit, DESK);
    item.act(
        &clerk(),
        "09-22 09:00",
        special_action(ActionKind::AddSupport, None),
    );
    assert!(item.state.open_obligation(ConfirmSupport).is_none());
    let added = item
        .state
        .open_obligations()
        .find(|o| o.kind == SupportOpinion && o.unit == ELSEWHERE)
        .unwrap();
    // half of ten working days from the 22nd
    assert_eq!(added.due_at, end("09-30"));
}

#[test]
fn an_extension_is_counted_from_the_old_due_date_and_only_once() {
    let mut item = Item::in_progress();
    let ask = |amount| Action::AskExtension {
        amount,
        reason: "需要检测".into(),
    };
    item.assert_refused(&head(), "09-28 09:00", ask(11), "延期为 1 到 10个工作日");
    let late = "延期须在到期之前申请，答复时限已于2026年10月10日届满";
    item.assert_refused(&head(), "10-11 00:00", ask(5), late);
    item.act(&head(), "10-10 23:59", ask(5));
    // decided before the old limit runs out
    assert_eq!(item.open(DecideExtension).due_at, end("10-10"));
    item.act(
        &supervisor(),
        "10-12 09:00",
        special_action(ActionKind::GrantExtension, None),
    );
    assert_eq!(item.open(Reply).due_at, end("10-16"));
    assert_eq!(item.state.lead().map(|a| a.due_at), Some(end("10-16")));
    assert_eq!(item.open(Reply).basis.limit, TimeLimit::working_days(5));
    let once = "当前状态为“办理中”，不能“申请延期”：答复之前可以申请延期，只有一次";
    item.assert_refused(&head(), "10-14 09:00", ask(1), once);
}

#[test]
fn a_petition_is_extended_by_days_and_at_most_thirty() {
    let mut item = Item::of_kind(SuggestionKind::Petition);
    let accept = Action::Accept {
        kind: SuggestionKind::Petition,
        topic: None,
        points: Vec::new(),
    };
    item.act(&clerk(), "09-18 09:00", accept);
    item.act(&clerk(), "09-20 15:00", assign());
    item.act(&liaison(), "09-21 09:00", acknowledge());
    let ask = |amount| Action::AskExtension {
        amount,
        reason: "案情复杂".into(),
    };
    item.assert_refused(&head(), "09-22 09:00", ask(31), "延期为 1 到 30日");
    item.act(&head(), "09-22 09:00", ask(30));
    let asked = item.state.overlays.asked_extension.clone().unwrap();
    assert_eq!(asked.limit, TimeLimit::days(30));
}

#[test]
fn who_steps_out_acts_no_more_and_the_unit_names_another() {
    let mut item = Item::in_progress();
    let due = item.open(Reply).due_at;
    item.act(
        &handler(),
        "09-22 09:00",
        special_action(ActionKind::Recuse, None),
    );
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.open(Acknowledge).due_at, end("09-23"));
    assert_eq!(item.open(Reply).due_at, due);
    let again = "所选的人已经回避这一件，请指定别人";
    item.assert_refused(&liaison(), "09-22 10:00", acknowledge(), again);
    let other = Action::Acknowledge {
        handler: AccountId(99),
    };
    item.act(&liaison(), "09-22 10:00", other);
    let out = "您没有“拟写答复”的权限：已经回避的人员不再参与这一件的办理";
    item.assert_refused(
        &handler(),
        "09-22 11:00",
        draft(outcome(ResultClass::A)),
        out,
    );
}

#[test]
fn a_withdrawal_settles_every_dispute_and_request() {
    let mut item = Item::assigned();
    item.act(&head(), "09-21 09:00", send_back());
    item.act(&submitter(), "09-21 10:00", super::paths::withdraw());
    assert!(item.state.overlays.dispute.is_none());
    assert_eq!(item.owed(), owed(&[]));
}
