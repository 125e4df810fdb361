//! 拆分 in words.

use huiyin_workflow::event::SubmittedFacts;
use huiyin_workflow::split::SplitOff;
use huiyin_workflow::suggestion::Point;

/// The points one below the other, with the numbers by which the reply names them.
pub(super) fn listed(points: &[Point]) -> String {
    points
        .iter()
        .map(|point| format!("{}．{}", point.no, point.summary))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The numbers of the items that were split off, for the submitter, whose they all are.
pub(super) fn numbers(parts: &[SplitOff]) -> String {
    let numbers: Vec<String> = parts.iter().map(|p| p.part_no.to_string()).collect();
    format!("另外登记为：{}", numbers.join("、"))
}

/// How an item came in. What it was split off is named by [`super::name_relatives`], to whoever
/// may see that.
pub(super) fn registered(facts: &SubmittedFacts) -> String {
    if facts.split_from.is_some() {
        "由原件拆分".to_owned()
    } else {
        format!("渠道：{}", facts.channel.label())
    }
}
