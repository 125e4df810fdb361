//! 相似件: what an item could be merged into.

use huiyin_core::search::SearchRequest;
use huiyin_core::{StaffActor, Status, SuggestionId};
use huiyin_store::Relative;
use huiyin_workflow::Suggestion;

use crate::application::App;
use crate::error::AppError;

/// Shown beside an item; more would not be read.
const SHOWN: usize = 6;

/// Items under way that share the words of its title, within the viewer's scope, the nearest
/// first. Without an index there are none: they are an offer, not an answer.
pub(crate) async fn similar(
    app: &App,
    actor: &StaffActor,
    suggestion: &Suggestion,
) -> Result<Vec<Relative>, AppError> {
    if app.index().is_none() {
        return Ok(Vec::new());
    }
    let read = app.store().read();
    let Some(text) = read.submission(suggestion.id).await? else {
        return Ok(Vec::new());
    };
    let scope = app.scope(actor);
    let mut request = SearchRequest::new(text.title, scope.clone());
    request.filters.statuses = vec![Status::Assigned, Status::InProgress, Status::InReview];
    request.limit = SHOWN * 2;
    let answer = match super::search(app, request).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::warn!(
                ticket_no = %suggestion.ticket_no,
                error = &error as &dyn std::error::Error,
                "no similar items: the index does not answer"
            );
            return Ok(Vec::new());
        }
    };
    let mut ids: Vec<SuggestionId> = Vec::new();
    for id in answer.hits.iter().map(|hit| hit.id) {
        if id != suggestion.id && !ids.contains(&id) {
            ids.push(id);
        }
    }
    // the index is a follower: what it says is looked up again
    let mut found = read.relatives(&scope, &ids).await?;
    found.retain(|x| {
        matches!(
            x.status,
            Status::Assigned | Status::InProgress | Status::InReview
        )
    });
    found.sort_by_key(|x| ids.iter().position(|id| *id == x.id));
    found.truncate(SHOWN);
    Ok(found)
}
