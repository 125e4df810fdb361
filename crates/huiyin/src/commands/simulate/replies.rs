//! What the units write.

use chrono::{Duration, NaiveDate};
use huiyin_core::{Adoption, ReplyKind, ResultClass};
use huiyin_workflow::Suggestion;
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome, PointReply, ReplyContent};

use super::dice::Dice;

/// One text a point; every seventh reply is an interim one, every twelfth promises something.
pub(super) fn content(item: &Suggestion, today: NaiveDate, dice: &mut Dice) -> ReplyContent {
    let serial = item.revision;
    let points = item.points.iter().map(|point| PointReply {
        point: point.no,
        text: format!("第 {} 轮第 {serial} 稿：所提问题已经办理。", item.round),
    });
    if dice.chance(140) {
        return ReplyContent {
            kind: ReplyKind::Interim,
            points: points.take(1).collect(),
            outcome: None,
        };
    }
    let classes = vec![
        (650, ResultClass::A),
        (80, ResultClass::B),
        (150, ResultClass::C),
        (120, ResultClass::D),
    ];
    let adoptions = vec![
        (450, Adoption::Adopted),
        (250, Adoption::PartlyAdopted),
        (200, Adoption::NotAdopted),
        (100, Adoption::Reserved),
    ];
    let result_class = dice.weigh(classes).unwrap_or(ResultClass::A);
    let needs_reason = matches!(result_class, ResultClass::C | ResultClass::D);
    let promise = CommitmentPromise {
        text: "按期完成改造".to_owned(),
        due_on: today + Duration::days(dice.between(20, 120)),
    };
    let outcome = Outcome {
        result_class,
        adoption: dice.weigh(adoptions).unwrap_or(Adoption::Adopted),
        reason: needs_reason.then(|| "受条件所限".to_owned()),
        commitment: (result_class == ResultClass::B).then_some(promise),
    };
    ReplyContent {
        kind: ReplyKind::Final,
        points: points.collect(),
        outcome: Some(outcome),
    }
}
