//! Queries that have an answer, while somebody types.

use huiyin_core::StaffActor;
use huiyin_core::search::{IndexState, SuggestRequest, Suggested};

use super::{ask, freshen};
use crate::application::App;
use crate::error::AppError;

/// Shown under the field.
const SHOWN: usize = 8;
/// What is longer is not a beginning any more.
const TYPED_MAX: usize = 40;

/// Queries that begin like what was typed and find something within the actor's scope. Without an
/// index there are none: they are an offer, not an answer.
///
/// # Errors
/// What the database says.
pub async fn suggest(
    app: &App,
    actor: &StaffActor,
    typed: &str,
) -> Result<Vec<Suggested>, AppError> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > TYPED_MAX {
        return Ok(Vec::new());
    }
    let Some(index) = app.index() else {
        return Ok(Vec::new());
    };
    if let IndexState::Rebuilding { answers: false, .. } = index.state() {
        return Ok(Vec::new());
    }
    freshen(app, &index).await?;
    let request = SuggestRequest {
        typed: typed.to_owned(),
        scope: app.scope(actor),
        limit: SHOWN,
    };
    let found = ask(app, &index, move |index| index.suggest(&request)).await?;
    Ok(found.unwrap_or_default())
}
