//! What was committed a moment ago, told to the index before it is asked.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use huiyin_core::search::IndexState;
use huiyin_search::Index;

use crate::application::App;
use crate::error::AppError;

/// More changes than these, as after an import, are left to the follower.
const FRESH_MAX: u64 = 1_000;

/// Tells the index what the ledger holds behind it, with a number or still without one. After
/// this a search sees every transaction that was committed before the call, on whatever node.
///
/// An item read here a moment before the follower carried a newer state does no harm: the index
/// knows what it was given last.
///
/// # Errors
/// What the database says.
pub(crate) async fn freshen(app: &App, index: &Arc<Index>) -> Result<(), AppError> {
    let held = match index.state() {
        IndexState::Ready => index.applied_seq(),
        IndexState::Rebuilding { .. } => app.0.index_was_level_at.load(Ordering::Acquire),
    };
    let from = held.max(app.0.freshened_to.load(Ordering::Acquire));
    let read = app.store().read();
    let Some(changed) = read.changed_after(from, FRESH_MAX).await? else {
        return Ok(());
    };
    if changed.ids.is_empty() {
        return Ok(());
    }
    let documents = read.index_documents(&changed.ids).await?;
    let index = Arc::clone(index);
    tokio::task::spawn_blocking(move || index.freshen(documents))
        .await
        .map_err(AppError::internal)?;
    app.0
        .freshened_to
        .fetch_max(changed.up_to_seq, Ordering::AcqRel);
    Ok(())
}
