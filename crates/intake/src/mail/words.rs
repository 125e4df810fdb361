//! Encoded words (RFC 2047), and raw eight-bit text between them.

use super::charset::{Decoded, Family, Repair, decode, family};
use super::flaw::{Flaw, Flaws, Place};
use super::transfer::{base64, quoted_printable};

/// Bytes of one value that are looked at; nobody reads a longer subject.
const MAX_VALUE: usize = 64 * 1024;
/// Longest encoded word in bytes. The standard says 75; some programs put a whole subject into
/// one.
const MAX_WORD: usize = 8 * 1024;

/// A piece of a header value.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Raw(&'a [u8]),
    Word {
        charset: String,
        is_base64: bool,
        payload: &'a [u8],
    },
}

/// Decodes an unfolded header value to one line of text and notes what had to be repaired.
pub(super) fn decode_words(value: &[u8], place: Place, flaws: &mut Flaws) -> String {
    let pieces = split(value.get(..MAX_VALUE).unwrap_or(value));
    let mut out = String::new();
    let mut i = 0;
    while let Some(piece) = pieces.get(i) {
        match piece {
            Piece::Raw(raw) => {
                let between_words = i > 0
                    && matches!(pieces.get(i - 1), Some(Piece::Word { .. }))
                    && matches!(pieces.get(i + 1), Some(Piece::Word { .. }));
                if !(between_words && raw.trim_ascii().is_empty()) {
                    let decoded = decode_raw(raw);
                    note(&decoded, None, place, flaws);
                    out.push_str(&decoded.text);
                }
                i += 1;
            }
            Piece::Word { .. } => {
                let (words, next) = run_of_words(&pieces, i);
                out.push_str(&decode_run(&words, place, flaws));
                i = next;
            }
        }
    }
    one_line(&out)
}

/// Raw text; where a line was folded inside a character, without the blank of the fold.
fn decode_raw(raw: &[u8]) -> Decoded {
    let decoded = decode(raw, None);
    if decoded.broken == 0 {
        return decoded;
    }
    let is_high = |at: Option<usize>| at.and_then(|at| raw.get(at)).is_some_and(|b| *b >= 0x80);
    let joined: Vec<u8> = raw
        .iter()
        .enumerate()
        .filter(|(at, b)| {
            !matches!(b, b' ' | b'\t') || !is_high(at.checked_sub(1)) || !is_high(Some(at + 1))
        })
        .map(|(_, b)| *b)
        .collect();
    let whole = decode(&joined, None);
    if whole.broken == 0 { whole } else { decoded }
}

/// Control characters could fake a second line or hide a sender; blanks are unified.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters without a shape: byte order marks, zero-width blanks, direction overrides.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Puts into the flaws how a text was come by.
pub(super) fn note(decoded: &Decoded, declared: Option<&str>, place: Place, flaws: &mut Flaws) {
    let label = || {
        one_line(declared.unwrap_or_default())
            .chars()
            .take(40)
            .collect::<String>()
    };
    match decoded.repair {
        Some(Repair::Wrong) => {
            flaws.add(Flaw::WrongCharset {
                place,
                declared: label(),
                used: decoded.used,
            });
        }
        Some(Repair::Unknown) => {
            flaws.add(Flaw::UnknownCharset {
                place,
                declared: label(),
                used: decoded.used,
            });
        }
        Some(Repair::Missing) => flaws.add(Flaw::MissingCharset {
            place,
            used: decoded.used,
        }),
        Some(Repair::Mojibake) => flaws.add(Flaw::Mojibake { place }),
        None => {}
    }
    if decoded.broken > 0 {
        flaws.add(Flaw::Undecodable {
            place,
            count: decoded.broken,
        });
    }
}

/// Splits a value into encoded words and what stands between them.
fn split(value: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut raw_from = 0;
    let mut i = 0;
    while i < value.len() {
        let here = value.get(i..).unwrap_or_default();
        if here.starts_with(b"=?")
            && let Some((word, length)) = read_word(here)
        {
            if i > raw_from {
                pieces.push(Piece::Raw(value.get(raw_from..i).unwrap_or_default()));
            }
            pieces.push(word);
            i += length;
            raw_from = i;
        } else {
            i += 1;
        }
    }
    if raw_from < value.len() {
        pieces.push(Piece::Raw(value.get(raw_from..).unwrap_or_default()));
    }
    pieces
}

