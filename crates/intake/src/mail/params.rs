//! Values with parameters: `Content-Type`, `Content-Disposition` (RFC 2045, 2183, 2231).

use super::charset::decode;
use super::flaw::{Flaws, Place};
use super::header::unfold;
use super::transfer::percent;
use super::words::{decode_words, note, one_line};

/// `text/plain; charset=…`: the value in lower case, the parameters raw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) value: String,
    params: Vec<Param>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Param {
    /// Lower case, with any `*0*` of RFC 2231.
    name: String,
    bytes: Vec<u8>,
}

impl Value {
    /// Never fails; what makes no sense is skipped.
    pub(super) fn parse(raw: &[u8]) -> Self {
        // no honest value is longer
        const MAX: usize = 32 * 1024;
        let raw = unfold(raw.get(..MAX).unwrap_or(raw));
        let mut pieces = split_params(&raw);
        if let Some((head, parameter)) = pieces.first().and_then(|head| missing_semicolon(head)) {
            pieces.splice(0..1, [head, parameter]);
        }
        let mut pieces = pieces.into_iter();
        let head = pieces.next().unwrap_or_default();
        let value: String = String::from_utf8_lossy(&strip_comments(&head))
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect::<String>()
            .to_ascii_lowercase();
        let params = pieces
            .filter_map(|piece| {
                let at = piece.iter().position(|b| *b == b'=')?;
                let name = String::from_utf8_lossy(piece.get(..at)?)
                    .trim()
                    .to_ascii_lowercase();
                let bytes = unquote(piece.get(at + 1..)?.trim_ascii());
                (!name.is_empty()).then_some(Param { name, bytes })
            })
            .collect();
        Self { value, params }
    }

    /// A parameter that is ASCII by nature, such as `charset` or `boundary`.
    pub(super) fn ascii(&self, name: &str) -> Option<String> {
        self.params
            .iter()
            .find(|param| param.name == name)
            .map(|param| String::from_utf8_lossy(&param.bytes).trim().to_owned())
            .or_else(|| {
                // charset*=us-ascii'en'utf-8
                let (_, bytes) = self.extended(name)?;
                Some(String::from_utf8_lossy(&bytes).trim().to_owned())
            })
            .filter(|text| !text.is_empty())
    }

    /// Raw bytes of a parameter (a boundary may hold anything).
    pub(super) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.params
            .iter()
            .find(|param| param.name == name)
            .map(|param| param.bytes.clone())
            .or_else(|| self.extended(name).map(|(_, bytes)| bytes))
            .filter(|bytes| !bytes.is_empty())
    }

    /// A parameter for people: RFC 2231 with continuations, encoded words, raw bytes, percent
    /// triples without a star — whatever is there.
    pub(super) fn text(&self, name: &str, flaws: &mut Flaws) -> Option<String> {
        if let Some((charset, bytes)) = self.extended(name) {
            let text = if find_word(&bytes) {
                decode_words(&bytes, Place::FileName, flaws)
            } else {
                let decoded = decode(&bytes, charset.as_deref());
                if charset.is_some() || !bytes.is_ascii() {
                    note(&decoded, charset.as_deref(), Place::FileName, flaws);
                }
                one_line(&decoded.text)
            };
            if !text.is_empty() {
                return Some(text);
            }
        }
        let param = self.params.iter().find(|param| param.name == name)?;
        let bytes = &param.bytes;
        let text = if let Some((charset, value)) = inline_extended(bytes) {
            one_line(&decode(&percent(value), Some(&charset)).text)
        } else if has_high_percent(bytes) {
            one_line(&decode(&percent(bytes), None).text)
        } else {
            decode_words(bytes, Place::FileName, flaws)
        };
        (!text.is_empty()).then_some(text)
    }

    /// Joins `name*`, `name*0*`, `name*1`, … to (charset, bytes).
    fn extended(&self, name: &str) -> Option<(Option<String>, Vec<u8>)> {
        // (number, is percent-encoded, bytes)
        let mut sections: Vec<(u32, bool, &[u8])> = Vec::new();
        for param in &self.params {
            let Some(rest) = param.name.strip_prefix(name) else {
                continue;
            };
            let Some(rest) = rest.trim_start().strip_prefix('*') else {
                continue;
            };
            if rest.is_empty() {
                sections.push((0, true, &param.bytes));
            } else {
                let (digits, encoded) = match rest.strip_suffix('*') {
                    Some(digits) => (digits, true),
                    None => (rest, false),
                };
                if let Ok(number) = digits.trim().parse::<u32>() {
                    sections.push((number, encoded, &param.bytes));
                }
            }
        }
        sections.sort_by_key(|(number, ..)| *number);
        sections.dedup_by_key(|(number, ..)| *number);
        let (_, first_encoded, first) = *sections.first()?;
        let (charset, first) = match first_encoded.then(|| split_charset(first)).flatten() {
            Some((charset, value)) => (Some(charset).filter(|c| !c.is_empty()), value),
            None => (None, first),
        };
        let any_encoded = sections.iter().any(|(_, encoded, _)| *encoded);
        let mut bytes = Vec::new();
        // encoded sections are joined first: some programs cut within a triple
        let mut open: Vec<u8> = Vec::new();
        for (i, (_, encoded, section)) in sections.iter().enumerate() {
            let section = if i == 0 { first } else { section };
            // some programs forget the star on later sections
            if *encoded || (any_encoded && has_high_percent(section)) {
                open.extend_from_slice(section);
            } else {
                bytes.extend_from_slice(&percent(&open));
                open.clear();
                bytes.extend_from_slice(section);
            }
        }
        bytes.extend_from_slice(&percent(&open));
        Some((charset, bytes))
    }
}

