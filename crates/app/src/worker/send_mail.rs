//! Sends what is queued. A mail leaves at least once: the row is marked after the server took it.

use chrono::Duration;
use huiyin_intake::mail::{
    AutoSubmitted, Correspondent, OutgoingDraft, SendError, SmtpConfig, SmtpRelay, SmtpTls,
    Transport, build,
};
use huiyin_store::Retry;

use crate::application::App;
use crate::error::AppError;
use crate::settings::{MailSettings, MailTls, OutgoingMode};

const BATCH: u64 = 50;
/// After so many attempts (about a day) a mail is given up and shown to the desk.
const ATTEMPTS_MAX: i32 = 12;
/// For each command to the relay.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

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
            extra_root_pem: None,
            timeout: TIMEOUT,
        })
        .map(Transport::Smtp)
        .map_err(AppError::internal),
    }
}

/// Sends what is due; gives how many mails left.
pub async fn send_mail(app: &App) -> Result<u64, AppError> {
    let due = app.store().read().due_outgoing(app.now(), BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let settings = &app.settings().mail;
    let transport = transport(settings)?;
    let mut sent = 0;
    for row in due {
        let recipient = row.recipient.expose();
        let draft = OutgoingDraft {
            from: Correspondent {
                name: Some(settings.from_name.clone()),
                address: settings.from_address.clone(),
            },
            to: Correspondent {
                name: None,
                address: recipient.clone(),
            },
            reply_to: None,
            subject: row.subject.clone(),
            text: row.text.clone(),
            html: row.html.clone(),
            message_id: row.message_id.clone(),
            date: row.created_at,
            references: row.in_reply_to.clone().into_iter().collect(),
            auto_submitted: if row.in_reply_to.is_some() {
                AutoSubmitted::Replied
            } else {
                AutoSubmitted::Generated
            },
            in_reply_to: row.in_reply_to.clone(),
        };
        let outcome = match build(&draft) {
            // the null sender: nobody is answered when a notice bounces (RFC 3834 3.3)
            Ok(message) => transport.send(None, recipient, &message).await,
            Err(error) => Err(SendError::Permanent(error.to_string())),
        };
        let (id, now) = (row.id, app.now());
        match outcome {
            Ok(_) => {
                sent += 1;
                app.store()
                    .write(move |tx| {
                        Box::pin(async move {
                            tx.mark_sent(id, now).await?;
                            Ok::<_, AppError>(())
                        })
                    })
                    .await?;
            }
            Err(error) => {
                let attempts = row.attempts + 1;
                let retry = match &error {
                    SendError::Temporary(_) if attempts < ATTEMPTS_MAX => {
                        // 2, 4, 8 … minutes, at most eight and a half hours apart
                        Retry::At(now + Duration::minutes(1_i64 << attempts.clamp(0, 9)))
                    }
                    SendError::Temporary(_) | SendError::Permanent(_) => Retry::Never,
                };
                tracing::warn!(mail = id.0, attempts, "a mail could not be sent");
                let text = error.to_string();
                app.store()
                    .write(move |tx| {
                        let text = text.clone();
                        Box::pin(async move {
                            tx.mark_failed(id, &text, retry).await?;
                            Ok::<_, AppError>(())
                        })
                    })
                    .await?;
            }
        }
    }
    Ok(sent)
}
