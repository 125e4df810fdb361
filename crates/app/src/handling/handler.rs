//! 更换承办人、回避.

use huiyin_core::StaffActor;
use huiyin_workflow::{Action, Suggestion};

use super::acknowledge;
use super::form::{ActionForm, FieldSpec};
use crate::application::App;
use crate::error::AppError;

pub(super) async fn change_fields(
    app: &App,
    suggestion: &Suggestion,
    actor: &StaffActor,
) -> Result<Vec<FieldSpec>, AppError> {
    let mut fields = acknowledge::fields(app, suggestion, actor).await?;
    fields.push(FieldSpec::words("reason", "更换的理由"));
    Ok(fields)
}

pub(super) async fn parse_change(
    app: &App,
    suggestion: &Suggestion,
    form: &ActionForm,
) -> Result<Action, AppError> {
    Ok(Action::ChangeHandler {
        handler: acknowledge::chosen_handler(app, suggestion, form).await?,
        reason: form.needed("reason", "更换的理由")?,
    })
}

pub(super) fn recuse_fields() -> Vec<FieldSpec> {
    vec![FieldSpec::words("reason", "回避的理由")]
}

pub(super) fn parse_recuse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Recuse {
        reason: form.needed("reason", "回避的理由")?,
    })
}
