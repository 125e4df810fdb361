//! Making a message to send.

use std::time::{Duration, SystemTime};

use huiyin_core::Digest;
use huiyin_core::time::Instant;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};

use super::parsed::Correspondent;
use super::words::one_line;

/// Everything a message is made of; nothing is added from a clock or from chance, so the same
/// draft gives the same bytes.
#[derive(Debug, Clone)]
pub struct OutgoingDraft {
    pub from: Correspondent,
    pub to: Correspondent,
    /// Where answers should go, if not to `from` (a plus-address with the ticket number).
    pub reply_to: Option<Correspondent>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    /// Without angle brackets, with our domain.
    pub message_id: String,
    pub date: Instant,
    /// Id of the mail this answers, without brackets.
    pub in_reply_to: Option<String>,
    /// Ids of the conversation, oldest first, without brackets.
    pub references: Vec<String>,
    pub auto_submitted: AutoSubmitted,
    /// The ticket number, for the filters of mail programs, as `X-Huiyin-Notice`.
    pub ticket_no: Option<String>,
}

/// What RFC 3834 asks a program to say about its mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoSubmitted {
    /// Answers a mail: an acknowledgement.
    Replied,
    /// Sent on some other occasion: a reminder.
    Generated,
    /// A person wrote it.
    No,
}

/// Why a draft cannot become a message.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("{0}的邮箱地址不正确")]
    Address(&'static str, #[source] lettre::address::AddressError),
    #[error("邮件无法生成")]
    Message(#[from] lettre::error::Error),
}

/// Builds the message as it goes over the wire: text and, if given, its HTML alternative.
pub fn build(draft: &OutgoingDraft) -> Result<Vec<u8>, ComposeError> {
    let mut builder = Message::builder()
        .from(mailbox("发件人", &draft.from)?)
        .to(mailbox("收件人", &draft.to)?)
        .subject(one_line(&draft.subject))
        .date(system_time(draft.date))
        .message_id(Some(bracketed(&draft.message_id)));
    if let Some(reply_to) = &draft.reply_to {
        builder = builder.reply_to(mailbox("回复地址", reply_to)?);
    }
    if let Some(id) = &draft.in_reply_to {
        builder = builder.in_reply_to(bracketed(id));
    }
    let mut references: Vec<String> = draft.references.iter().map(|id| bracketed(id)).collect();
    if let Some(id) = draft.in_reply_to.as_ref().map(|id| bracketed(id))
        && !references.contains(&id)
    {
        references.push(id);
    }
    if !references.is_empty() {
        // the first and the latest are enough to thread by (RFC 5322 3.6.4 sets no limit)
        const MAX_REFERENCES: usize = 20;
        if references.len() > MAX_REFERENCES {
            references.drain(1..references.len() - MAX_REFERENCES + 1);
        }
        builder = builder.references(references.join(" "));
    }
    let auto_submitted = match draft.auto_submitted {
        AutoSubmitted::Replied => Some("auto-replied"),
        AutoSubmitted::Generated => Some("auto-generated"),
        AutoSubmitted::No => None,
    };
    if let Some(value) = auto_submitted {
        builder = builder
            .raw_header(raw(HeaderName::new_from_ascii_str("Auto-Submitted"), value))
            .raw_header(raw(
                HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"),
                "All",
            ));
    }
    if let Some(number) = &draft.ticket_no {
        let number: String = number.chars().filter(char::is_ascii_graphic).collect();
        let name = HeaderName::new_from_ascii_str("X-Huiyin-Notice");
        builder = builder.raw_header(raw(name, &number));
    }
    let message = match &draft.html {
        Some(html) => {
            // fixed boundary: the digest of the id cannot occur in encoded text
            let boundary =
                Digest::of_parts(&[b"mail boundary", draft.message_id.as_bytes()]).to_hex();
            let alternative = MultiPart::builder()
                .kind(MultiPartKind::Alternative)
                .boundary(boundary)
                .singlepart(SinglePart::plain(draft.text.clone()))
                .singlepart(SinglePart::html(html.clone()));
            builder.multipart(alternative)?
        }
        None => builder.singlepart(SinglePart::plain(draft.text.clone()))?,
    };
    Ok(message.formatted())
}

fn mailbox(who: &'static str, correspondent: &Correspondent) -> Result<Mailbox, ComposeError> {
    let address = correspondent
        .address
        .parse()
        .map_err(|error| ComposeError::Address(who, error))?;
    let name = correspondent
        .name
        .as_deref()
        .map(one_line)
        .filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address))
}

