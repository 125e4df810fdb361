//! 公开: the submitter agrees, the reviewer words it, everybody reads it, and either can end it.

mod keep;
mod patterns;
mod redact;

use huiyin_core::{Actor, Byline, Ctx, StaffActor, SuggestionId, TopicId};
use huiyin_search::Normalised;
use huiyin_store::{Page, PublicFile, PublicQuery, Publication, Publishable};
use huiyin_workflow::{Action, Suggestion};

use crate::application::App;
use crate::error::AppError;
use crate::handling::{perform_as, submitter};

pub(crate) use keep::{SERIES, keep};
pub(crate) use redact::{Known, redact, still_personal};

/// Items on a public page of the list.
pub const PER_PAGE: u64 = 20;
/// Most words of a search that count.
const WORDS_MAX: usize = 8;
/// Items that the reviewer's queue shows.
const QUEUE: u64 = 200;

fn ctx(app: &App, id: SuggestionId) -> Ctx {
    Ctx {
        actor: Actor::Submitter(id),
        now: app.now(),
    }
}

/// 同意公开.
///
/// # Errors
/// [`AppError::Invalid`] without a choice of the byline, [`AppError::Refused`] with the rule.
pub async fn consent(app: &App, id: SuggestionId, byline: &str) -> Result<Suggestion, AppError> {
    let byline = Byline::from_code(byline)
        .ok_or_else(|| AppError::invalid("byline", "请选择公开时是否署名"))?;
    let action = Action::GiveConsent { byline };
    let done = perform_as(app, ctx(app, id), None, id, None, action).await;
    match done {
        Err(AppError::Refused(huiyin_workflow::Refusal::Invalid { field, message })) => {
            Err(AppError::invalid(field, message))
        }
        other => other,
    }
}

/// 撤回公开同意: the page, its entry in the list and what the search finds are gone when this
/// returns.
///
/// # Errors
/// [`AppError::Refused`] when there was no consent.
pub async fn withdraw_consent(app: &App, id: SuggestionId) -> Result<Suggestion, AppError> {
    perform_as(app, ctx(app, id), None, id, None, Action::WithdrawConsent).await
}

/// The consent that came with the form of submission, in the same transaction. One that the rules
/// do not allow is not taken, and the track page says why.
pub(crate) async fn consent_in(
    app: &App,
    tx: &huiyin_store::Tx,
    suggestion: &mut Suggestion,
    byline: Byline,
    now: huiyin_core::time::Instant,
) -> Result<(), AppError> {
    let ctx = Ctx {
        actor: submitter(suggestion.id),
        now,
    };
    let action = Action::GiveConsent { byline };
    match huiyin_workflow::decide(suggestion, &action, &ctx, &app.policy()) {
        Ok(changes) => {
            tx.record(suggestion, now, &ctx.actor, changes).await?;
            Ok(())
        }
        Err(_refusal) => Ok(()),
    }
}

/// What waits for the reviewer.
///
/// # Errors
/// What the database says.
pub async fn queue(app: &App, actor: &StaffActor) -> Result<Vec<Publishable>, AppError> {
    let scope = app.scope(actor);
    Ok(app.store().read().publishable(&scope, QUEUE).await?)
}

fn comparable(text: &str) -> String {
    Normalised::of(text).as_str().to_owned()
}

/// The public list: what contains all the words, newest first. `page` counts from 1.
///
/// # Errors
/// What the database says.
pub async fn list(
    app: &App,
    typed: &str,
    topic: Option<TopicId>,
    page: u64,
) -> Result<Page<Publication>, AppError> {
    let words = typed
        .split_whitespace()
        .map(comparable)
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .collect();
    let query = PublicQuery {
        words,
        topic,
        offset: page.saturating_sub(1).min(1_000_000) * PER_PAGE,
        limit: PER_PAGE,
    };
    Ok(app.store().read().publications(&query).await?)
}

/// One publication with its files, by the number in its address (`2026-3`).
///
/// # Errors
/// [`AppError::NotFound`] for what never was and for what no longer is public alike.
pub async fn find(app: &App, address: &str) -> Result<(Publication, Vec<PublicFile>), AppError> {
    let (year, seq) = address.split_once('-').ok_or(AppError::NotFound)?;
    let year = year.parse().map_err(|_typed| AppError::NotFound)?;
    let seq = seq.parse().map_err(|_typed| AppError::NotFound)?;
    let read = app.store().read();
    let found = read
        .publication_numbered(year, seq)
        .await?
        .ok_or(AppError::NotFound)?;
    let files = read.public_files(found.suggestion).await?;
    Ok((found, files))
}

/// What must not stand in a wording of this item.
pub(crate) async fn known(
    app: &App,
    id: SuggestionId,
    hide_units: bool,
) -> Result<Known, AppError> {
    // the identity is compared with, never shown
    let identity = app.store().read().identity(id).await?.unwrap_or_default();
    let given = |value: Option<huiyin_core::Personal<String>>| {
        value.map(|v| v.expose().clone()).into_iter()
    };
    let mut known = Known {
        names: given(identity.name).collect(),
        contacts: given(identity.phone)
            .chain(given(identity.email))
            .chain(given(identity.employer))
            .collect(),
        units: Vec::new(),
    };
    if hide_units {
        let directory = app.directory();
        known.units = directory
            .units
            .iter()
            .flat_map(|unit| [unit.name.clone(), unit.short_name.clone()])
            .collect();
    }
    Ok(known)
}
