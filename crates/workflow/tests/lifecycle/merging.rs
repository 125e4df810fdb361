//! 并案: handled once, answered each separately, and nobody is lost on the way.

use huiyin_core::ObligationKind::{Acknowledge, DecideMerge, FollowUp, Rate, Reply, SignOff};
use huiyin_core::{ResultClass, Satisfaction, Status, SuggestionId, SuggestionKind, Track};
use huiyin_workflow::merge::{ChildFacts, LedFacts, MergeProposal, ParentFacts, TakenFacts};
use huiyin_workflow::metric::MetricFacts;
use huiyin_workflow::{Action, invariants};

use super::paths::{draft, end, owed, rate, return_draft, withdraw};
use super::special::special_action;
use super::world::{
    DESK, ELSEWHERE, HANDLER, ITEM, Item, LEAD, clerk, handler, head, outcome, staff, submitter,
    supervisor, system,
};

pub(crate) const OTHER: SuggestionId = SuggestionId(8);

/// An item under way in that unit, as the desk sees it.
pub(crate) fn parent(lead: huiyin_core::UnitId) -> ParentFacts {
    ParentFacts {
        id: OTHER,
        status: Status::InProgress,
        track: Track::Ordinary,
        is_restricted: false,
        lead: Some(lead),
        handler: Some(HANDLER),
        is_sent_back: false,
        is_child: false,
    }
}

pub(crate) fn merge(parent: ParentFacts) -> Action {
    Action::Merge {
        parent,
        reason: "同一件事".into(),
    }
}

pub(crate) fn take(child: i64, day: &str) -> Action {
    Action::TakeChild(TakenFacts {
        child: SuggestionId(child),
        due_at: end(day),
    })
}

fn unmerge() -> Action {
    Action::Unmerge {
        reason: "并非同一件事".into(),
    }
}

const fn child(child: i64) -> ChildFacts {
    ChildFacts {
        child: SuggestionId(child),
    }
}

fn merged() -> Item {
    let mut item = Item::accepted();
    item.act(&clerk(), "09-20 15:00", merge(parent(LEAD)));
    item
}

#[test]
fn a_merged_item_owes_its_own_reply_by_the_lead_unit_of_the_other() {
    let item = merged();
    assert_eq!(item.state.status, Status::Merged);
    assert_eq!(item.state.accountable_unit, Some(LEAD));
    assert_eq!(item.state.lead().and_then(|a| a.handler), Some(HANDLER));
    // its own limit: ten working days from the day on which somebody got it
    assert_eq!(item.owed(), owed(&[(Reply, 2, "10-10")]));
}

#[test]
fn a_due_date_once_given_stays_through_merging_and_back() {
    let mut item = Item::in_progress();
    let due_at = item.open(Reply).due_at;
    item.act(&clerk(), "09-22 09:00", merge(parent(ELSEWHERE)));
    assert_eq!(item.owed(), owed(&[(Reply, 4, "10-10")]));
    assert_eq!(item.open(Reply).due_at, due_at);
    item.act(&clerk(), "09-23 09:00", unmerge());
    // back to the unit that had it; it names a handler anew
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.lead_unit(), Some(LEAD));
    assert_eq!(item.open(Reply).due_at, due_at);
    assert_eq!(item.open(Acknowledge).unit, LEAD);
    assert_eq!(item.state.overlays.merged_into, None);
}

#[test]
fn what_no_unit_had_before_stays_with_the_last_one_when_it_is_parted() {
    let mut item = merged();
    item.act(&system(), "09-22 09:00", unmerge());
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.lead_unit(), Some(LEAD));
    assert_eq!(item.open(Reply).due_at, end("10-10"));
}

#[test]
fn its_own_reply_is_drafted_returned_signed_rated_and_closed() {
    let mut item = merged();
    item.act(&handler(), "09-24 10:00", draft(outcome(ResultClass::A)));
    assert_eq!(item.state.status, Status::InReview);
    item.act(&head(), "09-24 11:00", return_draft());
    assert_eq!(item.state.status, Status::Merged);
    item.act(&handler(), "09-24 12:00", draft(outcome(ResultClass::A)));
    assert_eq!(item.open(SignOff).unit, LEAD);
    item.act(&head(), "09-24 13:00", Action::sign_off());
    assert_eq!(item.state.status, Status::Replied);
    assert!(!item.state.is_child());
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    item.act(&system(), "09-29 09:00", Action::Close);
    assert_eq!(item.state.status, Status::Closed);
    // registered, accepted, answered and rated by itself; its adoption follows the other's
    let facts = MetricFacts::from_ledger(ITEM, &item.ledger).unwrap();
    assert!(facts.is_merged());
    assert_eq!(facts.reply_due(), Some(end("10-10")));
    assert_eq!(facts.lead_unit(), Some(LEAD));
}

