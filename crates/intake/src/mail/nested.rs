//! Mails within a mail, and the parts that report about one.

use super::address::{parse_ids, parse_list};
use super::body::undo;
use super::content::Content;
use super::date;
use super::file_name;
use super::flaw::{Flaws, Place};
use super::header::{self, Headers};
use super::leaf::{Leaf, file_name_of, leaf};
use super::params::Value;
use super::parsed::{AutomaticKind, ForwardedLetter, MailAttachment};
use super::quote;
use super::structure::{Around, Walk, part};
use super::words;

/// A mail within the mail: kept as a file, and its words are at hand.
pub(super) fn nested(
    headers: &Headers<'_>,
    content_type: &Value,
    body: &[u8],
    around: Around,
    walk: &mut Walk<'_>,
) -> Content {
    let (decoded, _) = undo(headers, body);
    let split = header::split(&decoded);
    let mut content = Content::default();
    if around.in_report {
        content.concerns = id_of(&split.headers);
    } else {
        let inside = Around {
            depth: around.depth + 1,
            in_nested: true,
            ..Around::default()
        };
        let mut silent = Flaws::default();
        let mut inner = Walk {
            flaws: &mut silent,
            parts: walk.parts,
        };
        let read = part(&split.headers, split.body, inside, &mut inner);
        walk.parts = inner.parts;
        let text = read.text();
        let subject = subject_of(&split.headers);
        if !text.trim().is_empty() || !subject.is_empty() {
            content.passed_on = Some(passed_on(&split.headers, &subject, &text));
            content
                .forwarded
                .push(format!("{subject}\n{text}").trim().to_owned());
        }
        content.forwarded.extend(read.forwarded);
    }
    if !around.in_nested {
        let subject = subject_of(&split.headers);
        let declared = file_name_of(headers, content_type, walk);
        let name = declared.unwrap_or_else(|| {
            if subject.is_empty() {
                "转发的邮件.eml".to_owned()
            } else {
                format!("{subject}.eml")
            }
        });
        content.attachments.push(MailAttachment {
            file_name: file_name::clean(&name, &content_type.value, walk.flaws),
            declared_type: content_type.value.clone(),
            bytes: decoded.into_owned(),
            is_inline: false,
        });
    }
    content
}

/// A nested mail as a letter passed on.
fn passed_on(headers: &Headers<'_>, subject: &str, text: &str) -> ForwardedLetter {
    let from = headers.raw("from").and_then(|raw| {
        parse_list(raw, Place::Attachment, &mut Flaws::default())
            .into_iter()
            .next()
    });
    ForwardedLetter {
        from,
        sent_at: headers.text("date").and_then(|text| date::read(&text)),
        subject: subject.to_owned(),
        text: quote::without_marks(text),
    }
}

fn subject_of(headers: &Headers<'_>) -> String {
    headers.raw("subject").map_or_else(String::new, |raw| {
        words::decode_words(
            &header::unfold(raw),
            Place::Attachment,
            &mut Flaws::default(),
        )
    })
}

pub(super) fn id_of(headers: &Headers<'_>) -> Option<String> {
    parse_ids(headers.raw("message-id")?).into_iter().next()
}

pub(super) fn report_part(
    headers: &Headers<'_>,
    content_type: &Value,
    body: &[u8],
    around: Around,
    walk: &mut Walk<'_>,
    kind: AutomaticKind,
) -> Content {
    let (decoded, _) = undo(headers, body);
    let fields = header::split(&decoded);
    let concerns = fields
        .headers
        .raw("original-message-id")
        .map(parse_ids)
        .and_then(|ids| ids.into_iter().next());
    let mut content = leaf(headers, content_type, body, around, walk, Leaf::File);
    content.report = Some(kind);
    content.concerns = concerns;
    content
}
