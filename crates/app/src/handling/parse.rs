//! From the answers in a form to the action.

use huiyin_workflow::award_register::MatterFacts;
use huiyin_workflow::{Action, ActionKind, Suggestion};

use super::form::ActionForm;
use super::{
    accept, accused, acknowledge, assign, award, close, commitment, decline, direct, draft_reply,
    exclusion, extension, follow_up, handler, improvement, merge, note, publish, reason, reassign,
    repeat, review, rule, send_back, shelve, sign_off, split, split_points, supervise, supplement,
    support, terminate,
};
use crate::application::App;
use crate::archive;
use crate::error::AppError;

/// Turns the answers of one form into the actions that it stands for, one after the other:
/// whoever accepts an item names the accused in the same form.
///
/// # Errors
/// As [`parse`].
pub async fn parse_all(
    app: &App,
    suggestion: &Suggestion,
    kind: ActionKind,
    form: &ActionForm,
) -> Result<Vec<Action>, AppError> {
    let mut actions = vec![parse(app, suggestion, kind, form).await?];
    if kind == ActionKind::Accept && accused::is_filled(form) {
        actions.push(accused::parse_with_accept(app, form).await?);
    }
    Ok(actions)
}

/// Turns the answers into an action.
///
/// # Errors
/// [`AppError::Invalid`] naming the field; what was typed is still in the form.
pub async fn parse(
    app: &App,
    suggestion: &Suggestion,
    kind: ActionKind,
    form: &ActionForm,
) -> Result<Action, AppError> {
    match kind {
        ActionKind::Accept => accept::parse(app, form),
        ActionKind::AskSupplement => supplement::parse(form),
        ActionKind::ProposeDecline => decline::parse(app, form),
        ActionKind::ConfirmDecline => Ok(Action::ConfirmDecline),
        ActionKind::RejectDecline => decline::parse_reject(form),
        ActionKind::Assign => assign::parse(app, form),
        ActionKind::Acknowledge => acknowledge::parse(app, suggestion, form).await,
        ActionKind::GiveSupport => support::parse(form),
        ActionKind::DraftReply => draft_reply::parse(suggestion, form),
        ActionKind::ReturnDraft => sign_off::parse_return(form),
        ActionKind::SignOff => sign_off::parse(form),
        ActionKind::Close => Ok(Action::Close),
        ActionKind::Rate => close::parse_rate(form),
        ActionKind::Note => note::parse(form),
        ActionKind::ProposeExclusion => exclusion::parse(form),
        ActionKind::ApproveExclusion => Ok(Action::ApproveExclusion),
        ActionKind::RefuseExclusion => Ok(Action::RefuseExclusion {
            reason: reason::parse(form, "不同意的理由")?,
        }),
        ActionKind::MarkRepeat => repeat::parse(app, form).await,
        ActionKind::RequestSendBack => send_back::parse_request(app, form),
        ActionKind::SendBack => send_back::parse(app, form),
        ActionKind::AskRuling => rule::parse_ask(form),
        ActionKind::Rule => rule::parse(app, form),
        ActionKind::Reassign => reassign::parse(app, form),
        ActionKind::ProposeMerge => merge::parse_proposal(app, form).await,
        ActionKind::RefuseMerge => Ok(Action::RefuseMerge {
            reason: reason::parse(form, "不同意的理由")?,
        }),
        ActionKind::Merge => merge::parse(app, form).await,
        ActionKind::Unmerge => Ok(Action::Unmerge {
            reason: reason::parse(form, "解除并案的理由")?,
        }),
        ActionKind::SplitPoints => split_points::parse(form),
        ActionKind::Split => split::parse(app, form),
        ActionKind::AskSupport => support::parse_ask(app, form),
        ActionKind::AddSupport => support::parse_add(app, form),
        ActionKind::RefuseSupport => Ok(Action::RefuseSupport {
            reason: reason::parse(form, "不同意的理由")?,
        }),
        ActionKind::AskExtension => extension::parse_ask(form),
        ActionKind::GrantExtension => extension::parse_grant(form),
        ActionKind::RefuseExtension => Ok(Action::RefuseExtension {
            reason: reason::parse(form, "不同意的理由")?,
        }),
        ActionKind::ChangeHandler => handler::parse_change(app, suggestion, form).await,
        ActionKind::Recuse => handler::parse_recuse(form),
        ActionKind::NameAccused => accused::parse(app, form).await,
        ActionKind::Redo => Ok(Action::Redo {
            reason: reason::parse(form, "重办的理由")?,
        }),
        ActionKind::FollowUp => follow_up::parse(form),
        ActionKind::FulfilCommitment => commitment::parse(form),
        ActionKind::Publish => publish::parse(app, suggestion, form).await,
        ActionKind::Unpublish => Ok(Action::Unpublish {
            reason: reason::parse(form, "撤下的理由")?,
        }),
        ActionKind::Archive => archive::prepare(app, suggestion).await,
        ActionKind::Supervise => supervise::parse(form),
        ActionKind::AnswerSupervision => supervise::parse_answer(form),
        ActionKind::LiftSupervision => supervise::parse_lift(form),
        ActionKind::Direct => direct::parse(form),
        ActionKind::AnswerDirective => direct::parse_answer(form),
        ActionKind::Shelve => shelve::parse(form),
        ActionKind::Unshelve => shelve::parse_lift(form),
        ActionKind::ProposeTermination => terminate::parse(form),
        ActionKind::ApproveTermination => Ok(Action::ApproveTermination),
        ActionKind::RefuseTermination => Ok(Action::RefuseTermination {
            reason: reason::parse(form, "不同意的理由")?,
        }),
        ActionKind::MarkUrgent => Ok(Action::MarkUrgent {
            reason: reason::parse(form, "加急的理由")?,
        }),
        ActionKind::UnmarkUrgent => Ok(Action::UnmarkUrgent {
            reason: reason::parse(form, "取消的理由")?,
        }),
        ActionKind::ExplainOverdue => Ok(Action::ExplainOverdue {
            text: reason::parse(form, "原因和下一步打算")?,
        }),
        ActionKind::TellAcceptance => review::parse_tell(form),
        ActionKind::AssignReview => review::parse_assign(app, form),
        ActionKind::ConcludeReview => review::parse_conclude(form),
        ActionKind::MarkMajor => Ok(Action::MarkMajor {
            reason: reason::parse(form, "列为重大建议的理由")?,
        }),
        ActionKind::Assess => improvement::parse_assess(app, form),
        ActionKind::ReportEffect => improvement::parse_effect(form),
        ActionKind::ProposeAward => award::parse(app, form),
        ActionKind::ApproveAward => Ok(Action::ApproveAward(MatterFacts::default())),
        ActionKind::RefuseAward => Ok(Action::RefuseAward {
            reason: reason::parse(form, "不同意的理由")?,
        }),
        ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent
        | ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::LapseRating
        | ActionKind::Withdraw
        | ActionKind::HandOver
        | ActionKind::ReleaseHandler
        | ActionKind::AskReview
        | ActionKind::LapseReviewWindow
        | ActionKind::GiveConsent
        | ActionKind::WithdrawConsent
        | ActionKind::MoveDue => Err(AppError::Forbidden("这个操作不在办理页面进行".to_owned())),
    }
}