/// Reads one encoded word at the start; gives it and its length. Blanks inside, a missing end at
/// the end of the value, and stray question marks in Q text are tolerated.
fn read_word(here: &[u8]) -> Option<(Piece<'_>, usize)> {
    let after = here.get(2..)?;
    let mark = after
        .iter()
        .position(|b| *b == b'?')
        .filter(|at| *at <= 60)?;
    let charset = after.get(..mark)?;
    if !charset.iter().all(|b| b.is_ascii_graphic() || *b == b' ') {
        return None;
    }
    let rest = after.get(mark + 1..)?;
    let method_end = rest.iter().position(|b| *b == b'?').filter(|at| *at <= 3)?;
    let is_base64 = match rest.get(..method_end)?.trim_ascii() {
        b"B" | b"b" => true,
        b"Q" | b"q" => false,
        _ => return None,
    };
    let payload_from = 2 + mark + 1 + method_end + 1;
    let payload = here.get(payload_from..)?;
    let payload = payload.get(..MAX_WORD).unwrap_or(payload);
    let (length, closed) = payload_end(payload, is_base64);
    let end = (payload_from + length + if closed { 2 } else { 0 }).min(here.len());
    let word = Piece::Word {
        charset: String::from_utf8_lossy(charset).into_owned(),
        is_base64,
        payload: payload.get(..length)?,
    };
    Some((word, end))
}

/// Where the payload ends, and whether by `?=`.
fn payload_end(payload: &[u8], is_base64: bool) -> (usize, bool) {
    let mut from = 0;
    while let Some(at) = payload
        .get(from..)
        .and_then(|p| p.windows(2).position(|w| w == b"?="))
    {
        let at = from + at;
        let after = payload.get(at + 2..).unwrap_or_default();
        // in Q text "?=3D" is a raw question mark followed by an encoded byte
        let is_raw_mark = !is_base64
            && matches!((after.first(), after.get(1)), (Some(a), Some(b)) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
            && after
                .iter()
                .take_while(|b| !b.is_ascii_whitespace())
                .take(200)
                .collect::<Vec<_>>()
                .windows(2)
                .any(|pair| matches!(pair, [b'?', b'=']));
        if !is_raw_mark {
            return (at, true);
        }
        from = at + 1;
    }
    // never closed: up to the next word or the end
    let next = payload
        .windows(3)
        .position(|w| matches!(w, [b'=', b'?', label] if label.is_ascii_alphanumeric()))
        .unwrap_or(payload.len());
    // "…==?": the mark without its equals sign
    let payload = payload.get(..next).unwrap_or(payload);
    let cut = usize::from(next > 0 && payload.ends_with(b"?"));
    (next - cut, cut == 1)
}

/// One word of a run: its charset as written, its method and payload.
struct Word<'a> {
    charset: &'a str,
    is_base64: bool,
    payload: &'a [u8],
}

/// Collects adjacent words of one charset family, from `start`; gives also where the run ends.
fn run_of_words<'a>(pieces: &'a [Piece<'_>], start: usize) -> (Vec<Word<'a>>, usize) {
    let mut words: Vec<Word<'a>> = Vec::new();
    let mut i = start;
    loop {
        match pieces.get(i) {
            Some(Piece::Word {
                charset,
                is_base64,
                payload,
            }) => {
                let joins = words.last().is_none_or(|last| {
                    let family = family(charset);
                    family.joins(self::family(last.charset)) && !family.is_stateful()
                });
                if !joins {
                    return (words, i);
                }
                words.push(Word {
                    charset,
                    is_base64: *is_base64,
                    payload,
                });
                i += 1;
            }
            Some(Piece::Raw(raw))
                if raw.trim_ascii().is_empty()
                    && matches!(pieces.get(i + 1), Some(Piece::Word { .. })) =>
            {
                // look past the blank only if the next word still belongs to the run
                let joins = match (pieces.get(i + 1), words.last()) {
                    (Some(Piece::Word { charset, .. }), Some(last)) => {
                        let family = family(charset);
                        family.joins(self::family(last.charset)) && !family.is_stateful()
                    }
                    _ => false,
                };
                if !joins {
                    return (words, i);
                }
                i += 1;
            }
            Some(Piece::Raw(_)) | None => return (words, i),
        }
    }
}

