//! 列明被反映人、移交、承办人离岗: who leaves an item, and who takes their place.

use huiyin_core::ObligationKind::{
    Acknowledge, Assign, Close, Commitment, Rate, Reply, Rule, SupportOpinion,
};
use huiyin_core::{AccountId, Actor, AssignmentRole, Role, Satisfaction, Status, UnitId};
use huiyin_workflow::{Action, ActionKind, Refusal, available};

use super::paths::{draft, rate};
use super::special::{promise, special_action};
use super::world::{
    DESK, ELSEWHERE, HANDLER, Item, LEAD, SUPPORT, assistant, at, clerk, handler, head, leader,
    liaison, outcome, staff, submitter, supervisor, system,
};
use huiyin_core::ResultClass;

fn accuse(accounts: &[i64], units: &[UnitId]) -> Action {
    Action::NameAccused {
        accounts: accounts.iter().copied().map(AccountId).collect(),
        units: units.to_vec(),
        reason: "来件指名".into(),
    }
}

fn hand_over(from: UnitId, to: UnitId) -> Action {
    Action::HandOver {
        from,
        to,
        reason: "机构调整".into(),
    }
}

/// Kind and unit of what is owed, in the order of the numbers.
fn owing(item: &Item) -> Vec<(huiyin_core::ObligationKind, UnitId)> {
    item.state
        .open_obligations()
        .map(|o| (o.kind, o.unit))
        .collect()
}

#[test]
fn the_accused_is_answered_as_for_what_does_not_exist() {
    let mut item = Item::in_progress();
    item.act(
        &clerk(),
        "09-22 09:00",
        accuse(&[HANDLER.0, 14], &[SUPPORT]),
    );
    for actor in [handler(), leader(), assistant()] {
        assert_eq!(available(&item.state, &actor), [], "{actor:?}");
        for kind in [
            ActionKind::NameAccused,
            ActionKind::Recuse,
            ActionKind::Redo,
        ] {
            let ctx = huiyin_core::Ctx {
                actor: actor.clone(),
                now: at("09-22 10:00"),
            };
            let action = special_action(kind, Some(&item.state));
            let refused = huiyin_workflow::decide(&item.state, &action, &ctx, &item.policy);
            assert_eq!(refused, Err(Refusal::Unseen));
        }
    }
    let text = Refusal::Unseen.to_string();
    assert_eq!(text, "没有找到");
    assert!(available(&item.state, &supervisor()).contains(&ActionKind::NameAccused));
    // the calendar is kept without a look at the item
    let keeper = staff(14, DESK, &[Role::SystemAdmin]);
    assert!(available(&item.state, &keeper).contains(&ActionKind::MoveDue));
}

#[test]
fn an_accused_lead_loses_the_item_to_the_desk_and_the_reply_stays_due() {
    for mut item in [Item::assigned(), Item::in_progress(), Item::in_review()] {
        let due = item.open(Reply).due_at;
        item.act(&clerk(), "09-24 18:00", accuse(&[], &[LEAD]));
        assert_eq!(item.state.status, Status::Assigned);
        assert_eq!(item.state.accountable_unit, Some(DESK));
        assert!(item.state.draft().is_none());
        let mut owing = owing(&item);
        owing.sort_unstable();
        let mut expect = vec![(Rule, DESK), (Reply, DESK), (SupportOpinion, SUPPORT)];
        expect.sort_unstable();
        assert_eq!(owing, expect);
        let refused = "所选单位不能办理这一件，请另选";
        let again = Action::Rule {
            lead: LEAD,
            reason: "维持".into(),
        };
        item.assert_refused(&supervisor(), "09-25 09:00", again, refused);
        item.act(
            &clerk(),
            "09-25 09:00",
            special_action(ActionKind::Reassign, None),
        );
        assert_eq!(item.state.accountable_unit, Some(ELSEWHERE));
        assert_eq!(item.open(Reply).due_at, due);
    }
}

