//! 归档: what is in the archive, what could go there, and one package.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::parts::{Fact, LinkView, Pager};

/// An item in the archive.
#[derive(Debug, Clone)]
pub struct ArchiveRow {
    pub href: String,
    pub ticket_no: String,
    pub title: String,
    pub archived_at: String,
    pub by: String,
    pub size: String,
}

/// `/desk/archive`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/archive.html")]
pub struct ArchivePage {
    pub chrome: Chrome,
    /// Ended items that could be archived by hand.
    pub waiting: Vec<LinkView>,
    /// What happens by itself, in a sentence.
    pub rule: String,
    pub rows: Vec<ArchiveRow>,
    pub pager: Pager,
}

/// `/desk/archive/42`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/archived.html")]
pub struct ArchivedPage {
    pub chrome: Chrome,
    pub ticket_no: String,
    pub title: String,
    pub facts: Vec<Fact>,
    pub package_href: String,
    pub item_href: String,
    /// The package with the identity, for a reason; field `reason`.
    pub full: Option<ActionForm>,
}
