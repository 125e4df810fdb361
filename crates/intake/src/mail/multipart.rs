//! The delimiter lines of a multipart body (RFC 2046 5.1.1).

/// Raw parts between the delimiter lines (RFC 2046 5.1.1), and whether the closing one was there.
pub(super) fn split_parts<'a>(body: &'a [u8], boundary: &[u8]) -> (Vec<&'a [u8]>, bool) {
    let mut parts = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    let mut is_closed = false;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let end = at + line.len();
        let delimiter = delimiter(line, boundary);
        if let Some(is_last) = delimiter {
            if let Some(from) = start {
                parts.push(without_line_end(body.get(from..at).unwrap_or_default()));
            }
            // more may follow: a nested multipart with the same boundary was closed
            is_closed |= is_last;
            start = (!is_last).then_some(end);
        }
        at = end;
    }
    if let Some(from) = start {
        let rest = body.get(from..).unwrap_or_default();
        if !rest.trim_ascii().is_empty() {
            parts.push(rest);
        }
    }
    (parts, is_closed)
}

/// Whether a line delimits, and whether it closes.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line
        .strip_prefix(b"--")?
        .strip_prefix(boundary)?
        .trim_ascii_end();
    match rest {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

/// The line end before a delimiter belongs to the delimiter.
fn without_line_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

pub(super) fn contains_boundary(body: &[u8], boundary: &[u8]) -> bool {
    body.split(|b| *b == b'\n')
        .any(|line| delimiter(line, boundary).is_some())
}

/// A missing or wrong boundary parameter: the first line of dashes that a field follows.
pub(super) fn guess_boundary(body: &[u8]) -> Option<Vec<u8>> {
    let mut lines = body.split(|b| *b == b'\n').take(200).peekable();
    while let Some(line) = lines.next() {
        let Some(boundary) = line.trim_ascii_end().strip_prefix(b"--") else {
            continue;
        };
        let next = lines
            .peek()
            .map(|next| next.to_ascii_lowercase())
            .unwrap_or_default();
        if !boundary.is_empty() && next.starts_with(b"content-") {
            return Some(boundary.to_vec());
        }
    }
    None
}
