//! 拆分 in words.

use huiyin_workflow::suggestion::Point;

/// The points one below the other, with the numbers by which the reply names them.
pub(super) fn listed(points: &[Point]) -> String {
    points
        .iter()
        .map(|point| format!("{}．{}", point.no, point.summary))
        .collect::<Vec<_>>()
        .join("\n")
}
