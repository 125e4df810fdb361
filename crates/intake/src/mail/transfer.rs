//! Undoing transfer encodings, tolerating what gateways and old programs do to them.

use super::charset::base64_value;

/// Decoded bytes, and whether anything had to be guessed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undone {
    pub(super) bytes: Vec<u8>,
    pub(super) damaged: bool,
}

/// Base64 (RFC 2045 6.8). Ignores foreign characters, needs no padding, and goes on after
/// padding in the middle (pieces encoded one by one and then joined). A chunk that ends within a
/// byte keeps what is whole.
pub(super) fn base64(input: &[u8]) -> Undone {
    let mut bytes = Vec::with_capacity(input.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut damaged = false;
    let mut digits_in_group = 0_u32;
    let mut padded = false;
    for &byte in input {
        match base64_value(byte) {
            Some(value) => {
                if padded {
                    // a new chunk after padding starts on a byte boundary
                    (bits, held, digits_in_group, padded) = (0, 0, 0, false);
                }
                bits = (bits << 6) | u32::from(value);
                held += 6;
                digits_in_group = (digits_in_group + 1) % 4;
                if held >= 8 {
                    held -= 8;
                    bytes.push(((bits >> held) & 0xff) as u8);
                    bits &= (1 << held) - 1;
                }
            }
            None if byte == b'=' => padded = true,
            None if byte.is_ascii_whitespace() => {}
            None => damaged = true,
        }
    }
    // a lone digit, or bits that belong to a byte never finished: something is missing
    damaged |= digits_in_group == 1 || (!padded && bits != 0);
    Undone { bytes, damaged }
}

/// Quoted-printable (RFC 2045 6.7); in encoded words `_` is a blank (RFC 2047 4.2).
pub(super) fn quoted_printable(input: &[u8], is_word: bool) -> Undone {
    let mut bytes = Vec::with_capacity(input.len());
    let mut damaged = false;
    let mut i = 0;
    let at = |i: usize| input.get(i).copied();
    while let Some(byte) = at(i) {
        i += 1;
        match byte {
            b'_' if is_word => bytes.push(b' '),
            b'=' => {
                let hex = match (at(i), at(i + 1)) {
                    (Some(high), Some(low)) => hex_value(high).zip(hex_value(low)),
                    _ => None,
                };
                if let Some((high, low)) = hex {
                    bytes.push(high << 4 | low);
                    i += 2;
                } else if let Some(after) = soft_break(input, i).filter(|_| !is_word) {
                    i = after;
                } else {
                    damaged = true;
                    bytes.push(b'=');
                }
            }
            _ => bytes.push(byte),
        }
    }
    Undone { bytes, damaged }
}

/// After `=`: optional blanks and a line end, or the end of the input. Gives where to go on.
fn soft_break(input: &[u8], mut i: usize) -> Option<usize> {
    while matches!(input.get(i), Some(b' ' | b'\t')) {
        i += 1;
    }
    match (input.get(i), input.get(i + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(i + 2),
        (Some(b'\n' | b'\r'), _) => Some(i + 1),
        (None, _) => Some(i),
        _ => None,
    }
}

/// Value of a hex digit of either case.
pub(super) const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// `%XX` (RFC 2231, and URLs put into file names). What is not such a triple stays.
pub(super) fn percent(input: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(input.len());
    let mut i = 0;
    while let Some(&byte) = input.get(i) {
        let hex = match (byte, input.get(i + 1), input.get(i + 2)) {
            (b'%', Some(&high), Some(&low)) => hex_value(high).zip(hex_value(low)),
            _ => None,
        };
        match hex {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                i += 3;
            }
            None => {
                bytes.push(byte);
                i += 1;
            }
        }
    }
    bytes
}

/// A file found between `begin` and `end` lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UuFile {
    pub(super) name: Vec<u8>,
    pub(super) bytes: Vec<u8>,
}

