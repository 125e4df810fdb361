//! File names that are safe to show and to store.

use super::flaw::{Flaw, Flaws};
use super::words::is_invisible;

/// Longest name, in characters. Signs that some file systems refuse are kept here, because the
/// name is evidence; `upload` takes them out of what is stored.
const MAX: usize = 240;

/// Makes a name without path, control characters and tricks; never empty.
pub(super) fn clean(name: &str, media_type: &str, flaws: &mut Flaws) -> String {
    let base = name
        .rsplit(['/', '\\'])
        .find(|part| !part.trim().is_empty())
        .unwrap_or_default();
    let visible: String = base
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    let trimmed = visible
        .trim()
        .trim_start_matches('.')
        .trim_end_matches(['.', ' '])
        .trim();
    if base.len() != name.len() || name.chars().any(|c| c.is_control() || is_invisible(c)) {
        flaws.add(Flaw::UnsafeFileName);
    }
    if trimmed.is_empty() {
        return format!("附件.{}", extension_of(media_type));
    }
    shorten(trimmed)
}

/// Whether a name says anything: a program that could not encode it wrote question marks.
pub(super) fn is_readable(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_hole = |c: char| matches!(c, '?' | '_' | '\u{fffd}') || c.is_whitespace();
    !stem.chars().all(is_hole)
}

/// Cuts the stem, keeps the extension.
fn shorten(name: &str) -> String {
    if name.chars().count() <= MAX {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 10 => {
            (stem, format!(".{extension}"))
        }
        _ => (name, String::new()),
    };
    let stem: String = stem.chars().take(MAX - extension.chars().count()).collect();
    format!("{}{extension}", stem.trim_end())
}

/// For parts without a name.
fn extension_of(media_type: &str) -> &'static str {
    match media_type {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/rfc822-headers" => "txt",
        "image/jpeg" | "image/jpg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/msword" => "doc",
        "application/zip" => "zip",
        "application/ms-tnef" | "application/vnd.ms-tnef" => "dat",
        "message/rfc822" | "message/global" => "eml",
        "message/delivery-status" | "message/disposition-notification" => "txt",
        "application/pgp-signature" => "asc",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_paths_and_tricks() {
        let check = |name: &str, expect: &str| {
            assert_eq!(
                clean(name, "application/pdf", &mut Flaws::default()),
                expect,
                "{name}"
            );
        };
        check("建议.docx", "建议.docx");
        check("C:\\桌面\\建议.docx", "建议.docx");
        check("../../etc/passwd", "passwd");
        check("a\u{202e}fdp.exe", "afdp.exe");
        check("", "附件.pdf");
        check("...", "附件.pdf");
        check("a?b*.txt", "a?b*.txt");
        assert_eq!(
            clean(
                &format!("{}.pdf", "长".repeat(500)),
                "",
                &mut Flaws::default()
            )
            .chars()
            .count(),
            MAX
        );
    }
}
