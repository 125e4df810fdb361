//! 来信邮件: a raw mail becomes a suggestion, a supplement, or a visible parked row. Nothing else
//! can happen to it.

use std::sync::Arc;
use std::time::Duration;

use huiyin_core::text::Body;
use huiyin_core::time::Instant;
use huiyin_core::{MailId, MailState, SuggestionId};
use huiyin_intake::mail::{self, MailVerdict, ParsedMail};
use huiyin_intake::upload;
use huiyin_store::{IncomingMail, NewIncomingMail, Stored};
use huiyin_workflow::Suggestion;

use super::mail_row::{describe, outcome};
use super::submit::{NOBODY_YET, Upload, keep, prepare, register_in};
use crate::application::App;
use crate::error::AppError;
use crate::tracking;

/// Longest time a mail may take to read; what takes longer is parked for a person.
const PARSE_LIMIT: Duration = Duration::from_secs(30);

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub mail: MailId,
    pub state: MailState,
    pub suggestion: Option<SuggestionId>,
    /// It had come before: nothing new happened.
    pub is_known: bool,
}

/// Where a mail was fetched from, if it was fetched.
#[derive(Debug, Clone, Default)]
pub struct Mailbox {
    pub name: String,
    pub uid_validity: Option<u32>,
    pub uid: Option<u32>,
}

/// Takes a raw mail in. When this returns `Ok`, the mail is durable and has its row.
///
/// `received_at` is its arrival in the mailbox, not the moment of fetching (DOMAIN 5).
///
/// # Errors
/// Only when it could not be stored: it must be delivered again.
pub async fn deliver_mail(
    app: &App,
    raw: Vec<u8>,
    received_at: Instant,
    mailbox: Mailbox,
) -> Result<Delivered, AppError> {
    let (id, parsed, is_new) = store_raw(app, raw, received_at, mailbox).await?;
    if is_new {
        return settle_once(app, id, parsed, received_at).await;
    }
    let row = load(app, id).await?;
    if row.state == MailState::Stored {
        // stored by an attempt that did not get further
        return settle_once(app, id, parsed, row.received_at).await;
    }
    Ok(known(&row))
}

/// The row of a mail.
pub(super) async fn load(app: &App, id: MailId) -> Result<IncomingMail, AppError> {
    let row = app.store().read().incoming_mail(id).await?;
    row.ok_or(AppError::NotFound)
}

const fn known(row: &IncomingMail) -> Delivered {
    Delivered {
        mail: row.id,
        state: row.state,
        suggestion: row.suggestion,
        is_known: true,
    }
}

/// Settles a mail that a process stored and then did not live to settle.
pub(crate) async fn resume(app: &App, id: MailId) -> Result<Delivered, AppError> {
    let row = load(app, id).await?;
    if row.state != MailState::Stored {
        return Ok(known(&row));
    }
    let raw = app.store().get_blob(row.raw_digest).await?;
    let raw = raw.ok_or(AppError::NotFound)?;
    let parsed = parse_within_limit(Arc::new(raw)).await;
    settle_once(app, id, parsed, row.received_at).await
}

/// As [`settle`]; when somebody else settled it in the meantime, theirs counts.
async fn settle_once(
    app: &App,
    id: MailId,
    parsed: Option<ParsedMail>,
    received_at: Instant,
) -> Result<Delivered, AppError> {
    match settle(app, id, parsed, received_at).await {
        Err(AppError::Stale) => Ok(known(&load(app, id).await?)),
        other => other,
    }
}

