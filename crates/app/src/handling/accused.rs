//! 列明被反映人: by name, for the lists of people and units are long and a letter gives names.

use huiyin_core::text::tidy;
use huiyin_core::{AccountId, Accused, Role, UnitId};
use huiyin_store::Account;
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::application::App;
use crate::directory::Directory;
use crate::error::AppError;

const ACCOUNTS: &str = "accused_accounts";
const UNITS: &str = "accused_units";

/// The fields with those who are on the list.
pub(super) async fn fields(app: &App, suggestion: &Suggestion) -> Result<Vec<FieldSpec>, AppError> {
    let mut fields = who(app, suggestion).await?;
    fields.push(FieldSpec::words("reason", "列明的理由"));
    Ok(fields)
}

/// The two lists alone, for the form of 受理.
pub(super) async fn who(app: &App, suggestion: &Suggestion) -> Result<Vec<FieldSpec>, AppError> {
    let (directory, accused) = (app.directory(), &suggestion.overlays.accused);
    let mut people = Vec::new();
    if !accused.accounts.is_empty() {
        let accounts = app.store().read().accounts().await?;
        let named = accounts.iter().filter(|a| accused.names_account(a.id));
        people = named.map(|a| a.username.clone()).collect();
    }
    // a unit stands for those below it
    let topmost = accused.units.iter().filter(|unit| {
        let parent = directory.unit(**unit).and_then(|u| u.parent);
        parent.is_none_or(|parent| !accused.names_unit(parent))
    });
    let units: Vec<String> = topmost.map(|unit| directory.unit_name(*unit)).collect();
    let list = |name: &str, label: &str, lines: &[String]| {
        FieldSpec::new(name, label, FieldKind::TextArea { rows: 2 }).value(lines.join("\n"))
    };
    Ok(vec![
        list(ACCOUNTS, "被反映的人员", &people)
            .hint("举报、投诉指名的本系统工作人员，每行一个姓名或用户名。没有的不填。"),
        list(UNITS, "被反映的单位", &units)
            .hint("每行一个单位名称；连同它的下级单位和这些单位的人员。没有的不填。"),
    ])
}

/// Whether something is on one of the lists.
pub(super) fn is_filled(form: &ActionForm) -> bool {
    [ACCOUNTS, UNITS]
        .iter()
        .any(|name| !form.raw(name).trim().is_empty())
}

pub(super) async fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let reason = form.needed("reason", "列明的理由")?;
    named(app, form, reason).await
}

/// As the second step of 受理.
pub(super) async fn parse_with_accept(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    named(app, form, "受理时按来件列明".to_owned()).await
}

async fn named(app: &App, form: &ActionForm, mut reason: String) -> Result<Action, AppError> {
    let directory = app.directory();
    let all = app.store().read().accounts().await?;
    let mut accused = Accused::default();
    for line in lines(form, ACCOUNTS)? {
        accused.accounts.push(person(&all, &line)?);
    }
    for line in lines(form, UNITS)? {
        let unit = directory.unit_named(&line).ok_or_else(|| {
            AppError::invalid(UNITS, format!("没有叫“{line}”的单位，请写全称或简称"))
        })?;
        accused.units.extend(directory.below(unit));
    }
    accused.units.sort_unstable();
    accused.units.dedup();
    if !remains(&directory, &all, &accused, &[Role::Clerk]) {
        let none_left =
            "全部分办员都在被反映人之列，没有人能办理这一件。请先由系统管理员安排其他分办员";
        return Err(AppError::invalid(ACCOUNTS, none_left));
    }
    if !remains(
        &directory,
        &all,
        &accused,
        &[Role::Supervisor, Role::Leader],
    ) {
        reason.push_str("（督导员和分管领导都在被反映人之列，请报上级工会督导）");
    }
    Ok(Action::NameAccused {
        accounts: accused.accounts,
        units: accused.units,
        reason,
    })
}

fn lines(form: &ActionForm, name: &'static str) -> Result<Vec<String>, AppError> {
    let text = form.text(name)?;
    let lines = text.lines().map(tidy);
    Ok(lines.filter(|line| !line.is_empty()).collect())
}

fn person(all: &[Account], typed: &str) -> Result<AccountId, AppError> {
    let username = typed.to_lowercase();
    if let Some(account) = all.iter().find(|a| a.username == username) {
        return Ok(account.id);
    }
    let mut found = all.iter().filter(|a| a.name == typed);
    match (found.next(), found.next()) {
        (Some(account), None) => Ok(account.id),
        (Some(_), Some(_)) => Err(AppError::invalid(
            ACCOUNTS,
            format!("有几个人都叫“{typed}”，请写用户名"),
        )),
        (None, _) => Err(AppError::invalid(
            ACCOUNTS,
            format!("没有叫“{typed}”的账号；不是本系统工作人员的，不用列明"),
        )),
    }
}

/// Whether somebody with one of the roles is left who is not accused.
fn remains(directory: &Directory, all: &[Account], accused: &Accused, roles: &[Role]) -> bool {
    all.iter()
        .filter(|a| a.is_active && a.roles.iter().any(|role| roles.contains(role)))
        .any(|a| {
            let counts_as: Vec<UnitId> = directory.counts_as(a.unit);
            !accused.names_account(a.id) && !counts_as.iter().any(|unit| accused.names_unit(*unit))
        })
}
