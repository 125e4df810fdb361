//! What the desk does before a unit has it: accept, ask, decline with a second person.

use huiyin_core::ObligationKind::{Accept, Assign, Reply, Supplement, TellAcceptance, TellDecline};
use huiyin_core::{Status, SuggestionKind, Track};
use huiyin_workflow::{Action, Event, ObligationEnd};

use super::paths::{
    accept, ask_supplement, assign, owed, propose_decline, reject_decline, supplement,
};
use super::world::{DESK, Item, at, clerk, leader, second_clerk, submitter, supervisor, system};

#[test]
fn triage_decides_kind_track_and_points() {
    let mut item = Item::submitted();
    let action = Action::Accept {
        kind: SuggestionKind::Petition,
        topic: None,
        points: vec!["坡道".into(), "  ".into(), " 电梯 ".into()],
    };
    item.act(&clerk(), "09-17 15:00", action);
    assert_eq!(item.state.track, Track::Petition);
    let points: Vec<(i64, &str)> = item
        .state
        .points
        .iter()
        .map(|p| (p.no.0, p.summary.as_str()))
        .collect();
    assert_eq!(points, [(1, "坡道"), (2, "电梯")]);
    // the rule of the petition track, three working days: 18, 20 and 21 September
    assert_eq!(
        item.owed(),
        owed(&[(Assign, 1, "09-21"), (TellAcceptance, 1, "10-08")])
    );
}

#[test]
fn the_reply_limit_follows_the_kind_that_triage_chose() {
    let check = |kind, expect| {
        let mut item = Item::submitted();
        let action = Action::Accept {
            kind,
            topic: None,
            points: Vec::new(),
        };
        item.act(&clerk(), "09-18 09:00", action);
        item.act(&clerk(), "09-18 10:00", assign());
        let due = item.open(Reply).due_at;
        let day = huiyin_core::time::due_date(due);
        assert_eq!(day.format("%m-%d").to_string(), expect, "{kind:?}");
    };
    // from Friday 18 September: 20, 21 | 20 … 24, 28 … 30, 8, 9 October | … 10, 12 … 15 | a month
    check(SuggestionKind::Inquiry, "09-21");
    check(SuggestionKind::Proposal, "10-09");
    check(SuggestionKind::Complaint, "10-15");
    check(SuggestionKind::Improvement, "10-19");
}

#[test]
fn a_supplement_stops_the_clock_and_starts_it_again() {
    let mut item = Item::submitted();
    item.act(&clerk(), "09-17 11:00", ask_supplement());
    assert_eq!(item.state.status, Status::Supplementing);
    assert_eq!(item.state.accountable_unit, Some(DESK));
    // 18, 20 … 24, 28 September
    assert_eq!(item.owed(), owed(&[(Supplement, 1, "09-28")]));

    item.act(&submitter(), "09-22 21:00", supplement());
    assert_eq!(item.state.status, Status::Submitted);
    assert_eq!(item.owed(), owed(&[(Accept, 1, "09-23")]));
    let ends: Vec<_> = item.state.obligations.iter().map(|o| o.ended).collect();
    assert_eq!(
        ends,
        [
            Some((at("09-17 11:00"), ObligationEnd::Paused)),
            Some((at("09-22 21:00"), ObligationEnd::Met)),
            None,
        ]
    );
}

#[test]
fn a_supplement_that_does_not_come_leads_back_to_the_desk() {
    let mut item = Item::submitted();
    item.act(&clerk(), "09-17 11:00", ask_supplement());
    item.assert_refused(
        &system(),
        "09-28 23:59",
        Action::LapseSupplement,
        "补正期限未到",
    );
    item.act(&system(), "09-29 00:00", Action::LapseSupplement);
    assert_eq!(item.state.status, Status::Submitted);
    assert_eq!(item.owed(), owed(&[(Accept, 1, "09-30")]));
}

#[test]
fn a_decline_needs_a_second_person_and_ends_everything() {
    let mut item = Item::submitted();
    item.act(&clerk(), "09-17 14:00", propose_decline());
    assert_eq!(item.state.status, Status::Submitted);
    // a decision was proposed in time; telling it is owed now
    assert_eq!(item.owed(), owed(&[(TellDecline, 1, "09-18")]));
    item.assert_refused(
        &clerk(),
        "09-17 14:05",
        Action::ConfirmDecline,
        "您没有“核准不予受理”的权限：不予受理须由提出人以外的第二人核准",
    );
    let changes = item.act(&second_clerk(), "09-18 09:00", Action::ConfirmDecline);
    assert_eq!(item.state.status, Status::Declined);
    assert_eq!(item.state.accountable_unit, None);
    assert_eq!(item.owed(), []);
    let Some(Event::Declined {
        explanation,
        go_instead,
        ..
    }) = changes.first().map(|c| &c.event)
    else {
        panic!("{changes:?}");
    };
    assert_eq!(explanation, "该争议已进入仲裁程序");
    assert_eq!(go_instead, "请向劳动人事争议仲裁委员会查询");
}

#[test]
fn the_second_person_may_disagree() {
    for person in [second_clerk(), supervisor(), leader()] {
        let mut item = Item::submitted();
        item.act(&clerk(), "09-17 14:00", propose_decline());
        item.act(&person, "09-17 15:00", reject_decline());
        assert_eq!(item.state.decline, None);
        item.act(&clerk(), "09-17 16:00", accept());
        assert_eq!(item.state.status, Status::Accepted);
    }
}