#[test]
fn a_draft_goes_back_when_the_other_ends_under_it() {
    let mut item = merged();
    item.act(&handler(), "09-24 10:00", draft(outcome(ResultClass::A)));
    item.act(&system(), "09-24 11:00", unmerge());
    assert_eq!(item.state.status, Status::Assigned);
    assert!(item.state.draft().is_none());
    assert!(item.state.open_obligation(SignOff).is_none());
    let facts = MetricFacts::from_ledger(ITEM, &item.ledger).unwrap();
    assert!(!facts.is_merged());
}

#[test]
fn a_redo_of_a_merged_item_is_its_own_matter() {
    let mut item = merged();
    item.act(&handler(), "09-24 10:00", draft(outcome(ResultClass::A)));
    item.act(&head(), "09-24 13:00", Action::sign_off());
    item.act(
        &submitter(),
        "09-28 09:00",
        rate(Satisfaction::Dissatisfied),
    );
    let redo = special_action(huiyin_workflow::ActionKind::Redo, None);
    item.act(&supervisor(), "09-29 09:00", redo);
    assert_eq!(item.state.overlays.merged_into, None);
    assert_eq!(item.state.status, Status::Assigned);
}

#[test]
fn a_merged_item_follows_the_lead_unit_and_handler_of_the_other() {
    let mut item = merged();
    let due_at = item.open(Reply).due_at;
    let led = LedFacts {
        lead: ELSEWHERE,
        handler: None,
    };
    item.act(&system(), "09-22 09:00", Action::FollowParent(led));
    assert_eq!(item.state.status, Status::Merged);
    assert_eq!(item.state.accountable_unit, Some(ELSEWHERE));
    let reply = item.open(Reply);
    assert_eq!((reply.unit, reply.due_at), (ELSEWHERE, due_at));
    item.assert_refused(
        &system(),
        "09-22 10:00",
        Action::FollowParent(led),
        "主办单位和承办人没有变化",
    );
}

#[test]
fn the_submitter_of_a_merged_item_may_still_withdraw_and_add() {
    let mut item = merged();
    item.act(&submitter(), "09-22 09:00", super::paths::supplement());
    assert_eq!(item.state.status, Status::Merged);
    item.act(&submitter(), "09-23 09:00", withdraw());
    assert_eq!(item.state.status, Status::Withdrawn);
}

#[test]
fn the_earliest_date_of_the_children_counts_and_never_a_later_one() {
    let mut item = Item::in_progress();
    assert_eq!(item.open(Reply).due_at, end("10-10"));
    item.act(&system(), "09-22 09:00", take(8, "10-30"));
    assert_eq!(item.open(Reply).due_at, end("10-10"));
    item.act(&system(), "09-22 09:00", take(9, "09-30"));
    let reply = item.open(Reply);
    assert_eq!((reply.due_at, reply.unit), (end("09-30"), LEAD));
    assert_eq!(
        reply.basis.note.as_deref(),
        Some("分办台确定了更早的答复时限")
    );
    assert_eq!(item.state.lead().map(|a| a.due_at), Some(end("09-30")));
    item.act(&system(), "09-22 09:00", take(10, "09-29"));
    assert_eq!(item.open(Reply).due_at, end("09-29"));
    // back step by step, at last to the own date and its own reason
    item.act(&system(), "09-23 09:00", Action::ReleaseChild(child(10)));
    assert_eq!(item.open(Reply).due_at, end("09-30"));
    item.act(&system(), "09-23 09:00", Action::ReleaseChild(child(9)));
    let reply = item.open(Reply);
    assert_eq!(
        (reply.due_at, reply.basis.note.as_deref()),
        (end("10-10"), None)
    );
    assert_eq!(item.state.overlays.own_reply_due, None);
    assert_eq!(item.state.overlays.children.len(), 1);
}

