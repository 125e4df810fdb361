//! Visits the published mailboxes. A mail is marked, moved or deleted there only after it is durable
//! here.

use std::time::Duration;

use huiyin_core::time::Instant;
use huiyin_intake::mail::imap::{ImapMailbox, Woken};
use huiyin_intake::mail::{
    AfterFetch, FetchConfig, FetchError, FetchReport, FetchTls, FetchedMail, pop3,
};
use huiyin_store::Visit;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::settle_beside::{Lanes, Waiting, beside, settle_or_tell};
use crate::application::App;
use crate::arrival::{Mailbox, park_too_large, take_in};
use crate::error::AppError;
use crate::fault;
use crate::settings::{AfterTaking, IncomingSettings, MailProtocol, MailTls};

/// Longest pause between two attempts at a server that does not answer.
const PAUSE_MAX: Duration = Duration::from_secs(30 * 60);
/// Longest visit; a server that answers byte by byte is left.
const VISIT_MAX: Duration = Duration::from_secs(30 * 60);
/// Larger mails are settled one at a time, so that few of them are in memory; in bytes.
const LIGHT: usize = 1024 * 1024;
/// After so long in silence a mailbox is looked at all the same: some servers announce IDLE and
/// never tell anything.
const IDLE_MAX: Duration = Duration::from_secs(9 * 60);

fn config(settings: &IncomingSettings) -> FetchConfig {
    FetchConfig {
        port: settings.port,
        tls: match settings.tls {
            MailTls::None => FetchTls::None,
            MailTls::Starttls => FetchTls::StartTls,
            MailTls::Tls => FetchTls::Tls,
        },
        extra_root_pem: settings.root_pem.clone(),
        folder: settings.folder.clone(),
        after: match &settings.after {
            AfterTaking::Flag => AfterFetch::Flag,
            AfterTaking::Move(folder) => AfterFetch::Move(folder.clone()),
            AfterTaking::Delete => AfterFetch::Delete,
        },
        ..FetchConfig::new(
            settings.host.clone(),
            settings.user.clone(),
            settings.password.expose().clone(),
        )
    }
}

/// What a visit took.
#[derive(Default)]
struct Taken {
    n: u64,
    newest: Option<Instant>,
    lag_seconds: Option<i64>,
}

