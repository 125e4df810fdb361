//! 公开: consent, the public wording, and its end.

use chrono::Datelike;
use huiyin_core::{Byline, Digest, IdentityLevel, NewAttachment, time};

use super::{Draft, needed};
use crate::event::{Change, Event};
use crate::publication::{PublicText, TEXT_MAX, TITLE_MAX};
use crate::refusal::Refusal;

/// Only who signs with a name can be named: 隐名 is known to the desk alone, 匿名 to nobody.
pub(super) fn give_consent(draft: &mut Draft<'_>, byline: Byline) -> Result<(), Refusal> {
    if byline == Byline::Named && draft.state.identity_level != IdentityLevel::Named {
        return Err(Refusal::Invalid {
            field: "byline",
            message: "隐名和匿名提交的，公开时不能署名".to_owned(),
        });
    }
    draft.push(Change::plain(Event::ConsentGiven { byline }));
    Ok(())
}

pub(super) fn publish(
    draft: &mut Draft<'_>,
    text: &PublicText,
    salt: [u8; 16],
    attachments: &[NewAttachment],
    seq: i64,
) -> Result<(), Refusal> {
    let words = [
        ("title", "公开的标题", &text.title, TITLE_MAX),
        ("body", "公开的内容", &text.body, TEXT_MAX),
        ("reply", "公开的答复", &text.reply, TEXT_MAX),
    ];
    for (field, name, words, max) in words {
        needed(field, name, words)?;
        let found = words.chars().count();
        if found > max {
            return Err(Refusal::Invalid {
                field,
                message: format!("{name}最多 {max} 字，现有 {found} 字"),
            });
        }
    }
    let Some(consent) = draft.state.overlays.publication.consent.clone() else {
        return Err(Refusal::Rule("建议人没有同意公开".to_owned()));
    };
    draft.push(Change::plain(Event::Published {
        year: time::local_date(draft.now()).year(),
        seq,
        byline: consent.byline,
        seal: Digest::sealed(&salt, &text.parts()),
        attachments: attachments.iter().map(|file| file.digest).collect(),
    }));
    Ok(())
}

pub(super) fn unpublish(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "撤下的理由", reason)?;
    draft.push(Change::plain(Event::Unpublished { reason }));
    Ok(())
}