#[test]
fn nothing_closes_while_somebody_waits_for_an_answer_through_it() {
    let mut item = Item::in_progress();
    item.act(&system(), "09-22 09:00", take(8, "10-30"));
    item.act(&handler(), "09-24 16:00", draft(outcome(ResultClass::A)));
    item.act(&head(), "09-24 17:00", Action::sign_off());
    item.act(&system(), "10-30 09:00", Action::LapseRating);
    assert_eq!(item.state.status, Status::Replied);
    let supervisor = supervisor();
    let refused = "当前状态为“已答复”，不能“办结”：评价之后或评价期满，并且督办已解除、批示已落实、并入的事项都已答复，才能办结";
    item.assert_refused(&supervisor, "10-30 10:00", Action::Close, refused);
    item.act(&system(), "10-30 11:00", Action::AnswerChild(child(8)));
    item.act(&system(), "10-30 12:00", Action::Close);
    assert_eq!(item.state.status, Status::Closed);
    assert!(item.state.open_obligation(Rate).is_none());
    assert!(item.state.open_obligation(FollowUp).is_none());
}

#[test]
fn the_lead_unit_proposes_and_the_desk_decides() {
    let proposal = |reason: &str| {
        Action::ProposeMerge(MergeProposal {
            parent: OTHER,
            reason: reason.into(),
        })
    };
    let mut item = Item::in_progress();
    item.assert_refused(
        &head(),
        "09-22 09:00",
        proposal(" "),
        "请填写建议并案的理由",
    );
    item.act(&head(), "09-22 09:00", proposal("同一件事"));
    let asked = item.open(DecideMerge);
    assert_eq!(asked.unit, DESK);
    assert_eq!(item.state.status, Status::InProgress);
    let no = Action::RefuseMerge {
        reason: "诉求不同".into(),
    };
    item.act(&clerk(), "09-22 10:00", no);
    assert!(item.state.open_obligation(DecideMerge).is_none());
    item.act(&head(), "09-22 11:00", proposal("确是同一件事"));
    item.act(&clerk(), "09-22 12:00", merge(parent(ELSEWHERE)));
    assert_eq!(item.owed(), owed(&[(Reply, 4, "10-10")]));
    assert_eq!(item.state.overlays.asked_merge, None);
}

#[test]
fn what_may_not_be_merged_is_refused_with_the_rule() {
    let ordinary = parent(LEAD);
    let refused = [
        (
            ParentFacts {
                id: ITEM,
                ..ordinary
            },
            "不能并入这一件自身",
        ),
        (
            ParentFacts {
                is_restricted: true,
                ..ordinary
            },
            "举报等保密件只能与保密件并案",
        ),
        (
            ParentFacts {
                track: Track::Petition,
                ..ordinary
            },
            "办理轨道不同的不能并案：信访、合理化建议和一般办理各有各的程序",
        ),
        (
            ParentFacts {
                is_child: true,
                ..ordinary
            },
            "所选的这一件已经并入另一件，请直接并入那一件",
        ),
        (
            ParentFacts {
                is_sent_back: true,
                ..ordinary
            },
            "所选的这一件正在退回争议中，确定主办单位之后再并案",
        ),
        (
            ParentFacts {
                status: Status::Accepted,
                lead: None,
                ..ordinary
            },
            "只能并入已经分办、尚未答复的事项；没有分办的，请先分办那一件",
        ),
        (
            ParentFacts {
                status: Status::Replied,
                ..ordinary
            },
            "只能并入已经分办、尚未答复的事项；没有分办的，请先分办那一件",
        ),
    ];
    for (facts, expect) in refused {
        let mut item = Item::accepted();
        item.assert_refused(&clerk(), "09-20 15:00", merge(facts), expect);
    }
    let mut item = Item::accepted();
    let silent = Action::Merge {
        parent: ordinary,
        reason: String::new(),
    };
    item.assert_refused(&clerk(), "09-20 15:00", silent, "请填写并案的理由");
    let mut disclosure = Item::of_kind(SuggestionKind::Disclosure);
    let accept = Action::Accept {
        kind: SuggestionKind::Disclosure,
        topic: None,
        points: Vec::new(),
    };
    disclosure.act(&clerk(), "09-18 09:00", accept);
    disclosure.assert_refused(
        &clerk(),
        "09-20 15:00",
        merge(ordinary),
        "举报等保密件只能与保密件并案",
    );
}

