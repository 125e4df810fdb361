//! 并案、建议并案、解除并案.

use huiyin_core::{StaffActor, SuggestionId, TicketNo};
use huiyin_workflow::merge::{MergeProposal, ParentFacts};
use huiyin_workflow::{Action, Suggestion};

use super::family::NOT_FOUND;
use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::desk::mergeable;
use crate::error::AppError;

/// Similar items to choose from, and a line for a number that is not among them.
pub(super) async fn fields(
    app: &App,
    suggestion: &Suggestion,
    actor: &StaffActor,
) -> Result<Vec<FieldSpec>, AppError> {
    let mut fields = Vec::new();
    let choices: Vec<Choice> = mergeable(app, actor, suggestion)
        .await?
        .into_iter()
        .map(|x| {
            let label = format!("{} {}（{}）", x.ticket_no, x.title, x.status);
            Choice::new(x.id.to_string(), label)
        })
        .collect();
    if !choices.is_empty() {
        fields.push(FieldSpec::new(
            "parent",
            "并入哪一件",
            FieldKind::Radio(choices),
        ));
    }
    let asked = suggestion.overlays.asked_merge.as_ref();
    let no = match asked {
        Some(asked) => app.store().read().ticket_no(asked.parent).await?,
        None => None,
    };
    fields.push(
        FieldSpec::new("parent_no", "登记号", FieldKind::Text)
            .hint("上面没有的，填写要并入的那一件的登记号；那一件须已经分办、尚未答复")
            .value(no.unwrap_or_default()),
    );
    let reason = asked.map(|asked| asked.reason.clone());
    fields.push(FieldSpec::words("reason", "并案的理由").value(reason.unwrap_or_default()));
    Ok(fields)
}

pub(super) async fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let id = chosen(app, form).await?;
    let found = app.store().read().load_unlocked(id).await?;
    let parent = found.ok_or_else(|| AppError::invalid("parent_no", NOT_FOUND))?;
    Ok(Action::Merge {
        parent: ParentFacts::from(&parent),
        reason: form.needed("reason", "并案的理由")?,
    })
}

pub(super) async fn parse_proposal(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::ProposeMerge(MergeProposal {
        parent: chosen(app, form).await?,
        reason: form.needed("reason", "建议并案的理由")?,
    }))
}

/// A number that was typed says more than what was chosen before it.
async fn chosen(app: &App, form: &ActionForm) -> Result<SuggestionId, AppError> {
    let typed = form.raw("parent_no").trim();
    if typed.is_empty() {
        return form.raw("parent").trim().parse().map_err(|_typed| {
            AppError::invalid("parent_no", "请选择要并入的一件，或者填写它的登记号")
        });
    }
    let not_found = || AppError::invalid("parent_no", NOT_FOUND);
    let no = TicketNo::parse(typed).ok_or_else(not_found)?;
    let found = app.store().read().find_by_ticket(&no).await?;
    found.ok_or_else(not_found)
}