/// Makes a mail durable and gives it its row: (row, what was read of it, whether it is new).
async fn store_raw(
    app: &App,
    raw: Vec<u8>,
    received_at: Instant,
    mailbox: Mailbox,
) -> Result<(MailId, Option<ParsedMail>, bool), AppError> {
    // the bytes first: nothing is read that is not already safe
    let raw_digest = app.store().put_blob(raw.clone()).await?;
    let size = raw.len() as u64;
    let raw = Arc::new(raw);
    let parsed = parse_within_limit(Arc::clone(&raw)).await;
    let new = NewIncomingMail {
        mailbox: mailbox.name,
        uidvalidity: mailbox.uid_validity.map(i64::from),
        uid: mailbox.uid.map(i64::from),
        raw_digest,
        dedup_key: parsed.as_ref().map_or(raw_digest, mail::dedup_key).to_hex(),
        size,
        received_at,
    };
    let description = parsed.as_ref().map(describe);
    let stored = app
        .store()
        .write(move |tx| {
            let (new, description) = (new.clone(), description.clone());
            Box::pin(async move {
                let stored = tx.store_incoming(new).await?;
                if let (Stored::New(id), Some(description)) = (stored, description) {
                    tx.describe_incoming(id, description).await?;
                }
                Ok::<_, AppError>(stored)
            })
        })
        .await?;
    Ok((stored.id(), parsed, matches!(stored, Stored::New(_))))
}

/// Reads a mail on a thread of its own; `None` when it takes too long or the reader gives up.
pub(crate) async fn parse_within_limit(raw: Arc<Vec<u8>>) -> Option<ParsedMail> {
    let reading = tokio::task::spawn_blocking(move || mail::parse(&raw));
    match tokio::time::timeout(PARSE_LIMIT, reading).await {
        Ok(Ok(parsed)) => Some(parsed),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "mail reader failed"
            );
            None
        }
        Err(_) => {
            tracing::error!("mail reader took too long");
            None
        }
    }
}

/// Makes a visible row for a mail that is too large to take: its header is kept, and a person
/// fetches the rest from the mailbox.
pub(crate) async fn park_too_large(
    app: &App,
    header: Vec<u8>,
    received_at: Instant,
    mailbox: Mailbox,
) -> Result<(), AppError> {
    let (id, _, is_new) = store_raw(app, header, received_at, mailbox).await?;
    if is_new {
        let reason = "邮件超过 50 MB，原件仍在邮箱里，请登录邮箱查看后登记";
        park(app, id, MailState::Unmatched, reason).await?;
    }
    Ok(())
}

/// Finds a mail that is stored and not settled its place.
async fn settle(
    app: &App,
    id: MailId,
    parsed: Option<ParsedMail>,
    received_at: Instant,
) -> Result<Delivered, AppError> {
    let Some(parsed) = parsed else {
        return park(
            app,
            id,
            MailState::Unmatched,
            "邮件内容无法读取，请人工查看原件",
        )
        .await;
    };
    let own = [app.settings().mail.from_address.clone()];
    match mail::classify(&parsed, &own) {
        MailVerdict::Automatic(kind) => park(app, id, MailState::Automatic, kind.label()).await,
        MailVerdict::Unmatched(reason) => park(app, id, MailState::Unmatched, reason).await,
        MailVerdict::Suggestion => match referred(app, &parsed).await? {
            Some(suggestion) => supplement(app, id, &parsed, suggestion).await,
            None => register_parsed(app, id, &parsed, received_at).await,
        },
        MailVerdict::Supplement(ticket_no) => {
            if let Some(suggestion) = referred(app, &parsed).await? {
                return supplement(app, id, &parsed, suggestion).await;
            }
            let Some(found) = app.store().read().find_by_ticket(&ticket_no).await? else {
                return register_parsed(app, id, &parsed, received_at).await;
            };
            if is_same_sender(app, found, &parsed).await? {
                supplement(app, id, &parsed, found).await
            } else {
                // quoting a number proves nothing: a person decides
                let reason = format!("主题写有登记号 {ticket_no}，但发件人与该件的建议人不一致");
                park(app, id, MailState::Unmatched, &reason).await
            }
        }
    }
}

