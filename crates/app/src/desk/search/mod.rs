//! 检索 in the viewer's scope: asked of the index, which is told first what has just happened, and
//! of the database while there is no index.

mod export;
mod fallback;
mod fresh;
mod suggest;
mod words;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use huiyin_core::search::{IndexState, SearchAnswer, SearchRequest};
use huiyin_core::{Scope, SuggestionId};
use huiyin_search::{Index, IndexError};

use crate::application::App;
use crate::error::AppError;

pub use export::{EXPORT_MAX, Exported, export};
pub(crate) use fresh::freshen;
pub use suggest::suggest;
pub(crate) use words::{names, own_terms};

/// What was found, and by whom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    pub answer: SearchAnswer,
    /// The index is being made or made anew.
    pub rebuilding: Option<Rebuilding>,
}

/// How far a new index is, and who answers meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilding {
    /// 0 to 99.
    pub percent: u8,
    /// What the database looked through; `None` when an earlier index answers.
    pub scanned: Option<Scanned>,
}

/// A look through the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scanned {
    /// Items looked at, the newest first.
    pub n_items: u64,
    /// Whether that were all in the scope.
    pub is_complete: bool,
}

/// Searches off the async threads: a query is a few milliseconds of CPU. An item is found from the
/// end of its transaction on, and whoever may no longer see one does not see it from then on.
///
/// A broken index is no error: the database answers, and the follower makes a new one.
///
/// # Errors
/// What the database says.
pub async fn search(app: &App, request: SearchRequest) -> Result<Found, AppError> {
    let Some(index) = app.index() else {
        return fallback::answer(app, None, &request, 0).await;
    };
    let state = index.state();
    if let IndexState::Rebuilding { answers: false, .. } = state {
        let percent = percent(app, &index).await?;
        return fallback::answer(app, Some(index), &request, percent).await;
    }
    freshen(app, &index).await?;
    let scope = request.scope.clone();
    let asked = request.clone();
    let Some(answer) = ask(app, &index, move |index| index.search(&asked)).await? else {
        return fallback::answer(app, None, &request, 0).await;
    };
    let rebuilding = match state {
        IndexState::Ready => None,
        IndexState::Rebuilding { .. } => Some(Rebuilding {
            percent: percent(app, &index).await?,
            scanned: None,
        }),
    };
    Ok(Found {
        answer: only_within(app, &scope, answer).await?,
        rebuilding,
    })
}

/// Asks the index something on a thread of its own; `None` when it is broken, which the follower
/// is told.
pub(crate) async fn ask<T: Send + 'static>(
    app: &App,
    index: &Arc<Index>,
    question: impl FnOnce(&Index) -> Result<T, IndexError> + Send + 'static,
) -> Result<Option<T>, AppError> {
    let asked = Arc::clone(index);
    let answered = tokio::task::spawn_blocking(move || question(&asked)).await;
    let error: Box<dyn std::error::Error + Send + Sync> = match answered {
        Ok(Ok(answer)) => return Ok(Some(answer)),
        Ok(Err(error)) if error.needs_rebuild() => error.into(),
        Ok(Err(error)) => return Err(error.into()),
        // a damaged file may break whoever reads it
        Err(panicked) => panicked.into(),
    };
    tracing::error!(error, "the index is broken and will be made anew");
    app.0.index_is_broken.store(true, Ordering::Release);
    app.written().notify_waiters();
    Ok(None)
}

/// How far the index is, in percent of the ledger.
async fn percent(app: &App, index: &Index) -> Result<u8, AppError> {
    let end = app.store().read().max_seq().await?.max(1);
    let done = index.applied_seq().clamp(0, end);
    Ok(u8::try_from(done.saturating_mul(100) / end)
        .unwrap_or(99)
        .min(99))
}

/// The index is a follower: what it says of the rights is looked up again.
async fn only_within(
    app: &App,
    scope: &Scope,
    mut answer: SearchAnswer,
) -> Result<SearchAnswer, AppError> {
    let ids: Vec<SuggestionId> = answer.hits.iter().map(|hit| hit.id).collect();
    let visible = app.store().read().within_scope(scope, &ids).await?;
    let before = answer.hits.len();
    answer
        .hits
        .retain(|hit| visible.binary_search(&hit.id).is_ok());
    let n_gone = before - answer.hits.len();
    if n_gone > 0 {
        // more changes at once than a search waits for
        tracing::warn!(n_gone, "the index lags behind the rights");
        answer.total = answer.total.saturating_sub(n_gone as u64);
    }
    Ok(answer)
}
