//! `ToUnicode`: which characters the codes of a font stand for (ISO 32000-1, 9.10.3).

use std::collections::HashMap;

/// Most entries of one map; a font holds 65,536 characters.
const MAX_ENTRIES: usize = 200_000;

/// A code with the number of its bytes.
type Code = (u8, u32);

/// A map from codes to characters.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// (length in bytes, first, last).
    spaces: Vec<(u8, u32, u32)>,
    single: HashMap<Code, String>,
    /// Codes in a row, standing for characters in a row.
    rows: Vec<(Code, u32, u32)>,
}

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Word(&'a [u8]),
    Open,
    Close,
}

impl CMap {
    /// Reads a map; what is not understood is left out.
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut map = Self::default();
        let mut tokens = Tokens(text);
        while let Some(token) = tokens.next() {
            if map.len() > MAX_ENTRIES {
                break;
            }
            match token {
                Token::Word(b"begincodespacerange") => map.read_spaces(&mut tokens),
                Token::Word(b"beginbfchar") => map.read_single(&mut tokens),
                Token::Word(b"beginbfrange") => map.read_rows(&mut tokens),
                Token::Hex(_) | Token::Word(_) | Token::Open | Token::Close => {}
            }
        }
        map.rows.sort_unstable();
        map
    }

    fn len(&self) -> usize {
        self.spaces.len() + self.single.len() + self.rows.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.single.is_empty() && self.rows.is_empty()
    }

    /// Appends what the codes stand for. Codes that stand for nothing are left out.
    pub(super) fn decode(&self, bytes: &[u8], out: &mut String) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = self.length_of(rest);
            let (code, tail) = rest.split_at(length.min(rest.len()));
            rest = tail;
            self.look_up(code_of(code), out);
        }
    }

    /// How many bytes the next code has.
    fn length_of(&self, bytes: &[u8]) -> usize {
        for length in 1..=4_u8 {
            let Some(start) = bytes.get(..usize::from(length)) else {
                break;
            };
            let (_, code) = code_of(start);
            let fits = |&(l, first, last): &(u8, u32, u32)| {
                l == length && within(code, first, last, length)
            };
            if self.spaces.iter().any(fits) {
                return usize::from(length);
            }
        }
        self.spaces
            .iter()
            .map(|(length, ..)| usize::from(*length))
            .min()
            .unwrap_or(2)
            .max(1)
    }

    fn look_up(&self, code: Code, out: &mut String) {
        if let Some(text) = self.single.get(&code) {
            out.push_str(text);
            return;
        }
        let after = self.rows.partition_point(|(first, ..)| *first <= code);
        if let Some(((length, first), last, to)) = after
            .checked_sub(1)
            .and_then(|at| self.rows.get(at))
            .copied()
            && length == code.0
            && code.1 <= last
            && let Some(c) = to.checked_add(code.1 - first).and_then(char::from_u32)
        {
            out.push(c);
        }
    }

    fn read_spaces(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(first)) = tokens.next()
            && let Some(Token::Hex(last)) = tokens.next()
            && self.spaces.len() < 100
        {
            let (length, first) = code_of(&first);
            self.spaces.push((length, first, code_of(&last).1));
        }
    }

    fn read_single(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(code)) = tokens.next() {
            // a name of a glyph may stand in place of characters
            let Some(to) = tokens.next() else { return };
            if let Token::Hex(to) = to
                && self.single.len() < MAX_ENTRIES
            {
                self.single.insert(code_of(&code), characters(&to));
            }
        }
    }

    fn read_rows(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(first)) = tokens.next()
            && let Some(Token::Hex(last)) = tokens.next()
        {
            let (length, first) = code_of(&first);
            let (_, last) = code_of(&last);
            match tokens.next() {
                Some(Token::Hex(to)) => self.add_row(length, first, last, &to),
                Some(Token::Open) => {
                    let mut code = first;
                    while let Some(Token::Hex(to)) = tokens.next() {
                        if code <= last && self.single.len() < MAX_ENTRIES {
                            self.single.insert((length, code), characters(&to));
                        }
                        code = code.saturating_add(1);
                    }
                }
                Some(Token::Word(_) | Token::Close) | None => return,
            }
        }
    }

    fn add_row(&mut self, length: u8, first: u32, last: u32, to: &[u8]) {
        let text = characters(to);
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => {
                if self.rows.len() < MAX_ENTRIES {
                    self.rows.push(((length, first), last, u32::from(c)));
                }
            }
            // a ligature: of its row only the first is certain
            (Some(_), Some(_)) => {
                self.single.insert((length, first), text);
            }
            (None, _) => {}
        }
    }
}

