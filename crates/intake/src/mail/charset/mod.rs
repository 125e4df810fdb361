//! Bytes to text, whatever the label says.
//!
//! Mail from China is labelled wrongly more often than any other: GBK or GB 18030 under the name
//! gb2312, UTF-8 under any name, nothing at all. So a label is a hint here; the bytes decide.

mod escape;
mod guess;
mod label;
mod mojibake;
mod score;
mod wide;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, WINDOWS_1252};

pub(super) use escape::{base64_value, find};
use guess::{detect, guess, is_clearly_big5, is_default, is_japanese, overrules};
pub(super) use label::{Family, family};
use mojibake::undo_mojibake;
use wide::read_wide;

/// Text, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// Name of the encoding it was read in.
    pub(crate) used: &'static str,
    pub(crate) repair: Option<Repair>,
    /// Characters that could not be read.
    pub(crate) broken: usize,
}

/// How the encoding used relates to the one declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repair {
    /// Declared as something else.
    Wrong,
    /// Declared as something nobody knows.
    Unknown,
    /// Not declared, and not plain ASCII.
    Missing,
    /// Decoded as declared, then found to have been transcoded wrongly before.
    Mojibake,
}

/// Reads bytes as text. Never fails: what cannot be read becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let declared = declared.map(str::trim).filter(|label| !label.is_empty());
    let asked = declared.map(family);
    let repaired = wide::join_surrogates(bytes);
    let bytes = repaired.as_deref().unwrap_or(bytes);
    let mut found = read(bytes, asked);
    if found.used == "UTF-8"
        && let Some(text) = undo_mojibake(&found.text)
    {
        found = Found {
            text,
            used: found.used,
            as_asked: true,
            mojibake: true,
        };
    }
    let repair = if found.mojibake {
        Some(Repair::Mojibake)
    } else if found.used == "ASCII" {
        None
    } else {
        match asked {
            None => Some(Repair::Missing),
            Some(Family::Unknown) => Some(Repair::Unknown),
            Some(_) if found.as_asked => None,
            Some(_) => Some(Repair::Wrong),
        }
    };
    let broken = found.text.matches(char::REPLACEMENT_CHARACTER).count();
    Decoded {
        text: found.text,
        used: found.used,
        repair,
        broken,
    }
}

struct Found {
    text: String,
    used: &'static str,
    as_asked: bool,
    mojibake: bool,
}

fn found(text: String, used: &'static str, as_asked: bool) -> Found {
    Found {
        text,
        used,
        as_asked,
        mojibake: false,
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8], as_asked: bool) -> Found {
    let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
    let used = if encoding == GB18030 {
        "GB18030"
    } else {
        encoding.name()
    };
    found(text, used, as_asked)
}

fn read(bytes: &[u8], asked: Option<Family>) -> Found {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let valid = score::utf8(rest).is_valid();
        if valid {
            return with(UTF_8, rest, asked == Some(Family::Utf8));
        }
    }
    if let Some(wide) = read_wide(bytes, asked) {
        return wide;
    }
    if bytes.is_ascii() {
        read_seven_bit(bytes, asked)
    } else {
        read_eight_bit(bytes, asked)
    }
}

fn read_seven_bit(bytes: &[u8], asked: Option<Family>) -> Found {
    let plain = || found(String::from_utf8_lossy(bytes).into_owned(), "ASCII", true);
    match asked {
        Some(Family::Hz) => return found(escape::decode_hz(bytes), "HZ-GB-2312", true),
        Some(Family::Iso2022Cn) => {
            return found(escape::decode_iso_2022_cn(bytes), "ISO-2022-CN", true);
        }
        Some(Family::Utf7) => return found(escape::decode_utf7(bytes), "UTF-7", true),
        Some(Family::Other(encoding)) if encoding == encoding_rs::ISO_2022_JP => {
            return with(encoding, bytes, true);
        }
        Some(
            Family::Gb
            | Family::Big5
            | Family::EucTw
            | Family::Utf8
            | Family::Utf16(_)
            | Family::Utf32(_)
            | Family::Ascii
            | Family::Other(_)
            | Family::Unknown,
        )
        | None => {}
    }
    let has = |needle: &[u8]| find(bytes, needle).is_some();
    if bytes.contains(&0x1b) {
        if has(b"\x1b$)A") || has(b"\x1b$)G") || has(b"\x1b$A") {
            return found(escape::decode_iso_2022_cn(bytes), "ISO-2022-CN", false);
        }
        if has(b"\x1b$B") || has(b"\x1b$@") {
            return with(encoding_rs::ISO_2022_JP, bytes, false);
        }
    }
    if escape::looks_like_hz(bytes) {
        return found(escape::decode_hz(bytes), "HZ-GB-2312", false);
    }
    plain()
}

