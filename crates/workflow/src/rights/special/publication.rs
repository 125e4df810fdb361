//! When an item may be published, and when it goes to the archive.

use huiyin_core::Status;

use crate::action::ActionKind;
use crate::refusal::Refusal;
use crate::suggestion::Suggestion;

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the table above matches every action and calls this for those that are here"
)]
pub(super) fn check(s: &Suggestion, kind: ActionKind) -> (bool, &'static str) {
    let on = &s.overlays;
    match kind {
        ActionKind::GiveConsent => (
            on.publication.consent.is_none() && may_become_public(s.status),
            "已经同意的不必重复；不予受理、撤回、终止和并案的来件不公开",
        ),
        ActionKind::WithdrawConsent => (on.publication.consent.is_some(), "没有同意过公开"),
        ActionKind::Publish => (
            matches!(s.status, Status::Replied | Status::Closed)
                && s.has_final_reply()
                && on.publication.consent.is_some()
                && on.publication.published.is_none(),
            "建议人同意、已经正式答复、尚未公开的才能公开",
        ),
        ActionKind::Unpublish => (on.publication.published.is_some(), "没有公开"),
        ActionKind::Archive => (
            s.status.is_final() && s.open_obligations().next().is_none(),
            "已经结束、没有未了的承诺和挂账的才能归档",
        ),
        _ => (false, "不属于公开和归档"),
    }
}

const fn may_become_public(status: Status) -> bool {
    match status {
        Status::Declined | Status::Withdrawn | Status::Terminated | Status::Merged => false,
        Status::Submitted
        | Status::Supplementing
        | Status::Accepted
        | Status::Assigned
        | Status::InProgress
        | Status::InReview
        | Status::Replied
        | Status::Closed => true,
    }
}

/// 归档 is the end. What was published still disappears when it has to.
pub(in crate::rights) fn nothing_after_archiving(
    s: &Suggestion,
    kind: ActionKind,
) -> Result<(), Refusal> {
    let still_may = matches!(kind, ActionKind::WithdrawConsent | ActionKind::Unpublish);
    if s.overlays.archived.is_none() || still_may {
        return Ok(());
    }
    Err(Refusal::WrongStatus {
        status: "已归档",
        action: kind.label(),
        rule: "归档之后，除撤回公开同意和撤下公开以外不再变动",
    })
}
