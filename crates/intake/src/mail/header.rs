//! Splitting a mail into header fields and body, on raw bytes.

/// One field. The value is raw: folded, undecoded, possibly eight-bit.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    /// Lower case.
    pub(super) name: String,
    pub(super) value: &'a [u8],
}

/// The header of a mail or of a part.
#[derive(Debug, Clone, Default)]
pub(super) struct Headers<'a>(pub(super) Vec<Field<'a>>);

/// Header, body, and whether the header had to be repaired.
#[derive(Debug)]
pub(super) struct Split<'a> {
    pub(super) headers: Headers<'a>,
    pub(super) body: &'a [u8],
    pub(super) is_bad: bool,
}

/// No sensible header is longer; the rest of an endless one is body.
const MAX_FIELDS: usize = 2_000;

impl<'a> Headers<'a> {
    /// Raw value of the first field of that (lower-case) name.
    pub(super) fn raw(&self, name: &str) -> Option<&'a [u8]> {
        self.0
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.value)
    }

    /// All values of that name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let name = name.to_owned();
        self.0
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| field.value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// Value as trimmed text for fields that are ASCII by nature; foreign bytes become U+FFFD.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.raw(name)
            .map(|raw| String::from_utf8_lossy(&unfold(raw)).trim().to_owned())
    }

    /// Same, in lower case; empty when absent.
    pub(super) fn lower(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_lowercase()
    }
}

/// Removes line ends (RFC 5322 2.2.3); the blank after them stays.
pub(super) fn unfold(value: &[u8]) -> Vec<u8> {
    value
        .iter()
        .copied()
        .filter(|b| !matches!(b, b'\r' | b'\n'))
        .collect()
}

/// Lines with their ends.
fn next_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = bytes
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |at| at + 1);
    bytes.split_at_checked(end)
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|b| matches!(b, b'\r' | b'\n'))
}

/// Name and rest of a line that starts a field.
fn field_start(line: &[u8]) -> Option<(String, usize)> {
    let colon = line.iter().position(|b| *b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let is_name =
        !name.is_empty() && name.len() <= 100 && name.iter().all(|b| b.is_ascii_graphic());
    is_name.then(|| {
        (
            String::from_utf8_lossy(name).to_ascii_lowercase(),
            colon + 1,
        )
    })
}

/// Fields that prove that the header goes on.
fn is_well_known(name: &str) -> bool {
    matches!(
        name,
        "from"
            | "to"
            | "cc"
            | "bcc"
            | "subject"
            | "date"
            | "message-id"
            | "mime-version"
            | "received"
            | "reply-to"
            | "sender"
            | "return-path"
            | "in-reply-to"
            | "references"
            | "importance"
    ) || name.starts_with("content-")
        || name.starts_with("x-")
        || name.starts_with("list-")
}

/// Splits at the first empty line. Repairs what is seen in real mail: an mbox `From ` line in
/// front, empty lines before the header, a raw value that runs on in the next line without a
/// blank, and a body that starts without an empty line.
pub(super) fn split(raw: &[u8]) -> Split<'_> {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let mut headers = Headers::default();
    let mut is_bad = false;
    let mut rest = raw;
    // empty lines in front are skipped only if a field follows
    let mut ahead = rest;
    while let Some((line, after)) = next_line(ahead)
        && (is_blank(line) || is_mbox_line(line) || line.starts_with(b">From "))
    {
        ahead = after;
        if !is_blank(line) {
            rest = after;
        } else if next_line(after).is_some_and(|(line, _)| {
            field_start(line).is_some_and(|(name, _)| is_well_known(&name))
        }) {
            rest = after;
            is_bad = true;
        }
    }
    if let Some(header) = behind_junk(rest) {
        rest = header;
        is_bad = true;
    }
    // the value of the field being read, as a range of what is left
    let mut open: Option<(String, usize, &[u8])> = None;
    let close = |open: &mut Option<(String, usize, &'_ [u8])>, end: &[u8]| {
        open.take().map(|(name, from, start)| {
            let length = start.len() - end.len();
            (name, from, length)
        })
    };
    loop {
        let line = next_line(rest);
        let starts = line.and_then(|(line, _)| field_start(line));
        let continues = line.is_some_and(|(line, after)| {
            matches!(line.first(), Some(b' ' | b'\t'))
                || open.is_some() && !is_blank(line) && starts.is_none() && goes_on(after)
        });
        if let Some((line, after)) = line
            && continues
            && open.is_some()
            // a line of blanks only ends the header for careless senders
            && (!line.trim_ascii().is_empty() || continues_after(after))
        {
            is_bad |= !matches!(line.first(), Some(b' ' | b'\t'));
            rest = after;
            continue;
        }
        if let Some((_, _, start)) = open.as_ref().map(|(n, f, s)| (n, f, *s))
            && let Some((name, from, length)) = close(&mut open, rest)
        {
            let value = start.get(from..length).unwrap_or_default();
            headers.0.push(Field { name, value });
        }
        let Some((line, after)) = line else {
            return Split {
                headers,
                body: b"",
                is_bad,
            };
        };
        if line.trim_ascii().is_empty() {
            return Split {
                headers,
                body: after,
                is_bad,
            };
        }
        if let Some((name, from)) = starts
            && headers.0.len() < MAX_FIELDS
        {
            open = Some((name, from, rest));
            rest = after;
            continue;
        }
        if line.starts_with(b">From ") || (headers.0.is_empty() && is_mbox_line(line)) {
            rest = after;
            continue;
        }
        // neither field nor end: the body starts here
        return Split {
            headers,
            body: rest,
            is_bad: true,
        };
    }
}

