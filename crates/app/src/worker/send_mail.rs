//! Sends what is queued: mail, SMS, robots. Each leaves at least once: the row is marked after the
//! relay or gateway took it. DKIM is left to the relay.

use chrono::Duration;
use huiyin_core::time::Instant;
use huiyin_core::{NoticeChannel, TicketNo};
use huiyin_intake::hook::{self, HookConfig, HookError, HookKind, HookMessage};
use huiyin_intake::mail::{
    AutoSubmitted, Correspondent, OutgoingDraft, SendError, SmtpConfig, SmtpRelay, SmtpTls,
    Transport, build,
};
use huiyin_store::{BounceNote, DueMail, Retry, StoreError};

use crate::application::App;
use crate::arrival::{ID_PREFIX, token_in};
use crate::error::AppError;
use crate::fault;
use crate::settings::{HookSettings, HookTarget, MailSettings, MailTls, OutgoingMode};

const BATCH: u64 = 50;
/// After so many attempts (about a day) a mail is given up and shown to the desk.
const ATTEMPTS_MAX: i32 = 12;
/// For each command to the relay, and for a whole request to a gateway.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);
/// Whoever claimed a mail and died leaves it to others after that.
const CLAIM: Duration = Duration::minutes(5);

/// Everything a round needs to know.
struct Round<'a> {
    app: &'a App,
    settings: &'a MailSettings,
    transport: Transport,
}

fn transport(mail: &MailSettings) -> Result<Transport, AppError> {
    match mail.outgoing {
        OutgoingMode::Folder => Ok(Transport::Folder(mail.folder.clone())),
        OutgoingMode::Smtp => SmtpRelay::new(&SmtpConfig {
            host: mail.smtp_host.clone(),
            port: mail.smtp_port,
            tls: match mail.smtp_tls {
                MailTls::None => SmtpTls::None,
                MailTls::Starttls => SmtpTls::StartTls,
                MailTls::Tls => SmtpTls::Tls,
            },
            user: (!mail.smtp_user.is_empty()).then(|| mail.smtp_user.clone()),
            password: mail.smtp_password.clone(),
            extra_root_pem: mail.smtp_root_pem.clone(),
            timeout: TIMEOUT,
        })
        .map(Transport::Smtp)
        .map_err(AppError::internal),
    }
}

/// Sends what is due; gives how many left.
pub async fn send_mail(app: &App) -> Result<u64, AppError> {
    let now = app.now();
    // most rounds find nothing, and need no write for that
    if app.store().read().due_outgoing(now, 1).await?.is_empty() {
        return Ok(0);
    }
    let settings = &app.settings().mail;
    let round = Round {
        app,
        settings,
        transport: transport(settings)?,
    };
    let due = app
        .store()
        .write(move |tx| {
            Box::pin(
                async move { Ok::<_, AppError>(tx.claim_outgoing(now, now + CLAIM, BATCH).await?) },
            )
        })
        .await?;
    fault::point("claimed").await;
    let mut sent = 0;
    for row in due {
        if round.is_kept_back(&row).await? {
            continue;
        }
        let outcome = round.send(&row).await?;
        fault::point("sent").await;
        if outcome.is_ok() {
            sent += 1;
        }
        round.note(row, outcome).await?;
    }
    Ok(sent)
}

