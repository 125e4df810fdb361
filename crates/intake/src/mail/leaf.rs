//! Parts without parts: body texts and files.

use std::borrow::Cow;

use super::body::{meta_charset, undo, undo_undeclared, unflow};
use super::charset::{Decoded, Family, decode, family, find};
use super::content::{Content, TextKind};
use super::flaw::{Flaw, Place};
use super::header::{self, Headers};
use super::params::Value;
use super::parsed::MailAttachment;
use super::structure::{Around, Walk};
use super::words::{self, note};
use super::{file_name, html, tnef, transfer};

/// Files that are taken out of one container.
const MAX_UNPACKED: usize = 400;
/// Bytes of text that are decoded; the rest stays in the raw mail.
const MAX_TEXT: usize = 2 * 1024 * 1024;

/// What a leaf is to become.
#[derive(Clone, Copy)]
pub(super) enum Leaf {
    Text(TextKind),
    File,
}

pub(super) fn leaf(
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
    let (decoded, damaged) = undo(headers, body);
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
        walk.flaws.add(Flaw::BrokenTransfer {
            place: Place::Attachment,
        });
    }
    // an empty unnamed part is no file
    if decoded.is_empty() && name.is_none() {
        return content;
    }
    let is_picture = content_type.value.starts_with("image/");
    let is_signature = matches!(
        content_type.value.as_str(),
        "application/pgp-signature"
            | "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
    );
    let is_inline = is_signature
        || (!is_attached
            && is_picture
            && (disposition.value == "inline" || headers.has("content-id")))
        || (around.in_related && headers.has("content-id"));
    content.attachments.push(MailAttachment {
        file_name: file_name::clean(&name.unwrap_or_default(), &content_type.value, walk.flaws),
        declared_type: content_type.value.clone(),
        bytes: decoded.into_owned(),
        is_inline,
    });
    content
}

pub(super) fn file_name_of(
    headers: &Headers<'_>,
    content_type: &Value,
    walk: &mut Walk<'_>,
) -> Option<String> {
    let disposition = Value::parse(headers.raw("content-disposition").unwrap_or_default());
    let mut found: Option<String> = None;
    for (value, parameter) in [
        (&disposition, "filename"),
        (&disposition, "name"),
        (content_type, "name"),
        (content_type, "filename"),
    ] {
        if let Some(name) = value.text(parameter, walk.flaws) {
            if file_name::is_readable(&name) {
                return Some(name);
            }
            found = found.or(Some(name));
        }
    }
    found.or_else(|| {
        let raw = headers.raw("content-description")?;
        let name = words::decode_words(&header::unfold(raw), Place::FileName, walk.flaws);
        let (_, extension) = name.rsplit_once('.')?;
        let is_name = (2..=5).contains(&extension.len())
            && extension.chars().all(|c| c.is_ascii_alphanumeric())
            && name.chars().count() <= 100;
        is_name.then_some(name)
    })
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
    let undone = undo_undeclared(bytes, declared.as_deref());
    if undone.is_some() {
        walk.flaws.add(Flaw::BrokenTransfer { place: Place::Body });
    }
    let bytes = undone.as_deref().unwrap_or(bytes);
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
    // nobody but us may put the marks of the HTML reader into a text
    if decoded.text.contains(html::is_mark) {
        decoded.text.retain(|c| !html::is_mark(c));
    }
    if is_expiring(&decoded.text) {
        walk.flaws.add(Flaw::ExpiringLink);
    }
    let text = match kind {
        TextKind::Html => html::to_text(&decoded.text),
        TextKind::Plain
            if matches!(
                content_type.value.as_str(),
                "text/enriched" | "text/richtext"
            ) =>
        {
            html::to_text(&decoded.text)
        }
        TextKind::Plain if is_page(&decoded.text) => html::to_text(&decoded.text),
        TextKind::Plain => {
            let is_flowed = content_type
                .ascii("format")
                .is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
            let del_sp = content_type
                .ascii("delsp")
                .is_some_and(|d| d.eq_ignore_ascii_case("yes"));
            // the plain form that QQ makes of its HTML is full of them
            if decoded.text.contains("&nbsp;") {
                decoded.text = decoded.text.replace("&nbsp;", " ");
            }
            if is_flowed {
                unflow(&decoded.text, del_sp)
            } else {
                decoded.text
            }
        }
    };
    content.texts.push((kind, text));
}

/// Whether a text that is called plain, or nothing at all, is a whole page of HTML.
fn is_page(text: &str) -> bool {
    let head: String = text
        .trim_start()
        .chars()
        .take(200)
        .collect::<String>()
        .to_ascii_lowercase();
    (head.starts_with("<!doctype html") || head.starts_with("<html"))
        && (text.contains("</") || text.contains("<body"))
}

/// Whether a text offers files that lie elsewhere and will be gone: the large attachments of QQ,
/// NetEase, Coremail and others. They are never fetched.
fn is_expiring(text: &str) -> bool {
    const MARKS: [&str; 32] = [
        "mail.qq.com/cgi-bin/ftnExs",
        "mail.qq.com/ftn/",
        "mail.qq.com/cgi-bin/readtemplate?t=ftn",
        "mail.163.com/large-attachment-download",
        "mail.126.com/large-attachment-download",
        "dashi.163.com/html/cloud-attachment-download",
        "mail.163.com/filehub",
        "fs.163.com/fs/display",
        "u.163.com/",
        "netdisk/download",
        "pan.baidu.com/s/",
        "ftnExs_download",
        "/ftn/download",
        "pan.quark.cn/s/",
        "pan.xunlei.com/s/",
        "123pan.com/s/",
        "123684.com/s/",
        "cloud.189.cn/",
        "caiyun.139.com/",
        "yun.139.com/",
        "drive.uc.cn/s/",
        "jianguoyun.com/p/",
        "lanzou",
        "1drv.ms/",
        "wetransfer.com/",
        "share.weiyun.com",
        "aliyundrive.com/s/",
        "alipan.com/s/",
        "从QQ邮箱发来的超大附件",
        "从网易邮箱发来的云附件",
        "从网易邮箱发来的超大附件",
        "来自QQ邮箱的超大附件",
    ];
    let names = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let expires = text.contains("http")
        && (names(&["超大附件", "云附件"])
            || names(&["网盘附件", "大附件", "文件中转站"])
                && names(&["到期", "过期", "有效期", "剩余", "下载"]));
    expires || MARKS.iter().any(|mark| text.contains(mark))
}

/// Puts the files inside a winmail.dat beside it; the container stays, as the original.
pub(super) fn unpack_tnef(content: &mut Content, walk: &mut Walk<'_>) {
    let unpacked = match content.attachments.last() {
        Some(container) => tnef::unpack(&container.bytes),
        None => return,
    };
    content.spare = unpacked.text;
    for file in unpacked.files.into_iter().take(MAX_UNPACKED) {
        content.attachments.push(MailAttachment {
            file_name: file_name::clean(&file.name, "application/octet-stream", walk.flaws),
            declared_type: "application/octet-stream".to_owned(),
            bytes: file.bytes,
            is_inline: false,
        });
    }
}
