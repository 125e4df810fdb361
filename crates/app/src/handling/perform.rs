//! The one way a suggestion changes: load with lock, decide, record, tell, commit.

use std::sync::Arc;

use chrono::Datelike;
use huiyin_core::{Actor, Ctx, Scope, StaffActor, SuggestionId, time};
use huiyin_store::Tx;
use huiyin_workflow::{Action, ActionKind, Change, Event, Suggestion, decide};

use super::{award, family, reply_gate, split};
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
    perform_all(app, actor, id, revision, vec![action]).await
}

/// As [`perform`], for several actions that one form stands for: all of them happen or none.
///
/// # Errors
/// As [`perform`].
pub async fn perform_all(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
    revision: i64,
    actions: Vec<Action>,
) -> Result<Suggestion, AppError> {
    let scope = app.scope(actor);
    let work = Work {
        app: app.clone(),
        ctx: app.staff_ctx(actor),
        scope: Some(scope),
        id,
        revision: Some(revision),
        actions: actions.into_iter().map(|a| (a, app.entropy())).collect(),
    };
    write(work).await
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
    write(Work {
        app: app.clone(),
        ctx,
        scope,
        id,
        revision,
        actions: vec![(action, app.entropy())],
    })
    .await
}

async fn write(work: Work) -> Result<Suggestion, AppError> {
    let app = work.app.clone();
    let verb = work.actions.first().map_or("", |(a, _)| a.kind().code());
    let work = Arc::new(work);
    let suggestion = app
        .store()
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { Box::pin(work.run(tx)).await })
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
    /// Each with the fresh random bytes of the mail that it may cause.
    actions: Vec<(Action, [u8; 24])>,
}

impl Work {
    async fn run(&self, tx: &Tx) -> Result<Suggestion, AppError> {
        let actions = self.actions.iter();
        let others: Vec<SuggestionId> = actions.filter_map(|(a, _)| family::other(a)).collect();
        tx.lock_family(self.id, &others).await?;
        let mut suggestion = tx.load(self.id).await?.ok_or(AppError::NotFound)?;
        if let Some(scope) = &self.scope
            && !scope.covers(
                &suggestion.visible_units(),
                suggestion.is_restricted,
                &suggestion.overlays.accused,
            )
        {
            return Err(AppError::NotFound);
        }
        if self.revision.is_some_and(|r| r != suggestion.revision) {
            return Err(AppError::Stale);
        }
        let policy = self.app.policy_in(tx).await?;
        for (action, nonce) in &self.actions {
            let present = family::with_present_parent(tx, action, self.scope.as_ref()).await?;
            decide_and_record(
                &self.app,
                tx,
                &mut suggestion,
                present.as_ref().unwrap_or(action),
                &self.ctx,
                &policy,
                *nonce,
            )
            .await?;
        }
        Ok(suggestion)
    }
}

/// Decides and records inside a running transaction, and carries what changed to the items that
/// are merged with it.
pub(crate) async fn decide_and_record(
    app: &App,
    tx: &Tx,
    suggestion: &mut Suggestion,
    action: &Action,
    ctx: &Ctx,
    policy: &huiyin_workflow::Policy,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    let before = suggestion.clone();
    record_alone(app, tx, suggestion, action, ctx, policy, nonce).await?;
    family::keep(app, tx, &before, suggestion, ctx.now, policy).await
}

/// As [`decide_and_record`], for this item only.
pub(super) async fn record_alone(
    app: &App,
    tx: &Tx,
    suggestion: &mut Suggestion,
    action: &Action,
    ctx: &Ctx,
    policy: &huiyin_workflow::Policy,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    let completed = completed(tx, suggestion, action, ctx).await?;
    let signed = reply_gate::signed(app, tx, suggestion, action, ctx.now).await?;
    let split = split::registered(app, tx, suggestion, action, ctx, policy).await?;
    let present = completed.as_ref().or(signed.as_ref()).or(split.as_ref());
    let action = present.unwrap_or(action);
    let changes = decide(suggestion, action, ctx, policy)?;
    tx.record(suggestion, ctx.now, &ctx.actor, changes.clone())
        .await?;
    explain_reminders(tx, suggestion, &changes, ctx).await?;
    award::settle(tx, suggestion, &changes, ctx.now).await?;
    notice::tell_staff(&app.directory(), tx, suggestion, &changes, ctx).await?;
    publication::keep(tx, suggestion, action, ctx).await?;
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

/// What only the transaction knows: the number of an order, the awards of the same matter.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other action is complete as it comes"
)]
async fn completed(
    tx: &Tx,
    suggestion: &Suggestion,
    action: &Action,
    ctx: &Ctx,
) -> Result<Option<Action>, AppError> {
    // every action passes here: only these are copied
    match action.kind() {
        ActionKind::Supervise | ActionKind::Publish => numbered(tx, action, ctx).await.map(Some),
        ActionKind::ProposeAward | ActionKind::ApproveAward => {
            with_facts(tx, suggestion, action).await
        }
        _ => Ok(None),
    }
}

/// 督〔2026〕n号: drawn inside the transaction, so that a refused order gives its number back.
async fn numbered(tx: &Tx, action: &Action, ctx: &Ctx) -> Result<Action, AppError> {
    let mut action = action.clone();
    let year = time::local_date(ctx.now).year();
    if let Action::Supervise { seq, .. } = &mut action {
        *seq = tx.next_ticket(SUPERVISION_SERIES, year).await?.seq;
    }
    if let Action::Publish { seq, .. } = &mut action {
        *seq = tx.next_ticket(publication::SERIES, year).await?.seq;
    }
    Ok(action)
}

async fn with_facts(
    tx: &Tx,
    suggestion: &Suggestion,
    action: &Action,
) -> Result<Option<Action>, AppError> {
    if let Action::ProposeAward(proposal, _) = action {
        let proposal = award::with_kin(tx, suggestion, proposal).await?;
        let facts = award::facts(tx, suggestion, &proposal).await?;
        return Ok(Some(Action::ProposeAward(proposal, facts)));
    }
    let Some(award) = suggestion.overlays.open_award(suggestion.round) else {
        return Ok(None);
    };
    let facts = award::facts(tx, suggestion, &award.proposal).await?;
    Ok(Some(Action::ApproveAward(facts)))
}

/// The submitter, known by the query code.
pub(crate) const fn submitter(id: SuggestionId) -> Actor {
    Actor::Submitter(id)
}