impl Round<'_> {
    /// Puts off or holds what would be too much for one address or one conversation.
    async fn is_kept_back(&self, row: &DueMail) -> Result<bool, AppError> {
        let (now, caps) = (self.app.now(), self.settings.caps);
        let (hour, day) = (now - Duration::hours(1), now - Duration::days(1));
        let read = self.app.store().read();
        let id = row.id;
        let is_personal = match row.channel {
            NoticeChannel::Mail | NoticeChannel::Sms => true,
            NoticeChannel::WeCom | NoticeChannel::DingTalk => false,
        };
        let (Some(key), true) = (&row.address_key, is_personal) else {
            return Ok(false);
        };
        let today = read.n_sent_to(key, day).await?;
        let about = match row.suggestion {
            Some(suggestion) => read.n_sent_about(suggestion, day).await?,
            None => 0,
        };
        let why = if today >= caps.per_address_day {
            format!("一天内已向这个地址发出 {today} 封，可能是邮件循环，已暂停，请人工核对")
        } else if about >= caps.per_thread_day {
            format!("一天内就这一件已发出 {about} 封，可能是邮件循环，已暂停，请人工核对")
        } else {
            if read.n_sent_to(key, hour).await? < caps.per_address_hour {
                return Ok(false);
            }
            let until = now + Duration::minutes(10);
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move { Ok::<_, AppError>(tx.put_off_mail(id, until).await?) })
                })
                .await?;
            return Ok(true);
        };
        tracing::warn!(mail = id.0, today, about, "a notice is held back");
        self.app
            .store()
            .write(move |tx| {
                let why = why.clone();
                Box::pin(async move { Ok::<_, AppError>(tx.hold_mail(id, &why).await?) })
            })
            .await?;
        Ok(true)
    }

    async fn send(&self, row: &DueMail) -> Result<Result<String, SendError>, AppError> {
        let target = match row.channel {
            NoticeChannel::Mail => return self.mail(row).await,
            NoticeChannel::Sms => HookTarget::Sms,
            NoticeChannel::WeCom => HookTarget::WeCom,
            NoticeChannel::DingTalk => HookTarget::DingTalk,
        };
        let is_meant = |hook: &&HookSettings| {
            hook.target == target
                && (target == HookTarget::Sms || hook.name == *row.recipient.expose())
        };
        let Some(hook) = self.settings.hooks.iter().find(is_meant) else {
            let text = "配置里已经没有这个通知网关".to_owned();
            return Ok(Err(SendError::Permanent(text)));
        };
        let config = HookConfig {
            kind: match target {
                HookTarget::Sms => HookKind::Sms,
                HookTarget::WeCom => HookKind::WeCom,
                HookTarget::DingTalk => HookKind::DingTalk,
            },
            url: hook.url.clone(),
            secret: hook.secret.clone(),
            signature: hook.signature.clone(),
            extra_root_pem: hook.root_pem.clone(),
            timeout: TIMEOUT,
        };
        let message = HookMessage {
            id: row.message_id.clone(),
            to: row.recipient.clone(),
            text: row.text.clone(),
        };
        let sent = hook::send(&config, &message, self.app.now()).await;
        Ok(sent.map_err(|error| match error {
            HookError::Temporary(text) => SendError::Temporary(text),
            HookError::Permanent(text) => SendError::Permanent(text),
        }))
    }

    async fn mail(&self, row: &DueMail) -> Result<Result<String, SendError>, AppError> {
        let draft = self.draft(row).await?;
        Ok(match build(&draft) {
            // the null sender: nobody is answered when a notice bounces (RFC 3834 3.3)
            Ok(message) => self
                .transport
                .send(None, row.recipient.expose(), &message)
                .await
                .map(|sent| sent.receipt),
            Err(error) => Err(SendError::Permanent(error.to_string())),
        })
    }

    async fn draft(&self, row: &DueMail) -> Result<OutgoingDraft, AppError> {
        let settings = self.settings;
        let mut references = match row.suggestion {
            Some(suggestion) => {
                let read = self.app.store().read();
                read.mail_references(suggestion, row.id).await?
            }
            None => Vec::new(),
        };
        // what is answered stands last (RFC 5322, 3.6.4)
        if let Some(parent) = &row.in_reply_to {
            references.retain(|id| id != parent);
            references.push(parent.clone());
        }
        Ok(OutgoingDraft {
            from: Correspondent {
                name: Some(settings.from_name.clone()),
                address: settings.from_address.clone(),
            },
            to: Correspondent {
                name: None,
                address: row.recipient.expose().clone(),
            },
            reply_to: reply_address(settings, &row.message_id).map(|address| Correspondent {
                name: Some(settings.from_name.clone()),
                address,
            }),
            subject: row.subject.clone(),
            text: row.text.clone(),
            html: row.html.clone(),
            message_id: row.message_id.clone(),
            date: row.created_at,
            references,
            // only the receipt answers a mail; progress is told on its own occasion
            auto_submitted: if row.kind == "receipt" && row.in_reply_to.is_some() {
                AutoSubmitted::Replied
            } else {
                AutoSubmitted::Generated
            },
            in_reply_to: row.in_reply_to.clone(),
            ticket_no: ticket_in(&row.subject),
        })
    }

    async fn note(&self, row: DueMail, outcome: Result<String, SendError>) -> Result<(), AppError> {
        let (id, now) = (row.id, self.app.now());
        let error = match outcome {
            Ok(answer) => {
                let answer: String = answer.chars().take(300).collect();
                return self
                    .app
                    .store()
                    .write(move |tx| {
                        let answer = answer.clone();
                        Box::pin(
                            async move { Ok::<_, AppError>(tx.mark_sent(id, now, &answer).await?) },
                        )
                    })
                    .await;
            }
            Err(error) => error,
        };
        let attempts = row.attempts + 1;
        let retry = match &error {
            SendError::Temporary(_) if attempts < ATTEMPTS_MAX => {
                // 2, 4, 8 … minutes, at most eight and a half hours apart
                Retry::At(now + Duration::minutes(1_i64 << attempts.clamp(0, 9)))
            }
            SendError::Temporary(_) | SendError::Permanent(_) => Retry::Never,
        };
        tracing::warn!(mail = id.0, attempts, "a notice could not be sent");
        let text = error.to_string();
        let refused = refusal(&row, &error, now);
        self.app
            .store()
            .write(move |tx| {
                let (text, refused) = (text.clone(), refused.clone());
                Box::pin(async move {
                    tx.mark_failed(id, &text, retry).await?;
                    if let Some((key, note)) = refused {
                        tx.note_bounce(&key, note).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
        Ok(())
    }
}

/// A relay that says at once that there is no such mailbox is as good as a bounce.
fn refusal(row: &DueMail, error: &SendError, at: Instant) -> Option<(String, BounceNote)> {
    let SendError::Permanent(text) = error else {
        return None;
    };
    let is_mail = row.channel == NoticeChannel::Mail;
    let is_about_address = ["550", "551", "553", "5.1."]
        .iter()
        .any(|code| text.contains(code));
    let key = row
        .address_key
        .clone()
        .filter(|_| is_mail && is_about_address)?;
    Some((
        key,
        BounceNote {
            is_hard: true,
            said: "发送时被对方服务器拒收".to_owned(),
            at,
            mail: None,
        },
    ))
}

/// The ticket number that every subject carries.
fn ticket_in(subject: &str) -> Option<String> {
    subject
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .find_map(TicketNo::parse)
        .map(|number| number.to_string())
}

/// `box+hy-token@domain`, where the relay knows plus-addresses.
fn reply_address(settings: &MailSettings, message_id: &str) -> Option<String> {
    let token = token_in(message_id).filter(|_| settings.plus_addressing)?;
    let (local, domain) = settings.from_address.rsplit_once('@')?;
    Some(format!("{local}+{ID_PREFIX}{token}@{domain}"))
}