#[test]
fn there_are_no_chains_of_merged_items() {
    let mut item = Item::in_progress();
    item.act(&system(), "09-22 09:00", take(8, "10-30"));
    let refused = item.attempt(
        &clerk(),
        super::world::at("09-22 10:00"),
        &merge(parent(LEAD)),
    );
    assert!(refused.unwrap_err().to_string().contains("已有事项并入的"));
    let mut item = merged();
    let refused = item.attempt(
        &system(),
        super::world::at("09-22 10:00"),
        &take(9, "10-30"),
    );
    assert!(refused.is_err());
    // nor twice the same
    let mut item = Item::in_progress();
    item.act(&system(), "09-22 09:00", take(8, "10-30"));
    item.assert_refused(&system(), "09-22 09:00", take(8, "10-30"), "这一件已经并入");
    item.assert_refused(
        &system(),
        "09-22 09:00",
        Action::ReleaseChild(child(9)),
        "没有等待答复的这一件并案",
    );
}

#[test]
fn whoever_ends_lets_its_children_go() {
    let mut item = Item::in_progress();
    item.act(&system(), "09-22 09:00", take(8, "09-30"));
    item.act(&submitter(), "09-23 09:00", withdraw());
    assert!(item.state.overlays.children.is_empty());
    assert_eq!(item.state.overlays.own_reply_due, None);
}

#[test]
fn a_merged_item_without_a_parent_breaks_a_promise() {
    let mut item = merged();
    item.state.overlays.merged_into = None;
    let found: Vec<String> = invariants(&item.state)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        found.contains(&"件件有着落：已并案，却没有主件".to_owned()),
        "{found:?}"
    );
}

#[test]
fn the_head_asks_for_more_time_for_a_merged_item_too() {
    let mut item = merged();
    let ask = special_action(huiyin_workflow::ActionKind::AskExtension, None);
    item.act(&head(), "09-22 09:00", ask);
    let grant = special_action(huiyin_workflow::ActionKind::GrantExtension, None);
    item.act(&supervisor(), "09-22 10:00", grant);
    assert!(item.open(Reply).due_at > end("10-10"));
    assert_eq!(item.state.status, Status::Merged);
    // and nobody of another unit writes its reply
    let stranger = staff(77, ELSEWHERE, &[huiyin_core::Role::Head]);
    let refused = item.attempt(
        &stranger,
        super::world::at("09-22 11:00"),
        &draft(outcome(ResultClass::A)),
    );
    assert!(refused.is_err());
}

#[test]
fn a_draft_of_a_dissolved_unit_does_not_bring_a_child_back_to_its_parent() {
    let mut item = merged();
    item.act(&handler(), "09-22 09:00", draft(outcome(ResultClass::A)));
    assert_eq!(item.state.status, Status::InReview);
    let to_the_desk = Action::HandOver {
        from: LEAD,
        to: DESK,
        reason: "单位撤销".into(),
    };
    item.act(&system(), "09-23 09:00", to_the_desk);
    // it goes its own way for good, and the desk looks for another unit
    assert_eq!(item.state.overlays.merged_into, None);
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.accountable_unit, Some(DESK));
}

#[test]
fn a_child_does_not_wait_for_a_dissolved_unit() {
    let over = |to| Action::HandOver {
        from: LEAD,
        to,
        reason: "单位撤并".into(),
    };
    let mut item = merged();
    // a successor leads the parent, and the child follows it
    let refused = "并入别的事项的，随那一件移交";
    item.assert_refused(&system(), "09-22 09:00", over(ELSEWHERE), refused);
    // nobody leads the parent for the time being: the child is the desk's, and due when it was
    item.act(&system(), "09-22 09:00", over(DESK));
    assert_eq!(item.state.overlays.merged_into, None);
    assert_eq!(item.state.status, Status::Assigned);
    assert_eq!(item.state.accountable_unit, Some(DESK));
    assert_eq!(item.open(Reply).due_at, end("10-10"));
    assert!(item.state.open_obligations().all(|o| o.unit == DESK));
}

#[test]
fn a_merged_improvement_is_assessed_and_answered_like_any_other() {
    let mut item = super::improvements::accepted();
    let other = ParentFacts {
        track: Track::Improvement,
        ..parent(LEAD)
    };
    item.act(&clerk(), "09-20 15:00", merge(other));
    assert_eq!(item.state.status, Status::Merged);
    let answer = draft(outcome(ResultClass::A));
    let refused = "合理化建议先评审、后答复：须有 1 份评审意见，现有 0 份";
    item.assert_refused(&handler(), "09-22 09:00", answer.clone(), refused);
    item.act(&handler(), "09-22 09:00", super::improvements::assess());
    item.act(&handler(), "09-22 10:00", answer);
    item.act(&head(), "09-22 11:00", Action::sign_off());
    assert_eq!(item.state.status, Status::Replied);
}
