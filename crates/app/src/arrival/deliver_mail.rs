//! 来信邮件: a raw mail becomes a suggestion, a supplement, or a visible parked row. Nothing else
//! can happen to it.

use std::sync::Arc;
use std::time::Duration;

use huiyin_core::time::Instant;
use huiyin_core::{MailId, MailState, SuggestionId};
use huiyin_intake::mail::{self, ParsedMail};
use huiyin_store::{IncomingMail, NewIncomingMail, Stored};

use super::judge::{Arrived, settle};
use super::mail_row::{content, describe, outcome};
use super::take::park;
use crate::application::App;
use crate::error::AppError;
use crate::fault;

/// Longest time a mail may take to read; what takes longer is parked for a person.
const PARSE_LIMIT: Duration = Duration::from_secs(30);
/// After so many failed attempts to process it a mail waits for a person.
const ATTEMPTS_MAX: u32 = 5;

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
    /// A number for IMAP, a word for POP3.
    pub uid: Option<String>,
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
    let (id, arrived) = take_in(app, raw, received_at, mailbox).await?;
    match arrived {
        Some(arrived) => settle_once(app, id, arrived).await,
        None => Ok(known(&load(app, id).await?)),
    }
}

/// The first half of [`deliver_mail`]: when this returns, the mail is durable and has its row. What
/// is left to do with it comes along, unless it was done before.
pub(crate) async fn take_in(
    app: &App,
    raw: Vec<u8>,
    received_at: Instant,
    mailbox: Mailbox,
) -> Result<(MailId, Option<Arrived>), AppError> {
    let name = mailbox.name.clone();
    let (id, parsed, is_new) = store_raw(app, raw, received_at, mailbox).await?;
    fault::point("stored").await;
    let arrived = |received_at| Arrived {
        parsed,
        received_at,
        mailbox: name,
    };
    if is_new {
        return Ok((id, Some(arrived(received_at))));
    }
    let row = load(app, id).await?;
    // stored by an attempt that did not get further
    let is_open = row.state == MailState::Stored;
    Ok((id, is_open.then(|| arrived(row.received_at))))
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
    let raw = raw.ok_or_else(|| AppError::internal("原件不在附件库里"))?;
    let parsed = parse_within_limit(Arc::new(raw)).await;
    let arrived = Arrived {
        parsed,
        received_at: row.received_at,
        mailbox: row.mailbox,
    };
    settle_once(app, id, arrived).await
}

/// As [`settle`]; when somebody else settled it in the meantime, theirs counts.
///
/// A mail that cannot be processed is durable all the same: it keeps its error, is tried again, and
/// in the end waits for a person. The intake goes on.
pub(crate) async fn settle_once(
    app: &App,
    id: MailId,
    arrived: Arrived,
) -> Result<Delivered, AppError> {
    fault::point("parsed").await;
    let done = match settle(app, id, arrived).await {
        Err(AppError::Stale) => Ok(known(&load(app, id).await?)),
        Err(error) if is_about_this_mail(&error) => {
            tracing::error!(
                mail = id.0,
                error = &error as &dyn std::error::Error,
                "mail not processed"
            );
            note_failure(app, id, &error).await?;
            Ok(known(&load(app, id).await?))
        }
        other => other,
    };
    fault::point("settled").await;
    done
}

/// Whether another mail would have fared better; a full disk or a busy database is nobody's fault.
const fn is_about_this_mail(error: &AppError) -> bool {
    match error {
        AppError::DiskFull | AppError::Busy(_) | AppError::TooMany(_) => false,
        AppError::Invalid(_)
        | AppError::Refused(_)
        | AppError::Stale
        | AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Unauthenticated(_)
        | AppError::Search(_)
        | AppError::Internal(_) => true,
    }
}

/// Keeps with the mail why it could not be processed, with the causes.
pub(crate) async fn note_failure(app: &App, id: MailId, error: &AppError) -> Result<(), AppError> {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}：{cause}");
        source = cause.source();
    }
    let text: String = text.chars().take(500).collect();
    app.store()
        .write(move |tx| {
            let text = text.clone();
            Box::pin(async move {
                tx.fail_incoming(id, &text, ATTEMPTS_MAX).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
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
    let content_key = match parsed.as_ref().and_then(content) {
        Some(content) => Some(app.store().read().content_key(&content)?),
        None => None,
    };
    let place = (
        mailbox.name.clone(),
        mailbox.uid_validity,
        mailbox.uid.clone(),
    );
    let new = NewIncomingMail {
        mailbox: mailbox.name,
        uidvalidity: mailbox.uid_validity.map(i64::from),
        uid: mailbox.uid.as_deref().and_then(|uid| uid.parse().ok()),
        raw_digest,
        content_key,
        dedup_key: parsed.as_ref().map_or(raw_digest, mail::dedup_key).to_hex(),
        size,
        received_at,
    };
    let description = parsed.as_ref().map(describe);
    let stored = app
        .store()
        .write(move |tx| {
            let (new, description) = (new.clone(), description.clone());
            let (mailbox, validity, uid) = place.clone();
            Box::pin(async move {
                let stored = tx.store_incoming(new).await?;
                if let (Some(validity), Some(uid)) = (validity, uid) {
                    tx.note_uid(&mailbox, i64::from(validity), &uid, stored.id())
                        .await?;
                }
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
        park(app, id, outcome(MailState::Unmatched, reason, None)).await?;
    }
    Ok(())
}
