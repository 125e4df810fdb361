//! What reading one file may cost, and the words it has given so far.

use super::MAX_CHARS;

/// Most bytes that one file may unpack to altogether.
const MAX_UNPACKED: usize = 64 << 20;
/// Most steps (elements, cells, operators) of one file.
const MAX_STEPS: u64 = 20_000_000;

/// Why reading ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Enough words: the rest is cut.
    Full,
    Locked,
    /// It unpacks to more than anybody wrote.
    TooLarge,
    Damaged,
}

/// Counts down while words are collected.
#[derive(Debug)]
pub(super) struct Budget {
    text: String,
    chars_left: usize,
    bytes_left: usize,
    steps_left: u64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            text: String::new(),
            chars_left: MAX_CHARS,
            bytes_left: MAX_UNPACKED,
            steps_left: MAX_STEPS,
        }
    }

    /// Takes words. Control characters become blanks.
    pub(super) fn push(&mut self, words: &str) -> Result<(), Stop> {
        for c in words.chars() {
            self.push_char(c)?;
        }
        Ok(())
    }

    pub(super) fn push_char(&mut self, c: char) -> Result<(), Stop> {
        let c = match c {
            '\n' | '\t' => c,
            '\r' => return Ok(()),
            // a form feed is a new page
            '\u{0C}' => '\n',
            c if c.is_control() || c == char::REPLACEMENT_CHARACTER => ' ',
            c => c,
        };
        let Some(left) = self.chars_left.checked_sub(1) else {
            return Err(Stop::Full);
        };
        self.chars_left = left;
        self.text.push(c);
        Ok(())
    }

    /// Ends a line, once.
    pub(super) fn end_line(&mut self) -> Result<(), Stop> {
        if self.text.is_empty() || self.text.ends_with('\n') {
            return Ok(());
        }
        self.push_char('\n')
    }

    /// Separates two words or cells, once.
    pub(super) fn separate(&mut self, by: char) -> Result<(), Stop> {
        if self.text.is_empty() || self.text.ends_with(['\n', '\t', ' ']) {
            return Ok(());
        }
        self.push_char(by)
    }

    /// Counts one step.
    pub(super) fn step(&mut self) -> Result<(), Stop> {
        self.steps_left = self.steps_left.checked_sub(1).ok_or(Stop::TooLarge)?;
        Ok(())
    }

    /// Most that may still be unpacked, in bytes.
    pub(super) const fn bytes_left(&self) -> usize {
        self.bytes_left
    }

    /// Counts what was unpacked.
    pub(super) fn unpacked(&mut self, bytes: usize) -> Result<(), Stop> {
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or(Stop::TooLarge)?;
        Ok(())
    }

    /// The words, without blanks at the ends.
    pub(super) fn into_text(self) -> String {
        self.text.trim().to_owned()
    }
}
