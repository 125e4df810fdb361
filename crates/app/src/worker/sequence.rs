//! Gives committed events their place in the one order that followers read, and seals them.

use crate::application::App;
use crate::error::AppError;

/// Events numbered in one transaction: small enough to let other writers in between.
const BATCH: u64 = 500;

/// Events under one seal.
const SEAL_AT_LEAST: u64 = 256;
const SEAL_AT_MOST: u64 = 4096;

/// Numbers what is not numbered yet; gives how many.
pub async fn sequence(app: &App) -> Result<u64, AppError> {
    let mut done = 0;
    loop {
        let now = app.now();
        let n = app
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let n = tx.sequence(BATCH).await?;
                    tx.make_seal(now, SEAL_AT_LEAST, SEAL_AT_MOST).await?;
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
