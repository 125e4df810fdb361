//! Each transition: the state after it, who is accountable, and what is owed by which day.

use huiyin_core::ObligationKind::{
    Accept, Acknowledge, Assign, Close, Commitment, Rate, Reply, SignOff, SupportOpinion,
};
use huiyin_core::{
    AccountId, PointNo, ReplyKind, ResultClass, Satisfaction, Status, SuggestionKind,
};
use huiyin_workflow::suggestion::{Closure, CommitmentPromise, Outcome, ReplyContent, ReplyState};
use huiyin_workflow::{Action, Event};

use super::paths::{
    accept, acknowledge, ask_supplement, assign, draft, give_support, note, owed, rate,
    return_draft, supplement, withdraw,
};
use super::world::{
    DESK, HANDLER, Item, LEAD, assistant, at, caller, clerk, final_reply, handler, head, liaison,
    outcome, submitter, supervisor, system, texts,
};

fn promise(day: &str) -> CommitmentPromise {
    CommitmentPromise {
        text: "修建坡道".into(),
        due_on: day.parse().unwrap(),
    }
}

fn promising(day: &str) -> Outcome {
    Outcome {
        commitment: Some(promise(day)),
        ..outcome(ResultClass::B)
    }
}

/// From submission to closing over two holidays. Every day was counted by hand on the calendar:
/// 20 September and 10 October are worked, 25 to 27 September and 1 to 7 October are off.
#[test]
fn a_suggestion_is_accepted_assigned_answered_rated_and_closed() {
    let mut item = Item::submitted();
    assert_eq!(item.state.status, Status::Submitted);
    assert_eq!(item.state.accountable_unit, Some(DESK));
    assert_eq!(item.owed(), owed(&[(Accept, 1, "09-18")]));

    item.act(&clerk(), "09-18 09:00", accept());
    assert_eq!(item.state.status, Status::Accepted);
    assert_eq!(item.state.accountable_unit, Some(DESK));
    assert_eq!(item.owed(), owed(&[(Assign, 1, "09-20")]));

    item.act(&clerk(), "09-20 15:00", assign());
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.accountable_unit, Some(LEAD));
    assert_eq!(
        item.owed(),
        owed(&[
            (Acknowledge, 2, "09-21"),
            (SupportOpinion, 3, "09-28"),
            (Reply, 2, "10-10"),
        ])
    );

    item.act(&liaison(), "09-21 09:00", acknowledge());
    assert_eq!(item.state.status, Status::InProgress);
    assert_eq!(item.state.lead().unwrap().handler, Some(HANDLER));

    item.act(&assistant(), "09-23 09:00", give_support());
    assert_eq!(item.owed(), owed(&[(Reply, 2, "10-10")]));

    item.act(&handler(), "09-24 16:00", draft(promising("2026-12-31")));
    assert_eq!(item.state.status, Status::InReview);
    assert_eq!(
        item.owed(),
        owed(&[(SignOff, 2, "09-28"), (Reply, 2, "10-10")])
    );

    item.act(&head(), "09-28 10:00", return_draft());
    assert_eq!(item.state.status, Status::InProgress);
    assert_eq!(item.owed(), owed(&[(Reply, 2, "10-10")]));

    item.act(&handler(), "09-29 10:00", draft(promising("2026-12-31")));
    assert_eq!(
        item.owed(),
        owed(&[(SignOff, 2, "09-30"), (Reply, 2, "10-10")])
    );

    item.act(&head(), "09-30 10:00", Action::sign_off());
    assert_eq!(item.state.status, Status::Replied);
    assert_eq!(item.state.accountable_unit, Some(LEAD));
    assert_eq!(
        item.owed(),
        owed(&[(Rate, 2, "10-20"), (Commitment, 2, "12-31")])
    );
    let states: Vec<ReplyState> = item.state.replies.iter().map(|r| r.state).collect();
    assert_eq!(states, [ReplyState::Returned, ReplyState::Issued]);
    let reply = item.state.final_reply().unwrap();
    assert_eq!(reply.drafted_by, Some(HANDLER));
    assert_eq!(reply.signed_by, Some(AccountId(23)));
    assert_eq!(reply.issued_at, Some(at("09-30 10:00")));

    item.act(
        &submitter(),
        "10-09 20:00",
        rate(Satisfaction::MostlySatisfied),
    );
    assert_eq!(
        item.owed(),
        owed(&[(Close, 1, "10-12"), (Commitment, 2, "12-31")])
    );

    item.act(&system(), "10-10 09:00", Action::Close);
    assert_eq!(item.state.status, Status::Closed);
    assert_eq!(item.state.accountable_unit, None);
    assert_eq!(item.state.closed_at, Some(at("10-10 09:00")));
    assert_eq!(
        item.state.closure,
        Some(Closure::Concluded(promising("2026-12-31")))
    );
    // the promise is owed beyond the end
    assert_eq!(item.owed(), owed(&[(Commitment, 2, "12-31")]));
}

#[test]
fn further_words_are_welcome_until_the_end_and_move_nothing() {
    for mut item in [
        Item::submitted(),
        Item::accepted(),
        Item::assigned(),
        Item::in_progress(),
        Item::in_review(),
        Item::replied(),
    ] {
        let (status, before) = (item.state.status, item.owed());
        let changes = item.act(&submitter(), "09-29 08:00", supplement());
        assert_eq!((item.state.status, item.owed()), (status, before));
        let [change] = changes.as_slice() else {
            panic!("{changes:?}");
        };
        assert!(matches!(
            change.event,
            Event::Supplemented {
                answers_request: false,
                ..
            }
        ));
    }
}

