//! 邮箱状态: how every mailbox does, and which notices did not leave.

use chrono::Duration;
use huiyin_core::time::Instant;
use huiyin_core::{MailId, Role, StaffActor};
use huiyin_store::{MailboxState, OutgoingMail, OutgoingState, Page};

use crate::application::App;
use crate::error::AppError;
use crate::settings::MailProtocol;

/// Who looks after the mailboxes.
pub const MAILBOX_KEEPERS: &[Role] = &[Role::SystemAdmin, Role::Clerk, Role::Registrar];

/// How a mailbox does, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailboxHealth {
    Good,
    /// Configured and never visited.
    Waiting,
    /// Longer silent than it should be.
    Late,
    Failing,
}

impl MailboxHealth {
    /// What the page says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Good => "正常",
            Self::Waiting => "还没有收取",
            Self::Late => "很久没有收取",
            Self::Failing => "收取失败",
        }
    }
}

/// One configured mailbox and its state.
#[derive(Debug, Clone)]
pub struct MailboxView {
    pub name: String,
    pub user: String,
    pub host: String,
    /// `IMAP（保持连接）`, `IMAP（定时收取）`, `POP3（定时收取）`.
    pub way: String,
    /// The unit whose mailbox it is; empty for none. A name that is in no directory is told so.
    pub unit: String,
    pub health: MailboxHealth,
    pub state: Option<MailboxState>,
    pub poll_seconds: u64,
}

fn check(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has_any(MAILBOX_KEEPERS) {
        Ok(())
    } else {
        Err(AppError::Forbidden(
            "邮箱状态由系统管理员和分办台查看".to_owned(),
        ))
    }
}

fn health(state: Option<&MailboxState>, poll_seconds: u64, now: Instant) -> MailboxHealth {
    let Some(state) = state else {
        return MailboxHealth::Waiting;
    };
    if state.error.is_some() {
        return MailboxHealth::Failing;
    }
    // three intervals, and a minute for the visit itself
    let poll = i64::try_from(poll_seconds).unwrap_or(3_600).min(86_400);
    if state.visited_at + Duration::seconds(poll * 3 + 60) < now {
        return MailboxHealth::Late;
    }
    MailboxHealth::Good
}

/// Every configured mailbox.
///
/// # Errors
/// [`AppError::Forbidden`] for anybody but [`MAILBOX_KEEPERS`].
pub async fn mailboxes(app: &App, actor: &StaffActor) -> Result<Vec<MailboxView>, AppError> {
    check(actor)?;
    let states = app.store().read().mailbox_states().await?;
    let directory = app.directory();
    let now = app.now();
    Ok(app
        .settings()
        .mail
        .incoming
        .iter()
        .map(|mailbox| {
            let name = mailbox.name();
            let state = states.iter().find(|state| state.name == name).cloned();
            let way = match (mailbox.protocol, state.as_ref().map(|s| s.way.as_str())) {
                (MailProtocol::Imap, Some("idle")) => "IMAP（保持连接，即时收取）",
                (MailProtocol::Imap, _) => "IMAP（定时收取）",
                (MailProtocol::Pop3, _) => "POP3（定时收取）",
            };
            MailboxView {
                name: mailbox.shown_name().to_owned(),
                user: mailbox.user.clone(),
                host: mailbox.host.clone(),
                way: way.to_owned(),
                unit: match mailbox.unit.as_deref() {
                    None => String::new(),
                    Some(unit) => directory.unit_named(unit).map_or_else(
                        || format!("“{unit}”（组织机构里没有这个单位，请改配置）"),
                        |id| directory.unit_name(id),
                    ),
                },
                health: health(state.as_ref(), mailbox.poll_seconds, now),
                state,
                poll_seconds: mailbox.poll_seconds,
            }
        })
        .collect())
}

/// Notices that did not leave, newest first; none about an item that accuses the reader.
///
/// # Errors
/// As [`mailboxes`].
pub async fn stuck_notices(
    app: &App,
    actor: &StaffActor,
    state: OutgoingState,
    offset: u64,
    limit: u64,
) -> Result<Page<OutgoingMail>, AppError> {
    check(actor)?;
    let viewer = app.scope(actor).viewer;
    let read = app.store().read();
    Ok(read
        .outgoing_mails_for(&viewer, state, offset, limit)
        .await?)
}

/// Gives a notice that failed or was held another chance.
///
/// # Errors
/// As [`mailboxes`].
pub async fn resend(app: &App, actor: &StaffActor, id: MailId) -> Result<(), AppError> {
    check(actor)?;
    let now = app.now();
    let by = actor.account;
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.requeue_mail(id, now).await?;
                tx.log_admin(now, Some(by), &format!("重新发送第 {id} 号通知"))
                    .await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.written().notify_waiters();
    Ok(())
}
