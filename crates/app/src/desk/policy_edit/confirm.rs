//! The confirmation: stores the version, then moves what is still owed.

use std::sync::Arc;

use huiyin_core::StaffActor;
use huiyin_core::time::Instant;
use huiyin_store::{PolicyChange, Tx};

use super::apply::{Planned, PolicyEdit, Write};
use super::{PolicyForm, entitled, policies, recount, rows};
use crate::application::App;
use crate::error::AppError;
use crate::policy::PolicyRows;

/// What a confirmation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyConfirmed {
    /// Number of the policy now in force.
    pub no: i64,
    pub what: String,
    /// Obligations moved by this confirmation.
    pub moved: u64,
}

struct Work {
    app: App,
    edit: PolicyEdit,
    base: i64,
    by: StaffActor,
    now: Instant,
}

/// Stores a change that was shown and, where the administrator says so or the calendar changed,
/// moves what is still owed. Sent again after an interruption, it does only what is left.
///
/// # Errors
/// [`AppError::Invalid`] when the policy is no longer the one of the preview; otherwise as
/// [`super::preview_policy`].
pub async fn confirm_policy(
    app: &App,
    actor: &StaffActor,
    base: i64,
    form: &PolicyForm,
) -> Result<PolicyConfirmed, AppError> {
    entitled(actor)?;
    let work = Arc::new(Work {
        app: app.clone(),
        edit: form.read(app)?,
        base,
        by: actor.clone(),
        now: app.now(),
    });
    let for_tx = Arc::clone(&work);
    let planned = app
        .store()
        .write(move |tx| {
            let work = Arc::clone(&for_tx);
            Box::pin(async move { work.store(tx).await })
        })
        .await?;
    let no = base + 1;
    app.reload_configuration().await?;
    let moves = !planned.is_choice || form.moves_open();
    let moved = match planned.because.filter(|_| moves) {
        Some(because) => {
            let after = rows(app).await?;
            let before = after.clone().without(no);
            let (before, after) = policies(app, &before, &after, &planned)?;
            recount::move_open(app, actor, (&before, &after), because, &planned.told).await?
        }
        None => 0,
    };
    tracing::info!(no, moved, "policy changed");
    Ok(PolicyConfirmed {
        no,
        what: planned.what,
        moved,
    })
}

impl Work {
    async fn store(&self, tx: &Tx) -> Result<Planned, AppError> {
        let no = self.base + 1;
        let current = tx.policy_no().await?;
        if current == no
            && let Some(planned) = self.done_before(tx).await?
        {
            return Ok(planned);
        }
        if tx.next_policy_no().await? != no {
            return Err(AppError::invalid(
                "base",
                "时限规则或日历在预览之后又有了变化，请重新预览后再确认",
            ));
        }
        let mut rows = self.rows(tx).await?;
        let planned = self.edit.apply(&self.app, &mut rows, no)?;
        match &planned.write {
            Write::Rule(rule) => tx.add_time_rule(rule).await?,
            Write::Procedure(version) => tx.add_procedure_version(version).await?,
            Write::Close(closure) => tx.add_closure(closure).await?,
            Write::Reopen(id) => {
                tx.remove_closure(*id, no).await?;
            }
        }
        let change = PolicyChange {
            no,
            at: self.now,
            account: Some(self.by.account),
            what: planned.what.clone(),
            reason: self.edit.reason.clone(),
        };
        tx.log_policy_change(&change).await?;
        let what = format!("{}。理由：{}", planned.what, self.edit.reason);
        tx.log_admin(self.now, Some(self.by.account), &what).await?;
        Ok(planned)
    }

    /// The plan again, when an earlier confirmation of the same preview came as far as storing it.
    async fn done_before(&self, tx: &Tx) -> Result<Option<Planned>, AppError> {
        let no = self.base + 1;
        let Some(last) = tx.policy_changes(1).await?.into_iter().next() else {
            return Ok(None);
        };
        let mut before = self.rows(tx).await?.without(no);
        let planned = self.edit.apply(&self.app, &mut before, no)?;
        let is_same = last.no == no && last.what == planned.what && last.reason == self.edit.reason;
        Ok(is_same.then_some(planned))
    }

    async fn rows(&self, tx: &Tx) -> Result<PolicyRows, AppError> {
        crate::seed::policy_rows(tx, self.app.settings()).await
    }
}