/// Takes uuencoded files out of a text; gives the rest of the text and the files.
pub(super) fn uudecode(input: &[u8]) -> (Vec<u8>, Vec<UuFile>) {
    let mut text = Vec::new();
    let mut files = Vec::new();
    let mut lines = input.split_inclusive(|b| *b == b'\n');
    while let Some(line) = lines.next() {
        let Some(name) = begin_line(line) else {
            text.extend_from_slice(line);
            continue;
        };
        // without its end line it was no file: give everything back as text
        let mut ahead = lines.clone();
        let mut bytes = Vec::new();
        let mut ended = false;
        for data in ahead.by_ref() {
            // a blank is a digit here, so only the line end goes
            let data = data.strip_suffix(b"\n").unwrap_or(data);
            let data = data.strip_suffix(b"\r").unwrap_or(data);
            if data.trim_ascii_end() == b"end" {
                ended = true;
                break;
            }
            if !uu_line(data, &mut bytes) {
                break;
            }
        }
        if ended {
            lines = ahead;
            files.push(UuFile { name, bytes });
        } else {
            text.extend_from_slice(line);
        }
    }
    (text, files)
}

fn begin_line(line: &[u8]) -> Option<Vec<u8>> {
    let rest = line.strip_prefix(b"begin ")?.trim_ascii();
    let (mode, name) = rest.split_at_checked(rest.iter().position(|b| *b == b' ')?)?;
    let is_mode = (3..=4).contains(&mode.len()) && mode.iter().all(|b| matches!(b, b'0'..=b'7'));
    let name = name.trim_ascii();
    (is_mode && !name.is_empty()).then(|| name.to_vec())
}

fn uu_line(line: &[u8], out: &mut Vec<u8>) -> bool {
    let Some((&length, data)) = line.split_first() else {
        return true;
    };
    if !(0x20..=0x60).contains(&length) {
        return false;
    }
    let length = usize::from((length - 0x20) & 0x3f);
    let digits = length.div_ceil(3) * 4;
    // relays cut blanks off the end; some encoders add a checksum digit or a closing blank
    if data.trim_ascii_end().len() > digits + 2 {
        return false;
    }
    let data = data.get(..digits).unwrap_or(data);
    let mut decoded = Vec::with_capacity(length);
    for at in (0..digits).step_by(4) {
        let group = data.get(at..).unwrap_or_default();
        let mut bits = 0_u32;
        for i in 0..4 {
            let digit = group.get(i).copied().unwrap_or(b'`');
            if !(0x20..=0x60).contains(&digit) {
                return false;
            }
            bits = (bits << 6) | u32::from((digit - 0x20) & 0x3f);
        }
        let [_, high, middle, low] = bits.to_be_bytes();
        decoded.extend_from_slice(&[high, middle, low]);
    }
    decoded.truncate(length);
    out.extend_from_slice(&decoded);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_forgiving() {
        let check = |input: &[u8], expect: &[u8]| assert_eq!(base64(input).bytes, expect);
        check(b"YQo=", b"a\n");
        check(b"YQo", b"a\n");
        check(b"YQ==Yg==", b"ab");
        check(b"Y Q\r\no=", b"a\n");
        check(b"!Y*Q-o=", b"a\n");
        check(b"", b"");
        check(b"A", b"");
        assert!(base64(b"A").damaged);
        assert!(!base64(b"YQ\n==").damaged);
    }

    #[test]
    fn quoted_printable_is_forgiving() {
        let check = |input: &[u8], expect: &[u8]| {
            assert_eq!(quoted_printable(input, false).bytes, expect, "{input:?}");
        };
        check(b"=B9=a4 a=\r\nb=  \nc=3Dd", b"\xb9\xa4 abc=d");
        check(b"50=% off=", b"50=% off");
        check(b"\xb9\xa4=BB=E1", b"\xb9\xa4\xbb\xe1");
        assert_eq!(quoted_printable(b"a_b=5F", true).bytes, b"a b_");
    }

    #[test]
    fn uuencoded_files_leave_the_text() {
        let (text, files) = uudecode(b"hello\nbegin 644 a b.txt\n#0V%T\n`\nend\nbye\n");
        assert_eq!(text, b"hello\nbye\n");
        assert_eq!(
            files,
            [UuFile {
                name: b"a b.txt".to_vec(),
                bytes: b"Cat".to_vec()
            }]
        );
        let (text, files) = uudecode(b"begin 644 words\nthat go on\n");
        assert_eq!(text, b"begin 644 words\nthat go on\n");
        assert!(files.is_empty());
    }
}
