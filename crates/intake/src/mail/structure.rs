//! From raw bytes to texts and files: multiparts, nested mails, transfer encodings.
//!
//! Own code instead of mail-parser's tree, because that one is nested as deep as the mail is, and
//! dropping it overflows the stack, which aborts the process (measured with 0.11.9: 12,000 nested
//! mails, 384 KB, on a 2 MB stack). Here depth and number of parts are bounded. mail-parser still
//! reads dates for us.

use std::borrow::Cow;

use super::charset::{Decoded, Family, decode, family, find};
use super::file_name;
use super::flaw::{Flaw, Flaws, Place};
use super::header::{self, Headers};
use super::html;
use super::params::Value;
use super::parsed::{AutomaticKind, MailAttachment};
use super::tnef;
use super::transfer::{self, Undone};
use super::words::{self, note};

/// Deeper nesting is kept as an attachment.
const MAX_DEPTH: usize = 16;
/// Leaves that are looked at; no honest mail has more.
const MAX_PARTS: usize = 400;
/// Bytes of text that are decoded; the rest stays in the raw mail.
const MAX_TEXT: usize = 2 * 1024 * 1024;

/// A body text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextKind {
    Plain,
    Html,
}

/// What a part (with all below it) contributes.
#[derive(Debug, Default)]
pub(super) struct Content {
    texts: Vec<(TextKind, String)>,
    /// Text inside a winmail.dat; counts only when there is no other.
    spare: Option<String>,
    pub(super) attachments: Vec<MailAttachment>,
    /// Texts of nested mails.
    pub(super) forwarded: Vec<String>,
    /// Set by report parts.
    pub(super) report: Option<AutomaticKind>,
    /// Message-ID of the mail that a report or receipt is about.
    pub(super) concerns: Option<String>,
}

impl Content {
    /// All body texts, one after the other.
    pub(super) fn text(&self) -> String {
        if self.text_chars() == 0 && let Some(spare) = &self.spare {
            return spare.clone();
        }
        self.texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn text_chars(&self) -> usize {
        self.texts.iter().map(|(_, text)| text.chars().filter(|c| !c.is_whitespace()).count()).sum()
    }

    fn append(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.spare = self.spare.take().or(other.spare);
        self.attachments.extend(other.attachments);
        self.forwarded.extend(other.forwarded);
        self.report = self.report.or(other.report);
        self.concerns = self.concerns.take().or(other.concerns);
    }
}

/// What is shared while walking.
struct Walk<'f> {
    flaws: &'f mut Flaws,
    parts: usize,
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    depth: usize,
    in_digest: bool,
    in_related: bool,
    in_report: bool,
    /// Inside a nested mail: its files belong to that mail.
    in_nested: bool,
}

/// Reads a body with its header.
pub(super) fn read(headers: &Headers<'_>, body: &[u8], flaws: &mut Flaws) -> Content {
    let mut walk = Walk { flaws, parts: 0 };
    part(headers, body, Around::default(), &mut walk)
}

