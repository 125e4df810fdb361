//! When the points may be cut anew.

use huiyin_core::Status;

use crate::suggestion::Suggestion;

/// What was answered keeps the points that it was answered by, also in a later round: the reply
/// names them.
pub(super) fn check(s: &Suggestion) -> (bool, &'static str) {
    let is_open = matches!(
        s.status,
        Status::Accepted | Status::Assigned | Status::InProgress
    );
    (
        is_open && s.issued_replies().next().is_none(),
        "受理之后、没有答复过也没有答复等待审签时，才能拆分诉求点",
    )
}
