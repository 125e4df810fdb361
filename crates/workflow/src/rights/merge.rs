//! When 并案 and 解除并案 are open, on the child and on its parent.

use huiyin_core::Status;

use crate::action::ActionKind;
use crate::suggestion::Suggestion;

/// Whether the state allows it, and the rule that says so.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "check_state() matches every kind and calls this for those that are here"
)]
pub(super) fn check(s: &Suggestion, kind: ActionKind) -> (bool, &'static str) {
    use Status::{Accepted, Assigned, InProgress, InReview};
    let on = &s.overlays;
    let is_free = !s.is_child() && on.children.is_empty() && s.round == 1;
    match kind {
        ActionKind::ProposeMerge => (
            matches!(s.status, Assigned | InProgress)
                && is_free
                && on.dispute.is_none()
                && !on.is_ruled
                && on.asked_merge.is_none(),
            "主办单位在拟写答复之前可以建议并案，一次处理完再提下一次",
        ),
        ActionKind::RefuseMerge => (on.asked_merge.is_some(), "没有待确认的并案建议"),
        ActionKind::Merge => (
            matches!(s.status, Accepted | Assigned | InProgress) && is_free && !on.is_ruled,
            "受理之后、拟写答复之前可以并案；已有事项并入的、裁定主办的和重办的不再并入别的事项",
        ),
        ActionKind::TakeChild => (
            matches!(s.status, Assigned | InProgress | InReview) && !s.is_child(),
            "只有分办之后、答复之前的事项可以接收并案",
        ),
        ActionKind::AnswerChild | ActionKind::ReleaseChild => (
            on.has_open_children() && !s.status.is_final(),
            "没有等待答复的并案事项",
        ),
        ActionKind::FollowParent | ActionKind::Unmerge => {
            (s.is_child(), "没有并案，或者已经单独答复")
        }
        _ => (false, "不属于并案"),
    }
}
