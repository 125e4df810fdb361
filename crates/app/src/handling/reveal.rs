//! 查看身份: with a reason, and every view is logged (DOMAIN 6).

use huiyin_core::{Identity, IdentityLevel, Role, StaffActor, SuggestionId};

use crate::application::App;
use crate::error::AppError;

/// Shows who the submitter is. 隐名 is known to the desk only; 匿名 has no identity at all.
///
/// # Errors
/// [`AppError::Forbidden`] when the viewer is not entitled, [`AppError::Invalid`] without a reason.
pub async fn reveal(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
    reason: &str,
) -> Result<Option<Identity>, AppError> {
    let scope = app.scope(actor);
    let suggestion = app
        .store()
        .read()
        .load_scoped(&scope, id)
        .await?
        .ok_or(AppError::NotFound)?;
    if suggestion.identity_level == IdentityLevel::Anonymous {
        return Ok(None);
    }
    if !may_reveal(actor, suggestion.identity_level) {
        return Err(AppError::Forbidden("您不能查看这一件的身份信息".to_owned()));
    }
    logged(app, actor, id, reason).await
}

/// The identity, after the look at it was logged with its reason. Who may look is the caller's.
///
/// # Errors
/// [`AppError::Invalid`] without a reason.
pub(crate) async fn logged(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
    reason: &str,
) -> Result<Option<Identity>, AppError> {
    let reason = huiyin_core::text::tidy(reason);
    if reason.chars().count() < 2 {
        return Err(AppError::invalid("reason", "请写明查看身份的理由"));
    }
    let (account, now) = (actor.account, app.now());
    app.store()
        .write(move |tx| {
            let reason = reason.clone();
            Box::pin(async move {
                tx.log_identity_view(id, account, &reason, now).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(app.store().read().identity(id).await?)
}

/// Who may ask for the identity at all: 实名 whoever handles it, 隐名 the desk only, 匿名 nobody.
pub fn may_reveal(actor: &StaffActor, level: IdentityLevel) -> bool {
    match level {
        IdentityLevel::Named => actor.has_any(&[
            Role::Clerk,
            Role::Supervisor,
            Role::Caller,
            Role::Handler,
            Role::Liaison,
            Role::Head,
        ]),
        IdentityLevel::Confidential => actor.has(Role::Clerk),
        IdentityLevel::Anonymous => false,
    }
}
