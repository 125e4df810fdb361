//! 待认领: what the desk does with a mail that found no place by itself.

use std::sync::Arc;

use huiyin_core::{
    Identity, IdentityLevel, MailId, MailState, Personal, Role, StaffActor, SuggestionId, TicketNo,
};
use huiyin_intake::mail::{self, AutomaticKind, ForwardedLetter, ParsedMail};
use huiyin_store::MailOutcome;

use super::bounced::verdict;
use super::deliver_mail::{Delivered, load, parse_within_limit};
use super::judge::Trace;
use super::mail_row::{mask_address, outcome};
use super::place::of_mailbox;
use super::take::{FromMail, keep_files, park, register_submission, supplemented};
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

/// 更正建议人: who really wrote a mail that somebody else passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reassign {
    /// Both empty: the sender of the mail stays.
    pub name: String,
    pub email: String,
}

impl Reassign {
    fn parse(&self) -> Result<Option<Identity>, AppError> {
        let (name, email) = (self.name.trim(), self.email.trim());
        if name.is_empty() && email.is_empty() {
            return Ok(None);
        }
        let is_address = email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !email.contains(char::is_whitespace)
        });
        if !email.is_empty() && !is_address {
            return Err(AppError::invalid("email", "邮箱地址的样子是 zhang@163.com"));
        }
        if name.chars().count() > 40 {
            return Err(AppError::invalid("name", "姓名最多 40 字"));
        }
        let some = |text: &str| (!text.is_empty()).then(|| Personal::new(text.to_owned()));
        Ok(Some(Identity {
            name: some(name),
            email: some(email),
            ..Identity::default()
        }))
    }
}

/// What the row keeps of a decision by hand: how it was judged before, and who decided.
fn decided(row: &huiyin_store::IncomingMail, actor: &StaffActor, what: &str) -> FromMail {
    FromMail {
        id: row.id,
        trace: appended(row, actor, what),
        sender: None,
    }
}

fn appended(row: &huiyin_store::IncomingMail, actor: &StaffActor, what: &str) -> String {
    let mut trace = Trace::default();
    if !row.trace.is_empty() {
        trace.note(row.trace.clone());
    }
    trace.note(format!("人工：{}{what}", actor.name));
    trace.text()
}

/// Registers a parked mail as a suggestion, of its sender or of whom the clerk names.
///
/// # Errors
/// [`AppError::Invalid`] with the field, [`AppError::Stale`] when it has its place already.
pub async fn register_mail(
    app: &App,
    actor: &StaffActor,
    id: MailId,
    reassign: &Reassign,
) -> Result<Delivered, AppError> {
    check(actor)?;
    let identity = reassign.parse()?;
    let (row, parsed) = parked(app, actor, id).await?;
    let mut submission = mail::to_submission(&parsed, row.received_at).submission;
    let mut place_trace = Trace::default();
    of_mailbox(app, &row.mailbox, row.received_at, &mut place_trace).mark(&mut submission);
    let mut what = "登记为新的一件".to_owned();
    if let Some(identity) = identity {
        what.push_str("，更正了建议人");
        submission = submission.from_submitter(IdentityLevel::Named, identity);
    }
    register_submission(app, decided(&row, actor, &what), &parsed, submission).await
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
    let (row, parsed) = parked(app, actor, id).await?;
    let body = mail::to_submission(&parsed, app.now()).submission.body;
    let files = keep_files(app, &parsed).await?;
    let from = decided(&row, actor, &format!("并入 {number}"));
    tracking::add_supplement(app, suggestion, body, files, Some(from)).await?;
    Ok(supplemented(id, suggestion))
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
    let ended = MailOutcome {
        trace: appended(&row, actor, "认为不是建议，不作处理"),
        ..outcome(
            MailState::Dismissed,
            &format!("{}：{reason}", actor.name),
            None,
        )
    };
    park(app, id, ended).await
}

