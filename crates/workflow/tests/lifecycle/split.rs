//! 拆分: one letter with several matters is cut into points, and each of them is answered.

use huiyin_core::ObligationKind::{Assign, Reply};
use huiyin_core::{PointNo, ResultClass, Status};
use huiyin_workflow::Action;
use huiyin_workflow::suggestion::ReplyContent;

use super::merging::{OTHER, merge, parent, take};
use super::paths::{assign, draft, return_draft};
use super::world::{Item, LEAD, clerk, final_reply, handler, head, outcome, supervisor, texts};

pub(crate) fn split(points: &[&str]) -> Action {
    Action::SplitPoints {
        points: points.iter().map(|point| (*point).to_owned()).collect(),
    }
}

fn points(item: &Item) -> Vec<(String, &str)> {
    let points = item.state.points.iter();
    points
        .map(|p| (p.no.to_string(), p.summary.as_str()))
        .collect()
}

fn numbered<'a>(summaries: &[&'a str]) -> Vec<(String, &'a str)> {
    let numbers = (1..).map(|no: i64| no.to_string());
    numbers.zip(summaries.iter().copied()).collect()
}

/// Refused in the state in which the item is, with the rule.
fn closed_in(status: Status) -> String {
    format!("当前状态为“{}”，不能“拆分诉求点”：{RULE}", status.label())
}

const RULE: &str = "受理之后、没有答复过也没有答复等待审签时，才能拆分诉求点";

fn answer(nos: &[i64]) -> Action {
    let nos: Vec<PointNo> = nos.iter().map(|no| PointNo(*no)).collect();
    Action::DraftReply {
        content: final_reply(&nos, outcome(ResultClass::A)),
    }
}

#[test]
fn every_point_of_the_new_cut_is_owed_an_answer_by_the_same_day() {
    let mut item = Item::in_progress();
    let (owed, lead) = (item.owed(), item.state.accountable_unit);
    item.act(
        &clerk(),
        "09-22 09:00",
        split(&["坡道", " 更衣柜 ", "", "饮水机"]),
    );
    assert_eq!(points(&item), numbered(&["坡道", "更衣柜", "饮水机"]));
    assert_eq!(item.owed(), owed);
    assert_eq!(item.state.accountable_unit, lead);
    item.assert_refused(
        &handler(),
        "09-23 09:00",
        answer(&[1, 2]),
        "诉求点 3 还没有答复：条条要有回音",
    );
    item.act(&handler(), "09-23 10:00", answer(&[1, 2, 3]));
    item.act(&head(), "09-23 11:00", Action::sign_off());
    assert_eq!(item.state.status, Status::Replied);
    assert!((1..=3).all(|no| item.state.is_point_answered(PointNo(no))));
}

#[test]
fn it_is_open_from_acceptance_until_a_draft_waits_and_again_when_the_draft_came_back() {
    let mut item = Item::accepted();
    item.act(&clerk(), "09-17 15:00", split(&["坡道", "更衣柜"]));
    assert_eq!(item.open(Assign).unit, item.state.desk);
    item.act(
        &clerk(),
        "09-17 16:00",
        split(&["坡道", "更衣柜", "饮水机"]),
    );
    item.act(&clerk(), "09-17 17:00", assign());
    item.act(&clerk(), "09-18 09:00", split(&["坡道", "更衣柜"]));
    assert_eq!(points(&item), numbered(&["坡道", "更衣柜"]));

    let mut item = Item::in_progress();
    item.act(&handler(), "09-22 09:00", draft(outcome(ResultClass::A)));
    item.assert_refused(
        &clerk(),
        "09-22 10:00",
        split(&["坡道", "更衣柜"]),
        &closed_in(Status::InReview),
    );
    item.act(&head(), "09-22 11:00", return_draft());
    item.act(&clerk(), "09-22 12:00", split(&["坡道", "更衣柜"]));
    // what was written before stays on record, and is no answer
    assert_eq!(item.state.replies.len(), 1);
    item.act(&handler(), "09-22 13:00", answer(&[1, 2]));
}

#[test]
fn what_was_answered_keeps_its_points() {
    let mut item = Item::in_progress();
    let interim = Action::DraftReply {
        content: ReplyContent {
            kind: huiyin_core::ReplyKind::Interim,
            points: texts(&[PointNo(1)]),
            outcome: None,
        },
    };
    item.act(&handler(), "09-22 09:00", interim);
    item.act(&head(), "09-22 10:00", Action::sign_off());
    assert_eq!(item.state.status, Status::InProgress);
    item.assert_refused(
        &clerk(),
        "09-22 11:00",
        split(&["坡道", "更衣柜"]),
        &closed_in(Status::InProgress),
    );
}

#[test]
fn a_merged_item_is_cut_by_nobody_and_its_parent_as_before() {
    let mut item = Item::accepted();
    item.act(&clerk(), "09-20 15:00", merge(parent(LEAD)));
    item.assert_refused(
        &clerk(),
        "09-20 16:00",
        split(&["坡道", "更衣柜"]),
        &closed_in(Status::Merged),
    );
    let mut item = Item::in_progress();
    item.act(
        &super::world::system(),
        "09-22 09:00",
        take(OTHER.0, "10-08"),
    );
    let due_at = item.open(Reply).due_at;
    item.act(&clerk(), "09-22 10:00", split(&["坡道", "更衣柜"]));
    assert_eq!(item.open(Reply).due_at, due_at);
}

#[test]
fn a_cut_has_two_to_twenty_points_and_is_another_one() {
    let check = |points: &[&str], expect: &str| {
        let mut item = Item::in_progress();
        item.act(&clerk(), "09-22 09:00", split(&["坡道", "更衣柜"]));
        item.assert_refused(&clerk(), "09-22 10:00", split(points), expect);
    };
    check(&[], "至少写两个诉求点，每行一个");
    check(&["坡道", "  "], "至少写两个诉求点，每行一个");
    check(&["坡道", " 更衣柜"], "诉求点没有变化");
    check(&["坡道"; 21], "诉求点最多 20 个；更多的请拆分成几件");
    let label = "您没有“拆分诉求点”的权限：只有分办员可以";
    for actor in [handler(), head(), supervisor()] {
        Item::in_progress().assert_refused(&actor, "09-22 09:00", split(&["甲", "乙"]), label);
    }
}