fn part(headers: &Headers<'_>, body: &[u8], around: Around, walk: &mut Walk<'_>) -> Content {
    let mut content_type = Value::parse(headers.raw("content-type").unwrap_or_default());
    if content_type.value.is_empty() {
        content_type.value = if around.in_digest { "message/rfc822" } else { "text/plain" }.to_owned();
    }
    if around.depth >= MAX_DEPTH {
        walk.flaws.add(Flaw::TooDeep);
        return leaf(headers, &content_type, body, around, walk, Leaf::File);
    }
    let (major, minor) = content_type.value.split_once('/').unwrap_or((&content_type.value, ""));
    match (major, minor) {
        ("multipart", _) => multipart(headers, &content_type, body, around, walk),
        ("message", "rfc822" | "global" | "news") => nested(headers, &content_type, body, around, walk),
        ("message", "delivery-status" | "global-delivery-status") => {
            report_part(headers, &content_type, body, around, walk, AutomaticKind::Bounce)
        }
        ("message", "disposition-notification") => {
            report_part(headers, &content_type, body, around, walk, AutomaticKind::ReadReceipt)
        }
        ("message", "feedback-report") => {
            report_part(headers, &content_type, body, around, walk, AutomaticKind::Report)
        }
        ("text", "rfc822-headers") => {
            let mut content = Content::default();
            if around.in_report {
                content.concerns = id_of(&header::split(&undo(headers, body, walk).0).headers);
            }
            content.append(leaf(headers, &content_type, body, around, walk, Leaf::File));
            content
        }
        ("text" | "plain" | "html", _) => {
            let is_html = minor == "html" || major == "html";
            let is_text = is_html || matches!(minor, "" | "plain" | "x-plain" | "enriched" | "markdown" | "x-amp-html")
                || major == "plain";
            let as_what = match (is_html, is_text) {
                (true, _) => Leaf::Text(TextKind::Html),
                (_, true) => Leaf::Text(TextKind::Plain),
                _ => Leaf::File,
            };
            leaf(headers, &content_type, body, around, walk, as_what)
        }
        ("message", "partial") => {
            walk.flaws.add(Flaw::Partial);
            leaf(headers, &content_type, body, around, walk, Leaf::File)
        }
        ("message", "external-body") => {
            walk.flaws.add(Flaw::ExternalBody);
            leaf(headers, &content_type, body, around, walk, Leaf::File)
        }
        ("application", "ms-tnef" | "vnd.ms-tnef") => {
            walk.flaws.add(Flaw::Tnef);
            let mut content = leaf(headers, &content_type, body, around, walk, Leaf::File);
            if !around.in_nested {
                unpack_tnef(&mut content, walk);
            }
            content
        }
        ("application", "pkcs7-mime" | "x-pkcs7-mime" | "pgp-encrypted") => {
            walk.flaws.add(Flaw::Encrypted);
            leaf(headers, &content_type, body, around, walk, Leaf::File)
        }
        _ => leaf(headers, &content_type, body, around, walk, Leaf::File),
    }
}

fn multipart(
    headers: &Headers<'_>,
    content_type: &Value,
    body: &[u8],
    around: Around,
    walk: &mut Walk<'_>,
) -> Content {
    let (decoded, _) = undo(headers, body, walk);
    let body: &[u8] = &decoded;
    let boundary = content_type
        .bytes("boundary")
        .filter(|boundary| contains_boundary(body, boundary))
        .or_else(|| guess_boundary(body));
    let Some(boundary) = boundary else {
        // no parts to be found: what is there is text
        if body.trim_ascii().is_empty() {
            return Content::default();
        }
        walk.flaws.add(Flaw::Truncated);
        let plain = Value::parse(b"text/plain");
        return leaf(&Headers::default(), &plain, body, around, walk, Leaf::Text(TextKind::Plain));
    };
    let (parts, is_closed) = split_parts(body, &boundary);
    if !is_closed {
        walk.flaws.add(Flaw::Truncated);
    }
    let minor = content_type.value.split_once('/').map_or("", |(_, minor)| minor);
    if minor == "encrypted" {
        walk.flaws.add(Flaw::Encrypted);
    }
    let inside = Around {
        depth: around.depth + 1,
        in_digest: minor == "digest",
        in_related: around.in_related || minor == "related",
        in_report: around.in_report || minor == "report",
        in_nested: around.in_nested,
    };
    let mut children = Vec::new();
    for raw in parts {
        if walk.parts >= MAX_PARTS {
            walk.flaws.add(Flaw::TooManyParts);
            break;
        }
        walk.parts += 1;
        let split = part_header(raw);
        if split.is_bad {
            walk.flaws.add(Flaw::BadHeader);
        }
        children.push(part(&split.headers, split.body, inside, walk));
    }
    if minor == "alternative" { choose(children) } else { children.into_iter().fold(Content::default(), |mut all, one| {
        all.append(one);
        all
    }) }
}

/// A part may begin with an empty line: then it has no header, and is plain text.
fn part_header(raw: &[u8]) -> header::Split<'_> {
    let body = match raw {
        [b'\r', b'\n', body @ ..] | [b'\n', body @ ..] => body,
        _ => return header::split(raw),
    };
    // some programs put an empty line before the header
    let split = header::split(body);
    let names_type = split.headers.has("content-type") || split.headers.has("content-disposition");
    if names_type { split } else { header::Split { headers: Headers::default(), body, is_bad: false } }
}

