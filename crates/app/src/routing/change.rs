//! A change of a rule: first tried out, then put into force as the next version.

use std::sync::Arc;

use huiyin_core::{StaffActor, time};
use huiyin_store::{RoutingRuleVersion, StoreError};
use huiyin_workflow::routing::RoutingRule;

use super::dry_run::{Month, MonthlyDryRun, dry_run_of};
use super::form::{CHANGED, RoutingRuleForm};
use super::{entitled, stored};
use crate::application::App;
use crate::error::AppError;

/// What a change would do.
#[derive(Debug, Clone)]
pub struct RulePreview {
    pub rule: RoutingRule,
    /// The version that it follows.
    pub before: Option<RoutingRule>,
    pub dry_run: MonthlyDryRun,
}

/// Tries a change on the items of a month. Nothing is stored.
///
/// # Errors
/// [`AppError::Invalid`] naming the fields; [`AppError::NotFound`] for a rule that does not exist;
/// [`AppError::Forbidden`] for whoever does not keep the rules.
pub async fn preview_rule(
    app: &App,
    actor: &StaffActor,
    month: Month,
    form: &RoutingRuleForm,
) -> Result<RulePreview, AppError> {
    entitled(actor)?;
    let old = stored(&app.store().read()).await?;
    let today = time::local_date(app.now());
    let wanted = form.parse(&app.directory(), &old, today)?;
    let before = old.newest_of(&wanted.rule.code).cloned();
    let new = old.with(wanted.rule.clone()).map_err(AppError::internal)?;
    let on = wanted.rule.effective_from;
    Ok(RulePreview {
        dry_run: dry_run_of(app, actor, month, (&old, &new), on).await?,
        rule: wanted.rule,
        before,
    })
}

/// Stores the next version of a rule, and takes it into use. Sent twice, it is stored once.
///
/// # Errors
/// As [`preview_rule`]; also when somebody else changed the rule since the form was made.
pub async fn save_rule(
    app: &App,
    actor: &StaffActor,
    form: &RoutingRuleForm,
) -> Result<RoutingRule, AppError> {
    entitled(actor)?;
    let now = app.now();
    let directory = app.directory();
    let work = Arc::new((form.clone(), actor.clone(), directory));
    let saved = app
        .store()
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (form, actor, directory) = &*work;
                // every node reads the configuration again; two changes come one after the other
                tx.next_policy_no().await?;
                let rules = stored(tx).await?;
                let today = time::local_date(now);
                if let Some(rule) = form.saved_already(directory, &rules, today) {
                    return Ok(rule);
                }
                let wanted = form.parse(directory, &rules, today)?;
                let rule = wanted.rule;
                let version = RoutingRuleVersion {
                    rule: rule.clone(),
                    changed_at: Some(now),
                    changed_by: Some(actor.account),
                    reason: wanted.reason,
                };
                match tx.insert_routing_rule(version).await {
                    Ok(()) => {}
                    // two at once on PostgreSQL
                    Err(StoreError::Taken(_)) => return Err(AppError::invalid("base", CHANGED)),
                    Err(other) => return Err(other.into()),
                }
                let what = format!(
                    "分办规则“{}”（{}）改为第 {} 版，{}起{}",
                    rule.label,
                    rule.code,
                    rule.version,
                    time::chinese_date(rule.effective_from),
                    if rule.is_active { "启用" } else { "停用" },
                );
                tx.log_admin(now, Some(actor.account), &what).await?;
                Ok::<_, AppError>(rule)
            })
        })
        .await?;
    app.reload_configuration().await?;
    tracing::info!(
        rule = saved.code,
        version = saved.version,
        "routing rule changed"
    );
    Ok(saved)
}