/// The suggestion whose notice this mail answers, by the message ids it names.
async fn referred(app: &App, parsed: &ParsedMail) -> Result<Option<SuggestionId>, AppError> {
    for message_id in parsed.in_reply_to.iter().chain(&parsed.references) {
        let found = app
            .store()
            .read()
            .find_outgoing_by_message_id(message_id)
            .await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

async fn is_same_sender(
    app: &App,
    id: SuggestionId,
    parsed: &ParsedMail,
) -> Result<bool, AppError> {
    let identity = app.store().read().identity(id).await?;
    let known = identity
        .and_then(|i| i.email)
        .map(|e| e.into_inner().to_lowercase());
    let sender = parsed.from.as_ref().map(|from| from.address.to_lowercase());
    Ok(known.is_some() && known == sender)
}

async fn supplement(
    app: &App,
    mail: MailId,
    parsed: &ParsedMail,
    id: SuggestionId,
) -> Result<Delivered, AppError> {
    let Some(suggestion) = app.store().read().load_unlocked(id).await? else {
        return park(app, mail, MailState::Unmatched, "所指的事项不存在").await;
    };
    if suggestion.status.is_final() {
        let reason = format!("所指的事项 {} 已经结束", suggestion.ticket_no);
        return park(app, mail, MailState::Unmatched, &reason).await;
    }
    let text = mail::to_submission(parsed, app.now()).submission.body;
    let attachments = keep_files(app, parsed).await?;
    add_supplement(app, mail, &suggestion, text, attachments).await
}

async fn add_supplement(
    app: &App,
    mail: MailId,
    suggestion: &Suggestion,
    text: Body,
    attachments: Vec<huiyin_core::NewAttachment>,
) -> Result<Delivered, AppError> {
    let id = suggestion.id;
    tracking::add_supplement(app, id, text, attachments, Some(mail)).await?;
    Ok(Delivered {
        mail,
        state: MailState::Supplemented,
        suggestion: Some(id),
        is_known: false,
    })
}

/// Registers a parsed mail and settles its row in one transaction.
pub(super) async fn register_parsed(
    app: &App,
    mail: MailId,
    parsed: &ParsedMail,
    received_at: Instant,
) -> Result<Delivered, AppError> {
    let mut submission = mail::to_submission(parsed, received_at).submission;
    submission.mail = Some(mail);
    submission.attachments = keep_files(app, parsed).await?;
    let registration = prepare(app, submission)?;
    let ctx = huiyin_core::Ctx {
        actor: NOBODY_YET,
        now: app.now(),
    };
    let work = Arc::new((app.clone(), registration, ctx));
    let suggestion = app
        .store()
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (app, registration, ctx) = &*work;
                let policy = app.policy_in(tx).await?;
                let (suggestion, _) = register_in(app, tx, registration, ctx, &policy).await?;
                let state = MailState::Registered;
                tx.finish_incoming(mail, outcome(state, "", Some(suggestion.id)))
                    .await?;
                Ok::<_, AppError>(suggestion)
            })
        })
        .await?;
    app.written().notify_waiters();
    tracing::info!(ticket_no = %suggestion.ticket_no, mail = mail.0, "mail registered");
    Ok(Delivered {
        mail,
        state: MailState::Registered,
        suggestion: Some(suggestion.id),
        is_known: false,
    })
}

/// The files of a mail. What cannot be cleaned (a program, a broken picture) is not handed on; it
/// stays in the raw mail, which is kept whole.
pub(super) async fn keep_files(
    app: &App,
    parsed: &ParsedMail,
) -> Result<Vec<huiyin_core::NewAttachment>, AppError> {
    let mut kept = Vec::new();
    for file in &parsed.attachments {
        let (name, bytes) = (file.file_name.clone(), file.bytes.clone());
        let cleaned = tokio::task::spawn_blocking(move || upload::inspect(&name, &bytes))
            .await
            .map_err(AppError::internal)?;
        match cleaned {
            Ok(clean) => {
                let upload = Upload {
                    file_name: clean.file_name,
                    media_type: clean.media_type,
                    bytes: clean.bytes,
                };
                kept.push(keep(app, upload).await?);
            }
            Err(_) => tracing::info!("an attachment stays in the raw mail only"),
        }
    }
    Ok(kept)
}

pub(super) async fn park(
    app: &App,
    mail: MailId,
    state: MailState,
    reason: &str,
) -> Result<Delivered, AppError> {
    let reason = reason.to_owned();
    app.store()
        .write(move |tx| {
            let reason = reason.clone();
            Box::pin(async move {
                tx.finish_incoming(mail, outcome(state, &reason, None))
                    .await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(Delivered {
        mail,
        state,
        suggestion: None,
        is_known: false,
    })
}
