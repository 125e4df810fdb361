//! 待办、在办、已办.

use askama::Template;

use crate::pages::chrome::Chrome;
use crate::pages::field::FieldView;
use crate::pages::parts::{Badge, DueView, LinkView, Pager};
use crate::pages::urls;

/// One of the lists, with the number of items in it.
#[derive(Debug, Clone)]
pub struct TabView {
    pub label: String,
    pub count: String,
    pub href: String,
    pub current: bool,
}

/// One suggestion in the list.
#[derive(Debug, Clone)]
pub struct WorklistRow {
    pub href: String,
    pub ticket_no: String,
    pub title: String,
    pub status: Badge,
    /// What is owed next; absent when nothing is.
    pub due: Option<DueView>,
    pub kind: String,
    pub topic: String,
    /// Lead unit, or who is accountable until there is one.
    pub unit: String,
    pub channel: String,
    /// `9月11日`
    pub received_on: String,
    /// `督办`, `加急`, `保密` …
    pub marks: Vec<Badge>,
}

/// `/desk`, sorted by due time.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/worklist.html")]
pub struct WorklistPage {
    pub chrome: Chrome,
    pub tabs: Vec<TabView>,
    /// Selects and a text field, sent by GET to `urls::DESK`; include the tab as a hidden field.
    pub filters: Vec<FieldView>,
    /// Address without filters; empty when none is set.
    pub clear_href: String,
    /// `3 件超期，5 件临期`; empty when there are none.
    pub alert: String,
    pub rows: Vec<WorklistRow>,
    pub pager: Pager,
    /// What to say, and where to go, when the list is empty.
    pub empty: String,
    pub empty_links: Vec<LinkView>,
}
