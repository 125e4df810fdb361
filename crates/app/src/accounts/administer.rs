//! Adding people, resetting passwords, giving roles. Every act leaves a row in the admin log.

use huiyin_core::{AccountId, Personal, Role, UnitId};
use huiyin_store::NewAccount;

use super::password;
use crate::application::App;
use crate::error::AppError;

/// A person to add.
#[derive(Debug, Clone)]
pub struct AccountForm {
    pub username: String,
    pub name: String,
    pub unit: UnitId,
    pub roles: Vec<Role>,
    /// Chosen by the administrator; empty: a one-time password is made.
    pub password: Option<Personal<String>>,
}

/// A one-time password to hand over; it must be changed at the first sign-in.
#[derive(Debug, Clone)]
pub struct NewPassword(pub Personal<String>);

/// No I, l, 1, O, 0: it is read from paper or over the phone.
const PASSWORD_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789#";

fn make_password(app: &App) -> String {
    app.entropy::<14>()
        .iter()
        .filter_map(|b| {
            PASSWORD_ALPHABET
                .get(usize::from(b & 31))
                .copied()
                .map(char::from)
        })
        .collect()
}

fn check_username(username: &str) -> Result<String, AppError> {
    let username = username.trim().to_lowercase();
    let n = username.chars().count();
    let is_plain = username
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'));
    if (2..=40).contains(&n) && is_plain {
        Ok(username)
    } else {
        Err(AppError::invalid(
            "username",
            "用户名为 2—40 个字母、数字、汉字或 . _ - @",
        ))
    }
}

/// Adds a person. Without a password of its own the account gets a one-time one.
///
/// # Errors
/// [`AppError::Invalid`] when the name is taken or a field is wrong.
pub async fn add_account(
    app: &App,
    by: Option<AccountId>,
    form: AccountForm,
) -> Result<(AccountId, Option<NewPassword>), AppError> {
    let username = check_username(&form.username)?;
    let name = form.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(AppError::invalid("name", "请填写姓名（最多 40 字）"));
    }
    if app
        .directory()
        .unit(form.unit)
        .is_none_or(|unit| !unit.is_active)
    {
        return Err(AppError::invalid("unit", "没有这个单位"));
    }
    if form.roles.is_empty() {
        return Err(AppError::invalid("roles", "请至少选择一个角色"));
    }
    let (chosen, made) = match &form.password {
        Some(chosen) => {
            password::check_strength(chosen.expose(), &username)?;
            (chosen.expose().clone(), None)
        }
        None => {
            let made = make_password(app);
            (made.clone(), Some(NewPassword(Personal::new(made))))
        }
    };
    let new = NewAccount {
        username: username.clone(),
        name,
        unit: form.unit,
        roles: form.roles,
        password_hash: password::hash(app, &chosen).await?,
        must_change_password: made.is_some(),
        created_at: app.now(),
    };
    let now = app.now();
    let id = app
        .store()
        .write(move |tx| {
            let new = new.clone();
            let username = username.clone();
            Box::pin(async move {
                if tx.account_by_username(&username).await?.is_some() {
                    return Err(AppError::invalid("username", "这个用户名已经有人使用"));
                }
                let id = tx.insert_account(new).await?;
                tx.log_admin(now, by, &format!("添加账号 {username}"))
                    .await?;
                Ok(id)
            })
        })
        .await?;
    Ok((id, made))
}

/// Gives a one-time password and ends all sessions of the account.
pub async fn reset_password(
    app: &App,
    by: Option<AccountId>,
    account: AccountId,
) -> Result<NewPassword, AppError> {
    let made = make_password(app);
    store_password(app, by, account, &made, true, "重置密码").await?;
    Ok(NewPassword(Personal::new(made)))
}

/// Sets a password chosen by whoever administers the machine; no change is forced afterwards.
pub async fn set_password(
    app: &App,
    by: Option<AccountId>,
    account: AccountId,
    new: &Personal<String>,
) -> Result<(), AppError> {
    let row = app
        .store()
        .read()
        .account(account)
        .await?
        .ok_or(AppError::NotFound)?;
    password::check_strength(new.expose(), &row.username)?;
    store_password(app, by, account, new.expose(), false, "设置密码").await
}

/// A person changes the own password, proving the old one.
pub async fn change_own_password(
    app: &App,
    account: AccountId,
    old: &Personal<String>,
    new: &Personal<String>,
) -> Result<(), AppError> {
    let row = app
        .store()
        .read()
        .account(account)
        .await?
        .ok_or(AppError::NotFound)?;
    if !password::verify(app, old.expose(), Some(row.password_hash)).await? {
        return Err(AppError::invalid("old_password", "原密码不对"));
    }
    password::check_strength(new.expose(), &row.username)?;
    if old == new {
        return Err(AppError::invalid("password", "新密码不能与原密码相同"));
    }
    store_password(app, Some(account), account, new.expose(), false, "修改密码").await
}

async fn store_password(
    app: &App,
    by: Option<AccountId>,
    account: AccountId,
    password: &str,
    must_change: bool,
    what: &'static str,
) -> Result<(), AppError> {
    let hash = password::hash(app, password).await?;
    let now = app.now();
    app.store()
        .write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move {
                tx.set_password(account, &hash, must_change).await?;
                tx.delete_sessions_of(account).await?;
                tx.log_admin(now, by, &format!("{what}：账号 {account}"))
                    .await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Replaces the roles of an account.
pub async fn set_roles(
    app: &App,
    by: Option<AccountId>,
    account: AccountId,
    roles: Vec<Role>,
) -> Result<(), AppError> {
    if roles.is_empty() {
        return Err(AppError::invalid("roles", "请至少选择一个角色"));
    }
    let now = app.now();
    app.store()
        .write(move |tx| {
            let roles = roles.clone();
            Box::pin(async move {
                let names: Vec<&str> = roles.iter().map(|r| r.label()).collect();
                tx.set_roles(account, &roles).await?;
                tx.log_admin(
                    now,
                    by,
                    &format!("账号 {account} 的角色改为 {}", names.join("、")),
                )
                .await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Enables or disables an account; disabling ends its sessions.
pub async fn set_active(
    app: &App,
    by: Option<AccountId>,
    account: AccountId,
    is_active: bool,
) -> Result<(), AppError> {
    if by == Some(account) && !is_active {
        return Err(AppError::invalid("account", "不能停用自己的账号"));
    }
    let now = app.now();
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.set_active(account, is_active).await?;
                if !is_active {
                    tx.delete_sessions_of(account).await?;
                }
                let what = if is_active { "启用" } else { "停用" };
                tx.log_admin(now, by, &format!("{what}账号 {account}"))
                    .await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// On a database without accounts: makes `admin` with a one-time password, which is printed once.
pub async fn ensure_first_administrator(app: &App) -> Result<Option<NewPassword>, AppError> {
    if !app.store().read().accounts().await?.is_empty() {
        return Ok(None);
    }
    let unit = app
        .directory()
        .desk()
        .ok_or_else(|| AppError::internal("no triage desk"))?;
    let form = AccountForm {
        username: "admin".to_owned(),
        name: "系统管理员".to_owned(),
        unit,
        roles: vec![Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin],
        password: None,
    };
    let (_, password) = add_account(app, None, form).await?;
    Ok(password)
}
