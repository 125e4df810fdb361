//! When the special procedures are open: 退回、裁定、改派、协办、延期、回避、重办、督办、批示、挂账、终止.

use huiyin_core::{
    Actor, AssignmentRole, FollowUpResult, ObligationKind, Satisfaction, Status, SupervisionLevel,
};

pub(super) use self::publication::nothing_after_archiving;
use super::{owes, staff, unit_owes};
use crate::action::ActionKind;
use crate::suggestion::{Closure, Suggestion};

mod publication;

/// Whether the state allows it, and the rule that says so.
pub(super) fn check(s: &Suggestion, actor: &Actor, kind: ActionKind) -> (bool, &'static str) {
    use Status::{Assigned, InProgress, InReview, Replied};
    let on = &s.overlays;
    let is_alive = !s.status.is_final() && s.status != Status::Merged;
    let is_handled = matches!(s.status, Assigned | InProgress | InReview) && !s.is_child();
    // a child keeps a due date of its own, and its own reasons for being late
    let awaits_reply = is_handled || s.is_child();
    let before_draft = matches!(s.status, Assigned | InProgress);
    let undisputed = on.dispute.is_none();
    match kind {
        ActionKind::RequestSendBack => (
            before_draft && undisputed && is_first_assignment(s) && on.send_back_request.is_none(),
            "只有首次分办可以退回一次，裁定后的不能退回",
        ),
        ActionKind::SendBack => (
            before_draft && undisputed && is_first_assignment(s),
            "只有首次分办可以退回一次；仍有异议的，提请督导员裁定，裁定后的不能退回",
        ),
        ActionKind::AskRuling => (
            before_draft && undisputed && !on.is_ruled,
            "办理期间、没有争议且尚未裁定时可以提请裁定",
        ),
        ActionKind::Rule => (
            before_draft && on.dispute.is_some(),
            "有退回争议或者提请裁定时才能裁定；答复待审核的，先退回修改",
        ),
        ActionKind::Reassign => (
            // a ruling settles whose business it is; that somebody had to step out since is another
            // matter, and the unit may have nobody left who may take it
            before_draft && (!on.is_ruled || leads_no_more(s) || !on.recused.is_empty()),
            "分办之后、拟写答复之前可以改派；裁定的主办单位不再改派，有人回避的除外",
        ),
        ActionKind::AskSupport => (
            s.status == InProgress && undisputed && on.asked_support.is_none(),
            "办理期间可以申请协办，一次申请处理完再提下一次",
        ),
        ActionKind::AddSupport => (is_handled, "办理期间可以增加协办"),
        ActionKind::RefuseSupport => (
            is_handled && on.asked_support.is_some(),
            "没有待确认的协办申请",
        ),
        ActionKind::AskExtension => (
            awaits_reply
                && !on.is_sent_back()
                && on.asked_extension.is_none()
                && !on.extensions.iter().any(|x| x.round == s.round),
            "答复之前可以申请延期，只有一次",
        ),
        ActionKind::GrantExtension | ActionKind::RefuseExtension => (
            awaits_reply && on.asked_extension.is_some(),
            "没有待审批的延期申请",
        ),
        ActionKind::ChangeHandler => (
            matches!(s.status, InProgress | InReview) && !s.is_child(),
            "签收之后、答复之前可以更换承办人；并案的随主件更换",
        ),
        ActionKind::Recuse => (
            is_alive && (!is_handler(s, actor) || s.status == InProgress),
            "办理期间可以回避；承办人的答复待审核时，请负责人先退回修改",
        ),
        ActionKind::NameAccused => (true, "任何时候都可以列明"),
        ActionKind::HandOver => (
            is_in_other_hands(s),
            "有单位在办理或者有未了的事，才有可移交的",
        ),
        ActionKind::ReleaseHandler => (
            s.status == InProgress && s.lead().is_some_and(|lead| lead.handler.is_some()),
            "办理中、有承办人时才须另行指定",
        ),
        ActionKind::Redo => (
            s.status == Replied && deserves_redo(s) && on.open_review().is_none(),
            "建议人不满意或者回访未解决的，才能重办；复查、复核期间等待其意见",
        ),
        ActionKind::FollowUp => (
            s.status == Replied && owes(s, ObligationKind::FollowUp),
            "正式答复之后回访一次；匿名件不回访",
        ),
        ActionKind::FulfilCommitment => (owes(s, ObligationKind::Commitment), "没有尚未兑现的承诺"),
        ActionKind::GiveConsent
        | ActionKind::WithdrawConsent
        | ActionKind::Publish
        | ActionKind::Unpublish
        | ActionKind::Archive => publication::check(s, kind),
        ActionKind::Supervise => (
            is_alive
                && on
                    .open_supervision()
                    .is_none_or(|x| x.level < SupervisionLevel::Interview),
            "事项结束之前可以督办；已经约谈的不能再升级",
        ),
        ActionKind::AnswerSupervision => (
            unit_owes(s, actor, ObligationKind::Supervision),
            "没有待反馈的督办",
        ),
        ActionKind::LiftSupervision => (
            is_alive
                && on
                    .open_supervision()
                    .is_some_and(|x| x.answer.is_some() || s.status == Replied),
            "有督办，并且责任单位已经反馈或者已经答复，才能解除",
        ),
        ActionKind::Direct => (is_alive, "事项结束之前可以批示"),
        ActionKind::AnswerDirective => (
            unit_owes(s, actor, ObligationKind::Directive),
            "没有待落实的批示",
        ),
        ActionKind::Shelve => (
            matches!(s.status, InProgress | InReview | Replied) && on.shelving.is_none(),
            "办理期间或答复之后可以挂账，不重复挂账",
        ),
        ActionKind::Unshelve => (on.shelving.is_some(), "没有挂账"),
        ActionKind::ProposeTermination => (
            before_draft && undisputed && on.termination.is_none(),
            "拟写答复之前可以提请终止，一次处理完再提下一次",
        ),
        ActionKind::ApproveTermination | ActionKind::RefuseTermination => {
            (is_handled && on.termination.is_some(), "没有待核准的终止")
        }
        ActionKind::MarkUrgent => (is_alive && !s.is_urgent, "事项结束之前可以加急一次"),
        ActionKind::UnmarkUrgent => (is_alive && s.is_urgent, "不是紧急件"),
        ActionKind::ExplainOverdue => (
            awaits_reply && !on.is_sent_back(),
            "主办单位在办理期间可以说明超期原因",
        ),
        // figures are put right after the end as well
        ActionKind::ProposeExclusion => (
            !is_historical(s) && on.asked_exclusion.is_none(),
            "导入的历史件不参与统计；一次处理完再提下一次",
        ),
        ActionKind::ApproveExclusion | ActionKind::RefuseExclusion => {
            (on.asked_exclusion.is_some(), "没有待核准的剔除")
        }
        ActionKind::MarkRepeat => (!is_historical(s), "导入的历史件不参与统计"),
        // the main path and 并案 have their own tables
        ActionKind::ProposeMerge
        | ActionKind::RefuseMerge
        | ActionKind::Merge
        | ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent
        | ActionKind::Unmerge
        | ActionKind::SplitPoints
        | ActionKind::Split
        | ActionKind::Accept
        | ActionKind::AskSupplement
        | ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::ProposeDecline
        | ActionKind::ConfirmDecline
        | ActionKind::RejectDecline
        | ActionKind::Assign
        | ActionKind::Acknowledge
        | ActionKind::GiveSupport
        | ActionKind::DraftReply
        | ActionKind::ReturnDraft
        | ActionKind::SignOff
        | ActionKind::Rate
        | ActionKind::LapseRating
        | ActionKind::Close
        | ActionKind::Withdraw
        | ActionKind::Note
        | ActionKind::TellAcceptance
        | ActionKind::AskReview
        | ActionKind::LapseReviewWindow
        | ActionKind::AssignReview
        | ActionKind::ConcludeReview
        | ActionKind::MarkMajor
        | ActionKind::Assess
        | ActionKind::ReportEffect
        | ActionKind::ProposeAward
        | ActionKind::ApproveAward
        | ActionKind::RefuseAward
        | ActionKind::MoveDue => (false, "不属于特殊程序"),
    }
}