/// Ids come from foreign mails, so nothing in them may end the header line.
fn bracketed(id: &str) -> String {
    let id: String = id
        .chars()
        .filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>'))
        .take(900)
        .collect();
    format!("<{id}>")
}

fn raw(name: HeaderName, value: &str) -> HeaderValue {
    HeaderValue::new(name, value.to_owned())
}

fn system_time(at: Instant) -> SystemTime {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{AutomaticKind, parse};

    fn draft() -> OutgoingDraft {
        OutgoingDraft {
            from: Correspondent {
                name: Some("市总工会".into()),
                address: "box@example.org".into(),
            },
            to: Correspondent {
                name: Some("张三\r\nBcc: x@y".into()),
                address: "zs@example.cn".into(),
            },
            reply_to: None,
            subject: "您的建议已收到（登记号GH2026-000123）".into(),
            text: "张三：\n您的来信已登记。\n".into(),
            html: Some("<p>张三：</p><p>您的来信已登记。</p>".into()),
            message_id: "GH2026-000123.1@example.org".into(),
            date: Instant::from_timestamp(1_780_000_000, 0).unwrap(),
            in_reply_to: Some("abc@example.cn>\r\nBcc: x@y".into()),
            references: vec!["first@example.cn".into()],
            auto_submitted: AutoSubmitted::Replied,
            ticket_no: Some("GH2026-000123".into()),
        }
    }

    #[test]
    fn a_notice_reads_back_and_says_that_a_program_sent_it() {
        let raw = build(&draft()).unwrap();
        let text = String::from_utf8(raw.clone()).unwrap();
        assert!(text.contains("Auto-Submitted: auto-replied\r\n"));
        assert!(text.contains("X-Auto-Response-Suppress: All\r\n"));
        assert!(text.contains("X-Huiyin-Notice: GH2026-000123\r\n"));
        assert!(!text.contains("\nBcc:"), "{text}");
        let mail = parse(&raw);
        assert_eq!(mail.subject, draft().subject);
        assert_eq!(mail.from.unwrap().name.as_deref(), Some("市总工会"));
        assert_eq!(mail.text, "张三：\n您的来信已登记。");
        assert_eq!(
            mail.message_id.as_deref(),
            Some("GH2026-000123.1@example.org")
        );
        assert_eq!(mail.date, Some(draft().date));
        assert_eq!(
            mail.references.first().map(String::as_str),
            Some("first@example.cn")
        );
        assert_eq!(mail.references.len(), 2);
        assert_eq!(mail.automatic, Some(AutomaticKind::AutoReply));
        assert!(mail.flaws.is_empty(), "{:?}", mail.flaws);
    }

    #[test]
    fn the_same_draft_gives_the_same_bytes() {
        assert_eq!(build(&draft()).unwrap(), build(&draft()).unwrap());
        let plain = OutgoingDraft {
            html: None,
            ..draft()
        };
        assert_eq!(
            parse(&build(&plain).unwrap()).text,
            "张三：\n您的来信已登记。"
        );
    }

    #[test]
    fn a_wrong_address_is_named_in_chinese() {
        let mut draft = draft();
        draft.to.address = "not an address".into();
        assert_eq!(
            build(&draft).unwrap_err().to_string(),
            "收件人的邮箱地址不正确"
        );
    }
}