/// Every byte of the code lies between those of the first and the last.
fn within(code: u32, first: u32, last: u32, length: u8) -> bool {
    (0..u32::from(length)).all(|at| {
        let byte = |value: u32| (value >> (8 * at)) & 0xFF;
        (byte(first)..=byte(last)).contains(&byte(code))
    })
}

fn code_of(bytes: &[u8]) -> Code {
    let code = bytes
        .iter()
        .take(4)
        .fold(0, |code: u32, byte| (code << 8) | u32::from(*byte));
    (u8::try_from(bytes.len().min(4)).unwrap_or(4), code)
}

/// UTF-16, most significant byte first.
fn characters(bytes: &[u8]) -> String {
    let units = match bytes {
        [only] => vec![u16::from(*only)],
        _ => bytes
            .chunks_exact(2)
            .take(64)
            .map(|pair| {
                pair.iter()
                    .fold(0, |unit, byte| (unit << 8) | u16::from(*byte))
            })
            .collect(),
    };
    char::decode_utf16(units)
        .flatten()
        .filter(|c| *c != '\0')
        .collect()
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Tokens<'a> {
    /// Takes bytes from the front as long as they fit.
    fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|byte| !fits(*byte));
        let (taken, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        taken
    }

    fn skip(&mut self) {
        self.0 = self.0.get(1..).unwrap_or_default();
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match *self.0.first()? {
                b'%' => {
                    self.take_while(|byte| !matches!(byte, b'\r' | b'\n'));
                }
                b'[' => {
                    self.skip();
                    return Some(Token::Open);
                }
                b']' => {
                    self.skip();
                    return Some(Token::Close);
                }
                // a dictionary, in which nothing is of interest
                b'<' if self.0.get(1) == Some(&b'<') => {
                    self.skip();
                    self.skip();
                }
                b'<' => {
                    self.skip();
                    let digits = self.take_while(|byte| byte != b'>');
                    self.skip();
                    return Some(Token::Hex(unhex(digits)));
                }
                byte if is_word(byte) => return Some(Token::Word(self.take_while(is_word))),
                _ => self.skip(),
            }
        }
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'[' | b']' | b'%' | b'(' | b')')
}

fn unhex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .take(256)
        .collect();
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => (high << 4) | low,
            [high] => high << 4,
            _ => 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(map: &str, codes: &[u8]) -> String {
        let mut out = String::new();
        CMap::parse(map.as_bytes()).decode(codes, &mut out);
        out
    }

    #[test]
    fn codes_become_characters() {
        let spaces = "1 begincodespacerange <0000> <FFFF> endcodespacerange ";
        let check = |map: &str, codes: &[u8], expect: &str| {
            assert_eq!(decoded(&format!("{spaces}{map}"), codes), expect, "{map}");
        };
        check(
            "2 beginbfchar <0001> <98DF> <0002> <5802> endbfchar",
            &[0, 1, 0, 2],
            "食堂",
        );
        check(
            "1 beginbfrange <0010> <0013> <4E00> endbfrange",
            &[0, 0x12],
            "丂",
        );
        check(
            "1 beginbfrange <0010> <0011> [<98DF> <D83DDE00>] endbfrange",
            &[0, 0x10, 0, 0x11],
            "食😀",
        );
        check("1 beginbfchar <0003> <00660069> endbfchar", &[0, 3], "fi");
        // nothing stands for it, or it is cut in the middle
        check(
            "1 beginbfchar <0003> <0041> endbfchar",
            &[0, 9, 0, 3, 0],
            "A",
        );
        check("garbage <<< ] [ beginbfrange <01>", &[0, 1], "");
    }

    #[test]
    fn codes_of_one_and_two_bytes_stand_side_by_side() {
        let map = "2 begincodespacerange <00> <80> <8140> <FEFE> endcodespacerange\n\
                   1 beginbfchar <41> <0041> endbfchar 1 beginbfchar <8141> <4E02> endbfchar";
        assert_eq!(decoded(map, &[0x41, 0x81, 0x41, 0x41]), "A丂A");
    }
}
