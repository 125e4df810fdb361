//! How much bytes look like Chinese in a given encoding.
//!
//! GB 2312 level 1 and Big5 level 1 hold the few thousand characters that make up nearly all of
//! real text, so their share tells right readings from wrong ones without any frequency table.

/// Counts over the non-ASCII part of some bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Score {
    /// Characters outside ASCII.
    pub(super) chars: usize,
    /// Of these: everyday characters and punctuation of the encoding.
    pub(super) common: usize,
    /// Bytes that cannot be part of the encoding. A character cut off at the end is no error.
    pub(super) errors: usize,
}

impl Score {
    /// Share of everyday characters, 0 to 1.
    pub(super) fn share(self) -> f64 {
        if self.chars == 0 {
            0.0
        } else {
            self.common as f64 / (self.chars + self.errors) as f64
        }
    }

    /// No error, and mostly everyday characters.
    pub(super) fn is_plausible(self) -> bool {
        self.chars > 0 && self.errors == 0 && self.share() >= 0.6
    }
}

/// Reads the bytes as GB 18030.
pub(super) fn gb(bytes: &[u8]) -> Score {
    let mut score = Score::default();
    let mut i = 0;
    let at = |i: usize| bytes.get(i).copied();
    while let Some(lead) = at(i) {
        match (lead, at(i + 1)) {
            (0..=0x7f, _) => i += 1,
            (0x81..=0xfe, None) => i += 1,
            (0x81..=0xfe, Some(0x30..=0x39)) => {
                match (at(i + 2), at(i + 3)) {
                    (Some(0x81..=0xfe), Some(0x30..=0x39)) => score.chars += 1,
                    (None, _) | (Some(0x81..=0xfe), None) => {}
                    _ => score.errors += 1,
                }
                i += 4;
            }
            (0x81..=0xfe, Some(trail @ (0x40..=0x7e | 0x80..=0xfe))) => {
                score.chars += 1;
                match (lead, trail) {
                    // punctuation, full-width forms and kana are rows 1, 3 to 5; level 1 is rows 16 to 55
                    (0xa1 | 0xa3..=0xa5 | 0xb0..=0xd7, 0xa1..) => score.common += 1,
                    // user-defined characters: nobody sends them, wrong readings are full of them
                    (0xaa..=0xaf | 0xf8..=0xfe, 0xa1..) | (0xa1..=0xa7, 0x40..=0xa0) => {
                        score.chars += 1
                    }
                    _ => {}
                }
                i += 2;
            }
            _ => {
                score.errors += 1;
                i += 1;
            }
        }
    }
    score
}

/// Reads the bytes as Big5.
pub(super) fn big5(bytes: &[u8]) -> Score {
    let mut score = Score::default();
    let mut i = 0;
    let at = |i: usize| bytes.get(i).copied();
    while let Some(lead) = at(i) {
        match (lead, at(i + 1)) {
            (0..=0x7f, _) => i += 1,
            (0x81..=0xfe, None) => i += 1,
            (0x81..=0xfe, Some(trail @ (0x40..=0x7e | 0xa1..=0xfe))) => {
                score.chars += 1;
                // punctuation is rows A1 to A3, level 1 A440 to C67E
                if matches!(lead, 0xa1 | 0xa4..=0xc5) || (lead == 0xc6 && trail <= 0x7e) {
                    score.common += 1;
                }
                i += 2;
            }
            _ => {
                score.errors += 1;
                i += 1;
            }
        }
    }
    score
}

/// What UTF-8 validation says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Utf8 {
    /// Well-formed sequences of two bytes.
    pub(super) pairs: usize,
    /// Well-formed sequences of three or four bytes.
    pub(super) longer: usize,
    /// Ill-formed places. A sequence cut off at the end is none.
    pub(super) errors: usize,
}

impl Utf8 {
    pub(super) const fn is_valid(self) -> bool {
        self.errors == 0
    }

    /// Valid, and with at least one whole sequence.
    pub(super) const fn has_any(self) -> bool {
        self.errors == 0 && self.pairs + self.longer > 0
    }

    /// Valid, and with sequences that other encodings hardly produce by chance.
    pub(super) const fn is_certain(self) -> bool {
        self.errors == 0 && self.longer > 0
    }
}

pub(super) fn utf8(bytes: &[u8]) -> Utf8 {
    let mut found = Utf8::default();
    let mut rest = bytes;
    loop {
        let (valid, error) = match std::str::from_utf8(rest) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = rest.get(..error.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(valid).unwrap_or_default(), Some(error))
            }
        };
        for c in valid.chars() {
            match c.len_utf8() {
                1 => {}
                2 => found.pairs += 1,
                _ => found.longer += 1,
            }
        }
        let Some(error) = error else { return found };
        let Some(length) = error.error_len() else {
            return found;
        };
        found.errors += 1;
        rest = rest.get(error.valid_up_to() + length..).unwrap_or_default();
    }
}
