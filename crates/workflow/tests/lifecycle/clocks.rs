//! Due times under pressure: another system's date, urgent items, petitions, late signatures.

use huiyin_core::ObligationKind::{Accept, Assign, Close, Rate, Reply, SignOff, SupportOpinion};
use huiyin_core::{Channel, ObligationKind, ResultClass, Satisfaction, SuggestionKind, time};
use huiyin_workflow::policy::Facts;
use huiyin_workflow::{Action, expected_reply};

use super::paths::{
    accept, acknowledge, ask_supplement, assign, draft, end, give_support, owed, rate, supplement,
};
use super::world::{
    Item, assistant, at, clerk, handler, head, letter, liaison, outcome, policy, submitter,
};

fn transferred(due: &str) -> Item {
    let now = at("09-17 10:00");
    let mut submission = letter(SuggestionKind::Proposal, now);
    submission.channel = Channel::External;
    submission.external_due_at = Some(end(due));
    Item::registered(&submission, false, now)
}

fn note_of(item: &Item, kind: ObligationKind) -> Option<&str> {
    item.open(kind).basis.note.as_deref()
}

#[test]
fn the_earlier_date_of_another_system_counts() {
    let mut item = transferred("09-24");
    assert_eq!(item.owed(), owed(&[(Accept, 1, "09-18")]));
    assert_eq!(note_of(&item, Accept), None);
    item.act(&clerk(), "09-18 09:00", accept());
    item.act(&clerk(), "09-20 15:00", assign());
    assert_eq!(item.open(Reply).due_at, end("09-24"));
    assert_eq!(
        note_of(&item, Reply),
        Some("转办件的办结时限更早，以其为准")
    );
    // half of ten working days would be 28 September
    assert_eq!(item.open(SupportOpinion).due_at, end("09-24"));
    assert_eq!(note_of(&item, SupportOpinion), Some("不晚于主办答复时限"));
    assert_eq!(item.state.lead().unwrap().due_at, end("09-24"));
}

#[test]
fn the_later_date_of_another_system_does_not_count() {
    let mut item = transferred("10-31");
    item.act(&clerk(), "09-18 09:00", accept());
    item.act(&clerk(), "09-20 15:00", assign());
    assert_eq!(item.open(Reply).due_at, end("10-10"));
    assert_eq!(note_of(&item, Reply), None);
}

#[test]
fn another_systems_clock_does_not_stop_for_a_supplement() {
    let mut item = transferred("09-22");
    item.act(&clerk(), "09-17 11:00", ask_supplement());
    item.act(&submitter(), "09-22 21:00", supplement());
    // the own clock would run until the 23rd
    assert_eq!(item.open(Accept).due_at, end("09-22"));
    assert_eq!(
        note_of(&item, Accept),
        Some("补正期间停表，恢复后剩余1个工作日；转办件的办结时限更早，以其为准")
    );
}

#[test]
fn an_item_transferred_too_late_is_overdue_at_once_and_says_so() {
    let mut item = transferred("09-16");
    assert_eq!(item.open(Accept).due_at, end("09-16"));
    item.act(&clerk(), "09-17 11:00", accept());
    assert_eq!(item.open(Assign).due_at, end("09-16"));
}

#[test]
fn the_signature_is_owed_inside_the_reply_limit() {
    let mut item = Item::in_progress();
    item.act(&handler(), "10-10 09:00", draft(outcome(ResultClass::A)));
    // its own working day would end on Monday 12 October
    assert_eq!(item.open(SignOff).due_at, end("10-10"));
    assert_eq!(note_of(&item, SignOff), Some("审签须在答复时限之内"));
}

#[test]
fn a_late_step_is_possible_and_moves_no_due_time() {
    let mut item = Item::in_progress();
    let reply_due = item.open(Reply).due_at;
    item.act(&assistant(), "10-20 09:00", give_support());
    item.act(&handler(), "10-21 09:00", draft(outcome(ResultClass::A)));
    assert_eq!(item.open(Reply).due_at, reply_due);
    item.act(&head(), "10-21 10:00", Action::sign_off());
    // a full rating window, however late the reply: 22, 23, 26 … 30 October, 2 … 4 November
    assert_eq!(item.owed(), owed(&[(Rate, 2, "11-04")]));
    item.act(&submitter(), "11-20 09:00", rate(Satisfaction::Satisfied));
    assert_eq!(item.owed(), owed(&[(Close, 1, "11-24")]));
}

#[test]
fn an_urgent_item_is_counted_in_hours_also_after_a_supplement() {
    let now = at("09-26 22:00");
    let mut item = Item::registered(&letter(SuggestionKind::HelpRequest, now), true, now);
    // Mid-Autumn, at night: hours know no rest day
    assert_eq!(item.open(Accept).due_at, at("09-27 00:00"));
    item.act(&clerk(), "09-26 22:40", ask_supplement());
    item.act(&submitter(), "09-27 09:10", supplement());
    // 80 minutes were left: two hours, not one working day
    assert_eq!(item.open(Accept).due_at, at("09-27 11:10"));
}

