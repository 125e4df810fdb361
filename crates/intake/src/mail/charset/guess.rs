//! The encoding of bytes that say nothing about it, or something wrong.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, WINDOWS_1252};

use super::{Found, score, with};

/// Without a usable label.
pub(super) fn guess(bytes: &[u8], gb: score::Score, big5: score::Score) -> Found {
    let utf8 = score::utf8(bytes);
    if utf8.has_any() {
        // only pairs: some words of GBK are also valid UTF-8, as a run of rare letters
        let gb_only = gb.errors == 0 && gb.share() > 0.99 && is_run_of_mixed_pairs(bytes);
        return if gb_only {
            with(GB18030, bytes, false)
        } else {
            with(UTF_8, bytes, false)
        };
    }
    if utf8.longer > utf8.errors * 4 {
        return with(UTF_8, bytes, false);
    }
    if is_in_words(bytes) {
        return with(WINDOWS_1252, bytes, false);
    }
    if looks_chinese(bytes, gb) && gb.share() + 0.2 >= big5.share() {
        return with(GB18030, bytes, false);
    }
    if big5.is_plausible() && big5.share() >= 0.85 && big5.chars >= 2 {
        return with(BIG5, bytes, false);
    }
    let latin = looks_latin(bytes);
    if gb.errors == 0 && !latin && gb.chars <= 3 {
        // too little for any statistics: a rare character or two, in a Chinese mailbox
        return with(GB18030, bytes, false);
    }
    detect(bytes, if latin { None } else { Some(b"cn") })
}

/// Accented letters within words: single high bytes that could be Latin-1 letters, each next to
/// an ASCII letter.
pub(super) fn looks_latin(bytes: &[u8]) -> bool {
    let mut previous: Option<u8> = None;
    let mut rest = bytes.iter().copied().peekable();
    let (mut accented, mut other) = (0_usize, 0_usize);
    while let Some(byte) = rest.next() {
        if !byte.is_ascii() {
            let next = rest.peek().copied();
            let is_letter = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphabetic());
            let stands_alone =
                previous.is_none_or(|b| b.is_ascii()) && next.is_none_or(|b| b.is_ascii());
            if byte >= 0xa0 && stands_alone && (is_letter(previous) || is_letter(next)) {
                accented += 1;
            } else {
                other += 1;
            }
        }
        previous = Some(byte);
    }
    accented > other || is_in_words(bytes)
}

/// One or two high bytes at a time, each within a word of small letters, and somewhere a single
/// one: pairs of GBK do not come so.
fn is_in_words(bytes: &[u8]) -> bool {
    let mut runs = 0_usize;
    let mut singles = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            at += 1;
            continue;
        }
        let length = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|b| !b.is_ascii())
            .count();
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        let after = bytes.get(at + length);
        let is_letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_lowercase);
        if length > 2 || !is_letter(before) || !is_letter(after) {
            return false;
        }
        runs += 1;
        singles += usize::from(length == 1);
        at += length;
    }
    runs > 0 && singles > 0
}

/// Asks the detector that browsers use; `domain` is a top-level domain that weights its guess.
pub(super) fn detect(bytes: &[u8], domain: Option<&[u8]>) -> Found {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(domain, Utf8Detection::Deny);
    let encoding = if encoding == encoding_rs::GBK {
        GB18030
    } else {
        encoding
    };
    with(encoding, bytes, false)
}

pub(super) fn is_japanese(encoding: &'static Encoding) -> bool {
    [
        encoding_rs::ISO_2022_JP,
        encoding_rs::SHIFT_JIS,
        encoding_rs::EUC_JP,
    ]
    .contains(&encoding)
}

/// Labels that programs write who know nothing.
pub(super) fn is_default(declared: &'static Encoding) -> bool {
    declared == WINDOWS_1252 || declared == encoding_rs::ISO_8859_15
}

/// Everyday traditional characters, more of them than simplified ones, and no accented letters.
pub(super) fn is_clearly_big5(bytes: &[u8], gb: score::Score, big5: score::Score) -> bool {
    big5.is_plausible()
        && big5.chars >= 4
        && big5.share() > 0.9
        && big5.share() > gb.share() + 0.2
        && !looks_latin(bytes)
}

/// Whether bytes are Chinese although another encoding is declared. Latin-1 is a default that
/// means little; a Cyrillic or Greek label was chosen, and such letters pair up as rare hanzi.
pub(super) fn overrules(bytes: &[u8], gb: score::Score, declared: &'static Encoding) -> bool {
    let is_default = is_default(declared);
    let paired = bytes.split(u8::is_ascii).all(|run| run.len() % 2 == 0);
    looks_chinese(bytes, gb) && (is_default || (paired && gb.chars >= 4 && gb.share() > 0.9))
}

/// High bytes that come as pairs of everyday Chinese, not as lone accented letters.
fn looks_chinese(bytes: &[u8], gb: score::Score) -> bool {
    let lone = bytes
        .split(u8::is_ascii)
        .filter(|run| run.len() == 1)
        .count();
    gb.is_plausible() && lone * 4 <= gb.chars
}

/// Pairs that stand together and begin with different bytes. In UTF-8 the letters of one alphabet
/// share one or two first bytes, and accented letters stand alone.
fn is_run_of_mixed_pairs(bytes: &[u8]) -> bool {
    let together = bytes
        .split(u8::is_ascii)
        .filter(|run| !run.is_empty())
        .all(|run| run.len() >= 4);
    let mut leads: Vec<u8> = bytes
        .split(u8::is_ascii)
        .flat_map(|run| run.iter().step_by(2).copied())
        .collect();
    let pairs = leads.len();
    leads.sort_unstable();
    leads.dedup();
    together && pairs >= 2 && leads.len() * 2 > pairs && leads.len() >= 2
}
