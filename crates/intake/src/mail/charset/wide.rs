//! UTF-16 and UTF-32.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::label::{Endian, Family};
use super::{Found, found, score, with};

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
