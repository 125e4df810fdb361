//! What another system answered long ago.

use huiyin_core::{Actor, Channel, PointNo, ReplyKind, Status, SuggestionKind};
use huiyin_workflow::suggestion::{Closure, ReplyContent};
use huiyin_workflow::{ActionKind, Recorded, available, import_closed, invariants, replay};

use super::world::{ITEM, Item, at, clerk, letter, staff, submitter, supervisor, texts};

fn taken_over(reply: Option<ReplyContent>, replied_at: Option<&str>) -> Item {
    let now = at("11-20 10:00");
    let mut submission = letter(SuggestionKind::Proposal, at("03-02 10:00"));
    submission.channel = Channel::Import;
    submission.external_no = Some("旧-17".into());
    let mut item = Item::registered(&submission, false, now);
    let change = import_closed(&item.state, reply, replied_at.map(at));
    let importer = staff(60, item.state.desk, &[]);
    item.ledger
        .push(Recorded::next(&item.state, now, &importer, change));
    item.state = replay(ITEM, &item.ledger).unwrap();
    item
}

fn old_reply() -> ReplyContent {
    ReplyContent {
        kind: ReplyKind::Final,
        points: texts(&[PointNo(1)]),
        outcome: None,
    }
}

#[test]
fn an_imported_reply_keeps_its_own_dates_and_no_author() {
    let item = taken_over(Some(old_reply()), Some("03-09 16:00"));
    let state = &item.state;
    assert_eq!(invariants(state), []);
    assert_eq!(state.status, Status::Closed);
    assert_eq!(state.closure, Some(Closure::Historical));
    assert_eq!(state.closed_at, Some(at("03-09 16:00")));
    assert_eq!(state.accountable_unit, None);
    assert_eq!(state.open_obligations().count(), 0);
    let reply = state.issued_replies().next().unwrap();
    assert_eq!(reply.issued_at, Some(at("03-09 16:00")));
    assert_eq!((reply.drafted_by, reply.signed_by), (None, None));
    assert!(state.is_point_answered(PointNo(1)));
}

#[test]
fn an_item_closed_elsewhere_without_a_reply_is_closed_on_the_day_it_came() {
    let item = taken_over(None, None);
    assert_eq!(invariants(&item.state), []);
    assert_eq!(item.state.closed_at, Some(at("11-20 10:00")));
    assert_eq!(item.state.replies, []);
}

#[test]
fn nothing_is_left_to_do_with_it() {
    let item = taken_over(Some(old_reply()), None);
    for actor in [
        clerk(),
        supervisor(),
        submitter(),
        Actor::System("keep_deadlines"),
    ] {
        // who is accused may turn out later, whoever wrote it may want it public, and
        // it may go to the archive
        let mut left = available(&item.state, &actor);
        left.retain(|kind| {
            !matches!(
                kind,
                ActionKind::NameAccused | ActionKind::GiveConsent | ActionKind::Archive
            )
        });
        assert_eq!(left, []);
    }
}

#[test]
fn a_ledger_with_a_gap_gives_no_suggestion() {
    let item = Item::replied();
    assert!(replay(ITEM, &item.ledger).is_some());
    assert_eq!(replay(ITEM, &[]), None);
    assert_eq!(replay(ITEM, item.ledger.get(1..).unwrap()), None);
    let mut holed = item.ledger.clone();
    holed.remove(2);
    assert_eq!(replay(ITEM, &holed), None);
    let mut swapped = item.ledger;
    swapped.swap(1, 2);
    assert_eq!(replay(ITEM, &swapped), None);
}
