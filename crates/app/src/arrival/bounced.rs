//! 退信: counted against the address of the notice that came back.

use huiyin_core::{MailId, SuggestionId};
use huiyin_intake::mail::{self, ParsedMail};
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
    let named = report
        .original
        .iter()
        .chain(&parsed.in_reply_to)
        .chain(&parsed.references);
    let mut found = None;
    for message_id in named {
        found = app.store().read().notice_sent_as(message_id).await?;
        if found.is_some() {
            break;
        }
    }
    let Some((suggestion, Some(key))) = found else {
        trace.note("退信：没有带回本系统通知的编号，不计入任何地址");
        return Ok(None);
    };
    trace.note(format!(
        "退信：{}（{}）",
        if report.is_hard {
            "地址已失效"
        } else {
            "暂时无法投递"
        },
        report.status.as_deref().unwrap_or("没有状态码")
    ));
    let note = BounceNote {
        is_hard: report.is_hard,
        said: report.said,
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
