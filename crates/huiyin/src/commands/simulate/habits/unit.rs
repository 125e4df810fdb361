//! What the units do.

use chrono::Duration;
use huiyin_core::{Actor, ObligationKind, Role};
use huiyin_workflow::Action;

use super::{Moment, Wish, wish, words};
use crate::commands::simulate::cast::DESK;
use crate::commands::simulate::dice::Dice;
use crate::commands::simulate::replies;

/// 主办和协办单位.
pub(super) fn unit(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let Some(lead) = m.item.lead_unit() else {
        return;
    };
    let (today, on) = (m.today(), &m.item.overlays);
    let is_out =
        |who: &Actor| matches!(who, Actor::Staff(staff) if on.recused.contains(&staff.account));
    let liaison = m.cast.someone(lead, Role::Liaison, today, dice);
    let head = m.cast.someone(lead, Role::Head, today, dice);
    let named = m.item.lead().and_then(|a| a.handler);
    let handler = named
        .filter(|account| !m.cast.is_away(*account, today))
        .and_then(|account| m.cast.person(account));
    let next_handler = m.cast.someone(lead, Role::Handler, today, dice);
    // what is restricted only the head can open
    let is_restricted = m.item.is_restricted;
    let next_handler = if is_restricted {
        head.clone()
    } else {
        next_handler
    };
    let next_account = match &next_handler {
        Some(Actor::Staff(staff)) => Some(staff.account),
        Some(Actor::Submitter(_) | Actor::System(_)) | None => None,
    };
    let front = liaison
        .clone()
        .filter(|_| !is_restricted)
        .or_else(|| head.clone());
    let is_free = next_account.filter(|account| !on.recused.contains(account));
    if let Some(account) = is_free {
        wish(
            wishes,
            900,
            front.clone(),
            Action::Acknowledge { handler: account },
        );
        // who is away is replaced, or the item would lie until they come back
        if named.is_some_and(|n| n != account && m.cast.is_away(n, today)) {
            let reason = words("承办人休假");
            wish(
                wishes,
                900,
                front.clone(),
                Action::ChangeHandler {
                    handler: account,
                    reason,
                },
            );
        }
    }
    let reason = words("不属于本单位职责");
    let proposed = dice.pick(&m.cast.unit_ids());
    if on.send_back_request.is_some() {
        wish(
            wishes,
            3_000,
            head.clone(),
            Action::SendBack { reason, proposed },
        );
    } else {
        wish(
            wishes,
            25,
            liaison,
            Action::RequestSendBack {
                reason: reason.clone(),
                proposed,
            },
        );
        wish(
            wishes,
            25,
            head.clone(),
            Action::SendBack {
                reason: reason.clone(),
                proposed,
            },
        );
        wish(wishes, 8, head.clone(), Action::AskRuling { reason });
    }
    if dice.chance(2) {
        let reason = words("与当事人是亲属");
        wish(wishes, 900, handler.clone(), Action::Recuse { reason });
    }
    // of those who are there, whoever has not stepped out
    let writers = [
        handler.clone(),
        head.clone(),
        m.cast
            .someone(lead, Role::Liaison, today, dice)
            .filter(|_| !is_restricted),
    ];
    let writer = writers.into_iter().flatten().find(|who| !is_out(who));
    let content = replies::content(m.item, today, dice);
    wish(wishes, 800, writer.clone(), Action::DraftReply { content });
    let days = u32::try_from(dice.between(1, 10)).unwrap_or(1);
    let reason = words("需要现场勘查");
    wish(
        wishes,
        50,
        head.clone(),
        Action::AskExtension {
            amount: days,
            reason,
        },
    );
    if let Some(other) = proposed.filter(|unit| *unit != lead) {
        let reason = words("需要后勤配合");
        wish(
            wishes,
            30,
            writer.clone(),
            Action::AskSupport {
                units: vec![other],
                reason,
            },
        );
    }
    let termination = Action::ProposeTermination {
        reason: words("涉及的单位已经撤销"),
        explanation: words("办理的前提已经不存在"),
    };
    wish(wishes, 4, writer.clone(), termination);
    let leader = m.cast.someone(DESK, Role::Leader, today, dice);
    let signer = if on.is_key() {
        leader
    } else {
        // a head who has stepped out leaves the signature to the leader in charge
        head.clone().filter(|head| !is_out(head)).or(leader)
    };
    wish(wishes, 900, signer.clone(), Action::sign_off());
    wish(
        wishes,
        80,
        signer,
        Action::ReturnDraft {
            reason: words("请写明完成时间"),
        },
    );
    if m.is_late(ObligationKind::Reply) {
        let text = words("等待检测结果");
        wish(wishes, 60, writer.clone(), Action::ExplainOverdue { text });
    }
    let text = words("已经落实");
    wish(
        wishes,
        900,
        writer.clone(),
        Action::AnswerSupervision { text: text.clone() },
    );
    wish(
        wishes,
        900,
        writer.clone(),
        Action::AnswerDirective { text },
    );
    // what a dissolved unit had promised is kept by the desk
    let keeper = match m.item.open_obligation(ObligationKind::Commitment) {
        Some(promised) if promised.unit == DESK => m.cast.someone(DESK, Role::Clerk, today, dice),
        Some(_) | None => writer,
    };
    promises(m, keeper, wishes);
    for support in m.item.supports() {
        let assistant = m.cast.someone(support.unit, Role::Handler, today, dice);
        wish(
            wishes,
            700,
            assistant,
            Action::GiveSupport {
                opinion: words("可行"),
            },
        );
    }
}

/// 承诺 are kept about when they were promised.
fn promises(m: &Moment<'_>, writer: Option<Actor>, wishes: &mut Vec<Wish>) {
    let soon = m.now + Duration::days(3);
    let due = m
        .item
        .open_obligations()
        .find(|o| o.kind == ObligationKind::Commitment && o.due_at <= soon);
    if let Some(promised) = due {
        let (no, text) = (promised.no, words("承诺的事项已经完成"));
        wish(wishes, 900, writer, Action::FulfilCommitment { no, text });
    }
}
