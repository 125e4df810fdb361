//! 邮箱状态: every mailbox, and the notices that did not leave.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::desk::worklist::TabView;
use crate::pages::parts::{Badge, Fact, Pager};
use crate::pages::urls;

/// One mailbox.
#[derive(Debug, Clone)]
pub struct MailboxCard {
    pub name: String,
    pub state: Badge,
    /// What went wrong, in words; empty when nothing did.
    pub error: String,
    /// What of its configuration does not hold; mail comes in all the same.
    pub doubts: Vec<String>,
    /// 账号、方式、最近收取、最近来信、延迟、下次收取 …
    pub facts: Vec<Fact>,
}

/// One notice that did not leave.
#[derive(Debug, Clone)]
pub struct StuckRow {
    /// 通知的种类、渠道.
    pub kind: String,
    pub subject: String,
    pub created_at: String,
    pub state: Badge,
    pub error: String,
    /// Lets it go again.
    pub resend: ActionForm,
}

/// `/desk/mailboxes`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/mailboxes.html")]
pub struct MailboxesPage {
    pub chrome: Chrome,
    pub boxes: Vec<MailboxCard>,
    /// Shown when no mailbox is configured.
    pub empty: String,
    /// LMTP and the gateways, as far as they are configured.
    pub others: Vec<Fact>,
    /// 已暂停发送, 发送失败.
    pub tabs: Vec<TabView>,
    pub rows: Vec<StuckRow>,
    pub pager: Pager,
}
