//! One suggestion: what it says, who owes what, what can be done now.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::desk::{self, SuggestionView};
use huiyin_app::handling;
use huiyin_core::time;
use huiyin_core::{AttachmentId, ObligationKind, SuggestionId};
use huiyin_workflow::ActionKind;
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::{Notice, Tone};
use crate::pages::desk::suggestion::{ObligationView, SuggestionPage};
use crate::pages::field::FormErrors;
use crate::pages::gate::GateView;
use crate::pages::parts::{Badge, Fact, PointView};
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{self, desk_chrome, form_errors};
use crate::public::download;
use crate::staff::action_view::{Failed, action_form};
use crate::staff::facts_view::{facts, nothing_to_do};
use crate::staff::family_view;
use crate::staff::gate_view::gate_view;
use crate::staff::identity_view::{Shown, identity_box};
use crate::staff::overlay_view;
use crate::state::Web;

/// What the address asks for beside the item.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The similar item whose button was pressed.
    merge: Option<String>,
}

pub(crate) async fn suggestion(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<SuggestionId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let mut view = desk::view(web.app(), &signed_in.actor, id).await?;
    let merge = asked.merge.and_then(|typed| typed.trim().parse().ok());
    let chosen = family_view::choose(&mut view.forms, merge);
    let mut page = page(&web, &signed_in, &view, None, None).await?;
    if let Some(kind) = chosen {
        page.open(kind.code());
    }
    private_html(StatusCode::OK, &page)
}

/// Why each open due time is what it is, day by day, for programs.
pub(crate) async fn due_json(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<SuggestionId>,
) -> Result<Response, Fault> {
    let json = desk::due_reasons(web.app(), &signed_in.actor, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, json).into_response())
}