#[test]
fn a_petition_resumes_in_calendar_days() {
    let mut item = Item::of_kind(SuggestionKind::Petition);
    // 17 September + 15 days = 2 October, a holiday: 8 October
    assert_eq!(item.open(Accept).due_at, end("10-08"));
    item.act(&clerk(), "09-21 11:00", ask_supplement());
    item.act(&submitter(), "09-29 21:00", supplement());
    // 17 days were left: 16 October
    assert_eq!(item.open(Accept).due_at, end("10-16"));
    assert_eq!(note_of(&item, Accept), Some("补正期间停表，恢复后剩余17日"));
}

#[test]
fn an_overdue_clock_resumes_with_one_working_day() {
    let mut item = Item::submitted();
    item.act(&clerk(), "09-23 11:00", ask_supplement());
    item.act(&submitter(), "09-24 21:00", supplement());
    assert_eq!(item.open(Accept).due_at, end("09-28"));
}

#[test]
fn the_clock_starts_when_the_letter_arrives_not_when_it_is_typed_in() {
    let registered = at("09-21 10:00");
    let check = |channel, expect: &str| {
        let mut submission = letter(SuggestionKind::Proposal, at("09-17 10:00"));
        submission.channel = channel;
        let item = Item::registered(&submission, false, registered);
        assert_eq!(item.open(Accept).due_at, end(expect), "{channel:?}");
        assert_eq!(item.state.registered_at, registered);
    };
    check(Channel::Letter, "09-18");
    check(Channel::Email, "09-18");
    // an archive reaches this desk on the day of its import
    check(Channel::Import, "09-22");
}

#[test]
fn a_letter_dated_tomorrow_counts_from_today() {
    let submission = letter(SuggestionKind::Proposal, at("09-30 10:00"));
    let item = Item::registered(&submission, false, at("09-17 10:00"));
    assert_eq!(item.open(Accept).due_at, end("09-18"));
}

#[test]
fn the_receipt_promises_the_sum_of_the_three_steps() {
    let facts = |kind, is_urgent| Facts {
        kind,
        track: huiyin_core::Track::Ordinary,
        channel: Channel::Web,
        is_urgent,
    };
    let (last, steps) = expected_reply(
        facts(SuggestionKind::Proposal, false),
        at("09-17 10:00"),
        &policy(),
    );
    let days: Vec<String> = steps
        .iter()
        .map(|(kind, due)| format!("{}{}", kind.label(), due.on.format("%m-%d")))
        .collect();
    // accept by the 18th, assign by Sunday the 20th (worked), reply ten working days later
    assert_eq!(days, ["受理09-18", "分办09-20", "答复10-10"]);
    assert_eq!(last.at, end("10-10"));

    // two hours, then a working day after today
    let (_, steps) = expected_reply(
        facts(SuggestionKind::Proposal, true),
        at("09-17 10:00"),
        &policy(),
    );
    let ends: Vec<String> = steps.iter().map(|(_, due)| time::minute(due.at)).collect();
    assert_eq!(
        ends,
        ["2026-09-17 12:00", "2026-09-19 00:00", "2026-10-10 00:00"]
    );
}

#[test]
fn a_missing_rule_still_gives_a_due_time() {
    let mut item = Item::submitted();
    item.policy.rules = huiyin_workflow::time_rule::TimeRules::default();
    item.act(&clerk(), "09-18 09:00", accept());
    assert_eq!(item.open(Assign).due_at, end("09-20"));
    assert_eq!(item.open(Assign).basis.rule, "assign@fallback");
    item.act(&clerk(), "09-20 09:00", assign());
    item.act(&liaison(), "09-20 10:00", acknowledge());
    assert_eq!(item.open(Reply).due_at, end("09-21"));
}

#[test]
fn the_submitter_is_told_what_they_wait_for_not_an_inner_step() {
    let told = |item: &Item| item.state.next_due_for_submitter().map(|o| o.kind);
    assert_eq!(told(&Item::submitted()), Some(Accept));
    assert_eq!(told(&Item::accepted()), Some(Assign));
    // not the acknowledgement, the opinion of the support or the signature, which are due earlier
    assert_eq!(told(&Item::assigned()), Some(Reply));
    assert_eq!(told(&Item::in_review()), Some(Reply));
    // not the call, but until when they may rate
    assert_eq!(told(&Item::replied()), Some(Rate));
    assert_eq!(told(&Item::rated(Satisfaction::Satisfied)), Some(Close));
    let mut asked = Item::submitted();
    asked.act(&clerk(), "09-17 11:00", ask_supplement());
    assert_eq!(told(&asked), Some(ObligationKind::Supplement));
}