/// Visits every mailbox once; gives how many mails were taken. One that cannot be reached keeps
/// none of the others waiting.
///
/// # Errors
/// The last failure, after all were visited.
pub async fn fetch_mail(app: &App) -> Result<u64, AppError> {
    let mut taken = 0;
    let mut failed = None;
    for settings in &app.settings().mail.incoming {
        match Box::pin(visit_once(app, settings)).await {
            Ok(n) => taken += n,
            Err(error) => {
                note_failed(app, settings, &error).await?;
                failed = Some(error);
            }
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(taken),
    }
}

async fn visit_once(app: &App, settings: &IncomingSettings) -> Result<u64, AppError> {
    let (taken, way) = match settings.protocol {
        MailProtocol::Pop3 => (Box::pin(pop3_visit(app, settings)).await?, "pop3"),
        MailProtocol::Imap => {
            let mut mailbox = ImapMailbox::open(&config(settings))
                .await
                .map_err(AppError::internal)?;
            let taken = Box::pin(imap_visit(app, settings, &mut mailbox)).await?;
            mailbox.close().await;
            (taken, "poll")
        }
    };
    let n = taken.n;
    note_good(app, settings, way, taken).await?;
    Ok(n)
}

/// Watches one mailbox until told to stop: waits for the server's word where it gives one, looks
/// again and again where not, and asks a server that fails less and less often.
pub(crate) async fn watch_mailbox(app: App, settings: IncomingSettings, stop: CancellationToken) {
    let mut failures: u32 = 0;
    while !stop.is_cancelled() {
        let error = match settings.protocol {
            MailProtocol::Imap if settings.idle => {
                Box::pin(stay(&app, &settings, &stop)).await.err()
            }
            MailProtocol::Imap | MailProtocol::Pop3 => {
                Box::pin(visit_once(&app, &settings)).await.err()
            }
        };
        let mut pause = Duration::from_secs(settings.poll_seconds.max(1));
        match error {
            None => failures = 0,
            Some(error) => {
                tracing::error!(
                    mailbox = settings.shown_name(),
                    error = &error as &dyn std::error::Error,
                    "mailbox not visited"
                );
                failures = failures.saturating_add(1);
                pause = backoff(&settings, failures);
                if let Err(error) = note_failed(&app, &settings, &error).await {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "state of the mailbox not kept"
                    );
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The poll interval after the first failure, doubled with each, half an hour at most.
fn backoff(settings: &IncomingSettings, failures: u32) -> Duration {
    let first = Duration::from_secs(settings.poll_seconds.max(1));
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1).min(10));
    first.saturating_mul(doubled).min(PAUSE_MAX.max(first))
}

/// Keeps one connection and waits on it. Returns without an error when stopped, or when the server
/// cannot tell of new mail.
async fn stay(
    app: &App,
    settings: &IncomingSettings,
    stop: &CancellationToken,
) -> Result<(), AppError> {
    let mut mailbox = ImapMailbox::open(&config(settings))
        .await
        .map_err(AppError::internal)?;
    loop {
        let taken = Box::pin(imap_visit(app, settings, &mut mailbox)).await?;
        let way = if mailbox.can_idle() { "idle" } else { "poll" };
        note_good(app, settings, way, taken).await?;
        if !mailbox.can_idle() {
            mailbox.close().await;
            return Ok(());
        }
        let at_most = Duration::from_secs(settings.poll_seconds.max(1)).min(IDLE_MAX);
        let woken = mailbox.wait(at_most, stop.cancelled()).await;
        match woken.map_err(AppError::internal)? {
            Woken::Look => {}
            Woken::Stopped => {
                mailbox.close().await;
                return Ok(());
            }
        }
    }
}

async fn imap_visit(
    app: &App,
    settings: &IncomingSettings,
    mailbox: &mut ImapMailbox,
) -> Result<Taken, AppError> {
    let name = settings.name();
    let known = app.store().read().known_uids(&name).await?;
    let taken = std::sync::Mutex::new(Taken::default());
    let (box_name, so_far) = (&name, &taken);
    let report = beside(app, |lanes| async move {
        let visit = mailbox.visit(
            |validity, uid| known.contains(&(validity, uid.to_owned())),
            |mail| take(app, box_name, mail, so_far, &lanes),
        );
        Box::pin(limited(visit)).await
    });
    finish(app, &name, Box::pin(report).await?, taken).await
}

async fn pop3_visit(app: &App, settings: &IncomingSettings) -> Result<Taken, AppError> {
    let name = settings.name();
    let known = app.store().read().known_uids(&name).await?;
    let taken = std::sync::Mutex::new(Taken::default());
    let config = config(settings);
    let (box_name, so_far) = (&name, &taken);
    let report = beside(app, |lanes| async move {
        let visit = pop3::fetch_once(
            &config,
            |validity, uid| known.contains(&(validity, uid.to_owned())),
            |mail| take(app, box_name, mail, so_far, &lanes),
        );
        Box::pin(limited(visit)).await
    });
    finish(app, &name, Box::pin(report).await?, taken).await
}

async fn limited(
    visit: impl Future<Output = Result<FetchReport, FetchError>>,
) -> Result<FetchReport, AppError> {
    match tokio::time::timeout(VISIT_MAX, visit).await {
        Ok(report) => report.map_err(AppError::internal),
        Err(_elapsed) => Err(AppError::internal(FetchError::Timeout)),
    }
}

/// Whether the mail is durable now. What else becomes of it is no concern of the mailbox: a mail
/// that cannot be processed is tried again from here.
async fn take(
    app: &App,
    name: &str,
    mail: FetchedMail,
    taken: &std::sync::Mutex<Taken>,
    lanes: &Lanes,
) -> bool {
    fault::point("fetched").await;
    let now = app.now();
    let received_at = mail.internal_date.unwrap_or(now).min(now);
    let is_light = mail.raw.len() <= LIGHT;
    let mailbox = Mailbox {
        name: name.to_owned(),
        uid_validity: Some(mail.uid_validity),
        uid: Some(mail.uid),
    };
    let (id, arrived) = match take_in(app, mail.raw, received_at, mailbox).await {
        Ok(stored) => stored,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "mail not stored");
            return false;
        }
    };
    {
        let mut taken = taken
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        taken.n += 1;
        taken.newest = taken.newest.max(Some(received_at));
        taken.lag_seconds = Some((app.now() - received_at).num_seconds());
    }
    let Some(arrived) = arrived else {
        return true;
    };
    let waiting = Waiting { id, arrived };
    if is_light {
        // the lanes stay open as long as the visit
        if let Err(mpsc::error::SendError(waiting)) = lanes.send(waiting).await {
            settle_or_tell(app, waiting).await;
        }
    } else {
        settle_or_tell(app, waiting).await;
    }
    true
}

/// What the report leaves to do.
async fn finish(
    app: &App,
    name: &str,
    report: FetchReport,
    taken: std::sync::Mutex<Taken>,
) -> Result<Taken, AppError> {
    for large in report.too_large {
        // what can be read of it becomes a visible row; the mail itself stays on the server
        let mailbox = Mailbox {
            name: name.to_owned(),
            uid_validity: Some(large.uid_validity),
            uid: Some(large.uid),
        };
        let now = app.now();
        let received_at = large.internal_date.unwrap_or(now).min(now);
        park_too_large(app, large.header, received_at, mailbox).await?;
    }
    for (uid, answer) in &report.left_behind {
        tracing::warn!(uid, answer, "a mail could not be marked on the server");
    }
    if report.was_refused {
        return Err(AppError::internal("来信没有能够存下，稍后重新收取"));
    }
    Ok(taken
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner))
}

