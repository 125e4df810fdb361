//! 诉求点: how a letter is cut into them, on acceptance and afterwards; 拆分 into several items.

use huiyin_core::PointNo;

use super::Draft;
use crate::event::{Change, Event};
use crate::refusal::Refusal;
use crate::split::{NewPart, PARTS_MAX, SplitOff};
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

/// The letter, its points, its unit and its due dates stay: it keeps the part that is left. What
/// each new item is comes with the action; the application has registered it.
pub(super) fn split(draft: &mut Draft<'_>, parts: &[NewPart]) -> Result<(), Refusal> {
    let refused = |field, message: String| Err(Refusal::Invalid { field, message });
    if parts.is_empty() {
        return refused("part_1_title", "至少拆分出一件".to_owned());
    }
    let before = &draft.state.overlays.split_off;
    if before.len() + parts.len() > PARTS_MAX {
        let left = PARTS_MAX.saturating_sub(before.len());
        return refused(
            "part_1_title",
            format!("一件来信最多拆分出 {PARTS_MAX} 件，还可以拆分 {left} 件"),
        );
    }
    for (i, part) in parts.iter().enumerate() {
        if parts.iter().take(i).any(|other| other.body == part.body) {
            return refused("part_1_body", "拆分出的两件内容相同，请分别写明".to_owned());
        }
    }
    let registered: Vec<SplitOff> = parts.iter().filter_map(|p| p.registered.clone()).collect();
    let is_known = |new: &SplitOff| {
        new.part == draft.state.id || before.iter().any(|known| known.part == new.part)
    };
    if registered.len() != parts.len() || registered.iter().any(is_known) {
        return Err(Refusal::Rule("拆分出的每一件都须单独登记".to_owned()));
    }
    draft.push(Change::plain(Event::Split { parts: registered }));
    Ok(())
}