/// Of several forms of one text, the plain one, unless it is only a stand-in for the other.
fn choose(children: Vec<Content>) -> Content {
    let is = |content: &Content, kind: TextKind| {
        content.texts.first().is_some_and(|(found, _)| *found == kind)
    };
    let plain = children.iter().filter(|c| is(c, TextKind::Plain)).map(Content::text_chars).max();
    let html = children.iter().filter(|c| is(c, TextKind::Html)).map(Content::text_chars).max();
    let wanted = match (plain, html) {
        (Some(plain), Some(html)) if plain == 0 || (plain < 60 && html > plain * 3) => TextKind::Html,
        (None, _) => TextKind::Html,
        (Some(_), _) => TextKind::Plain,
    };
    let mut chosen = Content::default();
    let mut taken = false;
    for mut child in children {
        let wants_text = is(&child, wanted) && !taken;
        taken |= wants_text;
        if !wants_text {
            child.texts.clear();
        }
        chosen.append(child);
    }
    chosen
}

/// Raw parts between the delimiter lines (RFC 2046 5.1.1), and whether the closing one was there.
fn split_parts<'a>(body: &'a [u8], boundary: &[u8]) -> (Vec<&'a [u8]>, bool) {
    let mut parts = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let end = at + line.len();
        let delimiter = delimiter(line, boundary);
        if let Some(is_last) = delimiter {
            if let Some(from) = start {
                parts.push(without_line_end(body.get(from..at).unwrap_or_default()));
            }
            if is_last {
                return (parts, true);
            }
            start = Some(end);
        }
        at = end;
    }
    if let Some(from) = start {
        let rest = body.get(from..).unwrap_or_default();
        if !rest.trim_ascii().is_empty() {
            parts.push(rest);
        }
    }
    (parts, false)
}

/// Whether a line delimits, and whether it closes.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii_end();
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

fn contains_boundary(body: &[u8], boundary: &[u8]) -> bool {
    body.split(|b| *b == b'\n').any(|line| delimiter(line, boundary).is_some())
}

/// A missing or wrong boundary parameter: the first line of dashes that a field follows.
fn guess_boundary(body: &[u8]) -> Option<Vec<u8>> {
    let mut lines = body.split(|b| *b == b'\n').take(200).peekable();
    while let Some(line) = lines.next() {
        let Some(boundary) = line.trim_ascii_end().strip_prefix(b"--") else { continue };
        let next = lines.peek().map(|next| next.to_ascii_lowercase()).unwrap_or_default();
        if !boundary.is_empty() && next.starts_with(b"content-") {
            return Some(boundary.to_vec());
        }
    }
    None
}

/// A mail within the mail: kept as a file, and its words are at hand.
fn nested(
    headers: &Headers<'_>,
    content_type: &Value,
    body: &[u8],
    around: Around,
    walk: &mut Walk<'_>,
) -> Content {
    let (decoded, _) = undo(headers, body, walk);
    let split = header::split(&decoded);
    let mut content = Content::default();
    if around.in_report {
        content.concerns = id_of(&split.headers);
    } else {
        let inside = Around { depth: around.depth + 1, in_nested: true, ..Around::default() };
        let mut silent = Flaws::default();
        let mut inner = Walk { flaws: &mut silent, parts: walk.parts };
        let read = part(&split.headers, split.body, inside, &mut inner);
        walk.parts = inner.parts;
        let text = read.text();
        let subject = subject_of(&split.headers);
        if !text.trim().is_empty() || !subject.is_empty() {
            content.forwarded.push(format!("{subject}\n{text}").trim().to_owned());
        }
        content.forwarded.extend(read.forwarded);
    }
    if !around.in_nested {
        let subject = subject_of(&split.headers);
        let declared = file_name_of(headers, content_type, walk);
        let name = declared.unwrap_or_else(|| {
            if subject.is_empty() { "转发的邮件.eml".to_owned() } else { format!("{subject}.eml") }
        });
        content.attachments.push(MailAttachment {
            file_name: file_name::clean(&name, &content_type.value, walk.flaws),
            declared_type: content_type.value.clone(),
            bytes: decoded.into_owned(),
            is_inline: false,
        });
    }
    content
}

fn subject_of(headers: &Headers<'_>) -> String {
    headers.raw("subject").map_or_else(String::new, |raw| {
        words::decode_words(&header::unfold(raw), Place::Attachment, &mut Flaws::default())
    })
}

fn id_of(headers: &Headers<'_>) -> Option<String> {
    super::address::parse_ids(headers.raw("message-id")?).into_iter().next()
}

