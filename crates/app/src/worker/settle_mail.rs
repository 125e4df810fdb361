//! Finds a place for mails that were stored by a process that did not live to settle them, and for
//! those whose processing failed before.

use crate::application::App;
use crate::arrival::{note_failure, resume};
use crate::error::AppError;

/// Mails taken in one run.
const BATCH: u64 = 200;

/// Settles what is stored and not settled; gives how many. A mail that is being settled at the
/// same moment is settled once: the first transaction wins.
pub async fn settle_mail(app: &App) -> Result<u64, AppError> {
    let mut settled = 0;
    for id in app.store().read().unprocessed_mails(BATCH).await? {
        match resume(app, id).await {
            Ok(_) => settled += 1,
            // one bad mail must not keep the others waiting
            Err(error) => {
                tracing::error!(
                    mail = id.0,
                    error = &error as &dyn std::error::Error,
                    "mail not settled"
                );
                note_failure(app, id, &error).await?;
            }
        }
    }
    Ok(settled)
}
