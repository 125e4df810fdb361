//! 邮箱状态: how every mailbox does, and which notices did not leave.

use chrono::{Duration, NaiveDate};
use huiyin_core::time::{self, Instant};
use huiyin_core::{MailId, Role, StaffActor};
use huiyin_store::{MailboxState, OutgoingMail, OutgoingState, Page};

use crate::application::App;
use crate::campaign::{CampaignStanding, period, standing};
use crate::directory::Directory;
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
    /// It is visited, but what its configuration names is not there or does not run.
    Unsettled,
}

impl MailboxHealth {
    /// What the page says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Good => "正常",
            Self::Waiting => "还没有收取",
            Self::Late => "很久没有收取",
            Self::Failing => "收取失败",
            Self::Unsettled => "设置需要核对",
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
    /// The unit whose mailbox it is; empty for none.
    pub unit: String,
    /// The campaign it was printed for, and how that stands today; empty for none.
    pub campaign: String,
    /// What of the configuration does not hold, in words.
    pub doubts: Vec<String>,
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

/// Unit and campaign of a mailbox in words, and what of its configuration does not hold.
fn named(
    directory: &Directory,
    (unit, topic, campaign): (&Option<String>, &Option<String>, &Option<String>),
    today: NaiveDate,
) -> (String, String, Vec<String>) {
    let mut doubts = Vec::new();
    let unit = unit.as_deref().and_then(|unit| {
        let id = directory.unit_named(unit);
        if id.is_none() {
            doubts.push(format!("组织机构里没有“{unit}”，来信照常登记，请改配置"));
        }
        id.map(|id| directory.unit_name(id))
    });
    if let Some(topic) = topic.as_deref()
        && directory.topic_named(topic).is_none()
    {
        doubts.push(format!("没有类别“{topic}”，来信照常登记，请改配置"));
    }
    let campaign = campaign.as_deref().map(|code| {
        let standing = standing(directory, code, today);
        if !standing.is_running() {
            doubts.push(standing.words(code));
        }
        match standing {
            CampaignStanding::Runs(row)
            | CampaignStanding::NotYet(row)
            | CampaignStanding::Over(row) => {
                format!("{}（{}）", row.campaign.name, period(&row.campaign))
            }
            CampaignStanding::Unknown => code.to_owned(),
        }
    });
    (
        unit.unwrap_or_default(),
        campaign.unwrap_or_default(),
        doubts,
    )
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
            let names = (&mailbox.unit, &mailbox.topic, &mailbox.campaign);
            let (unit, campaign, doubts) = named(&directory, names, time::local_date(now));
            let visited = health(state.as_ref(), mailbox.poll_seconds, now);
            let is_quiet = matches!(visited, MailboxHealth::Good | MailboxHealth::Waiting);
            let health = if is_quiet && !doubts.is_empty() {
                MailboxHealth::Unsettled
            } else {
                visited
            };
            MailboxView {
                name: mailbox.shown_name().to_owned(),
                user: mailbox.user.clone(),
                host: mailbox.host.clone(),
                way: way.to_owned(),
                unit,
                campaign,
                doubts,
                health,
                state,
                poll_seconds: mailbox.poll_seconds,
            }
        })
        .collect())
}

/// What does not hold of the addresses that an own mail server hands over for: (address, doubt).
///
/// # Errors
/// As [`mailboxes`].
pub fn lmtp_doubts(app: &App, actor: &StaffActor) -> Result<Vec<(String, String)>, AppError> {
    check(actor)?;
    let directory = app.directory();
    let today = time::local_date(app.now());
    let lmtp = app.settings().mail.lmtp.iter();
    Ok(lmtp
        .flat_map(|lmtp| &lmtp.recipients)
        .flat_map(|recipient| {
            let names = (&recipient.unit, &recipient.topic, &recipient.campaign);
            let (_, _, doubts) = named(&directory, names, today);
            doubts
                .into_iter()
                .map(|doubt| (recipient.address.clone(), doubt))
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
