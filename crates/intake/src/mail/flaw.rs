//! What was wrong with a mail, in words for the desk.

/// One thing that had to be repaired, guessed or given up. `Display` is Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Flaw {
    #[error("邮件无法解析，已保留原件")]
    Unparsable,
    #[error("没有邮件头")]
    NoHeader,
    #[error("邮件头不规范，已尽量读出")]
    BadHeader,
    #[error("没有可用的发件人地址")]
    NoSender,
    #[error("发件日期无法识别")]
    BadDate,
    #[error("{place}标注的编码是 {declared}，实际是 {used}，已按实际读出")]
    WrongCharset {
        place: Place,
        declared: String,
        used: &'static str,
    },
    #[error("{place}标注的编码 {declared} 不认识，按 {used} 读出")]
    UnknownCharset {
        place: Place,
        declared: String,
        used: &'static str,
    },
    #[error("{place}没有标注编码，按 {used} 读出")]
    MissingCharset { place: Place, used: &'static str },
    #[error("{place}有 {count} 处字符无法识别")]
    Undecodable { place: Place, count: usize },
    #[error("{place}的文字曾被错误转码，已还原")]
    Mojibake { place: Place },
    #[error("{place}的传输编码有损坏，已尽量恢复")]
    BrokenTransfer { place: Place },
    #[error("邮件不完整：缺少结尾分隔行")]
    Truncated,
    #[error("邮件嵌套过深，内层作为附件保留")]
    TooDeep,
    #[error("邮件分段过多，其余未展开")]
    TooManyParts,
    #[error("正文过长，只取前一部分，全文见原件")]
    TextCut,
    #[error("邮件含 Outlook 专用格式（winmail.dat），已取出其中的附件")]
    Tnef,
    #[error("邮件已加密，无法读取内容")]
    Encrypted,
    #[error("附件只有链接，没有内容")]
    ExternalBody,
    #[error("正文含超大附件或网盘链接，会过期，请尽快打开保存")]
    ExpiringLink,
    #[error("这是一封被拆分发送的邮件的一部分")]
    Partial,
    #[error("附件名不安全，已改写")]
    UnsafeFileName,
}

/// Where in the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    Subject,
    Sender,
    Recipient,
    Body,
    FileName,
    Attachment,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Subject => "主题",
            Self::Sender => "发件人",
            Self::Recipient => "收件人",
            Self::Body => "正文",
            Self::FileName => "附件名",
            Self::Attachment => "附件",
        })
    }
}

/// Collects flaws, each once.
#[derive(Debug, Default)]
pub(super) struct Flaws(Vec<Flaw>);

impl Flaws {
    pub(super) fn add(&mut self, flaw: Flaw) {
        if !self.0.contains(&flaw) && self.0.len() < 50 {
            self.0.push(flaw);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Flaw> {
        self.0
    }
}
