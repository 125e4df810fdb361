//! Who may do what on the two tracks, and when: 信访 and 合理化建议.

use huiyin_core::{Actor, ObligationKind, Role, Status, Track};

use super::{is_submitter, is_system, of_lead_unit, of_support_unit, owes, staff, staff_with};
use crate::action::ActionKind;
use crate::suggestion::Suggestion;

/// Whether the office allows it, and the rule that says so.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "check_right() matches every action and calls this for those that are here"
)]
pub(super) fn right(s: &Suggestion, actor: &Actor, kind: ActionKind) -> (bool, &'static str) {
    match kind {
        ActionKind::TellAcceptance => (staff_with(actor, &[Role::Clerk]), "由分办员告知"),
        ActionKind::MarkMajor => (staff_with(actor, &[Role::Clerk]), "由分办员决定"),
        ActionKind::AskReview => (is_submitter(s, actor), "只有信访人本人凭查询码可以"),
        ActionKind::LapseReviewWindow => (is_system(actor), "由系统到期自动处理"),
        ActionKind::AssignReview => (
            staff_with(actor, &[Role::Supervisor, Role::Leader]),
            "由督导员或分管领导指定",
        ),
        ActionKind::ConcludeReview => (
            is_reviewing(s, actor)
                && staff_with(actor, &[Role::Head, Role::Supervisor, Role::Leader]),
            "由指定的复查（复核）单位负责人作出",
        ),
        ActionKind::Assess => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head])
                || of_support_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head]),
            "由主办、协办单位的评审人员评审",
        ),
        ActionKind::ReportEffect => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head]),
            "由主办单位报告",
        ),
        ActionKind::ProposeAward => (
            of_lead_unit(s, actor, &[Role::Head]),
            "由主办单位负责人提出",
        ),
        ActionKind::ApproveAward | ActionKind::RefuseAward => {
            (staff_with(actor, &[Role::Leader]), "由分管领导批准")
        }
        _ => (false, "不属于信访、合理化建议的程序"),
    }
}

/// Whether the state allows it, and the rule that says so.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "check_state() matches every action and calls this for those that are here"
)]
pub(super) fn state(s: &Suggestion, actor: &Actor, kind: ActionKind) -> (bool, &'static str) {
    use Status::{Accepted, Assigned, Closed, InProgress, Replied};
    let on = &s.overlays;
    let is_improvement = s.track == Track::Improvement;
    match kind {
        ActionKind::TellAcceptance => (
            owes(s, ObligationKind::TellAcceptance),
            "信访受理之后、答复之前告知一次",
        ),
        ActionKind::AskReview => (
            s.status == Replied && owes(s, ObligationKind::ReviewWindow),
            "信访处理意见或者复查意见作出之后、申请期内可以申请一次；复核意见为终结意见",
        ),
        ActionKind::LapseReviewWindow => (
            s.status == Replied && owes(s, ObligationKind::ReviewWindow),
            "没有等待中的复查、复核申请期",
        ),
        ActionKind::AssignReview => (
            s.status == Replied && on.open_review().is_some(),
            "没有等待指定单位的复查、复核",
        ),
        ActionKind::ConcludeReview => (
            s.status == Replied && is_reviewing(s, actor),
            "没有等待决定的复查、复核",
        ),
        ActionKind::MarkMajor => (
            is_improvement
                && !on.is_major
                && matches!(s.status, Accepted | Assigned | InProgress)
                && s.round == 1
                && on.extensions.is_empty()
                && on.asked_extension.is_none(),
            "合理化建议受理之后、拟写答复和申请延期之前可以列为重大建议一次",
        ),
        ActionKind::Assess => (
            // one that is handled with another is concluded by itself, so it is assessed by itself
            is_improvement
                && matches!(s.status, InProgress | Status::Merged)
                && !has_assessed(s, actor),
            "合理化建议办理期间评审，每人评审一次",
        ),
        ActionKind::ReportEffect => (
            matches!(s.status, Replied | Closed) && owes(s, ObligationKind::EffectReport),
            "采纳的合理化建议报告一次实施效果",
        ),
        ActionKind::ProposeAward => (
            is_improvement
                && matches!(s.status, Replied | Closed)
                && s.is_adopted()
                && on.approved_award().is_none()
                && on.open_award(s.round).is_none(),
            "采纳的合理化建议奖励一次，不重复奖励；一次提议处理完再提下一次",
        ),
        ActionKind::ApproveAward | ActionKind::RefuseAward => (
            matches!(s.status, Replied | Closed) && on.open_award(s.round).is_some(),
            "没有等待批准的奖励",
        ),
        _ => (false, "不属于信访、合理化建议的程序"),
    }
}

/// Whether the actor's own unit decides the review.
pub(super) fn is_reviewing(s: &Suggestion, actor: &Actor) -> bool {
    let unit = s.overlays.open_review().and_then(|r| r.unit);
    staff(actor).is_some_and(|a| unit == Some(a.unit))
}

fn has_assessed(s: &Suggestion, actor: &Actor) -> bool {
    staff(actor).is_some_and(|a| {
        s.overlays
            .assessments
            .iter()
            .any(|x| x.round == s.round && x.by == Some(a.account))
    })
}