#[test]
fn an_accused_handler_is_replaced_and_an_accused_support_asked_no_more() {
    let mut item = Item::in_review();
    item.act(
        &supervisor(),
        "09-24 18:00",
        accuse(&[HANDLER.0], &[SUPPORT]),
    );
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.accountable_unit, Some(LEAD));
    let mut owing = owing(&item);
    owing.sort_unstable();
    let mut expect = vec![(Acknowledge, LEAD), (Reply, LEAD)];
    expect.sort_unstable();
    assert_eq!(owing, expect);
    assert_eq!(item.state.supports().count(), 0);
    let refused = "所选的人不能办理这一件，请指定别人";
    let again = Action::Acknowledge { handler: HANDLER };
    item.assert_refused(&liaison(), "09-25 09:00", again, refused);
    // the list is replaced, not extended
    item.act(&clerk(), "09-25 10:00", accuse(&[], &[]));
    assert!(item.state.overlays.accused.is_empty());
    item.act(
        &liaison(),
        "09-25 11:00",
        Action::Acknowledge { handler: HANDLER },
    );
}

#[test]
fn naming_needs_a_reason_a_name_and_not_the_desk() {
    let mut item = Item::accepted();
    let before = owing(&item);
    let check = |item: &mut Item, action: Action, text: &str| {
        item.assert_refused(&clerk(), "09-19 09:00", action, text);
    };
    check(&mut item, accuse(&[], &[]), "请至少列明一名人员或一个单位");
    let desk = "分办台负责全部来件，不能列为被反映单位；请列明具体的人员";
    check(&mut item, accuse(&[], &[LEAD, DESK]), desk);
    let bare = Action::NameAccused {
        accounts: vec![HANDLER],
        units: Vec::new(),
        reason: " ".into(),
    };
    check(&mut item, bare, "请填写列明的理由");
    item.act(&clerk(), "09-19 10:00", accuse(&[5, 5], &[LEAD, LEAD]));
    check(&mut item, accuse(&[5], &[LEAD]), "被反映人没有变化");
    assert_eq!(owing(&item), before, "{Assign:?} stays the desk's");
    let refused = "所选单位不能办理这一件，请另选";
    check(&mut item, super::paths::assign(), refused);
}

#[test]
fn after_the_reply_the_desk_leads_for_an_accused_unit() {
    let mut item = Item::in_progress();
    item.act(&handler(), "09-24 16:00", draft(promise()));
    item.act(&head(), "09-24 17:00", Action::sign_off());
    item.act(&clerk(), "09-25 09:00", accuse(&[], &[LEAD]));
    assert_eq!(item.state.lead_unit(), Some(DESK));
    assert!(owing(&item).iter().all(|(_, unit)| *unit == DESK));
    item.act(
        &submitter(),
        "09-28 09:00",
        rate(Satisfaction::Dissatisfied),
    );
    item.act(
        &supervisor_of_elsewhere(),
        "09-28 10:00",
        special_action(ActionKind::Redo, None),
    );
    item.act(
        &clerk(),
        "09-28 11:00",
        special_action(ActionKind::Reassign, None),
    );
    assert_eq!(item.state.lead_unit(), Some(ELSEWHERE));
    // the promise of the accused is kept by the desk
    let kept = special_action(ActionKind::FulfilCommitment, Some(&item.state));
    item.act(&clerk(), "09-29 09:00", kept);
    assert!(item.state.open_obligation(Commitment).is_none());
}

/// The desk leads by then, and nobody supervises the own unit.
fn supervisor_of_elsewhere() -> Actor {
    staff(61, UnitId(9), &[Role::Supervisor])
}

