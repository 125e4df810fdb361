//! Sessions: idle and absolute expiry, revoked in the row.

use chrono::Duration;
use huiyin_core::{AccountId, StaffActor};

use super::sign_in::token_digest;
use crate::application::App;
use crate::error::AppError;

/// Who a valid session belongs to.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub actor: StaffActor,
    pub username: String,
    /// The token that forms of this session carry.
    pub csrf: String,
    pub must_change_password: bool,
}

impl SignedIn {
    pub const fn account(&self) -> AccountId {
        self.actor.account
    }
}

/// The person behind a session token; `None` when there is none, or when it is idle too long,
/// expired, or its account disabled.
pub async fn session(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    let now = app.now();
    let digest = token_digest(token);
    let Some((session, account)) = app.store().read().session_by_token(digest).await? else {
        return Ok(None);
    };
    let idle = Duration::minutes(app.settings().security.session_idle_minutes);
    if now >= session.expires_at || now >= session.last_seen_at + idle || !account.is_active {
        return Ok(None);
    }
    // a row written at most once a minute
    if now >= session.last_seen_at + Duration::minutes(1) {
        app.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.touch_session(digest, now).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
    }
    Ok(Some(SignedIn {
        actor: StaffActor {
            account: account.id,
            name: account.name,
            unit: account.unit,
            roles: account.roles,
        },
        username: account.username,
        csrf: session.csrf,
        must_change_password: account.must_change_password,
    }))
}

/// Ends one session.
pub async fn sign_out(app: &App, token: &str) -> Result<(), AppError> {
    let digest = token_digest(token);
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.delete_session(digest).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}
