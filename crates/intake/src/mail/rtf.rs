//! The words of a letter that Outlook wrote as RTF (MS-OXRTFCP, MS-OXRTFEX).

use super::charset::decode;

/// Largest text taken out of a container, in bytes.
const MAX: usize = 4 * 1024 * 1024;
/// Groups within groups.
const MAX_DEPTH: usize = 200;

/// What every compressed text begins with implicitly (MS-OXRTFCP 2.1.3.1.1).
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Undoes the compression; `None` when the bytes are no such text.
pub(super) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let kind = bytes.get(8..12)?;
    let packed = bytes.get(16..)?;
    if kind == b"MELA" {
        return Some(packed.get(..MAX).unwrap_or(packed).to_vec());
    }
    if kind != b"LZFu" {
        return None;
    }
    let mut window = [b' '; 4096];
    for (place, byte) in window.iter_mut().zip(DICTIONARY) {
        *place = *byte;
    }
    let mut write = DICTIONARY.len();
    let mut out = Vec::new();
    let mut input = packed.iter().copied();
    let mut put = |byte: u8, out: &mut Vec<u8>, window: &mut [u8; 4096]| {
        out.push(byte);
        if let Some(place) = window.get_mut(write) {
            *place = byte;
        }
        write = (write + 1) % 4096;
        write
    };
    let mut end = DICTIONARY.len();
    'all: while let Some(control) = input.next() {
        for bit in 0..8 {
            if out.len() >= MAX {
                break 'all;
            }
            if control & (1 << bit) == 0 {
                let Some(byte) = input.next() else { break 'all };
                end = put(byte, &mut out, &mut window);
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else {
                break 'all;
            };
            let reference = usize::from(high) << 8 | usize::from(low);
            let (mut read, length) = (reference >> 4, (reference & 0xf) + 2);
            if read == end {
                break 'all;
            }
            for _ in 0..length {
                let byte = window.get(read).copied().unwrap_or(b' ');
                read = (read + 1) % 4096;
                end = put(byte, &mut out, &mut window);
            }
        }
    }
    Some(out)
}

/// State of a group.
#[derive(Clone, Copy, Default)]
struct Group {
    /// Fonts, colours, pictures: nothing to read.
    is_silent: bool,
    /// Between `\htmlrtf` and `\htmlrtf0`: formatting that the HTML behind it says again.
    is_repeated: bool,
    /// Characters that follow a `\u` for readers that do not know it.
    fallback: usize,
}

#[derive(Default)]
struct Reader {
    out: String,
    /// Bytes in the code page, not yet decoded.
    pending: Vec<u8>,
    codepage: Option<String>,
}

impl Reader {
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let text = decode(&self.pending, self.codepage.as_deref()).text;
            self.out.push_str(&text);
            self.pending.clear();
        }
    }

    fn push(&mut self, c: char) {
        self.flush();
        self.out.push(c);
    }
}

/// The words of an RTF text; `codepage` where the text does not name one.
pub(super) fn to_text(rtf: &[u8], codepage: Option<&str>) -> String {
    let mut reader = Reader {
        codepage: codepage.map(str::to_owned),
        ..Reader::default()
    };
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group {
        fallback: 1,
        ..Group::default()
    };
    let mut to_skip = 0_usize;
    let mut at = 0;
    while let Some(&byte) = rtf.get(at) {
        at += 1;
        let shown = !group.is_silent && !group.is_repeated;
        match byte {
            b'{' => {
                if groups.len() >= MAX_DEPTH {
                    break;
                }
                groups.push(group);
                if rtf.get(at..at + 2) == Some(b"\\*") {
                    group.is_silent = true;
                }
            }
            b'}' => group = groups.pop().unwrap_or(group),
            b'\r' | b'\n' => {}
            b'\\' => match rtf.get(at).copied() {
                Some(b'\'') => {
                    let hex = rtf.get(at + 1..at + 3).and_then(|hex| {
                        u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
                    });
                    at += 3;
                    if to_skip > 0 {
                        to_skip -= 1;
                    } else if let (Some(byte), true) = (hex, shown) {
                        reader.pending.push(byte);
                    }
                }
                Some(letter) if letter.is_ascii_alphabetic() => {
                    let (word, number, length) = control(rtf.get(at..).unwrap_or_default());
                    at += length;
                    to_skip = word_of(&word, number, &mut group, &mut reader);
                }
                Some(sign) => {
                    at += 1;
                    if shown {
                        match sign {
                            b'~' => reader.push(' '),
                            b'_' => reader.push('-'),
                            b'{' | b'}' | b'\\' => reader.pending.push(sign),
                            _ => {}
                        }
                    }
                }
                None => {}
            },
            _ if to_skip > 0 => to_skip -= 1,
            _ if shown => reader.pending.push(byte),
            _ => {}
        }
    }
    reader.flush();
    reader.out
}

