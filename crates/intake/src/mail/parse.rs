//! From raw bytes to [`ParsedMail`].

use huiyin_core::Digest;
use huiyin_core::time::Instant;

use super::address::{parse_ids, parse_list, shown_name};
use super::automatic::{self, Look};
use super::content;
use super::evidence::{Evidence, Sign};
use super::flaw::{Flaw, Flaws, Place};
use super::forward;
use super::header;
use super::identity;
use super::params::Value;
use super::parsed::{Correspondent, ParsedMail};
use super::structure;
use super::ticket;
use super::words::{decode_words, is_invisible};
use super::{date, line_ends, quote};

/// Longest text kept, in characters; more than any submission may hold.
const MAX_TEXT_CHARS: usize = 400_000;

/// Reads a mail. Never fails and never panics: what cannot be read is named in
/// [`ParsedMail::flaws`], and the caller has the raw bytes.
pub fn parse(raw: &[u8]) -> ParsedMail {
    // the readers are written not to panic; should one do so all the same, the mail must still
    // end as a visible row and not take the worker down
    std::panic::catch_unwind(|| read(raw)).unwrap_or_else(|_panic| empty(raw, Flaw::Unparsable))
}

fn empty(raw: &[u8], flaw: Flaw) -> ParsedMail {
    ParsedMail {
        message_id: None,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        from: None,
        from_shown: String::new(),
        reply_to: None,
        to: Vec::new(),
        cc: Vec::new(),
        delivered_to: Vec::new(),
        subject: String::new(),
        date: None,
        arrived_at: None,
        whole: String::new(),
        text: String::new(),
        quoted: String::new(),
        signature: String::new(),
        forwarded: None,
        attachments: Vec::new(),
        automatic: None,
        evidence: Vec::new(),
        is_own_notice: false,
        ticket_no: None,
        concerns: None,
        flaws: vec![flaw],
        raw_digest: Digest::of(raw),
        letter_digest: Digest::of(raw),
        body_digest: Digest::of(raw),
    }
}

fn read(raw: &[u8]) -> ParsedMail {
    let mut flaws = Flaws::default();
    let bytes = line_ends::readable(raw);
    let header::Split {
        headers,
        body,
        is_bad,
    } = header::split(&bytes);
    if headers.0.is_empty() {
        flaws.add(Flaw::NoHeader);
    } else if is_bad {
        flaws.add(Flaw::BadHeader);
    }
    let subject = headers.raw("subject").map_or_else(String::new, |raw| {
        decode_words(&header::unfold(raw), Place::Subject, &mut flaws)
    });
    let list = |name: &str, place: Place, flaws: &mut Flaws| -> Vec<Correspondent> {
        // repeated headers come from broken programs, thousands of them from hostile ones
        headers
            .all(name)
            .take(10)
            .flat_map(|raw| parse_list(raw, place, flaws))
            .collect()
    };
    let from = list("from", Place::Sender, &mut flaws)
        .into_iter()
        .chain(list("sender", Place::Sender, &mut Flaws::default()))
        .chain(list("return-path", Place::Sender, &mut Flaws::default()))
        .find(|sender| !sender.address.is_empty());
    let from_shown = headers
        .all("from")
        .take(10)
        .find_map(shown_name)
        .or_else(|| from.as_ref().and_then(|from| from.name.clone()))
        .unwrap_or_default();
    if from.is_none() {
        flaws.add(Flaw::NoSender);
    }
    let reply_to = list("reply-to", Place::Sender, &mut Flaws::default())
        .into_iter()
        .find(|to| {
            !to.address.is_empty() && from.as_ref().is_none_or(|from| from.address != to.address)
        });
    let to = list("to", Place::Recipient, &mut flaws);
    let cc = list("cc", Place::Recipient, &mut flaws);
    let delivered_to = [
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
    ]
    .iter()
    .flat_map(|name| list(name, Place::Recipient, &mut Flaws::default()))
    .map(|recipient| recipient.address)
    .collect();
    let written_at = headers.text("date").and_then(|text| date::read(&text));
    if written_at.is_none() && headers.has("date") {
        flaws.add(Flaw::BadDate);
    }
    // a local hop may leave no date
    let arrived_at = headers
        .all("received")
        .take(10)
        .find_map(|raw| arrival(&String::from_utf8_lossy(&header::unfold(raw))));
    let ids = |name: &str| headers.raw(name).map(parse_ids).unwrap_or_default();
    let in_reply_to = ids("in-reply-to");
    let references = ids("references");
    let message_id = ids("message-id").into_iter().next();

    let content = structure::read(&headers, body, &mut flaws);
    let content_type = Value::parse(headers.raw("content-type").unwrap_or_default());
    let is_forward = is_forward_subject(&subject);
    // programs thread what is passed on as well
    let is_reply = !is_forward
        && (!in_reply_to.is_empty() || !references.is_empty() || is_reply_subject(&subject));
    let Words {
        whole,
        own: text,
        quoted,
        signature,
    } = words_of(&content, is_reply, &mut flaws);
    let forwarded = content
        .passed_on
        .clone()
        .or_else(|| is_forward.then(|| forward::find(&whole)).flatten());
    let sender = from.clone().unwrap_or_default();
    let mut judgement = automatic::judge(&Look {
        headers: &headers,
        subject: &subject,
        content_type: &content_type.value,
        report_type: &content_type
            .ascii("report-type")
            .unwrap_or_default()
            .to_lowercase(),
        sender: &sender.address.to_lowercase(),
        sender_name: &sender.name.unwrap_or_default().to_lowercase(),
        report_part: content.report,
        whole: &whole,
        text: &text,
        is_reply,
    });
    let message_id_is_ours =
        headers.has("auto-submitted") && message_id.as_deref().is_some_and(ticket::is_notice_id);
    if message_id_is_ours {
        let said = message_id.as_deref().unwrap_or_default();
        judgement
            .evidence
            .push(Evidence::new(Sign::OwnMessageId, said));
    }
    let ticket_no = ticket::find(
        &subject,
        to.iter().chain(&cc).map(|c| c.address.as_str()),
        in_reply_to.iter().chain(&references).map(String::as_str),
    );
    ParsedMail {
        letter_digest: identity::letter_digest(&headers, body),
        body_digest: identity::body_digest(body),
        raw_digest: Digest::of(raw),
        message_id,
        in_reply_to,
        references,
        from,
        from_shown,
        reply_to,
        to,
        cc,
        delivered_to,
        subject,
        date: written_at,
        arrived_at,
        whole,
        text,
        quoted,
        signature,
        forwarded,
        attachments: content.attachments,
        automatic: judgement.kind,
        evidence: judgement.evidence,
        is_own_notice: message_id_is_ours,
        ticket_no,
        concerns: content.concerns,
        flaws: flaws.into_vec(),
    }
}

