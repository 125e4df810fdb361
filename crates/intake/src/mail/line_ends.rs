//! Bytes made readable before anything else looks at them: line ends, zero bytes, wide text.

use std::borrow::Cow;

use super::charset;
use super::header;

/// Bytes of the front that tell how lines end.
const LOOK: usize = 16 * 1024;

/// Line ends of old Macs, mails saved as UTF-16 by a text editor, zero bytes in the header.
pub(super) fn readable(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.starts_with(b"\xff\xfe") || raw.starts_with(b"\xfe\xff") {
        let text = charset::decode(raw, Some("utf-16")).text;
        return Cow::Owned(text.into_bytes());
    }
    let front = raw.get(..LOOK).unwrap_or(raw);
    if ends_by_return(front) {
        return Cow::Owned(with_feeds(raw));
    }
    if ends_backwards(front) {
        return Cow::Owned(raw.iter().copied().filter(|b| *b != b'\r').collect());
    }
    without_zeros(raw)
}

/// Whether the header ends its lines with a carriage return alone. The body may hold line feeds
/// all the same, where a program wrote only the header so.
fn ends_by_return(front: &[u8]) -> bool {
    if !front.contains(&b'\r') {
        return false;
    }
    let end = front
        .iter()
        .position(|b| *b == b'\n')
        .unwrap_or(front.len());
    let head = front.get(..end).unwrap_or_default();
    if end == front.len() {
        return true;
    }
    // the last piece ends with the feed that was found, so it is no line of this kind
    let pieces: Vec<&[u8]> = head.split(|b| *b == b'\r').collect();
    let whole = pieces.get(..pieces.len().saturating_sub(1));
    let fields = whole
        .unwrap_or_default()
        .iter()
        .filter(|line| header::is_field_of_mail(line))
        .count();
    fields >= 2
}

/// Each return that no feed follows becomes a feed.
fn with_feeds(raw: &[u8]) -> Vec<u8> {
    let next = raw.iter().skip(1).map(Some).chain([None]);
    raw.iter()
        .zip(next)
        .map(|(byte, next)| match (byte, next) {
            (b'\r', Some(b'\n')) => b'\r',
            (b'\r', _) => b'\n',
            (other, _) => *other,
        })
        .collect()
}

/// Lines that end with feed and return, in this order: every line but the first then begins with a
/// return.
fn ends_backwards(front: &[u8]) -> bool {
    const LEAST: usize = 2;
    let mut lines = front.split(|b| *b == b'\n');
    let is_first_whole = lines.next().is_some_and(|line| !line.ends_with(b"\r"));
    let turned = lines
        .take(20)
        .filter(|line| {
            line.strip_prefix(b"\r")
                .is_some_and(header::is_field_of_mail)
        })
        .count();
    is_first_whole && turned >= LEAST
}

/// No header holds zero bytes by right; broken disks and programs put them in front or between.
fn without_zeros(raw: &[u8]) -> Cow<'_, [u8]> {
    let end = charset::find(raw, b"\n\n")
        .into_iter()
        .chain(charset::find(raw, b"\n\r\n"))
        .min()
        .unwrap_or(raw.len());
    let (header, body) = raw.split_at_checked(end).unwrap_or((raw, b""));
    if !header.contains(&0) {
        return Cow::Borrowed(raw);
    }
    let mut kept: Vec<u8> = header.iter().copied().filter(|b| *b != 0).collect();
    kept.extend_from_slice(body);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = b"From: a@b.cn\nTo: c@d.cn\nSubject: x\n\none\ntwo\n";

    fn with(end: &[u8]) -> Vec<u8> {
        PLAIN
            .iter()
            .flat_map(|b| if *b == b'\n' { end.to_vec() } else { vec![*b] })
            .collect()
    }

    #[test]
    fn every_kind_of_line_end_becomes_one_that_is_known() {
        assert_eq!(*readable(PLAIN), *PLAIN);
        let usual = with(b"\r\n");
        assert_eq!(*readable(&usual), *usual);
        assert_eq!(*readable(&with(b"\r")), *PLAIN);
        assert_eq!(*readable(&with(b"\n\r")), *PLAIN);
        // only the header was written so
        let mut mixed = with(b"\r");
        mixed.extend_from_slice(b"three\r\nfour\n");
        let expect = [PLAIN, b"three\r\nfour\n"].concat();
        assert_eq!(*readable(&mixed), *expect);
    }

    #[test]
    fn what_is_not_wrong_stays() {
        for raw in [
            b"Subject: x\r y\r\nFrom: a\r\n\r\nz".as_slice(),
            b"From: a\r\r\nTo: b\r\r\n\r\r\nbody",
            b"Subject: x\n\na\rb\0c",
            b"",
        ] {
            assert_eq!(*readable(raw), *raw);
        }
        assert_eq!(*readable(b"\0From: a\0\n\nb\0"), *b"From: a\n\nb\0");
    }
}
