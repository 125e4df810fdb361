//! 请假和代理, 调动: where a person is, and who stands in. What the person has in hand is moved by
//! `worker::reorganise`.

use chrono::NaiveDate;
use huiyin_core::{AccountId, Role, UnitId};
use huiyin_store::Away;

use crate::application::App;
use crate::error::AppError;

/// As typed; days as browsers send them.
#[derive(Debug, Clone, Default)]
pub struct AbsenceForm {
    pub from: String,
    pub until: String,
    /// An account of the same unit; empty for nobody.
    pub deputy: String,
}

fn day(field: &'static str, typed: &str) -> Result<Option<NaiveDate>, AppError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    NaiveDate::parse_from_str(typed, "%Y-%m-%d")
        .map(Some)
        .map_err(|_typed| AppError::invalid(field, "日期请写成 2026-09-30 的样子"))
}

/// Notes when an account is away and who stands in. Without days it is at work.
///
/// # Errors
/// [`AppError::Invalid`] on the field that is wrong, [`AppError::NotFound`] for no account.
pub async fn set_absence(
    app: &App,
    by: Option<AccountId>,
    account: AccountId,
    form: &AbsenceForm,
) -> Result<(), AppError> {
    let read = app.store().read();
    let row = read.account(account).await?.ok_or(AppError::NotFound)?;
    let away = match (day("from", &form.from)?, day("until", &form.until)?) {
        (Some(from), Some(until)) if from <= until => Some(Away { from, until }),
        (Some(_), Some(_)) => {
            return Err(AppError::invalid("until", "结束日期不能早于开始日期"));
        }
        (Some(_), None) => return Err(AppError::invalid("until", "请填写请假的最后一天")),
        (None, Some(_)) => return Err(AppError::invalid("from", "请填写请假的第一天")),
        (None, None) => None,
    };
    let deputy = match form.deputy.trim() {
        "" => None,
        id => {
            let invalid = || AppError::invalid("deputy", "代理人须是同一单位的其他在用账号");
            let id = id.parse::<AccountId>().map_err(|_typed| invalid())?;
            let deputy = read.account(id).await?;
            let fits = deputy.filter(|d| d.is_active && d.unit == row.unit && d.id != account);
            Some(fits.ok_or_else(invalid)?.id)
        }
    };
    let now = app.now();
    let what = match away {
        Some(away) => format!("账号 {account} 请假 {} 至 {}", away.from, away.until),
        None => format!("账号 {account} 没有请假"),
    };
    let what = match deputy {
        Some(deputy) => format!("{what}，代理人 {deputy}"),
        None => what,
    };
    app.store()
        .write(move |tx| {
            let what = what.clone();
            Box::pin(async move {
                tx.set_away(account, away, deputy).await?;
                tx.log_admin(now, by, &what).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// 调动: the account works in another unit from now on.
///
/// # Errors
/// As [`set_absence`].
pub async fn move_account(
    app: &App,
    by: Option<AccountId>,
    account: AccountId,
    unit: UnitId,
) -> Result<(), AppError> {
    let row = app.store().read().account(account).await?;
    let row = row.ok_or(AppError::NotFound)?;
    let directory = app.directory();
    let Some(to) = directory.unit(unit).filter(|unit| unit.is_active) else {
        return Err(AppError::invalid("unit", "请选择在用的单位"));
    };
    let (now, name) = (app.now(), row.name);
    let what = format!("账号 {account} 调到 {}", to.name);
    app.store()
        .write(move |tx| {
            let (name, what) = (name.clone(), what.clone());
            Box::pin(async move {
                tx.set_person(account, &name, unit).await?;
                // who stands in works in the same unit
                tx.set_away(account, None, None).await?;
                tx.log_admin(now, by, &what).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Who could stand in: the other active accounts of the unit that handle items.
///
/// # Errors
/// What the database says.
pub async fn possible_deputies(
    app: &App,
    account: AccountId,
    unit: UnitId,
) -> Result<Vec<(AccountId, String)>, AppError> {
    let mut accounts = app.store().read().accounts().await?;
    accounts.retain(|a| {
        let handles = [Role::Handler, Role::Liaison, Role::Head];
        a.is_active
            && a.unit == unit
            && a.id != account
            && a.roles.iter().any(|role| handles.contains(role))
    });
    Ok(accounts.into_iter().map(|a| (a.id, a.name)).collect())
}
