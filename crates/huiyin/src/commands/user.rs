//! `huiyin user`: people, passwords, roles.

use std::path::Path;

use huiyin_app::App;
use huiyin_app::accounts::{self, AccountForm};
use huiyin_core::{AccountId, Personal, Role};

use super::{print, read_line};
use crate::cli::{User, UserAdd};
use crate::failure::Failure;
use crate::wiring;

pub(super) async fn run(data: &Path, config: Option<&Path>, args: User) -> Result<(), Failure> {
    if let User::Roles { username: None, .. } = &args {
        return print_roles();
    }
    let app = wiring::open(data, config).await?.app;
    match args {
        User::Add(args) => add(&app, args).await,
        User::Passwd {
            username,
            password_stdin,
        } => {
            let id = find(&app, &username).await?;
            if password_stdin {
                let password = Personal::new(read_line()?);
                accounts::set_password(&app, None, id, &password).await?;
                return print(&format!("{username} 的密码已经修改"));
            }
            let password = accounts::reset_password(&app, None, id).await?;
            print(&format!("{username} 的一次性密码：{}", password.0.expose()))
        }
        User::List { json } => list(&app, json).await,
        User::Roles { username, roles } => {
            let username = username.unwrap_or_default();
            let id = find(&app, &username).await?;
            if let Some(roles) = roles {
                accounts::set_roles(&app, None, id, parse_roles(&roles)?).await?;
            }
            let row = app.store().read().account(id).await?;
            let roles = row.map(|r| r.roles).unwrap_or_default();
            let names: Vec<String> = roles
                .iter()
                .map(|r| format!("{}（{}）", r.label(), r.code()))
                .collect();
            print(&format!("{username}：{}", names.join("、")))
        }
        User::Disable { username } => set_active(&app, &username, false).await,
        User::Enable { username } => set_active(&app, &username, true).await,
    }
}

fn print_roles() -> Result<(), Failure> {
    for role in Role::ALL {
        print(&format!("{:<16}{}", role.code(), role.label()))?;
    }
    Ok(())
}

fn parse_roles(text: &str) -> Result<Vec<Role>, Failure> {
    text.split([',', '，', '、'])
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(|code| {
            Role::from_code(code)
                .or_else(|| Role::ALL.iter().copied().find(|r| r.label() == code))
                .ok_or_else(|| {
                    Failure::usage(format!(
                        "没有角色“{code}”，用 huiyin user roles 查看全部角色"
                    ))
                })
        })
        .collect()
}

async fn find(app: &App, username: &str) -> Result<AccountId, Failure> {
    let name = username.trim().to_lowercase();
    let found = app.store().read().account_by_username(&name).await?;
    found
        .map(|a| a.id)
        .ok_or_else(|| Failure::new(format!("没有用户“{username}”")))
}

async fn add(app: &App, args: UserAdd) -> Result<(), Failure> {
    let directory = app.directory();
    let unit = match &args.unit {
        Some(name) => directory
            .unit_named(name)
            .ok_or_else(|| Failure::usage(format!("没有单位“{name}”")))?,
        None => directory.desk().ok_or_else(|| Failure::new("没有分办台"))?,
    };
    let password = if args.password_stdin {
        Some(Personal::new(read_line()?))
    } else {
        None
    };
    let form = AccountForm {
        name: args.name.unwrap_or_else(|| args.username.clone()),
        username: args.username.clone(),
        unit,
        roles: parse_roles(&args.roles)?,
        password,
    };
    let (_, made) = accounts::add_account(app, None, form).await?;
    print(&format!(
        "已添加 {}（{}）",
        args.username,
        directory.unit_name(unit)
    ))?;
    if let Some(made) = made {
        print(&format!("一次性密码：{}", made.0.expose()))?;
    }
    Ok(())
}

async fn list(app: &App, json: bool) -> Result<(), Failure> {
    let directory = app.directory();
    for account in app.store().read().accounts().await? {
        let roles: Vec<&str> = account.roles.iter().map(|r| r.code()).collect();
        if json {
            let line = serde_json::json!({
                "username": account.username,
                "name": account.name,
                "unit": directory.unit_name(account.unit),
                "roles": roles,
                "active": account.is_active,
            });
            print(&line.to_string())?;
        } else {
            let state = if account.is_active {
                ""
            } else {
                "（已停用）"
            };
            print(&format!(
                "{}\t{}\t{}\t{}{state}",
                account.username,
                account.name,
                directory.unit_name(account.unit),
                roles.join(",")
            ))?;
        }
    }
    Ok(())
}

async fn set_active(app: &App, username: &str, is_active: bool) -> Result<(), Failure> {
    let id = find(app, username).await?;
    accounts::set_active(app, None, id, is_active).await?;
    print(&format!(
        "{username} 已{}",
        if is_active { "启用" } else { "停用" }
    ))
}
