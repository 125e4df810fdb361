//! 登记: one submission becomes one suggestion, with number, query code and receipt, at once.

use chrono::Datelike;
use huiyin_core::{
    Actor, Ctx, Digest, Identity, LookupCode, NewAttachment, Submission, SuggestionId, time,
};
use huiyin_store::{NewSuggestion, SealedIdentity, Tx};
use huiyin_workflow::{Policy, Recorded, Seals, Suggestion, register};

use super::receipt::Receipt;
use crate::application::App;
use crate::error::AppError;
use crate::notice;
use crate::publication;
use crate::sealing;

/// How long after its arrival a letter can still be urgent.
const FRESH: chrono::Duration = chrono::Duration::days(15);

/// A file as it was cleaned at the edge.
#[derive(Debug, Clone)]
pub struct Upload {
    pub file_name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Registers a submission with its files and queues the acknowledgement. When this returns, the
/// suggestion is durable; when it fails, nothing of it is visible.
///
/// # Errors
/// [`AppError::DiskFull`] and [`AppError::Busy`]; a submission is never refused for its content.
pub async fn submit(
    app: &App,
    actor: Actor,
    mut submission: Submission,
    uploads: Vec<Upload>,
) -> Result<Receipt, AppError> {
    for upload in uploads {
        submission.attachments.push(keep(app, upload).await?);
    }
    let registration = prepare(app, submission)?;
    let ctx = Ctx {
        actor,
        now: app.now(),
    };
    let policy = app.policy_in(&app.store().read()).await?;
    let for_tx = (
        registration.clone(),
        ctx.clone(),
        std::sync::Arc::clone(&policy),
    );
    let application = app.clone();
    let (suggestion, first_hash) = app
        .store()
        .write(move |tx| {
            let (registration, ctx, policy) = for_tx.clone();
            let app = application.clone();
            Box::pin(async move { register_in(&app, tx, &registration, &ctx, &policy).await })
        })
        .await?;
    app.written().notify_waiters();
    tracing::info!(ticket_no = %suggestion.ticket_no, channel = suggestion.channel.code(), "registered");
    let title = registration.submission.title.as_str();
    Ok(Receipt::new(
        &suggestion,
        title,
        registration.lookup,
        first_hash,
        &policy,
    ))
}

/// Stores the bytes of a file durably.
pub(crate) async fn keep(app: &App, upload: Upload) -> Result<NewAttachment, AppError> {
    let size = upload.bytes.len() as u64;
    let digest = app.store().put_blob(upload.bytes).await?;
    Ok(NewAttachment {
        file_name: upload.file_name,
        media_type: upload.media_type,
        size,
        digest,
    })
}

/// A submission with everything random already drawn, so that a retried transaction writes the
/// same.
#[derive(Clone)]
pub(crate) struct Registration {
    pub(crate) submission: Submission,
    pub(crate) lookup: LookupCode,
    text: sealing::Seal,
    identity: Option<(Identity, sealing::Seal, [u8; 24])>,
    is_urgent: bool,
}

pub(crate) fn prepare(app: &App, submission: Submission) -> Result<Registration, AppError> {
    let text = sealing::seal(app, &[submission.title.as_str(), submission.body.as_str()]);
    let identity = match &submission.identity {
        Some(identity) => Some((
            identity.clone(),
            sealing::seal_identity(app, identity)?,
            app.entropy::<24>(),
        )),
        None => None,
    };
    let directory = app.directory();
    // words of alarm in a letter of last year alarm nobody today
    let is_fresh = app.now() - submission.received_at < FRESH;
    let is_urgent = is_fresh
        && (directory.sounds_urgent(submission.title.as_str())
            || directory.sounds_urgent(submission.body.as_str()));
    Ok(Registration {
        lookup: LookupCode::from_entropy(app.entropy()),
        submission,
        text,
        identity,
        is_urgent,
    })
}

/// The part inside the transaction: number, rows, first event, acknowledgement.
pub(crate) async fn register_in(
    app: &App,
    tx: &Tx,
    registration: &Registration,
    ctx: &Ctx,
    policy: &Policy,
) -> Result<(Suggestion, Digest), AppError> {
    let submission = &registration.submission;
    let settings = app.settings();
    let year = time::local_date(ctx.now).year();
    let ticket_no = tx
        .next_ticket(&settings.organisation.ticket_series, year)
        .await?;
    let seals = Seals {
        text: registration.text.digest,
        identity: registration
            .identity
            .as_ref()
            .map(|(_, seal, _)| seal.digest),
    };
    let change = register(
        submission,
        ticket_no,
        seals,
        registration.is_urgent,
        ctx,
        policy,
    );
    let mut suggestion = tx
        .register(NewSuggestion {
            submission,
            first: Recorded::first(ctx.now, &ctx.actor, change),
            lookup: registration.lookup.digest(),
            text_salt: registration.text.salt,
            text_seal: registration.text.digest,
            identity: registration
                .identity
                .as_ref()
                .map(|(identity, seal, nonce)| SealedIdentity {
                    identity,
                    salt: seal.salt,
                    seal: seal.digest,
                    nonce: *nonce,
                }),
        })
        .await?;
    let first_hash = tx.head_hash(suggestion.id).await?.unwrap_or(Digest::ZERO);
    if let Some(identity) = &submission.identity {
        let mut receipt = notice::receipt(settings, &suggestion, &registration.lookup, policy);
        if let Some(mail) = submission.mail {
            receipt.answers = tx.incoming_message_id(mail).await?;
        }
        let nonce = app.entropy();
        notice::queue(
            settings,
            tx,
            &suggestion,
            &receipt,
            identity,
            ctx.now,
            nonce,
        )
        .await?;
    }
    notice::tell_robots(
        settings,
        tx,
        &suggestion,
        "有新的来件",
        ctx.now,
        app.entropy(),
    )
    .await?;
    if let Some(byline) = submission.publish_as {
        publication::consent_in(app, tx, &mut suggestion, byline, ctx.now).await?;
    }
    Ok((suggestion, first_hash))
}

/// The author of a registration by a submitter that has no id yet.
pub const NOBODY_YET: Actor = Actor::Submitter(SuggestionId(0));
