//! Plain text: what is valid in its encoding, holds no control characters, and is not a web page.

use super::errors::UploadReason;
use super::sniff::FileType;

/// Which text it is; `None` when it is not text at all.
pub(super) fn classify(bytes: &[u8]) -> Option<Result<FileType, UploadReason>> {
    let (text, file_type) = if let Some(body) = utf16_body(bytes) {
        (body?, FileType::TextUtf16)
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        (
            text.trim_start_matches('\u{FEFF}').to_owned(),
            FileType::TextUtf8,
        )
    } else {
        let text =
            encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
        (text.into_owned(), FileType::TextGb18030)
    };
    let printable = text.chars().all(|c| {
        (!c.is_control() && !matches!(c, '\u{E000}'..='\u{F8FF}'))
            || matches!(c, '\t' | '\n' | '\r' | '\u{0C}')
    });
    if !printable {
        return None;
    }
    if looks_like_markup(&text) {
        return Some(Err(UploadReason::WebPage));
    }
    if text.starts_with("#!") {
        return Some(Err(UploadReason::Executable));
    }
    Some(Ok(file_type))
}

/// Text with a UTF-16 mark, as the Windows Notepad writes it; the inner `None` when it is broken.
fn utf16_body(bytes: &[u8]) -> Option<Option<String>> {
    let (encoding, body) = if let Some(body) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        (encoding_rs::UTF_16LE, body)
    } else if let Some(body) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        (encoding_rs::UTF_16BE, body)
    } else {
        return None;
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(body);
    Some(text.map(std::borrow::Cow::into_owned))
}

/// Whether a browser that guesses types could take the text for a page (WHATWG mimesniff 7.1), or
/// whether a page begins anywhere in its first kilobytes.
fn looks_like_markup(text: &str) -> bool {
    const TAGS: [&str; 12] = [
        "<!doctype",
        "<html",
        "<head",
        "<script",
        "<iframe",
        "<svg",
        "<body",
        "<object",
        "<embed",
        "<meta",
        "<?xml",
        "<?php",
    ];
    let head: String = text
        .chars()
        .take(8192)
        .collect::<String>()
        .to_ascii_lowercase();
    TAGS.iter().any(|tag| head.contains(tag))
}