/// `text/plain charset=gbk`: the value, and the parameter that should stand behind a semicolon.
fn missing_semicolon(head: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let equals = head.iter().position(|b| *b == b'=')?;
    let before = head.get(..equals)?;
    let name_at = before
        .trim_ascii_end()
        .iter()
        .rposition(u8::is_ascii_whitespace)?
        + 1;
    let value = head.get(..name_at)?.trim_ascii();
    (!value.is_empty()).then(|| {
        let parameter = head.get(name_at..).unwrap_or_default();
        (value.to_vec(), parameter.to_vec())
    })
}

/// `charset'language'value`.
fn split_charset(bytes: &[u8]) -> Option<(String, &[u8])> {
    let first = bytes.iter().position(|b| *b == b'\'')?;
    let rest = bytes.get(first + 1..)?;
    let second = rest.iter().position(|b| *b == b'\'')?;
    let charset = bytes.get(..first)?;
    let is_label =
        charset.len() <= 40 && charset.iter().all(|b| b.is_ascii_graphic() && *b != b'%');
    is_label.then(|| {
        (
            String::from_utf8_lossy(charset).into_owned(),
            rest.get(second + 1..).unwrap_or_default(),
        )
    })
}

/// The extended form under a plain name: `filename="utf-8''%E5…"`.
fn inline_extended(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (charset, value) = split_charset(bytes)?;
    let known = super::charset::family(&charset) != super::charset::Family::Unknown;
    (known && value.contains(&b'%')).then_some((charset, value))
}

fn find_word(bytes: &[u8]) -> bool {
    super::charset::find(bytes, b"=?").is_some() && super::charset::find(bytes, b"?=").is_some()
}

