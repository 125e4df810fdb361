//! Why a mail was taken for what it was taken for, in words for the desk.

/// One sign that counted. `Display` is Chinese; `Debug` shows nothing of the mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    pub sign: Sign,
    /// What stood there, at most [`Evidence::SAID_MAX`] characters; empty when the sign says it
    /// all.
    pub said: String,
}

/// Where a sign was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A part that reports about delivery or reading (RFC 3464, RFC 8098, RFC 5965).
    ReportPart,
    /// A header that only programs write; the text names it.
    Header,
    /// A mailbox that only programs write from.
    Sender,
    /// `Return-Path: <>` (RFC 5321 4.5.5).
    NullReturnPath,
    Subject,
    Text,
    /// A message id of the form of our notices.
    OwnMessageId,
    /// Spam score that a server wrote down; it never decides.
    SpamScore,
    /// What speaks for a person.
    Person,
}

impl Sign {
    /// What the desk reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ReportPart => "邮件含投递或阅读报告",
            Self::Header => "邮件头",
            Self::Sender => "发件地址是系统地址",
            Self::NullReturnPath => "退信地址为空，只有程序这样发信",
            Self::Subject => "主题是程序的格式",
            Self::Text => "正文是程序的用语",
            Self::OwnMessageId => "邮件编号是本系统通知的格式",
            Self::SpamScore => "收信服务器的垃圾邮件评分（不据此处理）",
            Self::Person => "像是人写的",
        }
    }
}

impl Evidence {
    /// Longest quotation, in characters.
    pub const SAID_MAX: usize = 80;

    pub(super) fn new(sign: Sign, said: &str) -> Self {
        Self {
            sign,
            said: super::words::one_line(said)
                .chars()
                .take(Self::SAID_MAX)
                .collect(),
        }
    }
}

impl std::fmt::Display for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.said.is_empty() {
            f.write_str(self.sign.label())
        } else {
            write!(f, "{}：{}", self.sign.label(), self.said)
        }
    }
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Evidence({:?})", self.sign)
    }
}
