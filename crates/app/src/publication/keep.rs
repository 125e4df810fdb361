//! The rows of a publication, in the transaction that records it.

use chrono::Datelike;
use huiyin_core::{Byline, Ctx, time};
use huiyin_store::{NewPublication, Tx};
use huiyin_workflow::{Action, Suggestion};

use super::comparable;
use crate::error::AppError;

/// Series of the public numbers; no ticket series looks like it.
pub(crate) const SERIES: &str = "公开";

/// Keeps the wording with the event that was just recorded. Any other action has none.
pub(crate) async fn keep(
    tx: &Tx,
    suggestion: &Suggestion,
    action: &Action,
    ctx: &Ctx,
) -> Result<(), AppError> {
    let Action::Publish {
        text,
        salt,
        attachments,
        seq,
    } = action
    else {
        return Ok(());
    };
    let byline = suggestion
        .overlays
        .publication
        .published
        .as_ref()
        .map(|p| p.byline);
    let identity = match byline {
        Some(Byline::Named) => tx.identity(suggestion.id).await?,
        Some(Byline::Unnamed) | None => None,
    };
    let name = identity
        .and_then(|identity| identity.name)
        .map(|name| name.expose().clone());
    let new = NewPublication {
        year: time::local_date(ctx.now).year(),
        seq: *seq,
        text,
        search_text: &comparable(&text.parts().join("\n")),
        name: name.as_deref(),
        topic: suggestion.topic,
        salt: *salt,
        files: attachments,
        at: ctx.now,
    };
    Ok(tx.keep_publication(suggestion.id, new).await?)
}
