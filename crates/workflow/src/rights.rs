//! Who may do what: one table, read by [`crate::decide`] and by the pages.

mod conflict;
mod merge;
mod special;
mod split;
mod track;
mod who;

use huiyin_core::{Actor, ObligationKind, Role, Status};

use crate::action::ActionKind;
use crate::refusal::Refusal;
use crate::suggestion::Suggestion;

use who::{
    is_submitter, is_system, keeps_promise, of_lead_unit, of_support_unit, owes, owes_support,
    staff, staff_with, unit_owes,
};

/// The actions this actor could take now, in the order of the work. What a form still has to
/// bring (texts, units) is checked by [`crate::decide`].
pub fn available(suggestion: &Suggestion, actor: &Actor) -> Vec<ActionKind> {
    ActionKind::ALL
        .iter()
        .copied()
        .filter(|kind| check(suggestion, actor, *kind).is_ok())
        .collect()
}

/// Whether an actor may do it now, before anything of a form is looked at.
///
/// # Errors
/// The [`Refusal`] that [`crate::decide`] would give for right or state.
pub fn may(suggestion: &Suggestion, actor: &Actor, kind: ActionKind) -> Result<(), Refusal> {
    check(suggestion, actor, kind)
}

/// Right and state together.
pub(crate) fn check(s: &Suggestion, actor: &Actor, kind: ActionKind) -> Result<(), Refusal> {
    check_right(s, actor, kind)?;
    check_state(s, actor, kind)
}

