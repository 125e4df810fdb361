//! 分办规则: what they propose for a suggestion, and how they are changed and tried out.

mod change;
mod dry_run;
mod file;
mod form;
mod proposal;

use huiyin_core::{Role, StaffActor};
use huiyin_store::{Read, RoutingRuleVersion, UnitRow};
use huiyin_workflow::routing::{RoutingRules, RoutingUnit, RoutingUnits, UnitBranch};

pub use change::{RulePreview, preview_rule, save_rule};
pub use dry_run::{DryRunRow, Month, MonthlyDryRun, dry_run};
pub(crate) use file::RoutingFile;
pub use form::RoutingRuleForm;
pub(crate) use proposal::propose;

use crate::application::App;
use crate::error::AppError;

/// All versions of all rules, oldest first, with who made them, when and why.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever does not keep the rules.
pub async fn rules(app: &App, actor: &StaffActor) -> Result<Vec<RoutingRuleVersion>, AppError> {
    entitled(actor)?;
    Ok(app.store().read().routing_rules().await?)
}

/// System administrators keep data, clerks know what goes where; both may change rules
/// (DOMAIN 2). What a dry run shows to each depends on the scope.
fn entitled(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has_any(&[Role::SystemAdmin, Role::Clerk]) {
        return Ok(());
    }
    let words = "分办规则由分办员和系统管理员维护。";
    Err(AppError::Forbidden(words.to_owned()))
}

/// The rules in the database.
pub(crate) async fn stored(read: &Read) -> Result<RoutingRules, AppError> {
    let versions = read.routing_rules().await?;
    RoutingRules::new(versions.into_iter().map(|v| v.rule).collect()).map_err(AppError::internal)
}

/// The organisation as the rules see it.
pub(crate) fn units(rows: &[UnitRow]) -> RoutingUnits {
    let unit = |row: &UnitRow| {
        let mut words = vec![row.name.clone(), row.short_name.clone()];
        words.extend(row.keywords.iter().cloned());
        RoutingUnit {
            id: row.id,
            parent: row.parent,
            branch: UnitBranch::from_code(&row.branch),
            name: row.name.clone(),
            words,
            is_active: row.is_active,
        }
    };
    RoutingUnits::new(rows.iter().map(unit).collect())
}
