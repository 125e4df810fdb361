//! What the elements of an HTML mail stand for, by the ids and classes that programs give them.

/// What is to be done with an element and all within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Not shown to the reader of the mail.
    Hidden,
    /// The mail being answered, closed by the end of the element.
    Quotation,
    /// Put there by a program or from a template, closed by the end of the element.
    Signature,
}

/// The block an element opens, by its tag (name and attributes).
pub(super) fn block_of(name: &str, tag: &str) -> Option<Block> {
    if !matches!(
        name,
        "div" | "span" | "table" | "td" | "section" | "p" | "font" | "blockquote"
    ) {
        return None;
    }
    let attributes = lower(tag);
    if is_hidden(&attributes) {
        return Some(Block::Hidden);
    }
    let named = ["id=", "class=", "name="]
        .iter()
        .any(|attribute| attributes.contains(attribute));
    if !named || name == "blockquote" {
        return None;
    }
    if QUOTATIONS.iter().any(|mark| attributes.contains(mark)) {
        return Some(Block::Quotation);
    }
    SIGNATURES
        .iter()
        .any(|mark| attributes.contains(mark))
        .then_some(Block::Signature)
}

const QUOTATIONS: [&str; 22] = [
    "isreplycontent",
    "isforwardcontent",
    "ntes-mailmaster-quote",
    "ntes-quote",
    "foxmail_reply",
    "replyforwardcontent",
    "qmquote",
    "lark-mail-quote",
    "history-quote-wrapper",
    "yahoo_quoted",
    "protonmail_quote",
    "aliyun_previous_history",
    "alimail-quote",
    "reply139content",
    "referencequote",
    "mail-editor-reference-message-container",
    "messagereplysection",
    "netease-mail-quote",
    "foxmail_quote",
    "orimessage",
    "zmail_extra",
    "tutanota_quote",
];

const SIGNATURES: [&str; 12] = [
    "gmail_signature",
    "applemailsignature",
    "ms-outlook-mobile-signature",
    "ntes-pcmac-signature",
    "ntes-signature",
    "mail-signature",
    "moz-signature",
    "composer_signature",
    "xmail_signature",
    "foxmail-signature",
    "lark-mail-signature",
    "protonmail_signature",
];

/// Elements after which everything is the mail being answered: they hold its header only.
pub(super) fn is_history_mark(body: &str) -> bool {
    const MARKS: [&str; 3] = ["divrplyfwdmsg", "xm_mail_oringinal", "xm_mail_original"];
    let attributes = lower(body);
    let names =
        attributes.contains("id=") || attributes.contains("class=") || attributes.contains("name=");
    names
        && (MARKS.iter().any(|mark| attributes.contains(mark))
            || QUOTATIONS.iter().any(|mark| attributes.contains(mark)))
}

/// Whether a block quote quotes the mail being answered (and is no mere indentation).
pub(super) fn is_cite(body: &str) -> bool {
    let attributes = lower(body);
    attributes.contains("cite")
        || attributes.contains("gmail_quote")
        || attributes.contains("reply")
}

fn lower(body: &str) -> String {
    body.chars()
        .take(2_000)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn is_hidden(attributes: &str) -> bool {
    let Some((_, style)) = attributes.split_once("style=") else {
        return false;
    };
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    style.contains("display:none") || style.contains("mso-hide:all")
}

/// How far the end of an element is looked for, in bytes. Longer ones are read as if they were
/// not marked; a mail must not make us search it again and again.
const MAX_ELEMENT: usize = 512 * 1024;

/// Splits what follows a start tag at the end tag that belongs to it; `None` when there is none.
pub(super) fn balanced<'a>(after: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut depth = 1_usize;
    let mut at = 0;
    while at < MAX_ELEMENT {
        let rest = after.get(at..)?;
        let open = rest.find('<')?;
        let tag = rest.get(open + 1..)?;
        let is_end = tag.starts_with('/');
        let named = tag.trim_start_matches('/');
        let is_it = named
            .get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
            && named
                .get(name.len()..)
                .and_then(|rest| rest.chars().next())
                .is_none_or(|c| c == '>' || c == '/' || c.is_whitespace());
        if is_it && is_end {
            depth -= 1;
            if depth == 0 {
                let inner = after.get(..at + open)?;
                let end = tag.split_once('>').map_or("", |(_, end)| end);
                return Some((inner, end));
            }
        } else if is_it {
            depth += 1;
        }
        at += open + 1;
    }
    None
}
