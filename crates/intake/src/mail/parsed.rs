//! What a mail is after reading: our type, not the parser's.

use huiyin_core::time::Instant;
use huiyin_core::{Digest, TicketNo};

use super::evidence::Evidence;
use super::flaw::Flaw;

/// A person (or machine) named in an address header. `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Correspondent {
    /// Display name, decoded; `None` when there is none or it only repeats the address.
    pub name: Option<String>,
    /// `local@domain` as written, without brackets. Empty only for the null address `<>`.
    pub address: String,
}

impl std::fmt::Debug for Correspondent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Correspondent(***)")
    }
}

/// A file that came with a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAttachment {
    /// Without any path; never empty.
    pub file_name: String,
    /// As the sender declared it, lower case (`application/pdf`); not to be trusted.
    pub declared_type: String,
    pub bytes: Vec<u8>,
    /// Shown inside the letter (a picture of the text, a signature logo), not attached by hand.
    pub is_inline: bool,
}

impl std::fmt::Debug for MailAttachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "MailAttachment({}, {} bytes)",
            self.declared_type,
            self.bytes.len()
        )
    }
}

/// Why nobody wrote this mail by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AutomaticKind {
    /// Answered by a program (RFC 3834).
    AutoReply,
    /// 不在办公室.
    OutOfOffice,
    /// Delivery status, 退信 (RFC 3464).
    Bounce,
    /// Mailing list or bulk mail.
    Bulk,
    /// 已读回执 (RFC 8098).
    ReadReceipt,
    /// Asks the sender to prove to be human.
    Challenge,
    /// Abuse or authentication report (RFC 5965, RFC 7489).
    Report,
    /// Any other mail marked `Auto-Submitted: auto-generated`.
    Generated,
}

impl AutomaticKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::AutoReply,
        Self::OutOfOffice,
        Self::Bounce,
        Self::Bulk,
        Self::ReadReceipt,
        Self::Challenge,
        Self::Report,
        Self::Generated,
    ];

    /// Stable code for rows.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AutoReply => "auto_reply",
            Self::OutOfOffice => "out_of_office",
            Self::Bounce => "bounce",
            Self::Bulk => "bulk",
            Self::ReadReceipt => "read_receipt",
            Self::Challenge => "challenge",
            Self::Report => "report",
            Self::Generated => "generated",
        }
    }

    /// What the desk reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AutoReply => "自动回复",
            Self::OutOfOffice => "外出自动回复",
            Self::Bounce => "退信通知",
            Self::Bulk => "群发或邮件列表",
            Self::ReadReceipt => "已读回执",
            Self::Challenge => "发件人验证邮件",
            Self::Report => "投诉或认证报告",
            Self::Generated => "系统自动发送",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// A letter passed on inside another mail, read from its copied header.
#[derive(Clone, PartialEq, Eq)]
pub struct ForwardedLetter {
    /// Its author; the address is empty when only a name stood there.
    pub from: Option<Correspondent>,
    pub sent_at: Option<Instant>,
    pub subject: String,
    pub text: String,
}

impl std::fmt::Debug for ForwardedLetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ForwardedLetter(***)")
    }
}

/// A mail, read as far as it can be read. Made by [`super::parse`], which never fails.
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedMail {
    /// Without angle brackets.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// The first author; `None` when no address could be read.
    pub from: Option<Correspondent>,
    /// Display name of the first author as written, even where it only repeats the address or no
    /// address stands beside it; empty when there is none.
    pub from_shown: String,
    /// Where an answer should go, if not to `from`.
    pub reply_to: Option<Correspondent>,
    pub to: Vec<Correspondent>,
    pub cc: Vec<Correspondent>,
    /// Envelope recipients that a delivery agent wrote down (`Delivered-To`, `X-Original-To`).
    pub delivered_to: Vec<String>,
    /// Empty when there was none.
    pub subject: String,
    /// When the sender says it was written.
    pub date: Option<Instant>,
    /// When the last server took it in, by the topmost `Received` (RFC 5321 4.4).
    pub arrived_at: Option<Instant>,
    /// Everything readable, in the order of the mail: own words, history, signature, and the
    /// words of a forwarded mail.
    pub whole: String,
    /// The letter's own words, without history and sure signature lines. May be empty.
    pub text: String,
    /// What was cut off as the history of the conversation (or came as a forwarded message).
    pub quoted: String,
    /// The signature that was cut off.
    pub signature: String,
    /// The letter inside, when one is attached or the subject says that one is passed on.
    pub forwarded: Option<ForwardedLetter>,
    pub attachments: Vec<MailAttachment>,
    pub automatic: Option<AutomaticKind>,
    /// Why it was taken for that, or for a person's letter.
    pub evidence: Vec<Evidence>,
    /// A notice of an installation like ours come back, judging by its message id.
    pub is_own_notice: bool,
    /// Found in the subject, in a plus-address, or in a message-id this mail answers.
    pub ticket_no: Option<TicketNo>,
    /// The message id of the mail a bounce or receipt speaks about.
    pub concerns: Option<String>,
    /// What had to be repaired or could not be read.
    pub flaws: Vec<Flaw>,
    /// SHA-256 of the raw bytes.
    pub raw_digest: Digest,
    /// Digest of header and body without trace headers and with unified line ends.
    pub letter_digest: Digest,
    /// Digest of the body alone, with unified line ends.
    pub body_digest: Digest,
}

impl ParsedMail {
    /// Whether it answers another mail, judging by its headers.
    pub fn is_reply(&self) -> bool {
        !self.in_reply_to.is_empty() || !self.references.is_empty()
    }

    /// Whether there is anything a clerk could read or open.
    pub fn has_content(&self) -> bool {
        !self.text.trim().is_empty() || !self.attachments.is_empty()
    }
}

/// Nothing personal: sizes and kinds only.
impl std::fmt::Debug for ParsedMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParsedMail")
            .field("raw_digest", &self.raw_digest)
            .field("subject_chars", &self.subject.chars().count())
            .field("text_chars", &self.text.chars().count())
            .field("quoted_chars", &self.quoted.chars().count())
            .field("attachments", &self.attachments)
            .field("automatic", &self.automatic)
            .field("flaws", &self.flaws)
            .finish_non_exhaustive()
    }
}
