//! 待认领: what the desk does with a mail that found no place by itself.

use std::sync::Arc;

use huiyin_core::{MailId, MailState, Role, StaffActor, SuggestionId, TicketNo};
use huiyin_intake::mail::{self, ParsedMail};

use super::deliver_mail::{Delivered, keep_files, load, park, parse_within_limit, register_parsed};
use crate::application::App;
use crate::error::AppError;
use crate::tracking;

fn check(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has_any(&[Role::Clerk, Role::Registrar]) {
        Ok(())
    } else {
        Err(AppError::Forbidden("来信邮件由分办台处理".to_owned()))
    }
}

/// The mail, unless it belongs to an item that accuses the reader: that is answered as for what is
/// missing (DOMAIN 2, 6).
async fn load_for(
    app: &App,
    actor: &StaffActor,
    id: MailId,
) -> Result<huiyin_store::IncomingMail, AppError> {
    let row = load(app, id).await?;
    if let Some(suggestion) = row.suggestion
        && is_out(app, actor, suggestion).await?
    {
        return Err(AppError::NotFound);
    }
    Ok(row)
}

async fn is_out(app: &App, actor: &StaffActor, id: SuggestionId) -> Result<bool, AppError> {
    let viewer = app.scope(actor).viewer;
    Ok(app.store().read().accuses(id, &viewer).await?)
}

/// The raw bytes of a mail.
///
/// # Errors
/// As [`view_mail`].
pub async fn raw_mail(app: &App, actor: &StaffActor, id: MailId) -> Result<Vec<u8>, AppError> {
    check(actor)?;
    let row = load_for(app, actor, id).await?;
    let raw = app.store().get_blob(row.raw_digest).await?;
    raw.ok_or(AppError::NotFound)
}

/// The parked mail, read again from its raw bytes.
async fn parked(
    app: &App,
    actor: &StaffActor,
    id: MailId,
) -> Result<(huiyin_store::IncomingMail, ParsedMail), AppError> {
    let row = load_for(app, actor, id).await?;
    if row.suggestion.is_some() {
        return Err(AppError::Stale);
    }
    let raw = app
        .store()
        .get_blob(row.raw_digest)
        .await?
        .ok_or(AppError::NotFound)?;
    let parsed = parse_within_limit(Arc::new(raw)).await;
    let parsed = parsed.ok_or_else(|| AppError::internal("mail cannot be read"))?;
    Ok((row, parsed))
}

/// Registers a parked mail as a suggestion.
pub async fn register_mail(
    app: &App,
    actor: &StaffActor,
    id: MailId,
) -> Result<Delivered, AppError> {
    check(actor)?;
    let (row, parsed) = parked(app, actor, id).await?;
    register_parsed(app, id, &parsed, row.received_at).await
}

/// Adds a parked mail to an existing suggestion as a supplement.
pub async fn attach_mail(
    app: &App,
    actor: &StaffActor,
    id: MailId,
    ticket_no: &str,
) -> Result<Delivered, AppError> {
    check(actor)?;
    let no_such_number = || AppError::invalid("ticket_no", "没有这个登记号");
    let number = TicketNo::parse(ticket_no)
        .ok_or_else(|| AppError::invalid("ticket_no", "登记号的样子是 GH2026-000123"))?;
    let suggestion = app
        .store()
        .read()
        .find_by_ticket(&number)
        .await?
        .ok_or_else(no_such_number)?;
    if is_out(app, actor, suggestion).await? {
        return Err(no_such_number());
    }
    let (_, parsed) = parked(app, actor, id).await?;
    let body = mail::to_submission(&parsed, app.now()).submission.body;
    let files = keep_files(app, &parsed).await?;
    tracking::add_supplement(app, suggestion, body, files, Some(id)).await?;
    Ok(Delivered {
        mail: id,
        state: MailState::Supplemented,
        suggestion: Some(suggestion),
        is_known: false,
    })
}

/// Puts a parked mail aside, with a reason.
pub async fn dismiss_mail(
    app: &App,
    actor: &StaffActor,
    id: MailId,
    reason: &str,
) -> Result<Delivered, AppError> {
    check(actor)?;
    let reason = huiyin_core::text::tidy(reason);
    if reason.is_empty() {
        return Err(AppError::invalid("reason", "请写明处置理由"));
    }
    let row = load_for(app, actor, id).await?;
    if row.suggestion.is_some() {
        return Err(AppError::Stale);
    }
    park(
        app,
        id,
        MailState::Dismissed,
        &format!("{}：{reason}", actor.name),
    )
    .await
}

/// A mail as the desk reads it.
#[derive(Debug)]
pub struct MailView {
    pub row: huiyin_store::IncomingMail,
    pub text: String,
    /// What had to be repaired while reading it.
    pub repairs: Vec<String>,
    /// (file name, declared type, bytes)
    pub attachments: Vec<(String, String, u64)>,
}

/// Shows a mail, read again from its raw bytes.
pub async fn view_mail(app: &App, actor: &StaffActor, id: MailId) -> Result<MailView, AppError> {
    check(actor)?;
    let row = load_for(app, actor, id).await?;
    let raw = app
        .store()
        .get_blob(row.raw_digest)
        .await?
        .ok_or(AppError::NotFound)?;
    let Some(parsed) = parse_within_limit(Arc::new(raw)).await else {
        return Ok(MailView {
            row,
            text: "（内容无法读取，请下载原件查看）".to_owned(),
            repairs: Vec::new(),
            attachments: Vec::new(),
        });
    };
    Ok(MailView {
        row,
        repairs: parsed.flaws.iter().map(ToString::to_string).collect(),
        attachments: parsed
            .attachments
            .iter()
            .map(|a| {
                (
                    a.file_name.clone(),
                    a.declared_type.clone(),
                    a.bytes.len() as u64,
                )
            })
            .collect(),
        text: parsed.text,
    })
}
