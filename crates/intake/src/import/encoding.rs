//! UTF-8 or GB18030, decided over the whole file: one damaged line must not turn the rest of a
//! UTF-8 file into nonsense.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use super::errors::ImportError;
use super::lines::{Line, read_line};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextEncoding {
    Utf8,
    Gb18030,
}

impl TextEncoding {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
        }
    }

    /// The text; `None` when a byte does not belong to this encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Gb18030 => {
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)
            }
        }
    }
}

/// What is known of a text file before its rows are read.
#[derive(Debug)]
pub(super) struct Detected {
    pub(super) encoding: TextEncoding,
    /// Bytes of the byte order mark.
    pub(super) skip: u64,
    pub(super) size: u64,
    /// The first line that is not empty, for the delimiter of a CSV.
    pub(super) first_line: Vec<u8>,
    /// Double quotation marks in the whole file, for a CSV.
    pub(super) n_quotes: u64,
}

/// Reads the file once. Line feeds never occur inside a character of UTF-8 or GB18030, so lines
/// can be judged one by one.
pub(super) fn detect(path: &Path) -> Result<Detected, ImportError> {
    let mut file = File::open(path).map_err(ImportError::Open)?;
    let size = file.metadata().map_err(ImportError::Open)?.len();
    let mut mark = Vec::new();
    file.by_ref()
        .take(3)
        .read_to_end(&mut mark)
        .map_err(ImportError::Read)?;
    if mark.starts_with(&[0xFF, 0xFE]) || mark.starts_with(&[0xFE, 0xFF]) {
        return Err(ImportError::Utf16);
    }
    let marked = mark.as_slice() == [0xEF, 0xBB, 0xBF];
    let skip = if marked { 3 } else { 0 };
    let mut input = open_after(path, skip)?;
    let mut line = Vec::new();
    let mut first_line = Vec::new();
    let (mut utf8, mut other) = (0_u64, 0_u64);
    let mut n_quotes = 0_u64;
    loop {
        let (found, _) = read_line(&mut input, &mut line).map_err(ImportError::Read)?;
        match found {
            Line::End => break,
            Line::TooLong => continue,
            Line::Whole => {}
        }
        if first_line.is_empty() && !line.trim_ascii().is_empty() {
            first_line.clone_from(&line);
        }
        n_quotes += line.iter().filter(|byte| **byte == b'"').count() as u64;
        if !line.is_ascii() {
            match std::str::from_utf8(&line) {
                Ok(_) => utf8 += 1,
                Err(_) => other += 1,
            }
        }
    }
    if first_line.is_empty() {
        return Err(ImportError::Empty);
    }
    // Chinese GB18030 is hardly ever valid UTF-8 by accident, so a tie means UTF-8 with damage
    let encoding = if marked || utf8 >= other {
        TextEncoding::Utf8
    } else {
        TextEncoding::Gb18030
    };
    Ok(Detected {
        encoding,
        skip,
        size,
        first_line,
        n_quotes,
    })
}

/// The file from behind its byte order mark.
pub(super) fn open_after(path: &Path, skip: u64) -> Result<BufReader<File>, ImportError> {
    use std::io::{Seek, SeekFrom};
    let mut file = File::open(path).map_err(ImportError::Open)?;
    file.seek(SeekFrom::Start(skip))
        .map_err(ImportError::Read)?;
    Ok(BufReader::with_capacity(64 * 1024, file))
}