/// POST of one action's form.
pub(crate) async fn act(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path((id, action)): Path<(SuggestionId, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let action = ActionKind::from_code(&action).ok_or(Fault::new(ErrorKind::NotFound))?;
    let revision = posted.revision()?;
    let actor = &signed_in.actor;
    let view = desk::view(web.app(), actor, id).await?;
    let parsed = handling::parse_all(web.app(), &view.suggestion, action, &posted.form).await;
    let outcome = match parsed {
        Ok(parsed) => {
            let is_open = view.forms.iter().any(|f| f.action == action);
            let form = &posted.form;
            let advice = match parsed.as_slice() {
                [only] => handling::advice(web.app(), &view.suggestion, only, form).await?,
                _ => None,
            };
            // a page made before somebody else's step is told so first
            let is_current = revision == view.suggestion.revision;
            if let Some(check) = advice.filter(|_| is_open && is_current) {
                let failed = Failed::advised(action, form, check);
                let page = page(&web, &signed_in, &view, Some(failed), None).await?;
                return private_html(StatusCode::OK, &page);
            }
            handling::perform_all(web.app(), actor, id, revision, parsed).await
        }
        Err(error) => Err(error),
    };
    let (status, errors) = match outcome {
        Ok(after) => {
            // who named themselves among the accused has seen the last of it
            let is_out = after.overlays.accused.names(&web.app().scope(actor).viewer);
            let to = if is_out {
                urls::DESK.to_owned()
            } else {
                urls::suggestion(id)
            };
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(errors)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            form_errors(&errors, &[("points", "point_1")]),
        ),
        Err(AppError::Refused(refusal)) => {
            let mut errors = FormErrors::default();
            let field = match &refusal {
                huiyin_workflow::Refusal::Invalid { field, .. } => (*field).to_owned(),
                huiyin_workflow::Refusal::Unseen
                | huiyin_workflow::Refusal::NotEntitled { .. }
                | huiyin_workflow::Refusal::WrongStatus { .. }
                | huiyin_workflow::Refusal::Rule(_) => String::new(),
            };
            errors.add(&field, refusal.to_string());
            (StatusCode::UNPROCESSABLE_ENTITY, errors)
        }
        Err(AppError::Stale) => {
            let mut errors = FormErrors::default();
            errors.add("", who_was_faster(web.app(), actor, id).await?);
            (StatusCode::CONFLICT, errors)
        }
        Err(other) => return Err(other.into()),
    };
    // the latest state, with what was typed
    let view = desk::view(web.app(), actor, id).await?;
    let failed = Failed {
        action,
        answers: &posted.form,
        errors,
        advice: None,
    };
    let page = page(&web, &signed_in, &view, Some(failed), None).await?;
    private_html(status, &page)
}

/// Of two who act at once one wins; the other is told what happened meanwhile.
async fn who_was_faster(
    app: &huiyin_app::App,
    actor: &huiyin_core::StaffActor,
    id: SuggestionId,
) -> Result<String, Fault> {
    let stale = AppError::Stale.to_string();
    let view = desk::view(app, actor, id).await?;
    Ok(match view.timeline.last() {
        Some(last) => format!(
            "{stale}最近一步：{} {}“{}”。",
            time::minute(last.at),
            last.who,
            last.what
        ),
        None => stale,
    })
}

/// 查看身份, with a reason.
pub(crate) async fn reveal(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<SuggestionId>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let actor = &signed_in.actor;
    let shown = handling::reveal(web.app(), actor, id, posted.field("reason")).await;
    let view = desk::view(web.app(), actor, id).await?;
    match shown {
        Ok(identity) => {
            let shown = Some(Shown {
                identity,
                errors: FormErrors::default(),
            });
            let page = page(&web, &signed_in, &view, None, shown).await?;
            private_html(StatusCode::OK, &page)
        }
        Err(AppError::Invalid(errors)) => {
            let shown = Some(Shown {
                identity: None,
                errors: form_errors(&errors, &[]),
            });
            let page = page(&web, &signed_in, &view, None, shown).await?;
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn attachment(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<AttachmentId>,
) -> Result<Response, Fault> {
    let read = web.app().store().read();
    let not_found = || Fault::new(ErrorKind::NotFound);
    let row = read
        .attachment(id)
        .await
        .map_err(AppError::from)?
        .ok_or_else(not_found)?;
    // the file is as visible as its item
    let scope = web.app().scope(&signed_in.actor);
    read.load_scoped(&scope, row.suggestion)
        .await
        .map_err(AppError::from)?
        .ok_or_else(not_found)?;
    download(&web, &row).await
}

async fn page(
    web: &Web,
    signed_in: &huiyin_app::accounts::SignedIn,
    view: &SuggestionView,
    failed: Option<Failed<'_>>,
    shown: Option<Shown>,
) -> Result<SuggestionPage, Fault> {
    let s = &view.suggestion;
    let app = web.app();
    let directory = app.directory();
    let policy = app.policy();
    let now = app.now();
    let mut chrome = desk_chrome(web, signed_in, &view.text.title, urls::DESK);
    if let Some(failed) = &failed
        && failed.errors.of("").is_some()
        && !view.forms.iter().any(|f| f.action == failed.action)
    {
        // the form is gone with the state it belonged to: say it on top
        let text = failed.errors.of("").unwrap_or_default().to_owned();
        chrome.notice = Some(Notice {
            tone: Tone::Warn,
            text,
        });
    }
    if failed.as_ref().is_some_and(|f| f.advice.is_some()) {
        chrome.notice = Some(Notice {
            tone: Tone::Warn,
            text: "还没有提交审签：请先看“答复质检”的发现。".to_owned(),
        });
    }
    let csrf = chrome.csrf.clone();
    let due = s
        .open_obligation(ObligationKind::Reply)
        .or_else(|| s.next_due())
        .map(|o| present::obligation(o, now, &policy));
    let obligations = s
        .open_obligations()
        .map(|o| ObligationView {
            unit: directory.unit_name(o.unit),
            due: present::obligation(o, now, &policy),
        })
        .collect();
    let mut replies: Vec<_> = s
        .replies
        .iter()
        .map(|r| present::reply(s, r, &directory))
        .collect();
    replies.reverse();
    let mut story = view.timeline.clone();
    story.reverse();
    let actions: Vec<ActionForm> = view
        .forms
        .iter()
        .enumerate()
        .map(|(i, spec)| {
            let failed = failed.as_ref().filter(|f| f.action == spec.action);
            let is_next =
                (i == 0 && spec.action.is_awaited()) || failed.is_some_and(|f| f.advice.is_some());
            action_form(spec, s.id, s.revision, &csrf, is_next, failed)
        })
        .collect();
    let gate = gate(view, failed.as_ref(), &actions);
    let no_actions = if actions.is_empty() {
        nothing_to_do(view, &directory)
    } else {
        String::new()
    };
    Ok(SuggestionPage {
        ticket_no: s.ticket_no.to_string(),
        title: view.text.title.clone(),
        status: Badge::status(s.status),
        marks: {
            let mut marks = overlay_view::marks(s);
            marks.extend(unreachable_mark(web, s.id).await?);
            marks
        },
        due,
        facts: facts(view, &directory),
        body: view.text.body.clone(),
        supplements: view
            .supplements
            .iter()
            .map(|x| Fact::new(time::minute(x.at), x.body.clone()))
            .collect(),
        points: s
            .points
            .iter()
            .map(|p| PointView {
                number: p.no.to_string(),
                text: if p.summary.is_empty() {
                    "来件全文".to_owned()
                } else {
                    p.summary.clone()
                },
                is_answered: s.is_point_answered(p.no),
            })
            .collect(),
        attachments: view
            .attachments
            .iter()
            .map(|a| {
                present::attachment(&a.file_name, &a.media_type, a.size, urls::attachment(a.id))
            })
            .collect(),
        identity: identity_box(web, signed_in, view, shown).await?,
        family: family_view::family(view),
        letter: family_view::letter(view),
        similar: family_view::similar(view),
        obligations,
        replies,
        gate,
        actions,
        no_actions,
        timeline: present::timeline(&story),
        back_href: urls::DESK.to_owned(),
        mail_href: String::new(),
        chrome,
    })
}

/// Tells that mail to the submitter comes back, so that somebody takes the phone.
async fn unreachable_mark(web: &Web, id: SuggestionId) -> Result<Option<Badge>, Fault> {
    let read = web.app().store().read();
    let found = read.unreachable_submitters(&[id]).await;
    let found = found.map_err(AppError::from)?;
    Ok(found
        .first()
        .map(|(_, standing)| present::standing(*standing)))
}

/// Of what was just written, or else of the draft that waits.
fn gate(
    view: &SuggestionView,
    failed: Option<&Failed<'_>>,
    actions: &[ActionForm],
) -> Option<GateView> {
    if let Some(failed) = failed
        && let Some(check) = &failed.advice
    {
        let advice = "还没有提交审签。请核对下面的发现：可以在表单里修改后再提交，也可以直接点“仍然提交”，由负责人审签时写明理由。";
        let reply = failed.typed("point_");
        return Some(gate_view(view, check, reply, advice, actions));
    }
    let (check, draft) = (view.gate.as_ref()?, view.suggestion.draft()?);
    let texts: Vec<&str> = draft
        .content
        .points
        .iter()
        .map(|p| p.text.as_str())
        .collect();
    Some(gate_view(view, check, texts.join("\n"), "", actions))
}
