//! 导入工作日历 while running: preview, confirmation, and what it moves (DOMAIN 4).
//!
//! A preview changes nothing. A confirmation stores the days of the year under a new version, then
//! moves each open obligation through the engine, one transaction an item. Both count from the
//! stored basis, so whatever is interrupted or sent twice finds only what is left to move.

mod confirm;
mod source;

use chrono::NaiveDate;
use huiyin_core::{DayKind, Digest, Role, StaffActor, time};
use huiyin_workflow::Policy;
use huiyin_workflow::calendar::{CalendarNotice, WorkCalendar};
use huiyin_workflow::recount::Because;

pub use confirm::{CalendarConfirmed, confirm_calendar};
pub use source::CalendarSource;

use super::recount::{self, MovedDue, UnmovedDue};
use crate::application::App;
use crate::error::AppError;

/// A day that the import changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayChange {
    pub day: NaiveDate,
    /// What it is today, in words, e.g. `工作日` or `元旦法定假日（暂定）`.
    pub before: String,
    pub after: String,
}

/// What an import would do.
#[derive(Debug, Clone)]
pub struct CalendarPreview {
    pub notice: CalendarNotice,
    /// The calendar that it was made against; the confirmation names it.
    pub base_version: String,
    pub changes: Vec<DayChange>,
    pub moved: Vec<MovedDue>,
    pub unmoved: Vec<UnmovedDue>,
    /// Obligations whose time stays and is no longer 暂定.
    pub n_confirmed: u64,
    pub warnings: Vec<String>,
}

/// Reads a notice and shows what it would change. Nothing is stored.
///
/// # Errors
/// [`AppError::Invalid`] on the field that was filled, with a message that names the line;
/// [`AppError::Forbidden`] for anybody but a system administrator.
pub async fn preview_calendar(
    app: &App,
    actor: &StaffActor,
    source: CalendarSource,
) -> Result<CalendarPreview, AppError> {
    entitled(actor)?;
    let notice = source.read()?;
    let stored = app.store().read().calendar_notices().await?;
    let base_version = version_in(app).await?;
    let today = WorkCalendar::from_notices(base_version.clone(), stored.clone());
    let version = version_after(&base_version, &stored, &notice);
    let all = with_notice(&stored, &notice);
    let next = WorkCalendar::from_notices(version.clone(), all.clone());
    let (before, after) = policies(app, version, all).await?;
    let found = recount::preview(app, &before, &after, Because::Calendar).await?;
    let known = stored.iter().any(|old| old.year == notice.year);
    let mut warnings = Vec::new();
    if known && same_days(&stored, &notice) {
        warnings.push(format!("{} 年的放假安排与现有的完全相同。", notice.year));
    } else if known {
        warnings.push(format!(
            "{} 年的放假安排已经有了，确认后以这一份为准。",
            notice.year
        ));
    }
    Ok(CalendarPreview {
        changes: day_changes(&today, &next, &notice),
        notice,
        base_version,
        moved: found.moved,
        unmoved: found.unmoved,
        n_confirmed: found.n_confirmed,
        warnings,
    })
}

fn entitled(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has(Role::SystemAdmin) {
        return Ok(());
    }
    Err(AppError::Forbidden("工作日历由系统管理员导入。".to_owned()))
}

/// The policy as it is and as it would be; both with the closures of the units.
async fn policies(
    app: &App,
    version: String,
    notices: Vec<CalendarNotice>,
) -> Result<(Policy, Policy), AppError> {
    let before = crate::seed::policy_rows(&app.store().read(), app.settings()).await?;
    let mut after = before.clone();
    after.calendar_version = version;
    after.notices = notices;
    let (directory, today) = (app.directory(), time::local_date(app.now()));
    Ok((
        before.policy(&directory, today)?,
        after.policy(&directory, today)?,
    ))
}

/// The version in the database, which another node may have changed.
async fn version_in(app: &App) -> Result<String, AppError> {
    let read = app.store().read();
    Ok(crate::seed::calendar_version(&read).await?)
}

/// The same import of the same calendar always gives the same version: that is how a confirmation
/// sent twice is known.
fn version_after(base: &str, stored: &[CalendarNotice], notice: &CalendarNotice) -> String {
    if same_days(stored, notice) {
        return base.to_owned();
    }
    let mut text = format!("{base}\n{}\n", notice.year);
    for day in &notice.days {
        let kind = day.kind.code();
        text.push_str(&format!("{} {kind} {} {}\n", day.day, day.name, day.source));
    }
    let digest: String = Digest::of(text.as_bytes())
        .to_hex()
        .chars()
        .take(8)
        .collect();
    format!("notice-{}-{digest}", notice.year)
}

fn same_days(stored: &[CalendarNotice], notice: &CalendarNotice) -> bool {
    let plain = |n: &CalendarNotice| {
        let mut days: Vec<(NaiveDate, DayKind, String)> = n
            .days
            .iter()
            .map(|d| (d.day, d.kind, d.name.clone()))
            .collect();
        days.sort_by_key(|(day, ..)| *day);
        days
    };
    stored
        .iter()
        .any(|old| old.year == notice.year && plain(old) == plain(notice))
}

/// The calendar as it would be read back: by year, this notice in the place of its year's.
fn with_notice(stored: &[CalendarNotice], notice: &CalendarNotice) -> Vec<CalendarNotice> {
    let mut all: Vec<CalendarNotice> = stored
        .iter()
        .filter(|old| old.year != notice.year)
        .cloned()
        .collect();
    all.push(notice.clone());
    all.sort_by_key(|n| n.year);
    all
}

/// Every day on which the two calendars say something else. A year becomes known with its notice,
/// so all its days are compared, and the December before.
fn day_changes(
    today: &WorkCalendar,
    next: &WorkCalendar,
    notice: &CalendarNotice,
) -> Vec<DayChange> {
    let Some(first) = NaiveDate::from_ymd_opt(notice.year - 1, 12, 1) else {
        return Vec::new();
    };
    let Some(last) = NaiveDate::from_ymd_opt(notice.year, 12, 31) else {
        return Vec::new();
    };
    first
        .iter_days()
        .take_while(|day| *day <= last)
        .filter_map(|day| {
            let (before, after) = (today.day_reason(day), next.day_reason(day));
            (before != after).then(|| DayChange {
                day,
                before: before.to_string(),
                after: after.to_string(),
            })
        })
        .collect()
}
