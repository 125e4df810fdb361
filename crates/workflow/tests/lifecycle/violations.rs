//! `huiyin verify` finds a broken promise wherever a row was changed behind the engine's back.

use huiyin_core::{ObligationKind, PointNo, ResultClass, Satisfaction, Status};
use huiyin_workflow::suggestion::{Closure, Point};
use huiyin_workflow::{Action, ObligationEnd, Suggestion, invariants};

use super::paths::{ask_supplement, propose_decline};
use super::world::{DESK, ELSEWHERE, Item, at, clerk, outcome, second_clerk, system};

fn check(item: Item, tamper: impl FnOnce(&mut Suggestion), expect: &str) {
    let mut state = item.state;
    tamper(&mut state);
    let found: Vec<String> = invariants(&state).iter().map(ToString::to_string).collect();
    assert!(found.iter().any(|v| v == expect), "{expect}: {found:?}");
}

fn end_all(state: &mut Suggestion, chosen: ObligationKind) {
    for obligation in &mut state.obligations {
        if obligation.kind == chosen && obligation.is_open() {
            obligation.ended = Some((at("09-30 00:00"), ObligationEnd::Dropped));
        }
    }
}

fn closed() -> Item {
    let mut item = Item::rated(Satisfaction::Satisfied);
    item.act(&system(), "10-08 09:00", Action::Close);
    item
}

#[test]
fn every_point_gets_an_echo() {
    check(
        Item::submitted(),
        |s| s.points.clear(),
        "条条有回音：没有诉求点",
    );
    let another = Point {
        no: PointNo(2),
        summary: "电梯".into(),
    };
    check(
        Item::replied(),
        |s| s.points.push(another.clone()),
        "条条有回音：诉求点 2 没有答复",
    );
    check(
        closed(),
        |s| s.points.push(another.clone()),
        "条条有回音：诉求点 2 没有答复",
    );
    let mut declined = Item::submitted();
    declined.act(&clerk(), "09-17 11:00", propose_decline());
    declined.act(&second_clerk(), "09-17 12:00", Action::ConfirmDecline);
    check(
        declined,
        |s| s.decline = None,
        "条条有回音：不予受理没有告知理由",
    );
}

#[test]
fn every_item_has_an_owner() {
    check(
        Item::submitted(),
        |s| s.accountable_unit = None,
        "件件有着落：没有责任单位",
    );
    check(
        Item::accepted(),
        |s| s.accountable_unit = Some(ELSEWHERE),
        "件件有着落：尚未分办，责任单位却不是分办台",
    );
    check(
        Item::in_progress(),
        |s| s.accountable_unit = Some(DESK),
        "件件有着落：责任单位不是主办单位（退回争议期间应为分办台）",
    );
    check(
        Item::in_progress(),
        |s| {
            for assignment in &mut s.assignments {
                assignment.handler = None;
            }
        },
        "件件有着落：办理中，却没有承办人",
    );
    check(
        closed(),
        |s| s.accountable_unit = Some(DESK),
        "件件有着落：已经结束，却仍有责任单位",
    );
    check(
        Item::in_progress(),
        |s| {
            let copy = s.open_obligations().next().cloned();
            s.obligations.extend(copy);
        },
        "件件有着落：协办意见义务重复",
    );
}

#[test]
fn every_state_owes_what_it_should() {
    let mut supplementing = Item::submitted();
    supplementing.act(&clerk(), "09-17 11:00", ask_supplement());
    let cases: [(Item, ObligationKind, &str); 8] = [
        (
            Item::submitted(),
            ObligationKind::Accept,
            "待受理，却没有受理义务",
        ),
        (
            supplementing,
            ObligationKind::Supplement,
            "待补正，却没有补正义务",
        ),
        (
            Item::accepted(),
            ObligationKind::Assign,
            "待分办，却没有分办义务",
        ),
        (
            Item::assigned(),
            ObligationKind::Acknowledge,
            "待签收，却没有签收义务",
        ),
        (
            Item::assigned(),
            ObligationKind::Reply,
            "待签收，却没有答复义务",
        ),
        (
            Item::in_progress(),
            ObligationKind::Reply,
            "办理中，却没有答复义务",
        ),
        (
            Item::in_review(),
            ObligationKind::SignOff,
            "待审核，却没有审签义务",
        ),
        (
            Item::replied(),
            ObligationKind::Rate,
            "已答复，却没有评价期或办结义务",
        ),
    ];
    for (item, kind, expect) in cases {
        check(item, |s| end_all(s, kind), &format!("件件有着落：{expect}"));
    }
    for kind in [ObligationKind::Reply, ObligationKind::SupportOpinion] {
        check(
            Item::replied(),
            |s| {
                for obligation in s.obligations.iter_mut().filter(|o| o.kind == kind) {
                    obligation.ended = None;
                }
            },
            &format!("件件有着落：已答复，却仍有未了的{kind}义务"),
        );
    }
    check(
        Item::submitted(),
        |s| s.obligations.clear(),
        "件件有着落：没有时限义务",
    );
    check(
        Item::replied(),
        |s| {
            s.status = Status::Terminated;
            s.accountable_unit = None;
        },
        "件件有着落：已经结束，却仍有未了的评价期义务",
    );
}

#[test]
fn every_matter_has_a_result() {
    check(
        closed(),
        |s| s.closure = None,
        "事事有结果：已办结，却没有结果",
    );
    check(
        closed(),
        |s| s.closure = Some(Closure::Concluded(outcome(ResultClass::C))),
        "事事有结果：结果为 C 类或 D 类时，须写明建议人能看到的理由",
    );
    let mut promised = outcome(ResultClass::B);
    promised.commitment = Some(huiyin_workflow::suggestion::CommitmentPromise {
        text: "修建坡道".into(),
        due_on: "2026-12-31".parse().unwrap(),
    });
    check(
        closed(),
        |s| s.closure = Some(Closure::Concluded(promised)),
        "事事有结果：承诺没有跟踪",
    );
}
