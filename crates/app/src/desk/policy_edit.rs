//! 修改时限规则和日历: a new version of a rule, the procedure's limits, a closure of single days.
//! First a preview of what is still owed and would move, then the confirmation.
//!
//! A preview changes nothing and names the number of the policy that it was made against; a
//! confirmation of an older number is refused. Old versions stay, and items keep the due times
//! they have unless the administrator moves them too.

mod apply;
mod confirm;
mod form;

use chrono::NaiveDate;
use huiyin_core::{AccountId, Role, StaffActor, time};
use huiyin_store::{ClosureRow, PolicyChange};
use huiyin_workflow::Policy;
use huiyin_workflow::recount::Because;
use huiyin_workflow::time_rule::TimeRule;

pub use confirm::{PolicyConfirmed, confirm_policy};
pub use form::{PolicyForm, selectors_code, selectors_of};

use super::recount::{self, Recounted};
use crate::application::App;
use crate::error::AppError;
use crate::policy::{PolicyRows, Procedure};
use apply::Planned;

/// What a change would do.
#[derive(Debug)]
pub struct PolicyPreview {
    /// What changes, in words.
    pub what: String,
    /// The number of the policy that it was made against; the confirmation names it.
    pub base: i64,
    /// Whether the administrator chooses that open items move too. Closures always move them.
    pub is_choice: bool,
    pub recounted: Recounted,
    pub warnings: Vec<String>,
}

/// A version of a rule and when it holds.
#[derive(Debug, Clone)]
pub struct RuleVersion {
    pub rule: TimeRule,
    /// The first day on which it no longer holds.
    pub until: Option<NaiveDate>,
}

/// Everything that the page of the rules shows.
#[derive(Debug)]
pub struct PolicyView {
    /// The number of the policy in force.
    pub no: i64,
    pub rules: Vec<RuleVersion>,
    /// From which day on, and what holds.
    pub procedures: Vec<(i64, NaiveDate, Procedure)>,
    pub procedure: Procedure,
    pub closures: Vec<ClosureRow>,
    pub changes: Vec<PolicyChange>,
    pub account_names: Vec<(AccountId, String)>,
}

/// Changes shown; older ones stay in the database.
const CHANGES: u64 = 200;

/// All versions of everything, for whoever is signed in.
///
/// # Errors
/// What the database says.
pub async fn view_policy(app: &App) -> Result<PolicyView, AppError> {
    let read = app.store().read();
    app.refresh(&read).await?;
    let (no, rows) = (read.policy_no().await?, rows(app).await?);
    let policy = app.policy();
    let mut procedures = Vec::new();
    for version in rows.procedures.iter().rev() {
        let value = serde_json::from_value(version.value.clone()).map_err(AppError::internal)?;
        procedures.push((version.no, version.effective_from, value));
    }
    let accounts = read.accounts().await?;
    Ok(PolicyView {
        no,
        rules: policy
            .rules
            .rules()
            .iter()
            .map(|rule| RuleVersion {
                until: policy.rules.until(rule),
                rule: rule.clone(),
            })
            .collect(),
        procedures,
        procedure: rows.procedure_on(time::local_date(app.now()))?,
        closures: rows.closures,
        changes: read.policy_changes(CHANGES).await?,
        account_names: accounts.into_iter().map(|a| (a.id, a.name)).collect(),
    })
}

/// Reads a form and shows what it would change. Nothing is stored.
///
/// # Errors
/// [`AppError::Invalid`] on the fields that are wrong; [`AppError::Forbidden`] for anybody but a
/// system administrator.
pub async fn preview_policy(
    app: &App,
    actor: &StaffActor,
    form: &PolicyForm,
) -> Result<PolicyPreview, AppError> {
    entitled(actor)?;
    let read = app.store().read();
    let base = read.policy_no().await?;
    let before = rows(app).await?;
    let edit = form.read(app)?;
    let mut after = before.clone();
    let planned = edit.apply(app, &mut after, base + 1)?;
    let (old, new) = policies(app, &before, &after, &planned)?;
    let recounted = match planned.because {
        Some(because) => recount::preview(app, &old, &new, because).await?,
        None => Recounted::default(),
    };
    Ok(PolicyPreview {
        what: planned.what,
        base,
        is_choice: planned.is_choice && planned.because.is_some(),
        recounted,
        warnings: planned.warnings,
    })
}

fn entitled(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has(Role::SystemAdmin) {
        return Ok(());
    }
    Err(AppError::Forbidden(
        "时限规则和日历由系统管理员修改。".to_owned(),
    ))
}

async fn rows(app: &App) -> Result<PolicyRows, AppError> {
    crate::seed::policy_rows(&app.store().read(), app.settings()).await
}

/// Before and after, both as of the day on which the change takes effect.
fn policies(
    app: &App,
    before: &PolicyRows,
    after: &PolicyRows,
    planned: &Planned,
) -> Result<(Policy, Policy), AppError> {
    let directory = app.directory();
    let day = time::local_date(app.now());
    let day = planned.effective_from.map_or(day, |from| from.max(day));
    Ok((
        before.policy(&directory, day)?,
        after.policy(&directory, day)?,
    ))
}

/// What makes a rule hold for those already under way.
const fn rules_from(day: NaiveDate) -> Because {
    Because::Rules { from: day }
}