fn report_part(
    headers: &Headers<'_>,
    content_type: &Value,
    body: &[u8],
    around: Around,
    walk: &mut Walk<'_>,
    kind: AutomaticKind,
) -> Content {
    let (decoded, _) = undo(headers, body, walk);
    let fields = header::split(&decoded);
    let concerns = fields
        .headers
        .raw("original-message-id")
        .map(super::address::parse_ids)
        .and_then(|ids| ids.into_iter().next());
    let mut content = leaf(headers, content_type, body, around, walk, Leaf::File);
    content.report = Some(kind);
    content.concerns = concerns;
    content
}

/// What a leaf is to become.
#[derive(Clone, Copy)]
enum Leaf {
    Text(TextKind),
    File,
}

fn leaf(
    headers: &Headers<'_>,
    content_type: &Value,
    body: &[u8],
    around: Around,
    walk: &mut Walk<'_>,
    leaf: Leaf,
) -> Content {
    let disposition = Value::parse(headers.raw("content-disposition").unwrap_or_default());
    let is_attached = disposition.value == "attachment";
    let name = file_name_of(headers, content_type, walk);
    let mut content = Content::default();
    let (decoded, damaged) = undo(headers, body, walk);
    // a named text is a file, unless it is the only thing the mail consists of
    let is_file = is_attached || (name.is_some() && around.depth > 0);
    if let (Leaf::Text(kind), false) = (leaf, is_file) {
        if damaged {
            walk.flaws.add(Flaw::BrokenTransfer { place: Place::Body });
        }
        text_leaf(&decoded, kind, content_type, walk, &mut content);
        return content;
    }
    if around.in_nested {
        return content;
    }
    if damaged {
        walk.flaws.add(Flaw::BrokenTransfer { place: Place::Attachment });
    }
    // an empty unnamed part is no file
    if decoded.is_empty() && name.is_none() {
        return content;
    }
    let is_picture = content_type.value.starts_with("image/");
    let is_signature = matches!(
        content_type.value.as_str(),
        "application/pgp-signature" | "application/pkcs7-signature" | "application/x-pkcs7-signature"
    );
    let is_inline = is_signature
        || (!is_attached && is_picture && (disposition.value == "inline" || headers.has("content-id")))
        || (around.in_related && headers.has("content-id"));
    content.attachments.push(MailAttachment {
        file_name: file_name::clean(&name.unwrap_or_default(), &content_type.value, walk.flaws),
        declared_type: content_type.value.clone(),
        bytes: decoded.into_owned(),
        is_inline,
    });
    content
}

fn file_name_of(headers: &Headers<'_>, content_type: &Value, walk: &mut Walk<'_>) -> Option<String> {
    let disposition = Value::parse(headers.raw("content-disposition").unwrap_or_default());
    disposition
        .text("filename", walk.flaws)
        .or_else(|| disposition.text("name", walk.flaws))
        .or_else(|| content_type.text("name", walk.flaws))
        .or_else(|| content_type.text("filename", walk.flaws))
}

fn text_leaf(
    bytes: &[u8],
    kind: TextKind,
    content_type: &Value,
    walk: &mut Walk<'_>,
    content: &mut Content,
) {
    let (without_files, files) = if find(bytes, b"begin ").is_some() {
        let (text, files) = transfer::uudecode(bytes);
        (Cow::Owned(text), files)
    } else {
        (Cow::Borrowed(bytes), Vec::new())
    };
    for file in files {
        let name = words::decode_words(&file.name, Place::FileName, walk.flaws);
        content.attachments.push(MailAttachment {
            file_name: file_name::clean(&name, "application/octet-stream", walk.flaws),
            declared_type: "application/octet-stream".to_owned(),
            bytes: file.bytes,
            is_inline: false,
        });
    }
    let bytes = match without_files.get(..MAX_TEXT) {
        Some(head) if without_files.len() > MAX_TEXT => {
            walk.flaws.add(Flaw::TextCut);
            head
        }
        _ => &without_files,
    };
    let declared = content_type.ascii("charset");
    let declared = match (&declared, kind) {
        (Some(label), _) if family(label) != Family::Unknown => declared,
        (_, TextKind::Html) => meta_charset(bytes).or(declared),
        (_, TextKind::Plain) => declared,
    };
    let mut decoded: Decoded = decode(bytes, declared.as_deref());
    // the character cut by our own limit is no flaw
    if bytes.len() >= MAX_TEXT {
        decoded.broken = decoded.broken.saturating_sub(1);
    }
    note(&decoded, declared.as_deref(), Place::Body, walk.flaws);
    let text = match kind {
        TextKind::Html => html::to_text(&decoded.text),
        TextKind::Plain if content_type.value == "text/enriched" => html::to_text(&decoded.text),
        TextKind::Plain => {
            let is_flowed = content_type.ascii("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
            let del_sp = content_type.ascii("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"));
            if is_flowed { unflow(&decoded.text, del_sp) } else { decoded.text }
        }
    };
    content.texts.push((kind, text));
}

