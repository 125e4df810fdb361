//! Streams of objects are unpacked all at once when a PDF is opened, each within a limit of its
//! own. Here they are counted together, before anything is opened.

use std::io::{Read as _, copy, sink};

use flate2::read::ZlibDecoder;

use crate::text::budget::Stop;

/// Most bytes that all streams of objects together may unpack to.
const MAX_TOGETHER: u64 = 96 << 20;
/// How far before the word `stream` its dictionary may begin, in bytes.
const DICTIONARY: usize = 1024;

/// # Errors
/// [`Stop::TooLarge`] when they unpack to more than any document needs, or are packed twice, which
/// no program does.
pub(super) fn check(bytes: &[u8]) -> Result<(), Stop> {
    let mut left = MAX_TOGETHER;
    let mut from = 0;
    while let Some(at) = find(bytes.get(from..).unwrap_or_default(), b"stream") {
        let start = from + at;
        from = start + b"stream".len();
        let before = bytes
            .get(start.saturating_sub(DICTIONARY)..start)
            .unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        // the dictionary of this stream only; a name may be written with escapes
        let dictionary = match rfind(before, b"obj") {
            Some(at) => before.get(at..).unwrap_or(before),
            None => before,
        };
        let has = |word: &[u8]| find(dictionary, word).is_some();
        if !(has(b"ObjStm") || has(b"XRef") || has(b"#")) {
            continue;
        }
        let n_filters = count(dictionary, b"Flate") + count(dictionary, b"/Fl ");
        if n_filters > 1 || has(b"LZW") || has(b"Brotli") {
            return Err(Stop::TooLarge);
        }
        let packed = bytes.get(from..).unwrap_or_default();
        let packed = packed.strip_prefix(b"\r").unwrap_or(packed);
        let packed = packed.strip_prefix(b"\n").unwrap_or(packed);
        // what does not unpack is told by whoever opens it
        let size = copy(&mut ZlibDecoder::new(packed).take(left + 1), &mut sink()).unwrap_or(0);
        left = left.checked_sub(size).ok_or(Stop::TooLarge)?;
    }
    Ok(())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .rposition(|window| window == needle)
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    haystack
        .windows(needle.len())
        .filter(|window| *window == needle)
        .count()
}
