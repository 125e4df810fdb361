//! Polls the published mailbox. A mail is marked or moved there only after it is durable here.

use std::collections::HashSet;

use huiyin_intake::mail::imap::{self, AfterFetch, FetchedMail, ImapConfig, ImapTls};

use crate::application::App;
use crate::arrival::{Mailbox, deliver_mail, park_too_large};
use crate::error::AppError;
use crate::settings::{IncomingSettings, MailTls};

fn config(settings: &IncomingSettings) -> ImapConfig {
    ImapConfig {
        port: settings.port,
        tls: match settings.tls {
            MailTls::None => ImapTls::None,
            MailTls::Starttls => ImapTls::StartTls,
            MailTls::Tls => ImapTls::Tls,
        },
        folder: settings.folder.clone(),
        after: if settings.move_to.is_empty() {
            AfterFetch::Flag
        } else {
            AfterFetch::Move(settings.move_to.clone())
        },
        ..ImapConfig::new(
            settings.host.clone(),
            settings.user.clone(),
            settings.password.expose().clone(),
        )
    }
}

/// Takes in what is new; gives how many mails were taken.
pub async fn fetch_mail(app: &App) -> Result<u64, AppError> {
    let Some(settings) = &app.settings().mail.incoming else {
        return Ok(0);
    };
    let name = format!("{}@{}/{}", settings.user, settings.host, settings.folder);
    let known: HashSet<(u32, u32)> = app
        .store()
        .read()
        .known_uids(&name)
        .await?
        .into_iter()
        .collect();
    let is_known = |validity: u32, uid: u32| known.contains(&(validity, uid));
    let report = imap::fetch_once(&config(settings), is_known, |mail: FetchedMail| {
        let mailbox = Mailbox {
            name: name.clone(),
            uid_validity: Some(mail.uid_validity),
            uid: Some(mail.uid),
        };
        async move {
            let received_at = mail
                .internal_date
                .unwrap_or_else(|| app.now())
                .min(app.now());
            match deliver_mail(app, mail.raw, received_at, mailbox).await {
                Ok(_) => true,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "mail not stored");
                    false
                }
            }
        }
    })
    .await
    .map_err(AppError::internal)?;
    for large in &report.too_large {
        // what can be read of it becomes a visible row; the mail itself stays on the server
        let mailbox = Mailbox {
            name: name.clone(),
            uid_validity: Some(large.uid_validity),
            uid: Some(large.uid),
        };
        let received_at = large
            .internal_date
            .unwrap_or_else(|| app.now())
            .min(app.now());
        park_too_large(app, large.header.clone(), received_at, mailbox).await?;
    }
    for (uid, answer) in &report.left_behind {
        tracing::warn!(uid, answer, "a mail could not be marked on the server");
    }
    Ok(u64::from(report.fetched))
}
