//! From a notice to rows of the outbox.

use huiyin_core::time::Instant;
use huiyin_core::{Digest, Identity, NoticeChannel, Personal};
use huiyin_store::{NewOutgoingMail, Tx};
use huiyin_workflow::Suggestion;

use super::Notice;
use super::template::{self, Rendered};
use crate::arrival::{ID_PREFIX, TOKEN_LENGTH};
use crate::error::AppError;
use crate::settings::{HookTarget, Settings};

/// Queues a notice for whoever can be reached, in the transaction that causes it. `nonce` is fresh
/// random bytes; everything random is made from it, so that a repeated transaction writes the same.
pub(crate) async fn queue(
    settings: &Settings,
    tx: &Tx,
    suggestion: &Suggestion,
    notice: &Notice,
    identity: &Identity,
    now: Instant,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    match (&identity.email, &identity.phone) {
        (Some(email), _) => mail(settings, tx, suggestion, notice, email, now, nonce).await,
        (None, Some(phone)) => sms(settings, tx, suggestion, notice, phone, now, nonce).await,
        (None, None) => Ok(()),
    }
}

async fn mail(
    settings: &Settings,
    tx: &Tx,
    suggestion: &Suggestion,
    notice: &Notice,
    email: &Personal<String>,
    now: Instant,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    let wording = tx.mail_template(notice.kind).await?;
    let Rendered {
        subject,
        text,
        html,
    } = template::render(notice.kind, wording.as_ref(), &notice.facts);
    let fresh = Digest::of_parts(&[b"mail thread", &nonce]).to_hex();
    let fresh: String = fresh.chars().take(TOKEN_LENGTH).collect();
    let token = tx.thread_token(suggestion.id, &fresh, now).await?;
    let in_reply_to = match &notice.answers {
        Some(message_id) => Some(message_id.clone()),
        None => tx.thread_parent(suggestion.id).await?,
    };
    tx.queue_mail(NewOutgoingMail {
        suggestion: Some(suggestion.id),
        channel: NoticeChannel::Mail,
        kind: notice.kind.to_owned(),
        recipient: email.clone(),
        subject,
        text,
        html: Some(html),
        // one notice an event, so the revision makes it unique; the token makes it unguessable
        message_id: format!(
            "{ID_PREFIX}{token}.{}.{}@{}",
            suggestion.revision,
            notice.kind,
            settings.mail_domain()
        ),
        in_reply_to,
        created_at: now,
        nonce,
    })
    .await?;
    Ok(())
}

/// Number and link only, in one line: an SMS is read by whoever holds the phone. The query code is
/// in it when it is the receipt, because there is no other way to it.
async fn sms(
    settings: &Settings,
    tx: &Tx,
    suggestion: &Suggestion,
    notice: &Notice,
    phone: &Personal<String>,
    now: Instant,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    let is_sms = |hook: &&crate::settings::HookSettings| hook.target == HookTarget::Sms;
    let Some(hook) = settings.mail.hooks.iter().find(is_sms) else {
        return Ok(());
    };
    let facts = &notice.facts;
    let code = if facts.lookup_code.is_empty() {
        String::new()
    } else {
        format!("，查询码{}", facts.lookup_code)
    };
    tx.queue_mail(NewOutgoingMail {
        suggestion: Some(suggestion.id),
        channel: NoticeChannel::Sms,
        kind: notice.kind.to_owned(),
        recipient: phone.clone(),
        subject: facts.what.clone(),
        text: format!(
            "{}{}（登记号{}{code}）。查询：{}",
            facts.what, facts.detail, facts.ticket_no, facts.link
        ),
        html: None,
        message_id: format!(
            "sms.{}.{}.{}.{}",
            hook.name, suggestion.ticket_no, suggestion.revision, notice.kind
        ),
        in_reply_to: None,
        created_at: now,
        nonce,
    })
    .await?;
    Ok(())
}
