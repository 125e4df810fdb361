//! Which conversation a mail belongs to.

use huiyin_core::{SuggestionId, TicketNo};
use huiyin_intake::mail::ParsedMail;

use super::judge::Trace;
use super::loops::token_in;
use crate::application::App;
use crate::error::AppError;

/// What ties a mail to a suggestion.
pub(super) enum Thread {
    /// It carries the secret that only our notices to the submitter carry.
    Certain(SuggestionId),
    /// It names the number, which anybody may have seen.
    Named { id: SuggestionId, number: TicketNo },
}

/// Looks for the token in the reply address and in the ids of the mails it answers, then for a
/// ticket number.
pub(super) async fn find_thread(
    app: &App,
    parsed: &ParsedMail,
    trace: &mut Trace,
) -> Result<Option<Thread>, AppError> {
    let read = app.store().read();
    let addresses = parsed
        .to
        .iter()
        .chain(&parsed.cc)
        .map(|correspondent| correspondent.address.as_str())
        .chain(parsed.delivered_to.iter().map(String::as_str));
    for address in addresses {
        let extension = address
            .rsplit_once('@')
            .and_then(|(local, _)| local.split_once('+'));
        let Some(token) = extension.and_then(|(_, extension)| token_in(extension)) else {
            continue;
        };
        if let Some(id) = read.find_thread(token).await? {
            trace.note("线索：收件地址带有本件的回复令牌");
            return Ok(Some(Thread::Certain(id)));
        }
    }
    for message_id in parsed.in_reply_to.iter().chain(&parsed.references) {
        let by_token = match token_in(message_id) {
            Some(token) => read.find_thread(token).await?,
            None => None,
        };
        let found = match by_token {
            Some(id) => Some(id),
            // notices of versions before the token
            None => read.find_outgoing_by_message_id(message_id).await?,
        };
        if let Some(id) = found {
            trace.note("线索：回复的是本系统发出的通知（In-Reply-To、References）");
            return Ok(Some(Thread::Certain(id)));
        }
    }
    if let Some(number) = &parsed.ticket_no {
        if let Some(id) = read.find_by_ticket(number).await? {
            return Ok(Some(Thread::Named {
                id,
                number: number.clone(),
            }));
        }
        trace.note(format!("线索：写有登记号 {number}，但没有这一件"));
    }
    Ok(None)
}

/// Whether the mail comes from the address that the submitter gave.
pub(super) async fn is_same_sender(
    app: &App,
    id: SuggestionId,
    parsed: &ParsedMail,
) -> Result<bool, AppError> {
    let identity = app.store().read().identity(id).await?;
    let known = identity
        .and_then(|i| i.email)
        .map(|e| e.into_inner().trim().to_lowercase());
    let sender = parsed
        .from
        .as_ref()
        .map(|from| from.address.trim().to_lowercase());
    Ok(known.is_some() && known == sender)
}
