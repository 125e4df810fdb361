//! 站内通知: what reminders and the like tell a member of staff.

use huiyin_core::StaffActor;
use huiyin_store::StaffNotice;

use crate::application::App;
use crate::error::AppError;

/// How many notices a page shows; older ones have had their day.
const SHOWN: u64 = 200;

/// The own notices, newest first.
///
/// # Errors
/// What the database says.
pub async fn notices(app: &App, actor: &StaffActor) -> Result<Vec<StaffNotice>, AppError> {
    let reader = app.scope(actor).viewer;
    Ok(app.store().read().staff_notices(&reader, SHOWN).await?)
}

/// Notes that the own notices, as far as they are shown, have been read.
///
/// # Errors
/// What the database says.
pub async fn read_notices(app: &App, actor: &StaffActor) -> Result<(), AppError> {
    let (reader, now) = (actor.account, app.now());
    let unread: Vec<_> = notices(app, actor)
        .await?
        .into_iter()
        .filter(|notice| notice.read_at.is_none())
        .map(|notice| notice.id)
        .collect();
    app.store()
        .write(move |tx| {
            let unread = unread.clone();
            Box::pin(async move {
                for id in unread {
                    tx.mark_staff_notice_read(reader, id, now).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await
}
