//! 并案 concerns two items at once: what happens to one of them is carried to the other in the
//! same transaction, so that nobody is ever answered through an item that is gone.

use huiyin_core::time::Instant;
use huiyin_core::{Actor, Ctx, ObligationKind, Scope, SuggestionId};
use huiyin_store::Tx;
use huiyin_workflow::merge::{ChildFacts, LedFacts, ParentFacts, TakenFacts};
use huiyin_workflow::suggestion::{ReplyContent, ReplyState};
use huiyin_workflow::{Action, Policy, Suggestion};

use super::perform::record_alone;
use crate::application::App;
use crate::error::AppError;

/// The author of what happens to an item because of another.
const WORKER: &str = "merge";

/// The other item that an action is about, to be locked with the first.
pub(super) fn other(action: &Action) -> Option<SuggestionId> {
    if let Action::Merge { parent, .. } = action {
        Some(parent.id)
    } else if let Action::ProposeMerge(proposal) = action {
        Some(proposal.parent)
    } else {
        None
    }
}

/// The action with the parent as it stands now; the form was made from an earlier state.
pub(super) async fn with_present_parent(
    tx: &Tx,
    action: &Action,
    scope: Option<&Scope>,
) -> Result<Option<Action>, AppError> {
    let Some(id) = other(action) else {
        return Ok(None);
    };
    // what the actor may not see does not exist for them
    let parent = tx
        .load(id)
        .await?
        .filter(|p| {
            scope.is_none_or(|s| s.covers(&p.visible_units(), p.is_restricted, &p.overlays.accused))
        })
        .ok_or_else(|| AppError::invalid("parent", NOT_FOUND))?;
    let mut present = action.clone();
    if let Action::Merge { parent: facts, .. } = &mut present {
        *facts = ParentFacts::from(&parent);
    }
    Ok(Some(present))
}

pub(super) const NOT_FOUND: &str = "没有找到这个登记号的事项，请核对后再填";

/// Carries what changed to the parent and to the children.
pub(super) async fn keep(
    app: &App,
    tx: &Tx,
    before: &Suggestion,
    after: &Suggestion,
    now: Instant,
    policy: &Policy,
) -> Result<(), AppError> {
    let family = Family {
        app,
        tx,
        policy,
        ctx: Ctx {
            actor: Actor::System(WORKER),
            now,
        },
    };
    family.tell_parent(before, after).await?;
    family.tell_children(before, after).await
}

struct Family<'a> {
    app: &'a App,
    tx: &'a Tx,
    policy: &'a Policy,
    ctx: Ctx,
}

impl Family<'_> {
    async fn tell_parent(&self, before: &Suggestion, after: &Suggestion) -> Result<(), AppError> {
        let child = ChildFacts { child: after.id };
        let parent = |s: &Suggestion| s.overlays.merged_into.map(|m| m.parent);
        match (before.is_child(), after.is_child()) {
            (false, false) => Ok(()),
            (false, true) => {
                let Some(parent) = parent(after) else {
                    return Ok(());
                };
                self.act(parent, taken(after)?).await
            }
            (true, false) => {
                let Some(parent) = parent(before) else {
                    return Ok(());
                };
                let action = if after.final_reply().is_some() {
                    Action::AnswerChild(child)
                } else {
                    Action::ReleaseChild(child)
                };
                self.act(parent, action).await
            }
            (true, true) if due(before) != due(after) => {
                let Some(parent) = parent(after) else {
                    return Ok(());
                };
                let there = self.tx.load(parent).await?.ok_or(AppError::NotFound)?;
                // an answered parent waits for the child; its own date is over
                if there.open_obligation(ObligationKind::Reply).is_none() {
                    return Ok(());
                }
                self.act(parent, Action::ReleaseChild(child)).await?;
                self.act(parent, taken(after)?).await
            }
            (true, true) => Ok(()),
        }
    }

    async fn tell_children(&self, before: &Suggestion, after: &Suggestion) -> Result<(), AppError> {
        let led = |s: &Suggestion| s.lead().map(|a| (a.unit, a.handler));
        let is_over = after.status.is_final();
        if !is_over && led(before) == led(after) {
            return Ok(());
        }
        let waiting = before.overlays.children.iter().filter(|c| !c.is_answered);
        for id in waiting.map(|c| c.id) {
            let Some(child) = self.tx.load(id).await? else {
                continue;
            };
            if !child.is_child() || (!is_over && led(&child) == led(after)) {
                continue;
            }
            let action = match after.lead() {
                Some(lead) if !is_over => Action::FollowParent(LedFacts {
                    lead: lead.unit,
                    handler: lead.handler,
                }),
                Some(_) | None => Action::Unmerge {
                    reason: format!("主件{}，恢复单独办理", after.status.label()),
                },
            };
            self.act(id, action).await?;
            // who now leads the parent may be accused in the child, which then goes its own way
            let parts = self
                .tx
                .load(id)
                .await?
                .is_some_and(|child| !child.is_child());
            if parts && !is_over {
                let child = ChildFacts { child: id };
                self.act(after.id, Action::ReleaseChild(child)).await?;
            }
        }
        Ok(())
    }

    async fn act(&self, id: SuggestionId, action: Action) -> Result<(), AppError> {
        let mut suggestion = self.tx.load(id).await?.ok_or(AppError::NotFound)?;
        record_alone(
            self.app,
            self.tx,
            &mut suggestion,
            &action,
            &self.ctx,
            self.policy,
            self.app.entropy(),
        )
        .await
    }
}

fn due(s: &Suggestion) -> Option<Instant> {
    s.open_obligation(ObligationKind::Reply).map(|o| o.due_at)
}

fn taken(child: &Suggestion) -> Result<Action, AppError> {
    let due_at = due(child).ok_or_else(|| AppError::internal("a merged item owes no reply"))?;
    Ok(Action::TakeChild(TakenFacts {
        child: child.id,
        due_at,
    }))
}

/// What the parent is answered, as far as it is written: the start of the child's own reply.
pub(super) async fn parents_reply(
    app: &App,
    child: &Suggestion,
) -> Result<Option<ReplyContent>, AppError> {
    let Some(merged) = child.overlays.merged_into.filter(|_| child.is_child()) else {
        return Ok(None);
    };
    let parent = app.store().read().load_unlocked(merged.parent).await?;
    let written = parent.into_iter().flat_map(|p| p.replies).rfind(|reply| {
        reply.content.kind == huiyin_core::ReplyKind::Final && reply.state != ReplyState::Returned
    });
    Ok(written.map(|reply| reply.content))
}