/// ASCII, and holding at least one triple that stands for a byte outside ASCII.
fn has_high_percent(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && bytes.windows(3).any(|w| {
            matches!(w, [b'%', high, low] if matches!(high, b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F') && low.is_ascii_hexdigit())
        })
        && !bytes.contains(&b' ')
}

/// Splits at semicolons outside quotes. The second byte of a GBK or Big5 character may be a
/// backslash, so pairs are skipped as a whole.
fn split_params(raw: &[u8]) -> Vec<Vec<u8>> {
    let is_utf8 = std::str::from_utf8(raw).is_ok();
    let mut pieces = vec![Vec::new()];
    let mut quoted = false;
    let mut i = 0;
    let push = |pieces: &mut Vec<Vec<u8>>, byte: u8| {
        if let Some(piece) = pieces.last_mut() {
            piece.push(byte);
        }
    };
    while let Some(&byte) = raw.get(i) {
        let next = raw.get(i + 1).copied();
        match (byte, next) {
            (0x81..=0xfe, Some(trail @ 0x40..=0xfe)) if !is_utf8 => {
                push(&mut pieces, byte);
                push(&mut pieces, trail);
                i += 1;
            }
            (b'\\', Some(escaped)) if quoted => {
                push(&mut pieces, byte);
                push(&mut pieces, escaped);
                i += 1;
            }
            (b'"', _) => {
                // a quote inside an unquoted value is part of the value
                let opens = pieces
                    .last()
                    .is_some_and(|p| p.trim_ascii_end().ends_with(b"="));
                if quoted || opens {
                    quoted = !quoted;
                }
                push(&mut pieces, byte);
            }
            (b';', _) if !quoted => pieces.push(Vec::new()),
            _ => push(&mut pieces, byte),
        }
        i += 1;
    }
    // a quote that never closes: take semicolons as separators after all
    if quoted && pieces.last().is_some_and(|piece| piece.contains(&b';')) {
        let last = pieces.pop().unwrap_or_default();
        pieces.extend(last.split(|b| *b == b';').map(<[u8]>::to_vec));
    }
    pieces
}

/// Removes quotes; a backslash escapes only quotes and itself, because old programs put Windows
/// paths between the quotes.
fn unquote(bytes: &[u8]) -> Vec<u8> {
    let single = bytes
        .strip_prefix(b"'")
        .and_then(|rest| rest.strip_suffix(b"'"))
        .filter(|inner| !inner.is_empty() && !inner.contains(&b'\''));
    if let Some(inner) = single {
        return inner.to_vec();
    }
    let Some(inner) = bytes.strip_prefix(b"\"") else {
        return bytes.to_vec();
    };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    let is_utf8 = std::str::from_utf8(inner).is_ok();
    let mut out = Vec::with_capacity(inner.len());
    let mut i = 0;
    while let Some(&byte) = inner.get(i) {
        match (byte, inner.get(i + 1).copied()) {
            (0x81..=0xfe, Some(trail @ 0x40..=0xfe)) if !is_utf8 => {
                out.extend_from_slice(&[byte, trail]);
                i += 2;
            }
            (b'\\', Some(escaped @ (b'"' | b'\\'))) => {
                out.push(escaped);
                i += 2;
            }
            _ => {
                out.push(byte);
                i += 1;
            }
        }
    }
    out
}

fn strip_comments(bytes: &[u8]) -> Vec<u8> {
    let mut depth = 0_u32;
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(byte),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: &[u8]) -> Option<String> {
        Value::parse(raw).text("filename", &mut Flaws::default())
    }

    #[test]
    fn plain_parameters_are_read() {
        let value = Value::parse(
            b"Text/Plain (x) ; charset = \"GB2312\" ;\r\n\tformat=flowed; boundary=\"a;b\"",
        );
        assert_eq!(value.value, "text/plain");
        assert_eq!(value.ascii("charset").as_deref(), Some("GB2312"));
        assert_eq!(value.ascii("format").as_deref(), Some("flowed"));
        assert_eq!(value.bytes("boundary").as_deref(), Some(b"a;b".as_slice()));
        assert_eq!(value.ascii("absent"), None);
        assert_eq!(Value::parse(b"").value, "");
    }

    #[test]
    fn chinese_file_names_are_read_in_every_habit() {
        let check = |raw: &[u8], expect: &str| {
            let full = [b"attachment; ", raw].concat();
            assert_eq!(
                name(&full).as_deref(),
                Some(expect),
                "{}",
                String::from_utf8_lossy(raw)
            );
        };
        check(
            b"filename=\"=?GB2312?B?1rC5pL2o0ukudHh0?=\"",
            "职工建议.txt",
        );
        check(b"filename==?GB2312?B?1rC5pL2o0ukudHh0?=", "职工建议.txt");
        check(
            b"filename=\"\xb2\xe2\xca\xd4\xce\xc4\xb1\xbe.txt\"",
            "测试文本.txt",
        );
        check(
            b"filename=\xb2\xe2\xca\xd4 \xce\xc4\xb1\xbe.txt",
            "测试 文本.txt",
        );
        check("filename=\"测试.txt\"".as_bytes(), "测试.txt");
        check(b"filename*=gbk''%B2%E2%CA%D4.txt", "测试.txt");
        check(b"filename*=\"GB2312'zh-cn'%B2%E2%CA%D4.txt\"", "测试.txt");
        check(b"filename*=utf-8''%B2%E2%CA%D4.txt", "测试.txt");
        check(b"filename*=''%B2%E2%CA%D4.txt", "测试.txt");
        check(b"filename*=%B2%E2%CA%D4.txt", "测试.txt");
        // continuations cut inside a character
        check(
            b"filename*0*=gb2312''%B2%E2%CA; filename*1*=%D4%CE%C4; filename*2=\".txt\"",
            "测试文.txt",
        );
        check(
            b"filename*1*=%D4.txt; filename*0*=gb2312''%B2%E2%CA",
            "测试.txt",
        );
        check(
            b"filename*0=\"=?gb2312?B?1rC5pL2o\"; filename*1=\"0ukudHh0?=\"",
            "职工建议.txt",
        );
        check(b"filename=\"utf-8''%E6%B5%8B%E8%AF%95.txt\"", "测试.txt");
        check(b"filename=\"%E6%B5%8B%E8%AF%95.txt\"", "测试.txt");
        check(b"filename=\"%B2%E2%CA%D4.txt\"", "测试.txt");
        check(
            b"filename=\"fallback.txt\"; filename*=utf-8''%E6%B5%8B.txt",
            "测.txt",
        );
        check(
            b"filename=\"=?gb2312?B?1rC5pL2o?=\r\n =?gb2312?B?0ukudHh0?=\"",
            "职工建议.txt",
        );
        // 誠 ends with a backslash in GBK and Big5
        check(b"filename=\"\xd5\x5c.txt\"", "誠.txt");
        check(b"filename=\"a \\\"b\\\".txt\"", "a \"b\".txt");
        check(b"filename=\"50% of it.txt\"", "50% of it.txt");
        check(b"filename=\"never closed.txt", "never closed.txt");
    }
}