#[test]
fn an_interim_reply_is_read_but_answers_nothing_yet() {
    let mut item = Item::in_progress();
    let content = ReplyContent {
        kind: ReplyKind::Interim,
        points: texts(&[PointNo(1)]),
        outcome: None,
    };
    item.act(&handler(), "09-22 09:00", Action::DraftReply { content });
    item.act(&head(), "09-22 10:00", Action::sign_off());
    assert_eq!(item.state.status, Status::InProgress);
    assert_eq!(item.state.issued_replies().count(), 1);
    assert!(!item.state.is_point_answered(PointNo(1)));
    // no rating window opens, and the reply is owed as before
    assert_eq!(
        item.owed(),
        owed(&[(SupportOpinion, 3, "09-28"), (Reply, 2, "10-10")])
    );
    item.act(&handler(), "09-23 09:00", draft(outcome(ResultClass::A)));
    item.act(&head(), "09-23 10:00", Action::sign_off());
    assert_eq!(item.state.status, Status::Replied);
    // the opinion that never came is not owed any more
    // 24, 28 … 30 September, 8 … 10, 12 … 14 October
    assert_eq!(item.owed(), owed(&[(Rate, 2, "10-14")]));
}

#[test]
fn every_point_gets_its_own_answer() {
    let mut item = Item::submitted();
    let action = Action::Accept {
        kind: SuggestionKind::Proposal,
        topic: None,
        points: vec!["坡道".into(), "电梯".into()],
    };
    item.act(&clerk(), "09-18 09:00", action);
    item.act(&clerk(), "09-20 15:00", assign());
    item.act(&liaison(), "09-21 09:00", acknowledge());
    let reply = |points: &[PointNo]| Action::DraftReply {
        content: final_reply(points, outcome(ResultClass::A)),
    };
    item.assert_refused(
        &handler(),
        "09-22 09:00",
        reply(&[PointNo(1)]),
        "诉求点 2 还没有答复：条条要有回音",
    );
    item.act(&handler(), "09-22 09:00", reply(&[PointNo(2), PointNo(1)]));
    item.act(&head(), "09-22 10:00", Action::sign_off());
    assert!(item.state.is_point_answered(PointNo(1)));
    assert!(item.state.is_point_answered(PointNo(2)));
}

#[test]
fn a_rating_window_that_passes_closes_as_unrated() {
    let mut item = Item::replied();
    // from Thursday 24 September: 28 … 30, 8 … 10, 12 … 15 October
    assert_eq!(item.owed(), owed(&[(Rate, 2, "10-15")]));
    item.assert_refused(&system(), "10-15 23:59", Action::LapseRating, "评价期未满");
    item.act(&system(), "10-16 00:00", Action::LapseRating);
    assert_eq!(item.state.status, Status::Closed);
    assert_eq!(item.state.ratings, []);
    assert_eq!(item.owed(), []);
    let kinds: Vec<&str> = item
        .ledger
        .iter()
        .rev()
        .take(2)
        .map(|r| r.change.event.kind().0)
        .collect();
    assert_eq!(kinds, ["closed", "rating_lapsed"]);
}

#[test]
fn a_dissatisfied_submitter_is_closed_by_a_person_only() {
    let mut item = Item::rated(Satisfaction::Dissatisfied);
    item.assert_refused(
        &system(),
        "10-08 09:00",
        Action::Close,
        "您没有“办结”的权限：建议人不满意、未解决的，由督导员处理，系统不自动办结",
    );
    item.act(&supervisor(), "10-08 09:00", Action::Close);
    assert_eq!(item.state.status, Status::Closed);
}

#[test]
fn a_follow_up_caller_records_the_rating() {
    let mut item = Item::replied();
    item.act(&caller(), "09-28 09:00", rate(Satisfaction::Satisfied));
    assert_eq!(
        item.state.current_rating().map(|r| r.result),
        Some(Satisfaction::Satisfied)
    );
}

#[test]
fn a_submitter_may_withdraw_until_the_reply() {
    let mut supplementing = Item::submitted();
    supplementing.act(&clerk(), "09-17 11:00", ask_supplement());
    for mut item in [
        Item::submitted(),
        supplementing,
        Item::accepted(),
        Item::assigned(),
        Item::in_progress(),
        Item::in_review(),
    ] {
        item.act(&submitter(), "09-24 18:00", withdraw());
        assert_eq!(item.state.status, Status::Withdrawn);
        assert_eq!(item.state.accountable_unit, None);
        assert_eq!(item.owed(), []);
    }
}

#[test]
fn a_note_leaves_a_trace_and_nothing_else() {
    let mut item = Item::in_progress();
    let before = item.owed();
    item.act(&handler(), "09-22 09:00", note());
    assert_eq!(item.state.status, Status::InProgress);
    assert_eq!(item.owed(), before);
    assert_eq!(item.state.revision, 5);
}

#[test]
fn support_units_are_named_once() {
    let mut item = Item::accepted();
    let action = Action::Assign {
        lead: LEAD,
        supports: vec![super::world::SUPPORT, super::world::SUPPORT],
        note: " 请于月底前答复 ".into(),
    };
    item.act(&clerk(), "09-20 15:00", action);
    assert_eq!(item.state.supports().count(), 1);
    assert_eq!(item.state.assignments.len(), 2);
}