/// `From somebody Mon Jun …`, not the old way to write `From : somebody`.
fn is_mbox_line(line: &[u8]) -> bool {
    line.strip_prefix(b"From ")
        .is_some_and(|rest| !rest.trim_ascii_start().starts_with(b":"))
}

/// Where a header starts that has a few lines of something else in front (an answer of a POP
/// server, a log line): two fields of mail must follow each other closely.
fn behind_junk(raw: &[u8]) -> Option<&[u8]> {
    const MAX_JUNK: usize = 20;
    let mut rest = raw;
    for n_junk in 0..=MAX_JUNK {
        let (line, after) = next_line(rest)?;
        let is_field = |line: &[u8]| field_start(line).is_some_and(|(name, _)| is_of_mail(&name));
        if field_start(line).is_some_and(|(name, _)| n_junk == 0 || is_of_mail(&name)) {
            let mut fields = usize::from(is_field(line));
            let mut ahead = after;
            for _ in 0..30 {
                let Some((next, tail)) = next_line(ahead) else {
                    break;
                };
                if is_blank(next) {
                    break;
                }
                fields += usize::from(is_field(next));
                ahead = tail;
            }
            return (n_junk > 0 && fields >= 2).then_some(rest);
        }
        rest = after;
    }
    None
}

/// Fields that every mail has some of.
fn is_of_mail(name: &str) -> bool {
    matches!(
        name,
        "from"
            | "to"
            | "subject"
            | "date"
            | "message-id"
            | "received"
            | "return-path"
            | "mime-version"
            | "delivered-to"
            | "content-type"
    )
}

/// Whether the header goes on after a line that is no field: the next line is one that every
/// header has, or several such follow before the first empty line.
fn goes_on(after: &[u8]) -> bool {
    const LOOK: usize = 16;
    const SEVERAL: usize = 3;
    let mut rest = after;
    let mut fields = 0;
    for n_line in 0..LOOK {
        let Some((line, tail)) = next_line(rest) else {
            break;
        };
        if line.trim_ascii().is_empty() {
            break;
        }
        if field_start(line).is_some_and(|(name, _)| is_well_known(&name)) {
            if n_line == 0 {
                return true;
            }
            fields += 1;
        }
        rest = tail;
    }
    fields >= SEVERAL
}

/// Whether a line starts a field that every mail has some of.
pub(super) fn is_field_of_mail(line: &[u8]) -> bool {
    field_start(line).is_some_and(|(name, _)| is_of_mail(&name))
}

/// Whether the header visibly goes on after a line of blanks.
fn continues_after(after: &[u8]) -> bool {
    next_line(after).is_some_and(|(line, _)| {
        matches!(line.first(), Some(b' ' | b'\t')) && !line.trim_ascii().is_empty()
            || field_start(line).is_some_and(|(name, _)| is_well_known(&name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(raw: &[u8]) -> Vec<String> {
        split(raw)
            .headers
            .0
            .into_iter()
            .map(|field| field.name)
            .collect()
    }

    #[test]
    fn header_and_body_are_told_apart() {
        let found = split(b"Subject: a\r\n b\r\nTo: x\r\n\r\nbody\r\n");
        assert_eq!(found.headers.text("subject").unwrap(), "a b");
        assert_eq!(found.headers.text("to").unwrap(), "x");
        assert_eq!(found.body, b"body\r\n");
        assert!(!found.is_bad);
    }

    #[test]
    fn broken_headers_are_repaired() {
        assert_eq!(names(b"From a@b Mon\nSubject: x\n\nb"), ["subject"]);
        assert_eq!(names(b"\n\nSubject: x\n\nb"), ["subject"]);
        // a raw subject that runs on without a blank
        let found = split(b"Subject: \xb9\xa4\n\xbb\xe1\nTo: x\n\nb");
        assert_eq!(
            unfold(found.headers.raw("subject").unwrap()),
            b" \xb9\xa4\xbb\xe1"
        );
        assert_eq!(found.body, b"b");
        assert!(found.is_bad);
        // lines that lost their blanks, and more of the header behind them
        let found =
            split(b"Received: from a\n\\tby b\n\\tfor c\nFrom: x\nTo: y\nSubject: z\n\nbody");
        assert_eq!(found.headers.text("subject").unwrap(), "z");
        assert_eq!(found.body, b"body");
        let found = split(b"Subject: x\nhello\nyou\nFrom: is a word\n");
        assert_eq!(found.body, b"hello\nyou\nFrom: is a word\n");
        // no empty line before the body
        let found = split(b"Subject: x\nhello there\nmore");
        assert_eq!(found.body, b"hello there\nmore");
        // no header at all
        let found = split(b"just words");
        assert!(found.headers.0.is_empty());
        assert_eq!(found.body, b"just words");
        assert_eq!(split(b"").body, b"");
        assert_eq!(names(b"Subject : x\nTo:\n\n"), ["subject", "to"]);
        assert_eq!(split(b"\nbody only\n").body, b"body only\n");
        // a line of blanks ends the header
        assert_eq!(split(b"To: x\n \nbody\n").body, b"body\n");
        assert_eq!(split(b"To: x").headers.text("to").unwrap(), "x");
    }
}
