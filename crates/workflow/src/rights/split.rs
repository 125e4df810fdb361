//! When the points may be cut anew, and when matters may be split off.

use huiyin_core::Status;

use crate::split::PARTS_MAX;
use crate::suggestion::Suggestion;

/// What was answered keeps the points that it was answered by, also in a later round: the reply
/// names them.
pub(super) fn check_points(s: &Suggestion) -> (bool, &'static str) {
    let is_open = matches!(
        s.status,
        Status::Accepted | Status::Assigned | Status::InProgress
    );
    (
        is_open && s.issued_replies().next().is_none(),
        "受理之后、没有答复过也没有答复等待审签时，才能拆分诉求点",
    )
}

/// What was answered was answered as a whole, and what ends or is merged is no longer cut.
pub(super) fn check(s: &Suggestion) -> (bool, &'static str) {
    let on = &s.overlays;
    let is_open = matches!(
        s.status,
        Status::Submitted | Status::Accepted | Status::Assigned | Status::InProgress
    );
    let is_answered = s.issued_replies().next().is_some();
    let rule = if s.is_child() || on.has_open_children() {
        "并案办理期间不拆分，请先解除并案"
    } else if on.split_from.is_some() {
        "拆分出来的一件不再拆分；还有别的事项的，在原件上拆分，或者拆分诉求点"
    } else if s.decline.is_some() && s.status == Status::Submitted {
        "拟不予受理的，核准或者不同意之后才能拆分"
    } else if on.split_off.len() >= PARTS_MAX {
        "一件来信最多拆分出九件"
    } else if is_answered {
        "已经答复过的不再拆分"
    } else {
        "登记之后、没有答复过也没有答复等待审签时，才能拆分成几件；等待补正的，补正之后再拆分"
    };
    let is_possible = is_open
        && !is_answered
        && !s.is_child()
        && !on.has_open_children()
        && on.split_from.is_none()
        && s.decline.is_none()
        && on.split_off.len() < PARTS_MAX;
    (is_possible, rule)
}