/// The date behind the last semicolon of a trace field (RFC 5321 4.4).
fn arrival(received: &str) -> Option<Instant> {
    date::read(received.rsplit_once(';')?.1.trim())
}

/// A body taken apart.
struct Words {
    whole: String,
    own: String,
    quoted: String,
    signature: String,
}

/// Own words, history and signature. When somebody forwards without a word, what is forwarded is
/// what they have to say.
fn words_of(content: &content::Content, is_reply: bool, flaws: &mut Flaws) -> Words {
    let mut full = tidy(&content.text());
    if let Some((cut, _)) = full.char_indices().nth(MAX_TEXT_CHARS) {
        full.truncate(cut);
        flaws.add(Flaw::TextCut);
    }
    let mut parts = quote::split(&full, is_reply);
    let forwarded = quote::without_marks(&tidy(&content.forwarded.join("\n\n")));
    let forwarded: String = forwarded.trim().chars().take(MAX_TEXT_CHARS).collect();
    let mut whole = quote::without_marks(&full);
    if !forwarded.is_empty() {
        whole = format!("{whole}\n\n{forwarded}").trim().to_owned();
    }
    // nothing above what is passed on but the signature
    if parts.own.starts_with("-- \n") && !forwarded.is_empty() {
        parts.signature = std::mem::take(&mut parts.own);
    }
    if parts.own.is_empty() {
        if !parts.quoted.is_empty() && !is_reply {
            parts.own = std::mem::take(&mut parts.quoted);
        } else if !forwarded.is_empty() {
            parts.own = forwarded;
        }
    } else if !forwarded.is_empty() {
        parts.quoted = format!("{}\n\n{forwarded}", parts.quoted).trim().to_owned();
    }
    Words {
        whole,
        own: parts.own,
        quoted: parts.quoted,
        signature: parts.signature,
    }
}

/// Unified line ends, no control characters or shapeless ones, at most one empty line in a row.
fn tidy(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(unified.len());
    let mut empty = 0;
    for line in unified.lines() {
        let line: String = line
            .chars()
            .filter(|c| (!c.is_control() || *c == '\t') && !is_invisible(*c))
            .map(|c| if c == '\u{a0}' { ' ' } else { c })
            .collect();
        if line.trim().is_empty() {
            empty += 1;
        } else {
            empty = 0;
        }
        // "-- " is a signature mark, so its blank must stay
        let line = if line == "-- " {
            line.as_str()
        } else {
            line.trim_end()
        };
        if empty <= 1 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The marks that programs put before the subject of an answer: `Re:`, `回复(2)：`, `Re[3]:`.
pub(super) fn is_reply_subject(subject: &str) -> bool {
    starts_with_mark(
        subject,
        &[
            "re", "aw", "sv", "antw", "回复", "答复", "回覆", "回復", "答覆",
        ],
    )
}

fn is_forward_subject(subject: &str) -> bool {
    starts_with_mark(
        subject,
        &[
            "fw",
            "fwd",
            "wg",
            "tr",
            "转发",
            "轉發",
            "轉寄",
            "转寄",
            "自动转发",
        ],
    )
}

/// Whether a subject starts with a mark, perhaps counted, and a colon of either width.
fn starts_with_mark(subject: &str, marks: &[&str]) -> bool {
    let Some((head, _)) = subject.split_once([':', '：']) else {
        return false;
    };
    let mark = head
        .split(['[', '(', '（', '^', '【'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    marks.contains(&mark.as_str())
}