/// `<meta charset=…>` in the first kilobytes.
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let lower = head.to_ascii_lowercase();
    let at = find(&lower, b"charset=")? + b"charset=".len();
    let label: String = lower
        .get(at..)?
        .iter()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .map(|b| char::from(*b))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Joins soft-broken lines (RFC 3676); with `DelSp=yes` the blank goes too, as Chinese needs.
fn unflow(text: &str, del_sp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for line in text.lines() {
        let depth = line.chars().take_while(|c| *c == '>').count();
        let line = if depth == 0 { line.strip_prefix(' ').unwrap_or(line) } else { line };
        if open && depth > 0 {
            out.push('\n');
        }
        let is_soft = line.ends_with(' ') && line != "-- " && depth == 0;
        out.push_str(if is_soft && del_sp { line.trim_end_matches(' ') } else { line });
        open = is_soft;
        if !is_soft {
            out.push('\n');
        }
    }
    out
}

/// Puts the files inside a winmail.dat beside it; the container stays, as the original.
fn unpack_tnef(content: &mut Content, walk: &mut Walk<'_>) {
    let unpacked = match content.attachments.last() {
        Some(container) => tnef::unpack(&container.bytes),
        None => return,
    };
    content.spare = unpacked.text;
    for file in unpacked.files.into_iter().take(MAX_PARTS) {
        content.attachments.push(MailAttachment {
            file_name: file_name::clean(&file.name, "application/octet-stream", walk.flaws),
            declared_type: "application/octet-stream".to_owned(),
            bytes: file.bytes,
            is_inline: false,
        });
    }
}

/// Undoes the transfer encoding. The flag says whether it was damaged.
fn undo<'a>(headers: &Headers<'_>, body: &'a [u8], _walk: &mut Walk<'_>) -> (Cow<'a, [u8]>, bool) {
    let declared = headers.lower("content-transfer-encoding");
    let declared: String = declared
        .split([';', '(', ' '])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    match declared.as_str() {
        "base64" | "b64" | "base-64" | "x-base64" => base64_body(body),
        "quoted-printable" | "quoted-print" | "qp" | "quotedprintable" => {
            let Undone { bytes, damaged } = transfer::quoted_printable(body, false);
            (Cow::Owned(bytes), damaged)
        }
        "x-uuencode" | "uuencode" | "x-uue" | "uue" | "x-uu" => {
            let (_, files) = transfer::uudecode(body);
            match files.into_iter().next() {
                Some(file) => (Cow::Owned(file.bytes), false),
                None => (Cow::Borrowed(body), true),
            }
        }
        _ => (Cow::Borrowed(body), false),
    }
}

/// Base64, but not when the body is no base64 at all, and with text that a list server appended.
fn base64_body(body: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let is_digit = |b: &u8| super::charset::base64_value(*b).is_some() || *b == b'=';
    let is_foreign = |line: &[u8]| {
        let line = line.trim_ascii();
        let foreign = line.iter().filter(|b| !is_digit(b)).count();
        foreign * 20 > line.len()
    };
    let mut encoded_to = 0;
    let mut appended = false;
    for line in body.split_inclusive(|b| *b == b'\n') {
        if is_foreign(line) {
            appended = true;
            break;
        }
        encoded_to += line.len();
    }
    if !appended {
        let Undone { bytes, damaged } = transfer::base64(body);
        return (Cow::Owned(bytes), damaged);
    }
    let (encoded, rest) = body.split_at_checked(encoded_to).unwrap_or((body, b""));
    if encoded.trim_ascii().is_empty() {
        return (Cow::Borrowed(body), true);
    }
    let ends_padded = encoded.trim_ascii_end().ends_with(b"=");
    let more_base64 = rest.split(|b| *b == b'\n').filter(|l| l.len() > 40 && !is_foreign(l)).count();
    if more_base64 > 1 && !ends_padded {
        // a damaged line in the middle
        return (Cow::Owned(transfer::base64(body).bytes), true);
    }
    let mut bytes = transfer::base64(encoded).bytes;
    bytes.push(b'\n');
    bytes.extend_from_slice(rest);
    (Cow::Owned(bytes), true)
}