#[test]
fn a_merged_unit_hands_on_what_it_owes_with_its_history() {
    let mut item = Item::in_progress();
    let due = item.open(Reply).due_at;
    item.act(&system(), "09-22 09:00", hand_over(LEAD, ELSEWHERE));
    assert_eq!(item.state.status, Status::InProgress);
    assert_eq!(item.state.accountable_unit, Some(ELSEWHERE));
    let lead = item.state.lead().unwrap();
    assert_eq!((lead.unit, lead.handler), (ELSEWHERE, Some(HANDLER)));
    assert_eq!(
        (item.open(Reply).unit, item.open(Reply).due_at),
        (ELSEWHERE, due)
    );
    let old = item
        .state
        .assignments
        .iter()
        .find(|a| a.unit == LEAD)
        .unwrap();
    assert!(!old.is_current && old.role == AssignmentRole::Lead);
    // twice gives the same
    let nothing = "这个单位在这一件上没有未了的事";
    item.assert_refused(
        &system(),
        "09-22 10:00",
        hand_over(LEAD, ELSEWHERE),
        nothing,
    );
    // the same person goes on in the new unit
    let moved = staff(HANDLER.0, ELSEWHERE, &[Role::Handler]);
    item.act(&moved, "09-24 16:00", draft(outcome(ResultClass::A)));
}

#[test]
fn a_successor_that_already_takes_part_does_so_once() {
    // the support takes over the lead
    let mut item = Item::in_progress();
    item.act(&system(), "09-22 09:00", hand_over(LEAD, SUPPORT));
    assert_eq!(item.state.lead_unit(), Some(SUPPORT));
    assert_eq!(item.state.supports().count(), 0);
    assert_eq!(owing(&item), [(Reply, SUPPORT)]);
    // the lead takes over the support
    let mut item = Item::in_progress();
    item.act(&system(), "09-22 09:00", hand_over(SUPPORT, LEAD));
    assert_eq!(item.state.supports().count(), 0);
    assert_eq!(owing(&item), [(Reply, LEAD)]);
}

#[test]
fn a_dissolved_unit_leaves_the_item_to_the_desk() {
    let mut item = Item::in_progress();
    item.act(&system(), "09-22 09:00", hand_over(LEAD, DESK));
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.accountable_unit, Some(DESK));
    item.act(
        &clerk(),
        "09-22 10:00",
        special_action(ActionKind::Reassign, None),
    );
    assert_eq!(item.state.accountable_unit, Some(ELSEWHERE));

    let mut replied = Item::replied();
    replied.act(&system(), "09-28 09:00", hand_over(LEAD, DESK));
    assert_eq!(replied.state.lead_unit(), Some(DESK));
    assert_eq!(owing(&replied), [(Rate, DESK)]);
    assert!(replied.state.open_obligation(Close).is_none());
    let keeper = staff(53, DESK, &[Role::SystemAdmin]);
    item.assert_refused(
        &keeper,
        "09-28 09:00",
        hand_over(DESK, LEAD),
        "分办台不能并入其他单位",
    );
    item.assert_refused(
        &keeper,
        "09-28 09:00",
        hand_over(LEAD, LEAD),
        "不能移交给同一个单位",
    );
}

#[test]
fn a_merger_does_not_hand_an_item_to_the_accused() {
    let mut item = Item::in_progress();
    item.act(&clerk(), "09-22 09:00", accuse(&[], &[ELSEWHERE]));
    item.act(&system(), "09-22 10:00", hand_over(LEAD, ELSEWHERE));
    assert_eq!(item.state.accountable_unit, Some(DESK));
    assert!(item.state.open_obligations().all(|o| o.unit != ELSEWHERE));
}

#[test]
fn a_handler_who_is_away_is_replaced_by_the_system() {
    let mut item = Item::in_progress();
    let due = item.open(Reply).due_at;
    let release = Action::ReleaseHandler {
        reason: "休假".into(),
    };
    item.act(&system(), "09-22 09:00", release.clone());
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.lead().unwrap().handler, None);
    assert_eq!(item.open(Acknowledge).unit, LEAD);
    assert_eq!(item.open(Reply).due_at, due);
    let once = "当前状态为“待签收”，不能“承办人离岗”：办理中、有承办人时才须另行指定";
    item.assert_refused(&system(), "09-22 10:00", release, once);
    item.act(
        &liaison(),
        "09-22 11:00",
        Action::Acknowledge {
            handler: AccountId(23),
        },
    );
    let deputy = Action::ChangeHandler {
        handler: HANDLER,
        reason: "代理".into(),
    };
    item.act(&system(), "09-22 12:00", deputy);
    assert_eq!(item.state.lead().unwrap().handler, Some(HANDLER));
}
