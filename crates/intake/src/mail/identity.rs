//! When are two deliveries the same mail?

use huiyin_core::Digest;

use super::header::{Headers, unfold};
use super::parsed::ParsedMail;

/// Key under which a mail is registered once, however often and on whatever way it is delivered.
///
/// A plausible Message-ID together with the body: the id alone would drop the second of two
/// different letters from a program that repeats its ids, and a letter must never be dropped.
/// Without such an id: the letter without the traces that transport leaves.
pub fn dedup_key(mail: &ParsedMail) -> Digest {
    match mail.message_id.as_deref().filter(|id| is_plausible(id)) {
        Some(id) => Digest::of_parts(&[b"message-id", id.as_bytes(), mail.body_digest.as_bytes()]),
        None => Digest::of_parts(&[b"letter", mail.letter_digest.as_bytes()]),
    }
}

/// SHA-256 of the bytes as they came.
pub fn raw_digest(raw: &[u8]) -> Digest {
    Digest::of(raw)
}

fn is_plausible(id: &str) -> bool {
    let parts = id.split_once('@');
    id.len() <= 250 && parts.is_some_and(|(local, domain)| local.len() >= 4 && !domain.is_empty())
}

/// Header and body, without what servers add on the way.
pub(super) fn letter_digest(headers: &Headers<'_>, body: &[u8]) -> Digest {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for field in &headers.0 {
        if is_trace(&field.name) {
            continue;
        }
        let value = unfold(field.value);
        let words: Vec<&[u8]> = value
            .split(u8::is_ascii_whitespace)
            .filter(|w| !w.is_empty())
            .collect();
        parts.push([field.name.as_bytes(), b":", &words.join(&b' ')].concat());
    }
    // relays may reorder
    parts.sort();
    parts.push(normal_body(body));
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Digest::of_parts(&parts)
}

pub(super) fn body_digest(body: &[u8]) -> Digest {
    Digest::of(&normal_body(body))
}

/// Unified line ends, no blanks at line ends and no empty lines at the end, mbox escapes undone.
fn normal_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for line in body.trim_ascii_end().split(|b| *b == b'\n') {
        let line = line
            .strip_prefix(b">")
            .filter(|rest| rest.starts_with(b"From "))
            .unwrap_or(line);
        out.extend_from_slice(line.trim_ascii_end());
        out.push(b'\n');
    }
    out
}

fn is_trace(name: &str) -> bool {
    matches!(
        name,
        "received"
            | "return-path"
            | "delivered-to"
            | "envelope-to"
            | "authentication-results"
            | "dkim-signature"
            | "domainkey-signature"
            | "received-spf"
            | "status"
            | "lines"
            | "content-length"
            | "delivery-date"
            | "errors-to"
    ) || name.starts_with("x-")
        || name.starts_with("arc-")
        || name.starts_with("resent-")
        || name.starts_with("dkim")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse;

    #[test]
    fn one_mail_on_two_ways_has_one_key() {
        let letter = "Message-ID: <abcd1@x>\r\nFrom: a@b\r\nSubject: s\r\n\r\nbody\r\n";
        let first = format!("Received: from one\r\nReturn-Path: <a@b>\r\n{letter}");
        let second = format!(
            "Received: from two\r\nX-Spam: no\r\n{}\n",
            letter.replace("\r\n", "\n")
        );
        assert_eq!(
            dedup_key(&parse(first.as_bytes())),
            dedup_key(&parse(second.as_bytes()))
        );
        assert_ne!(raw_digest(first.as_bytes()), raw_digest(second.as_bytes()));
        let without = |text: &str| {
            text.replace("Message-ID: <abcd1@x>\r\n", "")
                .replace("Message-ID: <abcd1@x>\n", "")
        };
        assert_eq!(
            dedup_key(&parse(without(&first).as_bytes())),
            dedup_key(&parse(without(&second).as_bytes()))
        );
    }

    #[test]
    fn different_letters_are_never_one() {
        let letter = "Message-ID: <abcd1@x>\nFrom: a@b\nSubject: s\n\nbody\n";
        let key = |text: &str| dedup_key(&parse(text.as_bytes()));
        assert_ne!(key(letter), key(&letter.replace("body", "other")));
        assert_ne!(key(letter), key(&letter.replace("abcd1", "abcd2")));
        let bare = letter.replace("Message-ID: <abcd1@x>\n", "");
        assert_ne!(key(&bare), key(&bare.replace("a@b", "c@d")));
        assert_ne!(key(&bare), key(&bare.replace("Subject: s", "Subject: t")));
    }
}
