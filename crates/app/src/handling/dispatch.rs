//! From an action to its form, and from the answers to the action.

use huiyin_core::StaffActor;
use huiyin_workflow::{Action, ActionKind, Suggestion};

use super::form::{ActionForm, FormSpec};
use super::{
    accept, acknowledge, assign, close, decline, draft_reply, note, sign_off, supplement, support,
};
use crate::application::App;
use crate::error::AppError;

/// The form of an action on a suggestion. Actions of submitters and of the system have none.
pub async fn spec(
    app: &App,
    suggestion: &Suggestion,
    kind: ActionKind,
    actor: &StaffActor,
) -> Result<Option<FormSpec>, AppError> {
    let form = |explanation: &str, fields| {
        Some(FormSpec {
            action: kind,
            explanation: explanation.to_owned(),
            fields,
        })
    };
    Ok(match kind {
        ActionKind::Accept => form(
            "确认件类、类别和诉求点后受理。系统会通知建议人。",
            accept::fields(app, suggestion).await?,
        ),
        ActionKind::AskSupplement => form(
            "一次列清需要补充的内容。补正期间受理时限停表，只能要求一次。",
            supplement::fields(),
        ),
        ActionKind::ProposeDecline => form(
            "说明理由和应当去哪里。须经另一人核准后才告知建议人。",
            decline::fields(app),
        ),
        ActionKind::ConfirmDecline => form("核准后立即告知建议人，事项结束。", Vec::new()),
        ActionKind::RejectDecline => form(
            "不同意的，事项回到待受理，受理时限不变。",
            decline::reject_fields(),
        ),
        ActionKind::Assign => form(
            "确定一个主办单位，可有若干协办单位。答复时限从分办起算。",
            assign::fields(app, suggestion),
        ),
        ActionKind::Acknowledge => form(
            "签收并指定承办人。",
            acknowledge::fields(app, suggestion, actor).await?,
        ),
        ActionKind::GiveSupport => form("意见交给主办单位，由其统一答复。", support::fields()),
        ActionKind::DraftReply => form(
            "逐个诉求点答复。提交后由负责人审签发出。",
            draft_reply::fields(app, suggestion),
        ),
        ActionKind::ReturnDraft => form("退回承办人修改。", sign_off::return_fields()),
        ActionKind::SignOff => form("审签后答复立即发出，建议人凭查询码可见。", Vec::new()),
        ActionKind::Close => form("确认结果和采纳情况后办结。", Vec::new()),
        ActionKind::Rate => form("回访时代建议人记录评价。", close::rate_fields()),
        ActionKind::Note => form("内部备注，建议人看不到。", note::fields()),
        ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::LapseRating
        | ActionKind::Withdraw
        | ActionKind::MoveDue => None,
    })
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
        ActionKind::SignOff => Ok(Action::SignOff),
        ActionKind::Close => Ok(Action::Close),
        ActionKind::Rate => close::parse_rate(form),
        ActionKind::Note => note::parse(form),
        ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::LapseRating
        | ActionKind::Withdraw
        | ActionKind::MoveDue => Err(AppError::Forbidden("这个操作不在办理页面进行".to_owned())),
    }
}
