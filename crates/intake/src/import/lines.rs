//! Lines of bytes with an upper limit, so that one broken file cannot fill the memory.

use std::io::{BufRead, Result};

/// Longest line, in bytes. Two texts of the greatest length fit, even with every character
/// written as `\uXXXX`.
pub(super) const MAX_LINE: usize = 4 * 1024 * 1024;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The buffer holds the line without its end.
    Whole,
    /// The line was longer than the limit and has been skipped.
    TooLong,
    End,
}

/// Reads the next line into the buffer and tells how many bytes it took.
pub(super) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<(Line, u64)> {
    line.clear();
    let mut consumed = 0_u64;
    let mut too_long = false;
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            let found = match (too_long, consumed) {
                (true, _) => Line::TooLong,
                (false, 0) => Line::End,
                (false, _) => Line::Whole,
            };
            return Ok((found, consumed));
        }
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(chunk.len());
        if line.len() + taken > MAX_LINE {
            too_long = true;
            line.clear();
        }
        if !too_long {
            line.extend(chunk.iter().take(taken));
        }
        let used = end.map_or(taken, |end| end + 1);
        input.consume(used);
        consumed += used as u64;
        if end.is_some() {
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok((if too_long { Line::TooLong } else { Line::Whole }, consumed));
        }
    }
}
