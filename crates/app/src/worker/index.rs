//! Feeds the index from the ledger.

use std::collections::BTreeSet;

use huiyin_core::SuggestionId;

use crate::application::App;
use crate::error::AppError;

/// Ledger entries taken at once.
const BATCH: u64 = 5_000;

/// Carries the ledger into the index until it is level; gives how many suggestions were written.
/// Without an open index there is nothing to do.
pub async fn index(app: &App) -> Result<u64, AppError> {
    let Some(index) = app.index() else {
        return Ok(0);
    };
    let mut done = 0;
    loop {
        let after = index.applied_seq();
        let feed = app.store().read().index_feed(after, BATCH).await?;
        let Some(up_to) = feed.iter().map(|(seq, _)| *seq).max() else {
            let level = tokio::task::spawn_blocking(move || index.level());
            level.await.map_err(AppError::internal)??;
            return Ok(done);
        };
        let ids: Vec<SuggestionId> = feed
            .iter()
            .map(|(_, id)| *id)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let documents = app.store().read().index_documents(&ids).await?;
        done += documents.len() as u64;
        let writer = std::sync::Arc::clone(&index);
        let applied = tokio::task::spawn_blocking(move || {
            match writer.apply(documents, Vec::new(), up_to) {
                // somebody deleted the folder under us: empty again, and all over from the start
                Err(error) if error.needs_rebuild() => writer.reset(),
                other => other,
            }
        });
        applied.await.map_err(AppError::internal)??;
    }
}
