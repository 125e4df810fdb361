//! The content of a single part: its transfer encoding, its declared charset, its line breaks.

use std::borrow::Cow;

use super::charset::{base64_value, decode, find};
use super::header::Headers;
use super::transfer::{self, Undone};

/// Undoes the transfer encoding. The flag says whether it was damaged.
pub(super) fn undo<'a>(headers: &Headers<'_>, body: &'a [u8]) -> (Cow<'a, [u8]>, bool) {
    let declared = headers.lower("content-transfer-encoding");
    let declared: String = declared
        .split([';', '(', ' '])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    match declared.as_str() {
        "base64" | "b64" | "base-64" | "x-base64" => base64_body(body),
        "quoted-printable" | "quoted-print" | "qp" | "quotedprintable" => {
            let Undone { bytes, damaged } = transfer::quoted_printable(body, false);
            (Cow::Owned(bytes), damaged)
        }
        "x-uuencode" | "uuencode" | "x-uue" | "uue" | "x-uu" => {
            let (_, files) = transfer::uudecode(body);
            match files.into_iter().next() {
                Some(file) => (Cow::Owned(file.bytes), false),
                None => (Cow::Borrowed(body), true),
            }
        }
        _ => (Cow::Borrowed(body), false),
    }
}

/// A text that is still encoded although nothing says so: a gateway lost the field. Only where
/// the result is Chinese beyond doubt.
pub(super) fn undo_undeclared(body: &[u8], charset: Option<&str>) -> Option<Vec<u8>> {
    const LEAST: usize = 4;
    if !body.is_ascii() || body.len() < 12 {
        return None;
    }
    let is_high = |w: &[u8]| matches!(w, [b'=', b'8' | b'9' | b'A'..=b'F' | b'a'..=b'f', low] if low.is_ascii_hexdigit());
    let decoded = if body.windows(3).filter(|w| is_high(w)).count() >= LEAST * 2 {
        transfer::quoted_printable(body, false).bytes
    } else if body
        .iter()
        .all(|b| base64_value(*b).is_some() || *b == b'=' || b.is_ascii_whitespace())
    {
        let undone = transfer::base64(body);
        if undone.damaged {
            return None;
        }
        undone.bytes
    } else {
        return None;
    };
    let read = decode(&decoded, charset);
    let hanzi = read
        .text
        .chars()
        .filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
        .count();
    let strange = read
        .text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    (read.broken == 0 && strange == 0 && hanzi >= LEAST).then_some(decoded)
}

/// Base64, but not when the body is no base64 at all, and with text that a list server appended.
fn base64_body(body: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let is_digit = |b: &u8| base64_value(*b).is_some() || *b == b'=';
    let is_foreign = |line: &[u8]| {
        let line = line.trim_ascii();
        let foreign = line.iter().filter(|b| !is_digit(b)).count();
        foreign * 20 > line.len()
    };
    let mut encoded_to = 0;
    let mut appended = false;
    for line in body.split_inclusive(|b| *b == b'\n') {
        if is_foreign(line) {
            appended = true;
            break;
        }
        encoded_to += line.len();
    }
    if !appended {
        let Undone { bytes, damaged } = transfer::base64(body);
        return (Cow::Owned(bytes), damaged);
    }
    let (encoded, rest) = body.split_at_checked(encoded_to).unwrap_or((body, b""));
    if encoded.trim_ascii().is_empty() {
        return (Cow::Borrowed(body), true);
    }
    let ends_padded = encoded.trim_ascii_end().ends_with(b"=");
    let more_base64 = rest
        .split(|b| *b == b'\n')
        .filter(|l| l.len() > 40 && !is_foreign(l))
        .count();
    if more_base64 > 1 && !ends_padded {
        // a damaged line in the middle
        return (Cow::Owned(transfer::base64(body).bytes), true);
    }
    let mut bytes = transfer::base64(encoded).bytes;
    bytes.push(b'\n');
    bytes.extend_from_slice(rest);
    (Cow::Owned(bytes), true)
}

/// `<meta charset=…>` in the first kilobytes.
pub(super) fn meta_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let lower = head.to_ascii_lowercase();
    let at = find(&lower, b"charset=")? + b"charset=".len();
    let label: String = lower
        .get(at..)?
        .iter()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .map(|b| char::from(*b))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Joins soft-broken lines (RFC 3676); with `DelSp=yes` the blank goes too, as Chinese needs.
pub(super) fn unflow(text: &str, del_sp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for line in text.lines() {
        let depth = line.chars().take_while(|c| *c == '>').count();
        let line = if depth == 0 {
            line.strip_prefix(' ').unwrap_or(line)
        } else {
            line
        };
        if open && depth > 0 {
            out.push('\n');
        }
        let is_soft = line.ends_with(' ') && line != "-- " && depth == 0;
        out.push_str(if is_soft && del_sp {
            // one of them marks the soft break; a second one was typed
            line.strip_suffix(' ').unwrap_or(line)
        } else {
            line
        });
        open = is_soft;
        if !is_soft {
            out.push('\n');
        }
    }
    out
}
