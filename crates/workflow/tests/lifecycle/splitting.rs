//! 拆分成几件: the letter keeps its part, every other is an item of its own, and nobody waits longer
//! for it.

use huiyin_core::ObligationKind::{Accept, Assign, Reply};
use huiyin_core::time::Instant;
use huiyin_core::{
    Ctx, Digest, ResultClass, Satisfaction, Status, SuggestionKind, TicketNo, UnitId,
};
use huiyin_workflow::metric::MetricFacts;
use huiyin_workflow::split::{SplitOff, register_part};
use huiyin_workflow::{Action, Recorded, Seals, replay};

use super::merging::{merge, parent, take};
use super::paths::{accept, acknowledge, ask_supplement, assign, draft, propose_decline};
use super::world::{
    DESK, ITEM, Item, LEAD, at, clerk, handler, head, letter, liaison, new_part, outcome,
    supervisor, system,
};

fn split(bodies: &[&str]) -> Action {
    let parts = (20..).zip(bodies).map(|(id, body)| new_part(id, body));
    Action::Split {
        parts: parts.collect(),
    }
}

fn off(item: &Item) -> Vec<i64> {
    let off = item.state.overlays.split_off.iter();
    off.map(|part| part.part.0).collect()
}

/// A part of an item, registered when the clerk splits it off.
fn part_of(original: &Item, now: Instant) -> Item {
    let mut submission = letter(original.state.kind, original.state.received_at);
    submission.channel = original.state.channel;
    let ctx = Ctx {
        actor: clerk(),
        now,
    };
    let part_no = TicketNo {
        series: "GH".into(),
        year: 2026,
        seq: 2,
    };
    let seals = Seals {
        text: Digest::of(b"part"),
        identity: None,
    };
    let policy = super::world::policy();
    let first = register_part(&original.state, &submission, part_no, seals, &ctx, &policy);
    let ledger = vec![Recorded::first(now, &clerk(), first)];
    Item {
        state: replay(ITEM, &ledger).unwrap(),
        ledger,
        policy,
    }
}

fn due(item: &Item, kind: huiyin_core::ObligationKind) -> Instant {
    item.state.open_obligation(kind).unwrap().due_at
}

#[test]
fn the_letter_goes_on_as_it_was_and_knows_its_parts() {
    let mut item = Item::in_progress();
    let before = item.state.clone();
    item.act(
        &clerk(),
        "09-22 09:00",
        split(&["更衣柜太少", "末班车太早"]),
    );
    assert_eq!(off(&item), [20, 21]);
    let mut expect = before;
    expect.revision += 1;
    expect
        .overlays
        .split_off
        .clone_from(&item.state.overlays.split_off);
    assert_eq!(item.state, expect);
    // there may be more, one time or another
    let more = Action::Split {
        parts: vec![new_part(30, "开水房没有灯")],
    };
    item.act(&clerk(), "09-22 10:00", more);
    assert_eq!(off(&item), [20, 21, 30]);
}

#[test]
fn each_state_in_which_it_is_not_split_says_why() {
    const OPEN: &str =
        "登记之后、没有答复过也没有答复等待审签时，才能拆分成几件；等待补正的，补正之后再拆分";
    let mut asked = Item::submitted();
    asked.act(&clerk(), "09-17 11:00", ask_supplement());
    let mut declining = Item::submitted();
    declining.act(&clerk(), "09-17 11:00", propose_decline());
    let mut child = Item::accepted();
    child.act(&clerk(), "09-20 15:00", merge(parent(LEAD)));
    let mut with_child = Item::in_progress();
    with_child.act(&system(), "09-21 10:00", take(8, "10-30"));
    let mut closed = Item::rated(Satisfaction::Satisfied);
    closed.act(&system(), "10-08 09:00", Action::Close);
    let mut again = Item::rated(Satisfaction::Dissatisfied);
    let redo = Action::Redo {
        reason: "没有解决".into(),
    };
    again.act(&supervisor(), "09-29 09:00", redo);
    let part = part_of(&Item::submitted(), at("09-17 12:00"));
    let merged = "并案办理期间不拆分，请先解除并案";
    for (mut item, rule) in [
        (asked, OPEN),
        (declining, "拟不予受理的，核准或者不同意之后才能拆分"),
        (child, merged),
        (with_child, merged),
        (Item::in_review(), OPEN),
        (Item::replied(), "已经答复过的不再拆分"),
        (closed, "已经答复过的不再拆分"),
        (again, "已经答复过的不再拆分"),
        (
            part,
            "拆分出来的一件不再拆分；还有别的事项的，在原件上拆分，或者拆分诉求点",
        ),
    ] {
        let status = item.state.status.label();
        let words = format!("当前状态为“{status}”，不能“拆分成几件”：{rule}");
        item.assert_refused(&clerk(), "12-01 09:00", split(&["更衣柜太少"]), &words);
    }
}