/// What a bounce says of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BouncedLine {
    /// Masked, as senders are; empty when nobody is named.
    pub address: String,
    /// `地址已失效（5.1.1）`.
    pub verdict: String,
    /// The server's words, without addresses.
    pub said: String,
}

fn bounced_lines(raw: &[u8], parsed: &ParsedMail) -> Vec<BouncedLine> {
    mail::read_bounce(raw, parsed)
        .addresses
        .iter()
        .map(|entry| BouncedLine {
            address: entry
                .address
                .as_deref()
                .map(mask_address)
                .unwrap_or_default(),
            verdict: verdict(entry),
            said: entry.said.clone(),
        })
        .collect()
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
    /// The history of the conversation that was cut off; empty for none.
    pub quoted: String,
    /// How it was judged, one line a step.
    pub trace: Vec<String>,
    /// What it was taken for a person's or a program's mail by.
    pub evidence: Vec<String>,
    /// The letter that it passes on.
    pub forwarded: Option<ForwardedLetter>,
    /// Of a bounce: what it says of each address.
    pub bounced: Vec<BouncedLine>,
    /// The one suggestion it most likely belongs to, with its number.
    pub guess: Option<(SuggestionId, TicketNo)>,
    /// The header as it came, readable as far as it is text.
    pub headers: String,
}

/// Longest header that a page shows, in bytes.
const HEADER_SHOWN: usize = 32 * 1024;

/// The header of a raw mail: everything before the first empty line.
fn header_of(raw: &[u8]) -> String {
    let head = raw.get(..raw.len().min(HEADER_SHOWN)).unwrap_or_default();
    let text = String::from_utf8_lossy(head).replace("\r\n", "\n");
    text.split("\n\n").next().unwrap_or_default().to_owned()
}

/// The guess, unless it is an item that accuses the reader.
async fn guessed(
    app: &App,
    actor: &StaffActor,
    row: &huiyin_store::IncomingMail,
) -> Result<Option<(SuggestionId, TicketNo)>, AppError> {
    let Some(id) = row.guess else {
        return Ok(None);
    };
    if is_out(app, actor, id).await? {
        return Ok(None);
    }
    let suggestion = app.store().read().load_unlocked(id).await?;
    Ok(suggestion.map(|s| (id, s.ticket_no)))
}

/// Shows a mail, read again from its raw bytes.
pub async fn view_mail(app: &App, actor: &StaffActor, id: MailId) -> Result<MailView, AppError> {
    check(actor)?;
    let row = load_for(app, actor, id).await?;
    let raw = app.store().get_blob(row.raw_digest).await?;
    let headers = header_of(raw.as_deref().unwrap_or_default());
    let raw = Arc::new(raw.unwrap_or_default());
    let parsed = if raw.is_empty() {
        None
    } else {
        parse_within_limit(Arc::clone(&raw)).await
    };
    let mut view = MailView {
        text: "（内容无法读取，请下载原件查看）".to_owned(),
        repairs: Vec::new(),
        attachments: Vec::new(),
        quoted: String::new(),
        trace: row.trace.lines().map(str::to_owned).collect(),
        evidence: Vec::new(),
        forwarded: None,
        bounced: Vec::new(),
        guess: guessed(app, actor, &row).await?,
        headers,
        row,
    };
    if let Some(parsed) = parsed {
        view.repairs = parsed.flaws.iter().map(ToString::to_string).collect();
        view.attachments = parsed
            .attachments
            .iter()
            .map(|a| {
                (
                    a.file_name.clone(),
                    a.declared_type.clone(),
                    a.bytes.len() as u64,
                )
            })
            .collect();
        view.evidence = parsed.evidence.iter().map(ToString::to_string).collect();
        if parsed.automatic == Some(AutomaticKind::Bounce) {
            view.bounced = bounced_lines(&raw, &parsed);
        }
        view.forwarded = parsed.forwarded;
        view.quoted = parsed.quoted;
        view.text = parsed.text;
    }
    Ok(view)
}
