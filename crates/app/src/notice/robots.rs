//! Groups of the staff in WeCom and DingTalk: told that there is something to do, and its number.

use huiyin_core::time::Instant;
use huiyin_core::{Digest, NoticeChannel, Personal};
use huiyin_store::{NewOutgoingMail, Tx};
use huiyin_workflow::Suggestion;

use crate::error::AppError;
use crate::settings::{HookTarget, Settings};

/// Queues a line for every robot. Of a 保密件 a group is told nothing, not even that it is there.
pub(crate) async fn tell_robots(
    settings: &Settings,
    tx: &Tx,
    suggestion: &Suggestion,
    what: &str,
    now: Instant,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    if suggestion.is_restricted {
        return Ok(());
    }
    for (n, hook) in settings.mail.hooks.iter().enumerate() {
        let channel = match hook.target {
            HookTarget::Sms => continue,
            HookTarget::WeCom => NoticeChannel::WeCom,
            HookTarget::DingTalk => NoticeChannel::DingTalk,
        };
        let mut own_nonce = [0; 24];
        let digest = Digest::of_parts(&[b"robot", &nonce, &n.to_be_bytes()]);
        for (slot, byte) in own_nonce.iter_mut().zip(digest.as_bytes()) {
            *slot = *byte;
        }
        tx.queue_mail(NewOutgoingMail {
            suggestion: Some(suggestion.id),
            channel,
            kind: "staff".to_owned(),
            recipient: Personal::new(hook.name.clone()),
            subject: what.to_owned(),
            text: format!(
                "【{}】{what}：{}/desk/suggestions/{}",
                suggestion.ticket_no, settings.public_url, suggestion.id
            ),
            html: None,
            message_id: format!(
                "{}.{}.{}.{}",
                channel.code(),
                hook.name,
                suggestion.ticket_no,
                digest.to_hex()
            ),
            in_reply_to: None,
            created_at: now,
            nonce: own_nonce,
        })
        .await?;
    }
    Ok(())
}
