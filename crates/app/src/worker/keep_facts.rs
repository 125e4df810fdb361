//! Reads from the ledger what the statistics have to know, before somebody asks.

use std::sync::Arc;

use crate::application::App;
use crate::error::AppError;

/// Items read in one turn: small enough to let other writers in between.
const BATCH: u64 = 200;

/// Keeps the facts of every item that changed; gives of how many. What it has not reached yet, the
/// statistics read for themselves.
pub async fn keep_facts(app: &App) -> Result<u64, AppError> {
    let mut done = 0;
    loop {
        let read = app.store().read();
        let stale = read.stale_facts(BATCH).await?;
        let told = Arc::new(read.facts_told(&stale).await?);
        let n = told.len() as u64;
        if n > 0 {
            app.store()
                .write(move |tx| {
                    let told = Arc::clone(&told);
                    Box::pin(async move { Ok::<_, AppError>(tx.keep_facts(&told).await?) })
                })
                .await?;
        }
        done += n;
        // less than asked for: only those are left that the ledger does not tell, and `verify` does
        if n < BATCH {
            return Ok(done);
        }
    }
}
