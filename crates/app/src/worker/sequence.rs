//! Gives committed events their place in the one order that followers read, and seals them.

use crate::application::App;
use crate::error::AppError;

/// Events numbered in one transaction: small enough to let other writers in between.
const BATCH: u64 = 500;

/// Events under one seal.
const SEAL_AT_LEAST: u64 = 256;
const SEAL_AT_MOST: u64 = 4096;

/// A small office seals at least once a day.
const SEAL_EVERY: chrono::Duration = chrono::Duration::hours(24);

/// Numbers what is not numbered yet; gives how many.
pub async fn sequence(app: &App) -> Result<u64, AppError> {
    // looking costs nothing, a transaction would take the writer's turn
    if app.store().read().n_unsequenced().await? == 0 {
        return Ok(0);
    }
    let mut done = 0;
    loop {
        let now = app.now();
        let n = app
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let n = tx.sequence(BATCH).await?;
                    let last = tx.last_seal().await?;
                    let is_time = last.is_none_or(|seal| now >= seal.made_at + SEAL_EVERY);
                    let at_least = if is_time { 1 } else { SEAL_AT_LEAST };
                    tx.make_seal(now, at_least, SEAL_AT_MOST).await?;
                    Ok::<_, AppError>(n)
                })
            })
            .await?;
        done += n;
        if n < BATCH {
            return Ok(done);
        }
    }
}
