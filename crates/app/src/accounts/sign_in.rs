//! 登录.

use chrono::Duration;
use huiyin_core::{Digest, Personal};
use huiyin_store::NewSession;

use super::password;
use crate::application::App;
use crate::error::AppError;

/// Wrong attempts after which an account pauses.
const ATTEMPTS_MAX: i32 = 5;
/// How long it pauses.
const PAUSE_MINUTES: i64 = 15;

/// The sign-in form.
#[derive(Debug, Clone)]
pub struct SignIn {
    pub username: String,
    pub password: Personal<String>,
}

/// Opens a session and gives its secret token (64 hex digits, 256 bits), which only the cookie
/// holds; the row keeps its digest.
///
/// # Errors
/// [`AppError::Unauthenticated`], the same for an unknown name, a wrong password and a disabled
/// account; [`AppError::TooMany`] while the account pauses.
pub async fn sign_in(app: &App, form: SignIn) -> Result<String, AppError> {
    let now = app.now();
    let account = app
        .store()
        .read()
        .account_by_username(form.username.trim())
        .await?;
    if let Some(account) = &account
        && account.locked_until.is_some_and(|until| now < until)
    {
        return Err(AppError::TooMany(format!(
            "密码连续输错 {ATTEMPTS_MAX} 次，请 {PAUSE_MINUTES} 分钟后再试，或请管理员重置密码"
        )));
    }
    let hash = account.as_ref().map(|a| a.password_hash.clone());
    let is_right = password::verify(app, form.password.expose(), hash).await?;
    let wrong = || AppError::Unauthenticated("用户名或密码不对".to_owned());
    let Some(account) = account else {
        return Err(wrong());
    };
    let id = account.id;
    if !is_right || !account.is_active {
        let failures = account.n_failures + 1;
        let locked_until =
            (failures >= ATTEMPTS_MAX).then(|| now + Duration::minutes(PAUSE_MINUTES));
        let failures = if locked_until.is_some() { 0 } else { failures };
        app.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.record_failure(id, failures, locked_until).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        return Err(wrong());
    }
    let token = hex::encode(app.entropy::<32>());
    let session = NewSession {
        token_digest: token_digest(&token),
        account: id,
        csrf: hex::encode(app.entropy::<16>()),
        created_at: now,
        expires_at: now + Duration::hours(app.settings().security.session_hours),
    };
    app.store()
        .write(move |tx| {
            let session = session.clone();
            Box::pin(async move {
                tx.record_login(id, now).await?;
                tx.create_session(session).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(token)
}

pub(super) fn token_digest(token: &str) -> Digest {
    Digest::of_parts(&[b"huiyin session", token.as_bytes()])
}
