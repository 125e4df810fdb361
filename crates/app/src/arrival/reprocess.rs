//! 处理失败的来信: kept with its error, processed again by hand or after an upgrade.

use huiyin_core::{MailId, MailState, Role, StaffActor};

use super::deliver_mail::{Delivered, load, note_failure, resume};
use crate::application::App;
use crate::error::AppError;

/// Looked at in one go.
const BATCH: u64 = 200;

/// Every mail whose processing failed, oldest first.
///
/// # Errors
/// What the database says.
pub async fn failed_mails(app: &App) -> Result<Vec<MailId>, AppError> {
    let mut all: Vec<MailId> = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or(MailId(0));
        let more = app
            .store()
            .read()
            .mails_in(MailState::Failed, after, BATCH)
            .await?;
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}

/// Processes one failed mail again. A mail that fails again keeps its new error.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Invalid`] for a mail that did not fail.
pub async fn reprocess(app: &App, id: MailId) -> Result<Delivered, AppError> {
    let row = load(app, id).await?;
    if row.state != MailState::Failed && row.state != MailState::Stored {
        return Err(AppError::invalid("id", "这封来信已经处理，不用重新处理"));
    }
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.revive_incoming(id).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    match resume(app, id).await {
        Ok(done) => Ok(done),
        Err(error) => {
            note_failure(app, id, &error).await?;
            let row = load(app, id).await?;
            Ok(Delivered {
                mail: id,
                state: row.state,
                suggestion: row.suggestion,
                is_known: true,
            })
        }
    }
}

/// As [`reprocess`], from the page.
///
/// # Errors
/// As [`reprocess`]; [`AppError::Forbidden`] for anybody but the desk.
pub async fn reprocess_by_hand(
    app: &App,
    actor: &StaffActor,
    id: MailId,
) -> Result<Delivered, AppError> {
    if !actor.has_any(&[Role::Clerk, Role::Registrar]) {
        return Err(AppError::Forbidden("来信邮件由分办台处理".to_owned()));
    }
    reprocess(app, id).await
}

/// The raw bytes of a mail, for the export from the command line.
///
/// # Errors
/// [`AppError::NotFound`] when the mail or its bytes are gone.
pub async fn stored_mail(app: &App, id: MailId) -> Result<Vec<u8>, AppError> {
    let row = load(app, id).await?;
    let raw = app.store().get_blob(row.raw_digest).await?;
    raw.ok_or(AppError::NotFound)
}