fn read_eight_bit(bytes: &[u8], asked: Option<Family>) -> Found {
    let utf8 = score::utf8(bytes);
    let gb = score::gb(bytes);
    let big5 = score::big5(bytes);
    // few real texts in another encoding happen to be UTF-8 with sequences of three
    if utf8.is_certain() {
        return with(UTF_8, bytes, asked == Some(Family::Utf8));
    }
    let reading = match asked {
        Some(Family::Gb) => {
            let really_big5 =
                big5.is_plausible() && big5.chars >= 3 && big5.share() > gb.share() + 0.3;
            if really_big5 {
                with(BIG5, bytes, false)
            } else {
                with(GB18030, bytes, true)
            }
        }
        Some(Family::Big5) => {
            let really_gb = gb.is_plausible() && gb.share() > big5.share() + 0.2;
            if really_gb {
                with(GB18030, bytes, false)
            } else {
                with(BIG5, bytes, true)
            }
        }
        Some(Family::EucTw) => found(escape::decode_euc_tw(bytes), "EUC-TW", true),
        Some(Family::Utf8) => {
            let mostly_utf8 = utf8.longer > utf8.errors * 2;
            if utf8.is_valid() || mostly_utf8 {
                with(UTF_8, bytes, true)
            } else {
                guess(bytes, gb, big5)
            }
        }
        Some(Family::Other(encoding)) => {
            let multi_byte = !encoding.is_single_byte();
            let clean = !encoding.decode_without_bom_handling(bytes).1;
            if utf8.has_any() && !multi_byte {
                with(UTF_8, bytes, false)
            } else if is_japanese(encoding) && !clean {
                // kana look the same in EUC-JP and GB 2312; the label tells
                detect(bytes, Some(b"jp"))
            } else if is_default(encoding) && is_clearly_big5(bytes, gb, big5) {
                with(BIG5, bytes, false)
            } else if (multi_byte && clean) || !overrules(bytes, gb, encoding) {
                with(encoding, bytes, true)
            } else {
                with(GB18030, bytes, false)
            }
        }
        // raw eight-bit text inside or instead of a seven-bit encoding
        Some(Family::Hz) if gb.chars > 0 && find(bytes, b"~{").is_some() => {
            found(escape::decode_hz(bytes), "HZ-GB-2312", true)
        }
        Some(
            Family::Hz
            | Family::Iso2022Cn
            | Family::Utf7
            | Family::Utf16(_)
            | Family::Utf32(_)
            | Family::Ascii
            | Family::Unknown,
        )
        | None => guess(bytes, gb, big5),
    };
    if reading.used != "UTF-8" && bytes.contains(&b'\n') && has_utf8_lines(bytes) {
        // a gateway appended its footer
        return by_lines(bytes, asked);
    }
    if reading.text.contains(char::REPLACEMENT_CHARACTER) {
        better(reading, bytes, asked, gb, big5)
    } else {
        reading
    }
}

/// Looks for a reading with fewer losses: another encoding, or another one for each line (a
/// gateway appended its footer in its own encoding).
fn better(
    reading: Found,
    bytes: &[u8],
    asked: Option<Family>,
    gb: score::Score,
    big5: score::Score,
) -> Found {
    let losses = |f: &Found| f.text.matches(char::REPLACEMENT_CHARACTER).count();
    let mut best = reading;
    let mut candidates = vec![guess(bytes, gb, big5)];
    if gb.share() > 0.6 {
        candidates.push(with(GB18030, bytes, asked == Some(Family::Gb)));
    }
    if bytes.contains(&b'\n') && losses(&best) > 0 {
        candidates.push(by_lines(bytes, asked));
    }
    for candidate in candidates {
        // a wrong single-byte reading never has losses, so it must not win by that
        let is_latin = candidate.used == WINDOWS_1252.name();
        if losses(&candidate) < losses(&best) && !is_latin {
            best = candidate;
        }
    }
    best
}

/// Each line in its own encoding.
fn by_lines(bytes: &[u8], asked: Option<Family>) -> Found {
    let mut text = String::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if line.is_ascii() {
            text.push_str(&String::from_utf8_lossy(line));
        } else {
            let utf8 = score::utf8(line);
            let as_gb =
                asked == Some(Family::Gb) && score::gb(line).errors == 0 && !utf8.is_certain();
            let piece = if as_gb {
                with(GB18030, line, true)
            } else if asked == Some(Family::Utf8) && utf8.is_valid() {
                with(UTF_8, line, true)
            } else {
                guess(line, score::gb(line), score::big5(line))
            };
            text.push_str(&piece.text);
        }
    }
    found(text, "混合编码", false)
}

/// Whether single lines are UTF-8 beyond doubt, though the whole is not.
fn has_utf8_lines(bytes: &[u8]) -> bool {
    bytes
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_ascii())
        .map(score::utf8)
        .any(|line| line.is_certain() && line.longer >= 3)
}

#[cfg(test)]
mod tests;
