//! 归档 by the rule: what ended long enough ago and owes nothing goes to the archive.

use chrono::Months;
use huiyin_workflow::ActionKind;

use crate::application::App;
use crate::archive::prepare;
use crate::error::AppError;
use crate::handling::perform_as;

/// Items archived in one run: each package is built in memory.
const BATCH: u64 = 20;

/// Archives what is due; gives how many. The package is made of a revision, and only that revision
/// is archived; a second run finds nothing left to do.
pub async fn archive(app: &App) -> Result<u64, AppError> {
    let months = app.settings().archive.after_months;
    if months == 0 {
        return Ok(0);
    }
    let Some(before) = app.now().checked_sub_months(Months::new(months)) else {
        return Ok(0);
    };
    let due = app.store().read().archivable(None, before, BATCH).await?;
    let mut n_archived = 0;
    for id in due {
        let ctx = app.system_ctx("archive");
        let Some(suggestion) = app.store().read().load_unlocked(id).await? else {
            continue;
        };
        if !huiyin_workflow::available(&suggestion, &ctx.actor).contains(&ActionKind::Archive) {
            continue;
        }
        let action = prepare(app, &suggestion).await?;
        match perform_as(app, ctx, None, id, Some(suggestion.revision), action).await {
            Ok(_) => n_archived += 1,
            // somebody acted in between
            Err(AppError::Refused(_) | AppError::Stale) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_archived)
}
