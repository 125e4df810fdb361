//! 诉求点: how a letter is cut into them, on acceptance and afterwards.

use huiyin_core::PointNo;

use super::Draft;
use crate::event::{Change, Event};
use crate::refusal::Refusal;
use crate::suggestion::Point;

const POINTS_MAX: usize = 20;

/// One point for each summary that says something, numbered from 1.
pub(super) fn cut(summaries: &[String]) -> Result<Vec<Point>, Refusal> {
    let summaries: Vec<&str> = summaries
        .iter()
        .map(|s| s.trim())
        .filter(|s| !s.is_empty())
        .collect();
    if summaries.len() > POINTS_MAX {
        return Err(Refusal::Invalid {
            field: "points",
            message: format!("诉求点最多 {POINTS_MAX} 个；更多的请拆分成几件"),
        });
    }
    Ok((1..)
        .zip(summaries)
        .map(|(no, summary)| Point {
            no: PointNo(no),
            summary: summary.to_owned(),
        })
        .collect())
}

/// Who owes the reply and by when does not change: there is only more to answer.
pub(super) fn split_points(draft: &mut Draft<'_>, summaries: &[String]) -> Result<(), Refusal> {
    let points = cut(summaries)?;
    let refused = |message: &str| {
        Err(Refusal::Invalid {
            field: "points",
            message: message.to_owned(),
        })
    };
    if points.len() < 2 {
        return refused("至少写两个诉求点，每行一个");
    }
    if points == draft.state.points {
        return refused("诉求点没有变化");
    }
    draft.push(Change::plain(Event::PointsSplit { points }));
    Ok(())
}