fn check_right(s: &Suggestion, actor: &Actor, kind: ActionKind) -> Result<(), Refusal> {
    conflict::accused_is_out(s, actor, kind)?;
    let (allowed, rule) = match kind {
        ActionKind::Accept | ActionKind::AskSupplement | ActionKind::Assign => {
            (staff_with(actor, &[Role::Clerk]), "只有分办员可以")
        }
        ActionKind::ProposeDecline => (
            staff_with(actor, &[Role::Clerk]),
            "不予受理由分办员提出、另一人核准",
        ),
        ActionKind::ConfirmDecline | ActionKind::RejectDecline => (
            staff_with(actor, &[Role::Clerk, Role::Supervisor, Role::Leader]),
            "由分办员、督导员或分管领导核准",
        ),
        ActionKind::Acknowledge => (
            of_lead_unit(s, actor, &[Role::Liaison, Role::Head]),
            "由主办单位的联络员或负责人签收",
        ),
        ActionKind::GiveSupport => (
            of_support_unit(s, actor, &[Role::Liaison, Role::Handler, Role::Head]),
            "由协办单位提交",
        ),
        ActionKind::DraftReply => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head]),
            "由主办单位的承办人拟写",
        ),
        ActionKind::ReturnDraft | ActionKind::SignOff => (
            of_lead_unit(s, actor, &[Role::Head]) || staff_with(actor, &[Role::Leader]),
            "由主办单位负责人或分管领导审签",
        ),
        ActionKind::Rate => (
            is_submitter(s, actor) || staff_with(actor, &[Role::Caller]),
            "由建议人凭查询码评价，或由回访员代为记录",
        ),
        ActionKind::Close => (
            is_system(actor) || staff_with(actor, &[Role::Supervisor]),
            "由督导员或系统办结",
        ),
        ActionKind::Supplement | ActionKind::Withdraw => {
            (is_submitter(s, actor), "只有建议人本人凭查询码可以")
        }
        ActionKind::LapseSupplement | ActionKind::LapseRating => {
            (is_system(actor), "由系统到期自动处理")
        }
        ActionKind::Note => (
            staff_with(actor, &[Role::Clerk, Role::Supervisor, Role::Leader])
                || of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head]),
            "由分办台、督导员、领导或主办单位填写",
        ),
        ActionKind::ProposeExclusion => (
            staff_with(actor, &[Role::Reporter, Role::Supervisor])
                || of_lead_unit(s, actor, &[Role::Head]),
            "由统计员、督导员或主办单位负责人提出",
        ),
        ActionKind::ApproveExclusion | ActionKind::RefuseExclusion => (
            staff_with(actor, &[Role::Supervisor, Role::Leader]),
            "由督导员或分管领导核准",
        ),
        ActionKind::MarkRepeat => (staff_with(actor, &[Role::Clerk]), "只有分办员可以"),
        ActionKind::RequestSendBack => (
            of_lead_unit(s, actor, &[Role::Liaison, Role::Handler]),
            "由主办单位的联络员或承办人向本单位负责人提出",
        ),
        ActionKind::SendBack | ActionKind::AskRuling | ActionKind::AskExtension => (
            of_lead_unit(s, actor, &[Role::Head]),
            "由主办单位负责人提出",
        ),
        ActionKind::Rule
        | ActionKind::GrantExtension
        | ActionKind::RefuseExtension
        | ActionKind::Redo => (staff_with(actor, &[Role::Supervisor]), "由督导员决定"),
        ActionKind::Reassign
        | ActionKind::RefuseMerge
        | ActionKind::Merge
        | ActionKind::AddSupport
        | ActionKind::RefuseSupport
        | ActionKind::ApproveTermination
        | ActionKind::RefuseTermination => (staff_with(actor, &[Role::Clerk]), "只有分办员可以"),
        ActionKind::ProposeMerge => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head]),
            "由主办单位提出，分办员决定",
        ),
        ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent => (is_system(actor), "随并案的另一件自动变更"),
        ActionKind::Unmerge => (
            is_system(actor) || staff_with(actor, &[Role::Clerk]),
            "由分办员决定；主件撤回或者终止时自动解除",
        ),
        ActionKind::SplitPoints | ActionKind::Split => {
            (staff_with(actor, &[Role::Clerk]), "只有分办员可以")
        }
        ActionKind::AskSupport => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head]),
            "由主办单位提出，分办员确认",
        ),
        ActionKind::FulfilCommitment => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Head]) || keeps_promise(s, actor),
            "由主办单位的承办人或负责人提出",
        ),
        ActionKind::ProposeTermination | ActionKind::ExplainOverdue => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Head]),
            "由主办单位的承办人或负责人提出",
        ),
        ActionKind::GiveConsent | ActionKind::WithdrawConsent => (
            is_submitter(s, actor),
            "是否公开，只由建议人本人凭查询码决定",
        ),
        ActionKind::Publish | ActionKind::Unpublish => {
            (staff_with(actor, &[Role::Publisher]), "由公开审核员决定")
        }
        ActionKind::Archive => (
            is_system(actor) || staff_with(actor, &[Role::Archivist]),
            "由档案员归档，或者由系统按期归档",
        ),
        ActionKind::ChangeHandler => (
            is_system(actor) || of_lead_unit(s, actor, &[Role::Liaison, Role::Head]),
            "由主办单位的联络员或负责人决定",
        ),
        ActionKind::Recuse => (
            staff_with(
                actor,
                &[Role::Clerk, Role::Supervisor, Role::Leader, Role::Caller],
            ) || of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head])
                || of_support_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head]),
            "由参与办理的人员本人提出",
        ),
        ActionKind::NameAccused => (
            is_system(actor) || staff_with(actor, &[Role::Clerk, Role::Supervisor, Role::Leader]),
            "由分办员、督导员或分管领导列明",
        ),
        ActionKind::HandOver => (
            is_system(actor) || staff_with(actor, &[Role::SystemAdmin]),
            "单位撤并时由系统管理员确认移交",
        ),
        ActionKind::ReleaseHandler => (is_system(actor), "由系统按请假和停用的记录处理"),
        ActionKind::FollowUp => (staff_with(actor, &[Role::Caller]), "由回访员回访"),
        ActionKind::Supervise | ActionKind::LiftSupervision | ActionKind::Unshelve => (
            staff_with(actor, &[Role::Supervisor, Role::Leader]),
            "由督导员或分管领导决定",
        ),
        ActionKind::AnswerSupervision | ActionKind::AnswerDirective => (
            of_lead_unit(s, actor, &[Role::Handler, Role::Liaison, Role::Head])
                || staff_with(actor, &[Role::Clerk]),
            "由责任单位报告",
        ),
        ActionKind::Direct | ActionKind::Shelve => {
            (staff_with(actor, &[Role::Leader]), "由分管领导决定")
        }
        ActionKind::MarkUrgent | ActionKind::UnmarkUrgent => (
            staff_with(actor, &[Role::Clerk, Role::Supervisor, Role::Leader]),
            "由分办员、督导员或分管领导决定",
        ),
        ActionKind::TellAcceptance
        | ActionKind::AskReview
        | ActionKind::LapseReviewWindow
        | ActionKind::AssignReview
        | ActionKind::ConcludeReview
        | ActionKind::MarkMajor
        | ActionKind::Assess
        | ActionKind::ReportEffect
        | ActionKind::ProposeAward
        | ActionKind::ApproveAward
        | ActionKind::RefuseAward => track::right(s, actor, kind),
        ActionKind::MoveDue => (
            is_system(actor) || staff_with(actor, &[Role::SystemAdmin]),
            "工作日历变化时由系统管理员确认调整",
        ),
    };
    if !allowed {
        return Err(Refusal::NotEntitled {
            action: kind.label(),
            rule,
        });
    }
    conflict::disclosures_stay_closed(s, kind)?;
    conflict::recused_is_out(s, actor, kind)?;
    conflict::restricted_is_for_the_entitled(s, actor, kind)?;
    conflict::second_person(s, actor, kind)?;
    conflict::nobody_decides_on_the_own_work(s, actor, kind)?;
    conflict::handler_does_not_call(s, actor, kind)?;
    conflict::nobody_supervises_the_own_unit(s, actor, kind)?;
    conflict::key_items_are_for_the_leader(s, actor, kind)?;
    conflict::some_need_a_person(s, actor, kind)
}

