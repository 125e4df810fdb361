//! 来信邮件: everything that arrived, and what waits for a person.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::desk::worklist::TabView;
use crate::pages::parts::{AttachmentView, Badge, Fact, LinkView, Pager};
use crate::pages::urls;

/// One mail in the list.
#[derive(Debug, Clone)]
pub struct MailRow {
    pub href: String,
    /// Masked where it belongs to a submitter.
    pub from: String,
    pub subject: String,
    pub received_at: String,
    pub state: Badge,
    /// Why it waits, or what became of it.
    pub reason: String,
    /// The suggestion it became or joined, or the one it may belong to.
    pub suggestion: Option<LinkView>,
}

/// `/desk/mail`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/mail_list.html")]
pub struct MailListPage {
    pub chrome: Chrome,
    /// 待认领, 已登记, 已并入补充, 自动邮件, 已处置 with counts.
    pub tabs: Vec<TabView>,
    pub rows: Vec<MailRow>,
    pub pager: Pager,
    pub empty: String,
}

/// A letter that a mail passes on.
#[derive(Debug, Clone)]
pub struct ForwardedView {
    /// 原写信人、写信时间、主题.
    pub facts: Vec<Fact>,
    pub text: String,
}

/// `/desk/mail/{id}`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/mail.html")]
pub struct MailPage {
    pub chrome: Chrome,
    pub subject: String,
    pub state: Badge,
    /// 发件人、收件人、到达时间、大小、编号 …
    pub facts: Vec<Fact>,
    /// Why a person is needed; empty when none is.
    pub reason: String,
    /// What was repaired while reading it: `主题按 GB18030 还原`.
    pub repairs: Vec<String>,
    /// The readable text.
    pub body: String,
    pub attachments: Vec<AttachmentView>,
    pub suggestion: Option<LinkView>,
    /// The history of the conversation, shown on demand; empty for none.
    pub quoted: String,
    /// How it was judged, one line a step.
    pub trace: Vec<String>,
    /// What it was taken for a person's or a program's mail by.
    pub evidence: Vec<String>,
    /// The letter that it passes on: who wrote it, when, about what.
    pub forwarded: Option<ForwardedView>,
    /// Of a bounce: each address with what became of it.
    pub bounced: Vec<Fact>,
    /// The header as it came, shown on demand.
    pub headers: String,
    /// Register as a suggestion, attach to a ticket, dismiss with a reason.
    pub actions: Vec<ActionForm>,
    /// Address of the raw mail as a download; empty when not allowed.
    pub raw_href: String,
}
