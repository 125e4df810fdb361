//! 公开 as the submitter decides it: agree, see what is public, take it back.

use axum::extract::{Path, State};
use axum::response::Response;
use huiyin_app::{AppError, publication};
use huiyin_core::{Byline, IdentityLevel};
use huiyin_workflow::{ActionKind, Suggestion};

use super::published::address;
use super::track::{again, found, thanks};
use super::track_key::TrackKey;
use super::track_view::Typed;
use crate::catalogue::Messages;
use crate::fault::Fault;
use crate::guard::ClientAddress;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::public::track::PublicationBox;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::form_errors;
use crate::state::Web;

/// The part of the page; nothing where nothing can be decided.
pub(super) async fn publication_box(
    web: &Web,
    m: &Messages,
    key: &TrackKey,
    s: &Suggestion,
    possible: &[ActionKind],
    errors: &FormErrors,
) -> Result<Option<PublicationBox>, Fault> {
    let base = key.address();
    if possible.contains(&ActionKind::GiveConsent) {
        return Ok(Some(PublicationBox {
            text: m.t("publication.offer").to_owned(),
            href: String::new(),
            body: String::new(),
            reply: String::new(),
            form: consent_form(m, &format!("{base}/consent"), s.identity_level, errors),
        }));
    }
    let Some(consent) = s.overlays.publication.consent.as_ref() else {
        return Ok(None);
    };
    let read = web.app().store().read();
    let public = read.publication_of(s.id).await.map_err(AppError::from)?;
    let form = ActionForm::new(
        "withdraw-consent",
        m.t("publication.withdraw"),
        &format!("{base}/withdraw-consent"),
        "",
    )
    .explain(m.t("publication.withdraw_hint"))
    .tone(Tone::Bad);
    Ok(Some(match public {
        Some(public) => PublicationBox {
            text: m.fill(
                "publication.is_public",
                &[&format!("公开〔{}〕{}号", public.year, public.seq)],
            ),
            href: urls::published(&address(public.year, public.seq)),
            body: format!("{}\n{}", public.text.title, public.text.body),
            reply: public.text.reply,
            form,
        },
        None => PublicationBox {
            text: m.fill("publication.agreed", &[consent.byline.label()]),
            href: String::new(),
            body: String::new(),
            reply: String::new(),
            form,
        },
    }))
}

/// Field name: `byline` (codes of [`Byline`]). A name can be signed only where one was given.
fn consent_form(m: &Messages, url: &str, level: IdentityLevel, errors: &FormErrors) -> ActionForm {
    let mut choices =
        vec![Choice::new(Byline::Unnamed.code(), m.t("publication.unnamed")).selected_if(true)];
    if level == IdentityLevel::Named {
        choices.push(Choice::new(Byline::Named.code(), m.t("publication.named")));
    }
    ActionForm::new("consent", m.t("publication.agree"), url, "")
        .field(FieldView::radios("byline", m.t("publication.byline"), choices).required())
        .errors(errors)
}

pub(crate) async fn consent(
    State(web): State<Web>,
    ClientAddress(client): ClientAddress,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, suggestion) = match found(&web, client, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    match publication::consent(web.app(), suggestion.id, posted.field("byline")).await {
        Ok(after) => thanks(&web, &key, &after, "publication.thanks").await,
        Err(AppError::Invalid(errors)) => {
            let typed = Typed {
                consent_errors: form_errors(&errors, &[]),
                ..Typed::default()
            };
            again(&web, &key, &suggestion, typed).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn withdraw_consent(
    State(web): State<Web>,
    ClientAddress(client): ClientAddress,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let (key, suggestion) = match found(&web, client, &code).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let after = publication::withdraw_consent(web.app(), suggestion.id).await?;
    thanks(&web, &key, &after, "publication.withdrawn").await
}
