//! Files that come with a submission: the type is sniffed from the bytes, pictures are redrawn so
//! that no metadata survives, names are made harmless, and what is dangerous is refused with a
//! reason in Chinese.

mod errors;
mod gif;
mod name;
mod ole;
mod ooxml;
mod picture;
mod plain;
mod sniff;

#[cfg(test)]
mod tests;

pub use errors::{UploadError, UploadReason};
pub use name::clean_name;
pub use sniff::FileType;

use huiyin_core::{Digest, NewAttachment};

/// Most files of one submission.
pub const MAX_FILES: usize = 5;
/// Largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Most bytes of all files of one submission together.
pub const MAX_TOTAL_BYTES: usize = MAX_FILES * MAX_FILE_BYTES;

/// For the `accept` attribute of the file field. HEIC is left out on purpose: an iPhone then hands
/// over a JPEG by itself.
pub const ACCEPT: &str = "image/jpeg,image/png,image/gif,image/webp,image/bmp,\
    .pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt";

/// A file that may be stored and handed out again.
#[derive(Clone, PartialEq, Eq)]
pub struct CleanUpload {
    /// Without path, at most 120 characters, its extension agreeing with the content.
    pub file_name: String,
    /// From the content, never from the sender.
    pub media_type: String,
    /// For pictures not the bytes that were sent, but the picture redrawn; for .docx, .xlsx and
    /// .pptx the document without its author.
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`.
    pub digest: Digest,
}

impl CleanUpload {
    /// The row for the store; the bytes go to the blob store under the digest.
    pub fn attachment(&self) -> NewAttachment {
        NewAttachment {
            file_name: self.file_name.clone(),
            media_type: self.media_type.clone(),
            size: self.bytes.len() as u64,
            digest: self.digest,
        }
    }
}

/// File names may be personal; a log shows type and size.
impl std::fmt::Debug for CleanUpload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CleanUpload")
            .field("media_type", &self.media_type)
            .field("size", &self.bytes.len())
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

/// Checks one file. A photo of 12 million pixels takes half a second and 40 MB, one of 50 million
/// 1.5 s and 170 MB, twice that when it has to be turned: call it off the async threads, one or two
/// at a time.
pub fn inspect(file_name: &str, bytes: &[u8]) -> Result<CleanUpload, UploadError> {
    let fail = |reason| UploadError {
        file_name: name::for_message(file_name),
        reason,
    };
    if bytes.is_empty() {
        return Err(fail(UploadReason::Empty));
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(fail(UploadReason::TooLarge));
    }
    let found = sniff::sniff(file_name, bytes).map_err(fail)?;
    let (file_type, clean) = match found {
        FileType::Jpeg | FileType::Png | FileType::WebP | FileType::Bmp => {
            picture::redraw(found, bytes).map_err(fail)?
        }
        FileType::Gif => (found, gif::strip(bytes).map_err(fail)?),
        FileType::Docx | FileType::Xlsx | FileType::Pptx => {
            (found, ooxml::without_author(bytes).map_err(fail)?)
        }
        FileType::Pdf
        | FileType::Doc
        | FileType::Xls
        | FileType::Ppt
        | FileType::TextUtf8
        | FileType::TextGb18030
        | FileType::TextUtf16 => (found, bytes.to_vec()),
    };
    // redrawing a strongly compressed picture can make it larger
    if clean.len() > 4 * MAX_FILE_BYTES {
        return Err(fail(UploadReason::TooManyPixels));
    }
    Ok(CleanUpload {
        file_name: clean_name(file_name, file_type),
        media_type: file_type.media_type().to_owned(),
        digest: Digest::of(&clean),
        bytes: clean,
    })
}

/// Checks number and total size before any file is read; `sizes` in bytes.
pub fn check_limits(sizes: &[usize]) -> Result<(), UploadReason> {
    if sizes.len() > MAX_FILES {
        return Err(UploadReason::TooMany);
    }
    if sizes.iter().sum::<usize>() > MAX_TOTAL_BYTES {
        return Err(UploadReason::TooLargeTogether);
    }
    Ok(())
}