async fn note_good(
    app: &App,
    settings: &IncomingSettings,
    way: &str,
    taken: Taken,
) -> Result<(), AppError> {
    let now = app.now();
    let poll = i64::try_from(settings.poll_seconds.max(1)).unwrap_or(i64::MAX);
    note(
        app,
        settings,
        Visit {
            way: way.to_owned(),
            at: now,
            next_at: now + chrono::Duration::seconds(poll.min(86_400)),
            n_taken: taken.n,
            last_mail_at: taken.newest,
            lag_seconds: taken.lag_seconds,
            error: None,
        },
    )
    .await
}

async fn note_failed(
    app: &App,
    settings: &IncomingSettings,
    error: &AppError,
) -> Result<(), AppError> {
    // the outer error says that something went wrong, its source what
    let mut text = String::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if !text.is_empty() {
            text.push('：');
        }
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    if text.is_empty() {
        text = error.to_string();
    }
    let now = app.now();
    let failures = app
        .store()
        .read()
        .mailbox_states()
        .await?
        .iter()
        .find(|state| state.name == settings.name())
        .map_or(0, |state| state.failures);
    let pause = backoff(settings, failures.saturating_add(1));
    note(
        app,
        settings,
        Visit {
            way: String::new(),
            at: now,
            next_at: now + chrono::Duration::from_std(pause).unwrap_or_default(),
            n_taken: 0,
            last_mail_at: None,
            lag_seconds: None,
            error: Some(text.chars().take(500).collect()),
        },
    )
    .await
}

async fn note(app: &App, settings: &IncomingSettings, visit: Visit) -> Result<(), AppError> {
    let name = settings.name();
    app.store()
        .write(move |tx| {
            let (name, visit) = (name.clone(), visit.clone());
            Box::pin(async move {
                tx.note_visit(&name, visit).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}
