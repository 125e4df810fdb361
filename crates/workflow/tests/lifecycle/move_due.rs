//! 调整时限: what a changed calendar moves, and what it never touches.

use chrono::Duration;
use huiyin_core::ObligationKind::{Accept, Commitment, Reply, SupportOpinion};
use huiyin_core::{ResultClass, Role, SuggestionKind};
use huiyin_workflow::suggestion::CommitmentPromise;
use huiyin_workflow::{Action, Event, ObligationEnd, Refusal};

use super::paths::draft;
use super::world::{DESK, Item, at, handler, head, outcome, staff, system};

fn moved(item: &Item, kind: huiyin_core::ObligationKind, days: i64) -> Action {
    let old = item.open(kind);
    Action::MoveDue {
        no: old.no,
        due_at: old.due_at + Duration::days(days),
        basis: old.basis.clone(),
        reason: "2027年放假通知".into(),
    }
}

#[test]
fn a_moved_reply_goes_on_as_a_new_obligation_and_the_assignment_follows() {
    let mut item = Item::in_progress();
    let old = item.open(Reply).clone();
    let action = moved(&item, Reply, 1);
    let admin = staff(91, DESK, &[Role::SystemAdmin]);
    let changes = item.attempt(&admin, at("09-23 09:00"), &action).unwrap();
    let new = item.open(Reply).clone();
    assert_eq!(
        (new.unit, new.due_at),
        (old.unit, old.due_at + Duration::days(1))
    );
    assert_ne!(new.no, old.no);
    let ended = item.state.obligations.iter().find(|o| o.no == old.no);
    assert_eq!(
        ended.unwrap().ended,
        Some((at("09-23 09:00"), ObligationEnd::Moved))
    );
    assert_eq!(item.state.lead().unwrap().due_at, new.due_at);
    assert!(matches!(
        changes[0].event,
        Event::DueMoved { kind: Reply, from, to, .. } if from == old.due_at && to == new.due_at
    ));
    // the same confirmation once more finds the old one over
    let again = item.attempt(&admin, at("09-23 09:01"), &action);
    assert!(matches!(again, Err(Refusal::Rule(_))), "{again:?}");
}

#[test]
fn a_support_opinion_moves_with_its_assignment_alone() {
    let mut item = Item::in_progress();
    let lead = item.state.lead().unwrap().due_at;
    let action = moved(&item, SupportOpinion, 2);
    item.attempt(&system(), at("09-23 09:00"), &action).unwrap();
    assert_eq!(item.state.lead().unwrap().due_at, lead);
    let support = item.state.supports().next().unwrap();
    assert_eq!(support.due_at, item.open(SupportOpinion).due_at);
}

#[test]
fn a_promise_and_an_unchanged_time_are_refused() {
    let mut item = Item::in_progress();
    let same = moved(&item, Reply, 0);
    let refused = item.attempt(&system(), at("09-23 09:00"), &same);
    assert!(matches!(refused, Err(Refusal::Rule(_))), "{refused:?}");
    let mut promised = outcome(ResultClass::B);
    promised.commitment = Some(CommitmentPromise {
        text: "修建坡道".into(),
        due_on: chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
    });
    item.act(&handler(), "09-24 09:00", draft(promised));
    item.act(&head(), "09-24 10:00", Action::sign_off());
    let promise = moved(&item, Commitment, 1);
    let refused = item.attempt(&system(), at("09-25 09:00"), &promise);
    assert!(
        matches!(&refused, Err(Refusal::Rule(text)) if text.contains("承诺")),
        "{refused:?}"
    );
}

/// As [`moved`], 暂定 or not.
fn moved_as(item: &Item, days: i64, is_provisional: bool, version: &str) -> Action {
    let old = item.open(Reply);
    let mut basis = old.basis.clone();
    basis.provisional = is_provisional;
    basis.calendar_version = version.into();
    Action::MoveDue {
        no: old.no,
        due_at: old.due_at + Duration::days(days),
        basis,
        reason: "2027年放假通知".into(),
    }
}

#[test]
fn a_time_that_stays_is_confirmed_once_and_keeps_its_number() {
    let mut item = Item::in_progress();
    let admin = staff(91, DESK, &[Role::SystemAdmin]);
    let action = moved_as(&item, 1, true, "2026-1");
    item.attempt(&admin, at("09-23 09:00"), &action).unwrap();
    let old = item.open(Reply).clone();
    let still = moved_as(&item, 0, true, "2026-2");
    let refused = item.attempt(&admin, at("09-23 09:01"), &still);
    assert!(matches!(refused, Err(Refusal::Rule(_))), "{refused:?}");
    let confirm = moved_as(&item, 0, false, "2027-1");
    let changes = item.attempt(&admin, at("09-23 09:02"), &confirm).unwrap();
    assert!(matches!(&changes[..], [c] if c.ends.is_empty() && c.opens.is_empty()));
    let new = item.open(Reply).clone();
    assert_eq!((new.no, new.due_at), (old.no, old.due_at));
    assert!(!new.basis.provisional);
    assert_eq!(new.basis.calendar_version, "2027-1");
    let again = item.attempt(&admin, at("09-23 09:03"), &confirm);
    assert!(matches!(again, Err(Refusal::Rule(_))), "{again:?}");
}

/// The administrator learns nothing of the item; leaving it out would leave it wrong.
#[test]
fn a_restricted_item_moves_like_any_other() {
    let mut item = Item::of_kind(SuggestionKind::Disclosure);
    let admin = staff(91, DESK, &[Role::SystemAdmin]);
    let action = moved(&item, Accept, 1);
    item.attempt(&admin, at("09-17 11:00"), &action).unwrap();
    assert!(item.state.is_restricted);
}
