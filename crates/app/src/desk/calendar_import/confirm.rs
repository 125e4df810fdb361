//! The confirmation: stores the year, then moves what is still owed.

use std::sync::Arc;

use huiyin_core::StaffActor;
use huiyin_store::CalendarYear;
use huiyin_workflow::calendar::CalendarNotice;
use huiyin_workflow::{Action, DueBasis};

use super::recount::{PAGE, Verdict, judge};
use super::{CalendarSource, entitled, version_after};
use crate::application::App;
use crate::error::AppError;
use crate::handling::perform_as;
use crate::seed::{CALENDAR_VERSION, calendar_version};

/// What a confirmation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarConfirmed {
    pub year: i32,
    pub version: String,
    /// Obligations moved by this confirmation; 0 when an earlier one did it all.
    pub moved: u64,
}

struct Import {
    notice: CalendarNotice,
    base_version: String,
    by: StaffActor,
    now: huiyin_core::time::Instant,
}

/// Stores the notice and moves the open obligations that follow from the plain rule. Sent twice,
/// or again after it was interrupted, it does only what is left.
///
/// # Errors
/// [`AppError::Invalid`] when the calendar is no longer the one of the preview; otherwise as
/// [`super::preview_calendar`].
pub async fn confirm_calendar(
    app: &App,
    actor: &StaffActor,
    base_version: &str,
    source: CalendarSource,
) -> Result<CalendarConfirmed, AppError> {
    entitled(actor)?;
    let notice = source.read()?;
    let year = notice.year;
    let import = Arc::new(Import {
        notice,
        base_version: base_version.to_owned(),
        by: actor.clone(),
        now: app.now(),
    });
    let version = app
        .store()
        .write(move |tx| {
            let import = Arc::clone(&import);
            Box::pin(async move { import.store(tx).await })
        })
        .await?;
    app.reload_configuration().await?;
    let moved = move_open(app, actor, year).await?;
    tracing::info!(year, version, moved, "calendar imported");
    Ok(CalendarConfirmed {
        year,
        version,
        moved,
    })
}

impl Import {
    /// The version that is in force afterwards.
    async fn store(&self, tx: &huiyin_store::Tx) -> Result<String, AppError> {
        let current = calendar_version(tx).await?;
        let stored = tx.calendar_notices().await?;
        if current != self.base_version {
            // an earlier confirmation of the same preview came as far as this
            let is_done = super::same_days(&stored, &self.notice)
                && current.starts_with(&format!("notice-{}-", self.notice.year));
            if is_done {
                return Ok(current);
            }
            return Err(AppError::invalid(
                "base",
                "工作日历在预览之后又有了变化，请重新预览后再确认",
            ));
        }
        let version = version_after(&current, &stored, &self.notice);
        if version == current {
            return Ok(version);
        }
        let year = CalendarYear {
            year: self.notice.year,
            version: version.clone(),
        };
        tx.replace_calendar(year, &self.notice.days).await?;
        tx.set_setting(CALENDAR_VERSION, &serde_json::json!(version))
            .await?;
        let what = format!(
            "导入 {} 年工作日历，版本由 {current} 改为 {version}",
            self.notice.year
        );
        tx.log_admin(self.now, Some(self.by.account), &what).await?;
        Ok(version)
    }
}

/// Moves what another due time follows for under the calendar in force. Each step is one
/// transaction, decided on the present state.
async fn move_open(app: &App, actor: &StaffActor, year: i32) -> Result<u64, AppError> {
    let policy = app.policy();
    let reason = format!("{year} 年放假安排公布，工作日历随之更新");
    let mut moved = 0;
    let mut after = None;
    loop {
        let page = app
            .store()
            .read()
            .open_obligations_after(after, PAGE)
            .await?;
        let Some(last) = page.last() else {
            return Ok(moved);
        };
        after = Some((last.suggestion, last.no));
        for owed in page {
            let Verdict::Moves(due) = judge(&owed, &policy.calendar, &policy.due) else {
                continue;
            };
            let action = Action::MoveDue {
                no: owed.no,
                due_at: due.at,
                basis: DueBasis {
                    start: owed.basis.start,
                    calendar_version: due.calendar_version,
                    provisional: due.provisional,
                    ..owed.basis
                },
                reason: reason.clone(),
            };
            let ctx = app.staff_ctx(actor);
            match perform_as(app, ctx, None, owed.suggestion, None, action).await {
                Ok(_) => moved += 1,
                // met, or moved by another confirmation, in between
                Err(AppError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
