//! The confirmation: stores the year, then moves what is still owed.

use std::sync::Arc;

use huiyin_core::StaffActor;
use huiyin_store::{CalendarYear, PolicyChange};
use huiyin_workflow::calendar::CalendarNotice;
use huiyin_workflow::recount::Because;

use super::{CalendarSource, entitled, version_after};
use crate::application::App;
use crate::desk::recount::move_open;
use crate::error::AppError;
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
    let policy = app.policy();
    let reason = format!("{year} 年放假安排公布，工作日历随之更新");
    let same = (&*policy, &*policy);
    let moved = move_open(app, actor, same, Because::Calendar, &reason).await?;
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
        let no = tx.next_policy_no().await?;
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
        let change = PolicyChange {
            no,
            at: self.now,
            account: Some(self.by.account),
            what: what.clone(),
            reason: "放假安排公布".to_owned(),
        };
        tx.log_policy_change(&change).await?;
        tx.log_admin(self.now, Some(self.by.account), &what).await?;
        Ok(version)
    }
}
