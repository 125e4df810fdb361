//! 通知: what is due, what is late, told to those who owe it.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::parts::Badge;

/// One notice.
#[derive(Debug, Clone)]
pub struct NoticeRow {
    /// `催办提醒`, `催办通知书` …
    pub kind: Badge,
    pub text: String,
    pub at: String,
    /// Empty when there is nothing to open.
    pub href: String,
}

/// `/desk/notices`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/notices.html")]
pub struct NoticesPage {
    pub chrome: Chrome,
    /// The newest first, as the others.
    pub unread: Vec<NoticeRow>,
    pub read: Vec<NoticeRow>,
    /// Absent when everything is read.
    pub mark_read: Option<ActionForm>,
}
