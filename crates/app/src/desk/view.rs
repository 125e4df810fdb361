//! One suggestion as a member of staff sees it.

use std::collections::HashMap;

use huiyin_core::{AccountId, Actor, CampaignId, Role, Scope, StaffActor, SuggestionId};
use huiyin_store::{Attachment, Relative, SubmissionText, SupplementText, WorklistRow};
use huiyin_workflow::{ActionKind, Recorded, Suggestion, available};

use crate::application::App;
use crate::error::AppError;
use crate::handling::{FormSpec, ReplyCheck, of_draft, reason_field, spec};
use crate::timeline::{self, TimelineEntry};

/// Everything the page of a suggestion shows.
#[derive(Debug)]
pub struct SuggestionView {
    pub suggestion: Suggestion,
    pub text: SubmissionText,
    pub supplements: Vec<SupplementText>,
    pub attachments: Vec<Attachment>,
    pub timeline: Vec<TimelineEntry>,
    /// Forms of the actions available now, in the order of the work.
    pub forms: Vec<FormSpec>,
    pub account_names: HashMap<AccountId, String>,
    pub external_no: Option<String>,
    /// 征集活动 that it answers.
    pub campaign: Option<CampaignId>,
    /// 重复件: the earlier item, when the viewer may see it.
    pub repeat_of: Option<WorklistRow>,
    /// 评价 is hidden from the handling unit until the item is closed (DOMAIN 5).
    pub may_see_rating: bool,
    /// 并案 and 拆分: its parent and children, its original and parts, and whatever the timeline
    /// tells of, as far as the viewer may see them.
    pub relatives: Vec<Relative>,
    /// 相似件 within the scope, whatever became of them, the nearest first.
    pub alike: Vec<Relative>,
    /// What the gate sees in the draft that waits for its signature.
    pub gate: Option<ReplyCheck>,
}

/// Loads a suggestion inside the viewer's scope.
///
/// # Errors
/// [`AppError::NotFound`] for what does not exist and for what is outside the scope alike.
pub async fn view(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
) -> Result<SuggestionView, AppError> {
    let scope = app.scope(actor);
    let read = app.store().read();
    let suggestion = read
        .load_scoped(&scope, id)
        .await?
        .ok_or(AppError::NotFound)?;
    let text = read.submission(id).await?.ok_or(AppError::NotFound)?;
    let events: Vec<_> = read
        .events(id)
        .await?
        .into_iter()
        .map(|entry| entry.recorded)
        .collect();
    let account_names: HashMap<_, _> = read
        .accounts()
        .await?
        .into_iter()
        .map(|a| (a.id, a.name))
        .collect();
    let actor_as = Actor::Staff(actor.clone());
    let gate = of_draft(app, &read, &suggestion, app.now()).await?;
    let mut forms = Vec::new();
    let is_late = suggestion
        .open_obligations()
        .any(|o| o.unit == actor.unit && app.now() >= o.due_at);
    for kind in available(&suggestion, &actor_as) {
        // there is nothing to explain before
        if kind == ActionKind::ExplainOverdue && !is_late {
            continue;
        }
        if let Some(mut form) = spec(app, &suggestion, kind, actor).await? {
            if kind == ActionKind::SignOff {
                form.fields.extend(reason_field(gate.as_ref()));
            }
            forms.push(form);
        }
    }
    // what is waited for comes first, the remark last: it is not part of the way
    forms.sort_by_key(|form| {
        let is_remark = form.action == ActionKind::Note;
        (is_remark, !form.action.is_awaited())
    });
    let relatives = relatives(app, &scope, &suggestion, &events).await?;
    let mut timeline = timeline::for_staff(&app.directory(), &account_names, &events);
    timeline::name_relatives(&mut timeline, &events, &relatives);
    let oversees = actor.has_any(&[Role::Supervisor, Role::Leader, Role::Clerk, Role::Caller]);
    let repeat_of: Vec<_> = suggestion.overlays.repeat_of.into_iter().collect();
    Ok(SuggestionView {
        repeat_of: read.rows_of(&scope, &repeat_of).await?.pop(),
        may_see_rating: suggestion.status.is_final() || oversees,
        timeline,
        relatives,
        alike: super::alike(app, actor, &suggestion).await?,
        supplements: read.supplements(id).await?,
        attachments: read.attachments(id).await?,
        external_no: read.external_no(id).await?,
        campaign: text.campaign,
        text,
        forms,
        account_names,
        gate,
        suggestion,
    })
}

async fn relatives(
    app: &App,
    scope: &Scope,
    suggestion: &Suggestion,
    events: &[Recorded],
) -> Result<Vec<Relative>, AppError> {
    let on = &suggestion.overlays;
    let mut ids: Vec<SuggestionId> = events
        .iter()
        .flat_map(|recorded| recorded.change.event.relatives())
        .collect();
    ids.extend(on.merged_into.map(|m| m.parent));
    ids.extend(on.children.iter().map(|c| c.id));
    ids.extend(on.split_from.iter().map(|from| from.original));
    ids.extend(on.split_off.iter().map(|part| part.part));
    ids.sort_unstable();
    ids.dedup();
    Ok(app.store().read().relatives(scope, &ids).await?)
}
