//! UTF-16 and UTF-32.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::label::{Endian, Family};
use super::{Found, found, score, with};

/// Surrogates that were encoded one by one as if they were characters (CESU-8, UTR 26), as some
/// databases and old Java programs do; `None` when there are none.
pub(super) fn join_surrogates(bytes: &[u8]) -> Option<Vec<u8>> {
    let pair = |at: usize| -> Option<char> {
        let [0xed, a @ 0xa0..=0xaf, b, 0xed, c @ 0xb0..=0xbf, d] = bytes.get(at..at + 6)? else {
            return None;
        };
        let unit = |high: u8, low: u8| 0xd000 | u32::from(high & 0x3f) << 6 | u32::from(low & 0x3f);
        let (first, second) = (unit(*a, *b), unit(*c, *d));
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    };
    let any = bytes
        .windows(2)
        .enumerate()
        .any(|(at, w)| matches!(w, [0xed, 0xa0..=0xaf]) && pair(at).is_some());
    if !any || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match pair(at) {
            Some(c) => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                at += 6;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    // GBK may hold such bytes by chance; then the rest is no UTF-8
    std::str::from_utf8(&out).is_ok().then_some(out)
}

/// UTF-16 and UTF-32, by label, byte order mark, or the zeros between Latin letters.
pub(super) fn read_wide(bytes: &[u8], asked: Option<Family>) -> Option<Found> {
    let is_wide_label = matches!(asked, Some(Family::Utf16(_) | Family::Utf32(_)));
    if let Some(rest) = bytes
        .strip_prefix(b"\xff\xfe\0\0")
        .filter(|rest| rest.len() % 4 == 0)
    {
        return Some(found(
            decode_utf32(rest, Endian::Little),
            "UTF-32LE",
            is_wide_label,
        ));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Some(with(UTF_16LE, rest, is_wide_label));
    }
    // FE FF is a character of GBK; in front of zeros or with a label it is a mark
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff")
        && (is_wide_label || !score::gb(bytes).is_plausible())
    {
        return Some(with(UTF_16BE, rest, is_wide_label));
    }
    // zeros stand in every second place of Latin text and line ends
    let zeros = |parity: usize| {
        bytes
            .iter()
            .enumerate()
            .filter(|(i, b)| i % 2 == parity && **b == 0)
            .count()
    };
    match asked {
        Some(Family::Utf32(endian)) => Some(found(
            decode_utf32(bytes, endian.unwrap_or(Endian::Big)),
            "UTF-32",
            true,
        )),
        Some(Family::Utf16(endian)) => {
            if zeros(0) + zeros(1) == 0 && score::utf8(bytes).is_valid() && !bytes.is_empty() {
                return None;
            }
            let little = match endian {
                Some(Endian::Little) => true,
                Some(Endian::Big) => false,
                None => zeros(1) > zeros(0),
            };
            let wide = with(if little { UTF_16LE } else { UTF_16BE }, bytes, true);
            // GBK read in pairs as UTF-16 falls among Hangul and the private use area
            let sensible = wide.text.chars().filter(|c| is_expected(*c)).count();
            let is_gb = sensible * 2 < wide.text.chars().count() && score::gb(bytes).is_plausible();
            (!is_gb).then_some(wide)
        }
        _ if bytes.len() >= 4 && bytes.contains(&0) => {
            let (even, odd) = (zeros(0), zeros(1));
            if odd * 5 > bytes.len() && even == 0 {
                Some(with(UTF_16LE, bytes, false))
            } else if even * 5 > bytes.len() && odd == 0 {
                Some(with(UTF_16BE, bytes, false))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Latin, Chinese, Japanese and their punctuation.
const fn is_expected(c: char) -> bool {
    matches!(c, '\0'..='\u{ff}' | '\u{2010}'..='\u{206f}' | '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

fn decode_utf32(bytes: &[u8], endian: Endian) -> String {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut text: String = units
        .iter()
        .map(|unit| match endian {
            Endian::Little => u32::from_le_bytes(*unit),
            Endian::Big => u32::from_be_bytes(*unit),
        })
        .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}
