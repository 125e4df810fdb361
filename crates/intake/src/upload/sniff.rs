//! What a file is, from its bytes.

use super::errors::UploadReason;
use super::name::extension_of;
use super::{ole, ooxml, plain};

/// The types that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    Jpeg,
    Png,
    Gif,
    WebP,
    Bmp,
    Pdf,
    Doc,
    Docx,
    Xls,
    Xlsx,
    Ppt,
    Pptx,
    TextUtf8,
    TextGb18030,
    TextUtf16,
}

impl FileType {
    /// For the `Content-Type` header.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Pdf => "application/pdf",
            Self::Doc => "application/msword",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xls => "application/vnd.ms-excel",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::TextUtf8 => "text/plain; charset=utf-8",
            Self::TextGb18030 => "text/plain; charset=gb18030",
            Self::TextUtf16 => "text/plain; charset=utf-16",
        }
    }

    /// Extensions that agree with the type; the first is the usual one.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::WebP => &["webp"],
            Self::Bmp => &["bmp"],
            Self::Pdf => &["pdf"],
            Self::Doc => &["doc"],
            Self::Docx => &["docx"],
            Self::Xls => &["xls"],
            Self::Xlsx => &["xlsx"],
            Self::Ppt => &["ppt"],
            Self::Pptx => &["pptx"],
            Self::TextUtf8 | Self::TextGb18030 | Self::TextUtf16 => &["txt"],
        }
    }

    /// The usual extension.
    pub(super) fn extension(self) -> &'static str {
        self.extensions().first().copied().unwrap_or("bin")
    }
}

/// Decides the type, or why the file is refused. The name counts only for text, which has no mark
/// of its own: a text called .bat is a program.
pub(super) fn sniff(file_name: &str, bytes: &[u8]) -> Result<FileType, UploadReason> {
    if bytes.starts_with(b"%PDF-") {
        return pdf(bytes);
    }
    if bytes.starts_with(ole::MAGIC) {
        return ole::classify(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return ooxml::classify(bytes);
    }
    if let Some(kind) = infer::get(bytes) {
        return known(kind);
    }
    let text = plain::classify(bytes).unwrap_or(Err(UploadReason::Unsupported))?;
    match extension_of(file_name).as_deref() {
        Some(
            "exe" | "com" | "bat" | "cmd" | "ps1" | "vbs" | "vbe" | "wsf" | "js" | "mjs" | "jse"
            | "hta" | "sh" | "py" | "pl" | "rb" | "php" | "jsp" | "asp" | "aspx" | "reg" | "inf"
            | "lnk" | "url" | "scr" | "jar",
        ) => Err(UploadReason::Executable),
        Some("html" | "htm" | "xhtml" | "mht" | "mhtml" | "svg" | "xml" | "xsl" | "css") => {
            Err(UploadReason::WebPage)
        }
        Some(_) | None => Ok(text),
    }
}

fn known(kind: infer::Type) -> Result<FileType, UploadReason> {
    use infer::MatcherType as M;
    match kind.mime_type() {
        "image/jpeg" => return Ok(FileType::Jpeg),
        "image/png" => return Ok(FileType::Png),
        "image/gif" => return Ok(FileType::Gif),
        "image/webp" => return Ok(FileType::WebP),
        "image/bmp" => return Ok(FileType::Bmp),
        // nothing here can redraw it, and the place of taking may be inside
        "image/heif" | "image/heic" | "image/avif" => return Err(UploadReason::MetadataStays),
        "text/html" | "text/xml" | "image/svg+xml" => return Err(UploadReason::WebPage),
        "text/x-shellscript" => return Err(UploadReason::Executable),
        _ => {}
    }
    Err(match kind.matcher_type() {
        M::App => UploadReason::Executable,
        M::Archive => UploadReason::Archive,
        M::Audio | M::Video => UploadReason::Media,
        M::Book | M::Doc | M::Font | M::Image | M::Text | M::Custom => UploadReason::Unsupported,
    })
}

/// A PDF must have its end: half a document is of no use to whoever handles the matter.
fn pdf(bytes: &[u8]) -> Result<FileType, UploadReason> {
    const TAIL: usize = 64 * 1024;
    let tail = bytes
        .get(bytes.len().saturating_sub(TAIL)..)
        .unwrap_or(bytes);
    if contains(tail, b"%%EOF") {
        Ok(FileType::Pdf)
    } else {
        Err(UploadReason::Damaged)
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}