fn check_state(s: &Suggestion, actor: &Actor, kind: ActionKind) -> Result<(), Refusal> {
    use Status::{
        Accepted, Assigned, InProgress, InReview, Merged, Replied, Submitted, Supplementing,
    };
    special::nothing_after_archiving(s, kind)?;
    let (allowed, rule): (bool, &'static str) = match kind {
        ActionKind::Accept => (
            s.status == Submitted && s.decline.is_none(),
            "待受理且没有待核准的不予受理时才能受理",
        ),
        ActionKind::AskSupplement => (
            s.status == Submitted && s.decline.is_none() && !s.supplement_asked,
            "补正只能要求一次，且须在受理之前",
        ),
        ActionKind::ProposeDecline => (
            s.status == Submitted && s.decline.is_none(),
            "受理之前才能提出，且不能重复提出",
        ),
        ActionKind::ConfirmDecline | ActionKind::RejectDecline => (
            s.status == Submitted && s.decline.is_some(),
            "没有待核准的不予受理",
        ),
        ActionKind::Assign => (s.status == Accepted, "受理之后、分办之前才能分办"),
        ActionKind::Acknowledge => (
            s.status == Assigned && !s.overlays.is_sent_back(),
            "分办之后、没有退回争议时才能签收",
        ),
        ActionKind::GiveSupport => (
            matches!(s.status, Assigned | InProgress | InReview) && owes_support(s, actor),
            "办理期间且尚未提交时才能提交协办意见",
        ),
        ActionKind::DraftReply => (
            matches!(s.status, InProgress | Merged),
            "签收之后、审签之前才能拟写答复",
        ),
        ActionKind::ReturnDraft | ActionKind::SignOff => {
            (s.status == InReview, "有待审核的答复时才能审签或退回")
        }
        ActionKind::Rate => (
            s.status == Replied && s.current_rating().is_none() && owes(s, ObligationKind::Rate),
            "正式答复之后、评价期内可以评价一次",
        ),
        ActionKind::LapseRating => (
            s.status == Replied && s.current_rating().is_none() && owes(s, ObligationKind::Rate),
            "没有等待中的评价",
        ),
        ActionKind::Close => (
            s.status == Replied
                && !owes(s, ObligationKind::Rate)
                && !s.is_overseen()
                && !s.overlays.has_open_children()
                && !s.is_review_open(),
            if s.is_review_open() {
                "信访的复查、复核申请期满或者作出意见之后，才能办结"
            } else {
                "评价之后或评价期满，并且督办已解除、批示已落实、并入的事项都已答复，才能办结"
            },
        ),
        ActionKind::Supplement => (!s.status.is_final(), "事项已经结束"),
        ActionKind::LapseSupplement => (s.status == Supplementing, "没有等待中的补正"),
        ActionKind::Withdraw => (
            matches!(
                s.status,
                Submitted | Supplementing | Accepted | Assigned | InProgress | InReview | Merged
            ),
            "正式答复之前才能撤回",
        ),
        ActionKind::Note => (!s.status.is_final(), "事项已经结束"),
        ActionKind::ProposeMerge
        | ActionKind::RefuseMerge
        | ActionKind::Merge
        | ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent
        | ActionKind::Unmerge => merge::check(s, kind),
        ActionKind::SplitPoints => split::check_points(s),
        ActionKind::Split => split::check(s),
        ActionKind::ProposeExclusion
        | ActionKind::ApproveExclusion
        | ActionKind::RefuseExclusion
        | ActionKind::MarkRepeat
        | ActionKind::RequestSendBack
        | ActionKind::SendBack
        | ActionKind::AskRuling
        | ActionKind::Rule
        | ActionKind::Reassign
        | ActionKind::AskSupport
        | ActionKind::AddSupport
        | ActionKind::RefuseSupport
        | ActionKind::AskExtension
        | ActionKind::GrantExtension
        | ActionKind::RefuseExtension
        | ActionKind::ChangeHandler
        | ActionKind::Recuse
        | ActionKind::NameAccused
        | ActionKind::HandOver
        | ActionKind::ReleaseHandler
        | ActionKind::Redo
        | ActionKind::FollowUp
        | ActionKind::FulfilCommitment
        | ActionKind::GiveConsent
        | ActionKind::WithdrawConsent
        | ActionKind::Publish
        | ActionKind::Unpublish
        | ActionKind::Archive
        | ActionKind::Supervise
        | ActionKind::AnswerSupervision
        | ActionKind::LiftSupervision
        | ActionKind::Direct
        | ActionKind::AnswerDirective
        | ActionKind::Shelve
        | ActionKind::Unshelve
        | ActionKind::ProposeTermination
        | ActionKind::ApproveTermination
        | ActionKind::RefuseTermination
        | ActionKind::MarkUrgent
        | ActionKind::UnmarkUrgent
        | ActionKind::ExplainOverdue => special::check(s, actor, kind),
        ActionKind::TellAcceptance
        | ActionKind::AskReview
        | ActionKind::LapseReviewWindow
        | ActionKind::AssignReview
        | ActionKind::ConcludeReview
        | ActionKind::MarkMajor
        | ActionKind::Assess
        | ActionKind::ReportEffect
        | ActionKind::ProposeAward
        | ActionKind::ApproveAward
        | ActionKind::RefuseAward => track::state(s, actor, kind),
        ActionKind::MoveDue => (!s.status.is_final(), "事项已经结束"),
    };
    if allowed {
        Ok(())
    } else {
        Err(Refusal::WrongStatus {
            status: s.status.label(),
            action: kind.label(),
            rule,
        })
    }
}
