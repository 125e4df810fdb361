//! 退信: counted against the address of the notice that came back.

use huiyin_core::{MailId, SuggestionId};
use huiyin_intake::mail::{self, BouncedAddress, ParsedMail};
use huiyin_store::BounceNote;

use super::deliver_mail::load;
use super::judge::Trace;
use crate::application::App;
use crate::error::AppError;

/// Reads a bounce and counts it; gives the suggestion of the notice that came back. Only a bounce
/// that brings the Message-ID of a notice counts, because that holds the token: anybody can write
/// that an address is dead.
pub(super) async fn note_bounce(
    app: &App,
    id: MailId,
    parsed: &ParsedMail,
    trace: &mut Trace,
) -> Result<Option<SuggestionId>, AppError> {
    let row = load(app, id).await?;
    let raw = app.store().get_blob(row.raw_digest).await?;
    let report = mail::read_bounce(&raw.unwrap_or_default(), parsed);
    let read = app.store().read();
    let named = report
        .original
        .iter()
        .chain(&parsed.in_reply_to)
        .chain(&parsed.references);
    let mut found = None;
    for message_id in named {
        found = read.notice_sent_as(message_id).await?;
        if found.is_some() {
            break;
        }
    }
    if report.addresses.len() > 1 {
        trace.note(format!(
            "退信：报告了 {} 个收件地址",
            report.addresses.len()
        ));
    }
    let Some((suggestion, Some(key))) = found else {
        trace.note("退信：没有带回本系统通知的编号，不计入任何地址");
        return named_recipient(app, &report.addresses, trace).await;
    };
    let is_ours = |address: &str| read.address_key(address).is_ok_and(|other| other == key);
    let unsaid = BouncedAddress::unsaid(&parsed.subject);
    let entry = report.about(is_ours).unwrap_or(&unsaid);
    trace.note(format!("退信：{}", verdict(entry)));
    if !entry.action.is_trouble() {
        return Ok(suggestion);
    }
    let note = BounceNote {
        is_hard: entry.is_hard,
        said: entry.said.clone(),
        at: app.now(),
        mail: Some(id),
    };
    app.store()
        .write(move |tx| {
            let (key, note) = (key.clone(), note.clone());
            Box::pin(async move {
                tx.note_bounce(&key, note).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(suggestion)
}

/// `地址已失效（5.1.1）`.
pub(super) fn verdict(entry: &BouncedAddress) -> String {
    let what = if entry.is_hard {
        "地址已失效"
    } else {
        entry.action.label()
    };
    let status = entry.status.as_deref().unwrap_or("没有状态码");
    format!("{what}（{status}）")
}

/// The item that an address named in a bounce was last told about: a hint for the desk, nothing
/// that counts.
async fn named_recipient(
    app: &App,
    addresses: &[BouncedAddress],
    trace: &mut Trace,
) -> Result<Option<SuggestionId>, AppError> {
    /// A forged bounce may name many.
    const LOOKED_UP: usize = 5;
    let mut named: Vec<String> = Vec::new();
    for entry in addresses {
        if entry.action.is_trouble() {
            named.extend(entry.written_to.clone());
            named.extend(entry.address.clone());
        }
    }
    named.truncate(LOOKED_UP);
    for address in named {
        let found = app.store().read().last_told(&address).await?;
        if found.is_some() {
            trace.note("猜测：退信所说的地址最近收到过一件的通知，列出供参考");
            return Ok(found);
        }
    }
    Ok(None)
}
