//! The words in a file that came with a submission: plain text in any Chinese encoding, .docx,
//! .pptx, .xlsx, and PDF with a text layer.
//!
//! The files are hostile until proven otherwise. Nothing here trusts a size that a file states of
//! itself, everything read is counted against a `Budget`, and a panic of a reader is an answer
//! ([`TextState::Damaged`]), not the end of the program. What cannot be bounded from inside is the
//! time: call [`read_text`] on a thread of its own and stop waiting after a while.

mod budget;
mod office;
mod pdf;
mod sheet;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use huiyin_core::{FileText, TextState};

use crate::mail::charset;
use crate::upload::FileType;
use budget::{Budget, Stop};

/// Raised when the readers find more than before: files read in an older form are read again.
pub const FORM: i64 = 1;

/// Most characters that are kept of one file, about 500 printed pages; the rest is cut.
pub const MAX_CHARS: usize = 500_000;

/// Stack of the thread that reads, in bytes; the PDF parser nests up to a hundred levels.
pub const STACK_BYTES: usize = 16 << 20;

const READABLE: [FileType; 7] = [
    FileType::TextUtf8,
    FileType::TextGb18030,
    FileType::TextUtf16,
    FileType::Docx,
    FileType::Pptx,
    FileType::Xlsx,
    FileType::Pdf,
];

/// The media types of files that may hold words, as [`crate::upload::CleanUpload`] names them.
pub fn readable_media_types() -> Vec<&'static str> {
    READABLE.iter().map(|one| one.media_type()).collect()
}

/// Reads the words of a file. Blocks, for up to some seconds with the largest files.
///
/// The result never holds control characters but line feeds and tabulators.
pub fn read_text(media_type: &str, bytes: &[u8]) -> FileText {
    let Some(file_type) = READABLE.iter().find(|one| one.media_type() == media_type) else {
        return FileText::without(TextState::Empty);
    };
    let read = AssertUnwindSafe(|| {
        let mut budget = Budget::new();
        let ended = read(*file_type, bytes, &mut budget);
        (budget, ended)
    });
    let Ok((budget, ended)) = catch_unwind(read) else {
        return FileText::without(TextState::Damaged);
    };
    let text = budget.into_text();
    let state = match ended {
        _ if text.is_empty() && ended.is_ok() => TextState::Empty,
        Ok(()) => TextState::Read,
        Err(Stop::Full) => TextState::Cut,
        Err(Stop::Locked) => TextState::Locked,
        Err(Stop::TooLarge) => TextState::TooLarge,
        // half a document is better found than lost
        Err(Stop::Damaged) if !text.is_empty() => TextState::Cut,
        Err(Stop::Damaged) => TextState::Damaged,
    };
    match state {
        TextState::Read | TextState::Cut => FileText { state, text },
        TextState::Empty
        | TextState::Locked
        | TextState::Damaged
        | TextState::TooLarge
        | TextState::TooSlow => FileText::without(state),
    }
}

fn read(file_type: FileType, bytes: &[u8], budget: &mut Budget) -> Result<(), Stop> {
    match file_type {
        FileType::TextUtf8 | FileType::TextGb18030 | FileType::TextUtf16 => {
            budget.push(&charset::decode(bytes, None).text)
        }
        FileType::Docx => office::read_document(bytes, budget),
        FileType::Pptx => office::read_slides(bytes, budget),
        FileType::Xlsx => sheet::read(bytes, budget),
        FileType::Pdf => pdf::read(bytes, budget),
        FileType::Jpeg
        | FileType::Png
        | FileType::Gif
        | FileType::WebP
        | FileType::Bmp
        | FileType::Doc
        | FileType::Xls
        | FileType::Ppt => Ok(()),
    }
}
