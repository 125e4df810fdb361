//! 相似件: what is like an item, and what it could be merged into.

use huiyin_core::search::{Filters, IndexState, SimilarRequest, SimilarTo};
use huiyin_core::{StaffActor, Status, SuggestionId};
use huiyin_store::Relative;
use huiyin_workflow::Suggestion;

use super::search::{ask, freshen};
use crate::application::App;
use crate::error::AppError;

/// Shown beside an item; more would not be read.
const SHOWN: usize = 6;

/// What can take another item in.
const UNDER_WAY: [Status; 3] = [Status::Assigned, Status::InProgress, Status::InReview];

/// Items under way that are like one, within the viewer's scope, the nearest first: what it could
/// be merged into.
pub(crate) async fn mergeable(
    app: &App,
    actor: &StaffActor,
    suggestion: &Suggestion,
) -> Result<Vec<Relative>, AppError> {
    nearest(app, actor, suggestion, &UNDER_WAY).await
}

/// Items like one, whatever became of them, within the viewer's scope, the nearest first.
pub(crate) async fn alike(
    app: &App,
    actor: &StaffActor,
    suggestion: &Suggestion,
) -> Result<Vec<Relative>, AppError> {
    nearest(app, actor, suggestion, Status::ALL).await
}

/// Without an index there are none: they are an offer, not an answer.
async fn nearest(
    app: &App,
    actor: &StaffActor,
    suggestion: &Suggestion,
    statuses: &[Status],
) -> Result<Vec<Relative>, AppError> {
    let Some(index) = app.index() else {
        return Ok(Vec::new());
    };
    if let IndexState::Rebuilding { answers: false, .. } = index.state() {
        return Ok(Vec::new());
    }
    freshen(app, &index).await?;
    let scope = app.scope(actor);
    let request = SimilarRequest {
        to: SimilarTo::Item(suggestion.id),
        scope: scope.clone(),
        filters: Filters {
            statuses: statuses.to_vec(),
            ..Filters::default()
        },
        limit: SHOWN * 2,
    };
    let hits = match ask(app, &index, move |index| index.similar(&request)).await {
        Ok(hits) => hits.unwrap_or_default(),
        Err(error) => {
            tracing::warn!(
                ticket_no = %suggestion.ticket_no,
                error = &error as &dyn std::error::Error,
                "no similar items: the index does not answer"
            );
            return Ok(Vec::new());
        }
    };
    let ids: Vec<SuggestionId> = hits
        .iter()
        .map(|hit| hit.id)
        .filter(|id| *id != suggestion.id)
        .collect();
    // the index is a follower: what it says is looked up again
    let mut found = app.store().read().relatives(&scope, &ids).await?;
    found.retain(|x| statuses.contains(&x.status));
    found.sort_by_key(|x| ids.iter().position(|id| *id == x.id));
    found.truncate(SHOWN);
    Ok(found)
}