/// Taken over from another system as closed there: in no metric of this one.
const fn is_historical(s: &Suggestion) -> bool {
    matches!(s.closure, Some(Closure::Historical))
}

/// Never returned, reassigned, ruled or redone.
fn is_first_assignment(s: &Suggestion) -> bool {
    let leads = s
        .assignments
        .iter()
        .filter(|a| a.role == AssignmentRole::Lead);
    leads.count() == 1 && !s.overlays.is_ruled
}

/// A ruling does not bind when the unit that it named is accused or dissolved; nor is the desk,
/// which then stands in, meant to keep the item.
fn leads_no_more(s: &Suggestion) -> bool {
    s.overlays.is_lead_away() || s.lead_unit() == Some(s.desk)
}

/// Whether a unit other than the desk takes part or owes something.
fn is_in_other_hands(s: &Suggestion) -> bool {
    let takes_part = s
        .assignments
        .iter()
        .any(|a| a.is_current && a.unit != s.desk);
    (!s.status.is_final() && takes_part) || s.open_obligations().any(|o| o.unit != s.desk)
}

fn is_handler(s: &Suggestion, actor: &Actor) -> bool {
    staff(actor).is_some_and(|a| s.lead().is_some_and(|lead| lead.handler == Some(a.account)))
}

/// A valid reason for a new round: 不满意, or the follow-up found it unsolved (DOMAIN 5).
fn deserves_redo(s: &Suggestion) -> bool {
    s.current_rating()
        .is_some_and(|r| r.result == Satisfaction::Dissatisfied)
        || s.current_follow_up() == Some(FollowUpResult::Unsolved)
}
