//! The one way a suggestion changes: load with lock, decide, record, tell, commit.

use std::sync::Arc;

use chrono::Datelike;
use huiyin_core::{Actor, Ctx, Scope, StaffActor, SuggestionId, time};
use huiyin_store::Tx;
use huiyin_workflow::{Action, ActionKind, Change, Event, Suggestion, decide};

use crate::application::App;
use crate::error::AppError;
use crate::notice;
use crate::publication;

/// Series of the numbers of 督办通知单 (DOMAIN 9); no ticket series looks like it.
const SUPERVISION_SERIES: &str = "督";

/// A staff member acts on what they see. `revision` is the one their page was made from.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope, [`AppError::Stale`] when somebody else was faster,
/// [`AppError::Refused`] with the rule.
pub async fn perform(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
    revision: i64,
    action: Action,
) -> Result<Suggestion, AppError> {
    let scope = app.scope(actor);
    perform_as(
        app,
        app.staff_ctx(actor),
        Some(scope),
        id,
        Some(revision),
        action,
    )
    .await
}

/// As [`perform`], for any actor. Without a revision the action is decided on the present state.
pub(crate) async fn perform_as(
    app: &App,
    ctx: Ctx,
    scope: Option<Scope>,
    id: SuggestionId,
    revision: Option<i64>,
    action: Action,
) -> Result<Suggestion, AppError> {
    let work = Arc::new(Work {
        app: app.clone(),
        ctx,
        scope,
        id,
        revision,
        action,
        nonce: app.entropy(),
    });
    let verb = work.action.kind().code();
    let suggestion = app
        .store()
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.run(tx).await })
        })
        .await?;
    app.written().notify_waiters();
    tracing::info!(ticket_no = %suggestion.ticket_no, verb, status = suggestion.status.code(), "done");
    Ok(suggestion)
}

struct Work {
    app: App,
    ctx: Ctx,
    scope: Option<Scope>,
    id: SuggestionId,
    revision: Option<i64>,
    action: Action,
    nonce: [u8; 24],
}

impl Work {
    async fn run(&self, tx: &Tx) -> Result<Suggestion, AppError> {
        let mut suggestion = tx.load(self.id).await?.ok_or(AppError::NotFound)?;
        if let Some(scope) = &self.scope
            && !scope.covers(&suggestion.visible_units(), suggestion.is_restricted)
        {
            return Err(AppError::NotFound);
        }
        if self.revision.is_some_and(|r| r != suggestion.revision) {
            return Err(AppError::Stale);
        }
        let policy = self.app.policy();
        decide_and_record(
            &self.app,
            tx,
            &mut suggestion,
            &self.action,
            &self.ctx,
            &policy,
            self.nonce,
        )
        .await?;
        Ok(suggestion)
    }
}

/// Decides and records inside a running transaction.
pub(crate) async fn decide_and_record(
    app: &App,
    tx: &Tx,
    suggestion: &mut Suggestion,
    action: &Action,
    ctx: &Ctx,
    policy: &huiyin_workflow::Policy,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    let numbered = numbered(tx, action, ctx).await?;
    let changes = decide(suggestion, numbered.as_ref().unwrap_or(action), ctx, policy)?;
    tx.record(suggestion, ctx.now, &ctx.actor, changes.clone())
        .await?;
    explain_reminders(tx, suggestion, &changes, ctx).await?;
    publication::keep(tx, suggestion, numbered.as_ref().unwrap_or(action), ctx).await?;
    notice::tell_submitter(app.settings(), tx, suggestion, &changes, ctx.now, nonce).await
}

/// What a unit has explained is not named in the 通报 (DOMAIN 3).
async fn explain_reminders(
    tx: &Tx,
    suggestion: &Suggestion,
    changes: &[Change],
    ctx: &Ctx,
) -> Result<(), AppError> {
    for change in changes {
        let Event::OverdueExplained { unit, .. } = &change.event else {
            continue;
        };
        let late = suggestion
            .open_obligations()
            .filter(|o| o.unit == *unit && ctx.now >= o.due_at);
        for obligation in late {
            tx.explain_reminders(suggestion.id, obligation.no, ctx.now)
                .await?;
        }
    }
    Ok(())
}

/// 督〔2026〕n号: drawn inside the transaction, so that a refused order gives its number back.
async fn numbered(tx: &Tx, action: &Action, ctx: &Ctx) -> Result<Option<Action>, AppError> {
    // every action passes here: only what gets a number is copied
    if !matches!(action.kind(), ActionKind::Supervise | ActionKind::Publish) {
        return Ok(None);
    }
    let mut action = action.clone();
    let year = time::local_date(ctx.now).year();
    if let Action::Supervise { seq, .. } = &mut action {
        *seq = tx.next_ticket(SUPERVISION_SERIES, year).await?.seq;
    }
    if let Action::Publish { seq, .. } = &mut action {
        *seq = tx.next_ticket(publication::SERIES, year).await?.seq;
    }
    Ok(Some(action))
}

/// The submitter, known by the query code.
pub(crate) const fn submitter(id: SuggestionId) -> Actor {
    Actor::Submitter(id)
}