#[test]
fn a_form_that_splits_nothing_or_too_much_is_told_so() {
    let mut item = Item::accepted();
    let nine: Vec<String> = (1..=9).map(|n| format!("第{n}件事")).collect();
    let nine: Vec<&str> = nine.iter().map(String::as_str).collect();
    for (action, words) in [
        (split(&[]), "至少拆分出一件"),
        (
            split(&["更衣柜", "更衣柜"]),
            "拆分出的两件内容相同，请分别写明",
        ),
        (
            split(&[&nine[..], &["第十件事"]].concat()),
            "一件来信最多拆分出 9 件，还可以拆分 9 件",
        ),
    ] {
        item.assert_refused(&clerk(), "09-20 15:00", action, words);
    }
    let mut unregistered = new_part(20, "更衣柜");
    unregistered.registered = None;
    let mut itself = new_part(20, "更衣柜");
    itself.registered = Some(SplitOff {
        part: ITEM,
        part_no: item.state.ticket_no.clone(),
    });
    for part in [unregistered, itself] {
        let action = Action::Split { parts: vec![part] };
        let words = "拆分出的每一件都须单独登记";
        item.assert_refused(&clerk(), "09-20 15:00", action, words);
    }
    item.act(&clerk(), "09-20 15:00", split(&nine));
    let words = "当前状态为“待分办”，不能“拆分成几件”：一件来信最多拆分出九件";
    item.assert_refused(&clerk(), "09-20 16:00", split(&["再一件"]), words);
}

#[test]
fn a_part_of_a_letter_that_waits_to_be_accepted_waits_with_it() {
    let letter = Item::submitted();
    let part = part_of(&letter, at("09-17 16:00"));
    assert_eq!(part.state.status, Status::Submitted);
    assert_eq!(part.state.received_at, letter.state.received_at);
    assert_eq!(due(&part, Accept), due(&letter, Accept));
    let from = part.state.overlays.split_from.as_ref().unwrap();
    assert_eq!(from.original, letter.state.id);
    assert_eq!(from.original_no, letter.state.ticket_no);
    // 18 September to accept, the 20th (worked) to assign, ten working days from then
    // the 18th to accept, Sunday the 20th (worked) to assign, ten working days to 10 October
    assert_eq!(from.reply_by, Some(at("10-11 00:00")));
}

#[test]
fn a_part_is_answered_no_later_than_its_letter() {
    let letter = Item::in_progress();
    let reply_due = due(&letter, Reply);
    let mut part = part_of(&letter, at("09-24 09:00"));
    part.act(&clerk(), "09-24 09:00", accept());
    // the desk has its own day for assigning
    assert_eq!(due(&part, Assign), at("09-29 00:00"));
    part.act(&clerk(), "09-28 15:00", assign());
    let reply = part.state.open_obligation(Reply).unwrap();
    assert_eq!(reply.due_at, reply_due);
    assert_eq!(
        reply.basis.note.as_deref(),
        Some("由原件拆分，答复时限不晚于原件")
    );
    // from here on it goes its own way
    part.act(&liaison(), "09-28 16:00", acknowledge());
    part.act(&handler(), "09-29 09:00", draft(outcome(ResultClass::A)));
    part.act(&head(), "09-29 10:00", Action::sign_off());
    assert_eq!(part.state.status, Status::Replied);
}

#[test]
fn a_part_of_an_overdue_letter_is_due_at_once_but_its_steps_are_not_late() {
    let letter = Item::in_progress();
    let reply_due = due(&letter, Reply);
    let mut part = part_of(&letter, at("11-03 09:00"));
    part.act(&clerk(), "11-03 09:00", accept());
    assert_eq!(due(&part, Assign), at("11-05 00:00"));
    part.act(&clerk(), "11-03 10:00", assign());
    assert_eq!(due(&part, Reply), reply_due);
}

#[test]
fn what_is_closed_to_others_and_urgent_in_the_letter_is_so_in_its_parts() {
    let now = at("09-17 10:00");
    let mut disclosure = Item::registered(&letter(SuggestionKind::Disclosure, now), true, now);
    disclosure.state.desk = UnitId(9);
    let part = part_of(&disclosure, at("09-17 12:00"));
    assert!(part.state.is_restricted && part.state.is_urgent);
    assert_eq!(part.state.desk, UnitId(9));
    assert_eq!(part.state.accountable_unit, Some(UnitId(9)));
    // also where the part alone would be open to everybody
    let mut restricted = Item::submitted();
    restricted.state.is_restricted = true;
    let part = part_of(&restricted, at("09-17 12:00"));
    assert_eq!(part.state.kind, SuggestionKind::Proposal);
    assert!(part.state.is_restricted);
    assert_eq!(part.state.desk, DESK);
}

#[test]
fn figures_count_a_part_on_its_day_and_its_waiting_from_the_letter() {
    let mut letter = Item::in_progress();
    letter.act(&clerk(), "09-24 09:00", split(&["更衣柜太少"]));
    let part = part_of(&letter, at("09-24 09:00"));
    let whole = MetricFacts::from_ledger(ITEM, &letter.ledger).unwrap();
    assert_eq!(whole.waits_since, None);
    let facts = MetricFacts::from_ledger(ITEM, &part.ledger).unwrap();
    assert_eq!(facts.registered_at, at("09-24 09:00"));
    assert_eq!(facts.waits_since, Some(letter.state.registered_at));
    // a figure of the time before does not know of it
    assert_eq!(facts.as_of(at("09-24 09:00")), None);
}