/// A control word, its number, and how long both are with the blank that ends them.
fn control(rest: &[u8]) -> (String, Option<i32>, usize) {
    let letters = rest
        .iter()
        .take(32)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let word = String::from_utf8_lossy(rest.get(..letters).unwrap_or_default()).into_owned();
    let after = rest.get(letters..).unwrap_or_default();
    let digits = after
        .iter()
        .take(11)
        .enumerate()
        .take_while(|(i, b)| b.is_ascii_digit() || (*i == 0 && **b == b'-'))
        .count();
    let number = std::str::from_utf8(after.get(..digits).unwrap_or_default())
        .ok()
        .and_then(|digits| digits.parse().ok());
    let blank = usize::from(after.get(digits) == Some(&b' '));
    (word, number, letters + digits + blank)
}

/// Does what a control word says; gives how many characters to skip after it.
fn word_of(word: &str, number: Option<i32>, group: &mut Group, reader: &mut Reader) -> usize {
    let shown = !group.is_silent && !group.is_repeated;
    match word {
        "htmlrtf" => group.is_repeated = number != Some(0),
        "ansicpg" => {
            reader.codepage = number
                .filter(|n| *n > 0)
                .map(|n| format!("cp{n}"))
                .or_else(|| reader.codepage.take());
        }
        "fonttbl" | "colortbl" | "stylesheet" | "info" | "pict" | "header" | "footer"
        | "object" => group.is_silent = true,
        "uc" => {
            group.fallback = number
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(1)
                .min(16);
        }
        "u" => {
            if shown {
                // negative numbers stand for the upper half
                let unit = number.unwrap_or(0) & 0xffff;
                let c = u32::try_from(unit).ok().and_then(char::from_u32);
                reader.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            return group.fallback;
        }
        "par" | "line" | "row" | "sect" if shown => reader.push('\n'),
        "tab" | "cell" if shown => reader.push(' '),
        "emdash" if shown => reader.push('—'),
        "endash" if shown => reader.push('–'),
        "lquote" if shown => reader.push('‘'),
        "rquote" if shown => reader.push('’'),
        "ldblquote" if shown => reader.push('“'),
        "rdblquote" if shown => reader.push('”'),
        "bullet" if shown => reader.push('•'),
        _ => {}
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_read() {
        // MS-OXRTFCP 4.1.1
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03,
            0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3,
            0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d,
            0x0a, 0x80, 0x0f, 0xa0,
        ];
        let rtf = decompress(&packed).unwrap();
        assert_eq!(rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(to_text(&rtf, None), "hello world");
        for end in 0..packed.len() {
            let _cut = decompress(&packed[..end]);
        }
        assert!(decompress(b"no").is_none());
    }

    #[test]
    fn chinese_is_read_in_both_forms() {
        let check = |rtf: &str, expect: &str| {
            assert_eq!(
                to_text(rtf.as_bytes(), Some("cp936")).trim(),
                expect,
                "{rtf}"
            );
        };
        check(
            "{\\rtf1\\ansi\\ansicpg936\\'b9\\'a4\\'bb\\'e1\\par ok}",
            "工会\nok",
        );
        check("{\\rtf1\\uc1\\u24037?\\u20250?}", "工会");
        check(
            "{\\rtf1\\uc2\\u24037\\'b9\\'a4\\u-244\\'bb\\'e1}",
            "工\u{ff0c}",
        );
        check(
            "{\\rtf1{\\fonttbl{\\f0 \\'cb\\'ce\\'cc\\'e5;}}{\\*\\generator x}\\f0 \\'b9\\'a4}",
            "工",
        );
        check(
            "{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 \\'b9\\'a4\\htmlrtf \\par}\\htmlrtf0{\\*\\htmltag72 </p>}}",
            "工",
        );
        check("{\\rtf1 a\\{b\\}\\~c}", "a{b} c");
        check(&"{".repeat(5_000), "");
    }
}