/// Decodes a run jointly, because a character may be split between two words; senders that cut
/// the encoded text itself between words (a base64 group, a `=XX`) are tried as well.
fn decode_run(words: &[Word<'_>], place: Place, flaws: &mut Flaws) -> String {
    let Some(first) = words.first() else {
        return String::new();
    };
    let label = first.charset;
    let mut bytes = Vec::new();
    let mut damaged = false;
    for word in words {
        let undone = if word.is_base64 {
            base64(word.payload)
        } else {
            quoted_printable(word.payload, true)
        };
        damaged |= undone.damaged;
        bytes.extend_from_slice(&undone.bytes);
    }
    let mut decoded = decode(&bytes, Some(label));
    let same_method = words.iter().all(|word| word.is_base64 == first.is_base64);
    if words.len() > 1 && same_method && (decoded.broken > 0 || damaged) {
        // blanks between the pieces are gone already
        let joined: Vec<u8> = words
            .iter()
            .flat_map(|word| word.payload)
            .copied()
            .collect();
        let undone = if first.is_base64 {
            base64(&joined)
        } else {
            quoted_printable(&joined, true)
        };
        let whole = decode(&undone.bytes, Some(label));
        if whole.broken < decoded.broken || (damaged && !undone.damaged) {
            decoded = whole;
            damaged = true;
        }
    }
    // a declared UTF-16 or the like never splits; but if joint reading lost characters, the
    // single words may be whole
    if decoded.broken > 0 && words.len() > 1 {
        let mut text = String::new();
        let mut broken = 0;
        for word in words {
            let single = decode_run(std::slice::from_ref(word), place, &mut Flaws::default());
            broken += single.matches(char::REPLACEMENT_CHARACTER).count();
            text.push_str(&single);
        }
        if broken < decoded.broken {
            decoded = Decoded {
                text,
                broken,
                ..decoded
            };
        }
    }
    if damaged {
        flaws.add(Flaw::BrokenTransfer { place });
    }
    // the encoded word of a broken program may hold encoded words
    if decoded.text.contains("=?") && decoded.text.contains("?=") && family(label) != Family::Utf7 {
        let again = split(decoded.text.as_bytes());
        let is_nested = again
            .iter()
            .any(|piece| matches!(piece, Piece::Word { .. }));
        let is_new = decoded.text.len() < bytes.len() + 1 && is_nested && words.len() < 50;
        if is_new {
            let inner: Vec<u8> = decoded.text.bytes().collect();
            return decode_nested(&inner, place, flaws);
        }
    }
    note(&decoded, Some(label), place, flaws);
    // what nobody can read is better shown as it came
    let controls = decoded.text.chars().filter(|c| c.is_control()).count();
    let is_guess = decoded.repair == Some(Repair::Wrong);
    let unreadable = (decoded.broken + controls) * 4 > decoded.text.chars().count();
    if decoded.broken > 0 && ((is_guess && controls > 0) || (decoded.broken > 1 && unreadable)) {
        return as_written(words);
    }
    decoded.text
}

fn as_written(words: &[Word<'_>]) -> String {
    words
        .iter()
        .map(|word| {
            let method = if word.is_base64 { 'B' } else { 'Q' };
            let payload = String::from_utf8_lossy(word.payload);
            format!("=?{}?{method}?{payload}?=", word.charset)
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// One level of nesting only: inner words are decoded piece by piece.
fn decode_nested(inner: &[u8], place: Place, flaws: &mut Flaws) -> String {
    let mut out = String::new();
    for piece in split(inner) {
        match piece {
            Piece::Raw(raw) => out.push_str(&String::from_utf8_lossy(raw)),
            Piece::Word {
                charset,
                is_base64,
                payload,
            } => {
                let undone = if is_base64 {
                    base64(payload)
                } else {
                    quoted_printable(payload, true)
                };
                let decoded = decode(&undone.bytes, Some(&charset));
                note(&decoded, Some(&charset), place, flaws);
                out.push_str(&decoded.text);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &[u8], expect: &str) {
        let mut flaws = Flaws::default();
        assert_eq!(decode_words(value, Place::Subject, &mut flaws), expect);
    }

    #[test]
    fn well_formed_words_are_decoded() {
        check(b"=?utf-8?B?5bel5Lya?=", "工会");
        check(b"=?GB2312?Q?=B9=A4=BB=E1?=", "工会");
        check(b"a =?utf-8?q?b?= c", "a b c");
        check(b"=?utf-8?q?a?= =?utf-8?q?b?=", "ab");
        check(b"=?utf-8*zh?q?a_b?=", "a b");
        check(b"Re: =?gbk?B?uaS74Q==?= (2)", "Re: 工会 (2)");
        check(b"plain", "plain");
        check(b"=?not a word", "=?not a word");
    }

    #[test]
    fn characters_split_between_words_are_joined() {
        // GBK: the second byte of 会 is in the second word
        check(b"=?gb2312?B?uaS7?= =?gb2312?B?4Q==?=", "工会");
        check(b"=?gb2312?Q?=B9=A4=BB?=\t=?GBK?Q?=E1?=", "工会");
        check(b"=?utf-8?B?5bel5A==?= =?utf-8?B?vJo=?=", "工会");
        check(b"=?utf-8?B?5bel5A==?==?UTF8?Q?=BC=9A?=", "工会");
        // base64 text itself cut between words
        check(b"=?gb2312?B?uaS74b?= =?gb2312?B?vW?=", "工会恢");
    }

    #[test]
    fn illegal_words_are_decoded_anyway() {
        check(b"=?gb2312?Q?=B9=A4 =BB=E1?=", "工 会");
        check(b"=?gb2312?B?ua S7 4Q==?=", "工会");
        check(b"=?gb2312?B?uaS74Q?=", "工会");
        check(b"=?gb2312?B?uaS74Q==", "工会");
        check(b"\"=?gb2312?B?uaS74Q==?=\"", "\"工会\"");
        check(b"=?gb2312?Q?\xb9\xa4\xbb\xe1?=", "工会");
        check(b"=?utf-8?Q?\xe5\xb7\xa5=E4=BC=9A?=", "工会");
        check(b"=?utf-8?Q?=E5=B7=A5?=E4=BC=9A?=", "工?会");
        check(b"=??B?uaS74Q==?=", "工会");
        check(b"=?unknown-8bit?B?uaS74Q==?=", "工会");
        check(b"=?gb2312?b?5bel5Lya?=", "工会");
        check(b"=?utf-8?B?uaS74Q==?=", "工会");
        check(
            b"=?GB18030?B?gjmzNQ==?=",
            &decode(b"\x82\x39\xb3\x35", Some("gb18030")).text,
        );
        check(b"=?hz-gb-2312?Q?~{<:Ky~}?=", "己所");
        check(b"=?iso-2022-cn?B?GyQpQQ49Ozs7Dw==?=", "交换");
        check(b"=?utf-8?B?PT9nYjIzMTI/Qj91YVM3NFE9PT89?=", "工会");
    }

    #[test]
    fn raw_bytes_are_guessed() {
        check(b"\xb9\xa4\xbb\xe1\xbd\xa8\xd2\xe9", "工会建议");
        check("工会建议".as_bytes(), "工会建议");
        check("回执 - ".as_bytes(), "回执 -");
        check(
            b"\xe5\xb7\xa5\xe4\xbc\x9a - =?GBK?Q?test=B5=C4?=",
            "工会 - test的",
        );
    }

    #[test]
    fn invisible_and_control_characters_go() {
        check("a\u{202e}b\u{0}c\u{200b}".as_bytes(), "ab c");
        check(b"=?utf-8?Q?a=00b=0Ac?=", "a b c");
    }
}
