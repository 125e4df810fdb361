//! A new unit, another name, another leader.

use huiyin_core::text::tidy;
use huiyin_core::{AccountId, Role, StaffActor, UnitId};
use huiyin_store::NewUnit;

use super::entitled;
use crate::application::App;
use crate::error::AppError;

const NAME_MAX: usize = 60;
const CODE_MAX: usize = 40;

/// What the administrator typed about a unit.
#[derive(Debug, Clone, Default)]
pub struct UnitForm {
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub parent: Option<UnitId>,
    pub branch: String,
}

fn checked(field: &'static str, what: &str, text: &str) -> Result<String, AppError> {
    let text = tidy(text);
    let n = text.chars().count();
    if n == 0 || n > NAME_MAX || text.contains('\n') {
        return Err(AppError::invalid(
            field,
            format!("请填写{what}（一行，最多 {NAME_MAX} 字）"),
        ));
    }
    Ok(text)
}

/// Names lead back to one unit: import and 列明被反映人 go by them.
fn is_free(
    app: &App,
    field: &'static str,
    name: &str,
    own: Option<UnitId>,
) -> Result<(), AppError> {
    match app.directory().unit_named(name) {
        Some(other) if Some(other) != own => Err(AppError::invalid(
            field,
            format!("已经有单位叫“{name}”或用它作简称、代码"),
        )),
        Some(_) | None => Ok(()),
    }
}

/// Adds a unit.
///
/// # Errors
/// [`AppError::Invalid`] on the field that is wrong, [`AppError::Forbidden`] for anybody but a
/// system administrator.
pub async fn add_unit(app: &App, actor: &StaffActor, form: UnitForm) -> Result<UnitId, AppError> {
    entitled(actor)?;
    let code = form.code.trim().to_lowercase();
    let is_plain = code
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if code.is_empty() || code.len() > CODE_MAX || !is_plain {
        let rule = format!("代码为 1—{CODE_MAX} 个小写字母、数字或短横线，用后不改");
        return Err(AppError::invalid("code", rule));
    }
    is_free(app, "code", &code, None)?;
    let name = checked("name", "单位全称", &form.name)?;
    is_free(app, "name", &name, None)?;
    let short_name = checked("short_name", "简称", &form.short_name)?;
    is_free(app, "short_name", &short_name, None)?;
    let directory = app.directory();
    let parent = form.parent.and_then(|id| directory.unit(id));
    let Some(parent) = parent.filter(|unit| unit.is_active) else {
        return Err(AppError::invalid("parent", "请选择在用的上级单位"));
    };
    const BRANCHES: [&str; 5] = [
        "office",
        "department",
        "territory",
        "industry",
        "grassroots",
    ];
    if !BRANCHES.contains(&form.branch.as_str()) {
        return Err(AppError::invalid("branch", "请选择类别"));
    }
    let last = directory.units.iter().map(|unit| unit.sort_no).max();
    let new = NewUnit {
        code,
        name,
        short_name,
        parent: Some(parent.id),
        branch: form.branch,
        keywords: Vec::new(),
        is_desk: false,
        is_active: true,
        sort_no: last.unwrap_or(0).saturating_add(1),
    };
    let (by, now) = (actor.account, app.now());
    let id = app
        .store()
        .write(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                // every node reads the configuration again
                tx.next_policy_no().await?;
                let what = format!("添加单位 {}", new.name);
                let id = tx.upsert_unit(new).await?;
                tx.log_admin(now, Some(by), &what).await?;
                Ok::<_, AppError>(id)
            })
        })
        .await?;
    app.reload_configuration().await?;
    Ok(id)
}

/// Gives a unit other names; what was printed and recorded keeps its number.
///
/// # Errors
/// As [`add_unit`]; [`AppError::NotFound`] for no unit.
pub async fn rename_unit(
    app: &App,
    actor: &StaffActor,
    id: UnitId,
    name: &str,
    short_name: &str,
) -> Result<(), AppError> {
    entitled(actor)?;
    let old = app.directory().unit(id).map(|unit| unit.name.clone());
    let old = old.ok_or(AppError::NotFound)?;
    let name = checked("name", "单位全称", name)?;
    is_free(app, "name", &name, Some(id))?;
    let short_name = checked("short_name", "简称", short_name)?;
    is_free(app, "short_name", &short_name, Some(id))?;
    let (by, now) = (actor.account, app.now());
    app.store()
        .write(move |tx| {
            let (name, short_name) = (name.clone(), short_name.clone());
            let what = format!("单位 {old} 改名为 {name}（{short_name}）");
            Box::pin(async move {
                tx.next_policy_no().await?;
                tx.rename_unit(id, &name, &short_name).await?;
                tx.log_admin(now, Some(by), &what).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.reload_configuration().await
}

/// Puts a unit under a leader, who gets the copy when it is late; `None` for the one above.
///
/// # Errors
/// As [`add_unit`]; [`AppError::NotFound`] for no unit.
pub async fn set_unit_leader(
    app: &App,
    actor: &StaffActor,
    id: UnitId,
    leader: Option<AccountId>,
) -> Result<(), AppError> {
    entitled(actor)?;
    let unit = app.directory().unit(id).map(|unit| unit.name.clone());
    let unit = unit.ok_or(AppError::NotFound)?;
    let name = match leader {
        Some(leader) => {
            let account = app.store().read().account(leader).await?;
            let account = account.filter(|a| a.is_active && a.roles.contains(&Role::Leader));
            let invalid = || AppError::invalid("leader", "请选择在用的分管领导账号");
            account.ok_or_else(invalid)?.name
        }
        None => "（随上级）".to_owned(),
    };
    let (by, now) = (actor.account, app.now());
    app.store()
        .write(move |tx| {
            let what = format!("单位 {unit} 的分管领导改为 {name}");
            Box::pin(async move {
                tx.next_policy_no().await?;
                tx.set_unit_leader(id, leader).await?;
                tx.log_admin(now, Some(by), &what).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.reload_configuration().await
}
