//! 签收.

use huiyin_core::{AccountId, Role, StaffActor};
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

pub(super) async fn fields(
    app: &App,
    suggestion: &Suggestion,
    actor: &StaffActor,
) -> Result<Vec<FieldSpec>, AppError> {
    let unit = suggestion.lead_unit().unwrap_or(actor.unit);
    let handlers = app
        .store()
        .read()
        .accounts()
        .await?
        .into_iter()
        .filter(|a| {
            a.unit == unit
                && a.is_active
                && !suggestion.overlays.recused.contains(&a.id)
                && !suggestion.overlays.accused.names_account(a.id)
                && a.roles
                    .iter()
                    .any(|r| matches!(r, Role::Handler | Role::Liaison | Role::Head))
        });
    let choices = handlers
        .map(|a| Choice::new(a.id.to_string(), a.name))
        .collect();
    Ok(vec![
        FieldSpec::new("handler", "承办人", FieldKind::Select(choices))
            .required()
            .value(actor.account.to_string()),
    ])
}

pub(super) async fn parse(
    app: &App,
    suggestion: &Suggestion,
    form: &ActionForm,
) -> Result<Action, AppError> {
    let handler = chosen_handler(app, suggestion, form).await?;
    Ok(Action::Acknowledge { handler })
}

/// The person of the lead unit who was chosen.
pub(super) async fn chosen_handler(
    app: &App,
    suggestion: &Suggestion,
    form: &ActionForm,
) -> Result<AccountId, AppError> {
    let handler = form.id::<AccountId>("handler", "承办人")?;
    let account = app.store().read().account(handler).await?;
    // the engine does not know who works where
    let fits = account.is_some_and(|a| a.is_active && Some(a.unit) == suggestion.lead_unit());
    if !fits {
        return Err(AppError::invalid("handler", "承办人须是主办单位的在用账号"));
    }
    Ok(handler)
}
