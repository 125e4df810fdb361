//! 检索 in the viewer's scope.

use huiyin_core::search::{SearchAnswer, SearchRequest};

use crate::application::App;
use crate::error::AppError;

/// Searches off the async threads: a query is a few milliseconds of CPU.
///
/// # Errors
/// [`AppError::Busy`]-like refusal in Chinese while the index is still being opened.
pub async fn search(app: &App, request: SearchRequest) -> Result<SearchAnswer, AppError> {
    let index = app.index().ok_or_else(|| {
        AppError::TooMany("全文索引正在准备，请稍后再试（通常不到一分钟）".to_owned())
    })?;
    tokio::task::spawn_blocking(move || index.search(&request))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::from)
}
