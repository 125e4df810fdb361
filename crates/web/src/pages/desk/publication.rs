//! 公开: what waits for the reviewer, and the original beside the wording.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::parts::{LinkView, ReplyView};

/// An item that may be published.
#[derive(Debug, Clone)]
pub struct PublishableRow {
    pub href: String,
    pub ticket_no: String,
    pub title: String,
    pub byline: String,
    pub consented_at: String,
    /// `已撤下` or empty.
    pub note: String,
}

/// `/desk/publication`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/publication_queue.html")]
pub struct PublicationQueuePage {
    pub chrome: Chrome,
    pub rows: Vec<PublishableRow>,
}

/// `/desk/publication/42`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/publication.html")]
pub struct PublicationPage {
    pub chrome: Chrome,
    pub ticket_no: String,
    pub title: String,
    pub body: String,
    pub replies: Vec<ReplyView>,
    /// The same with units hidden, or shown again.
    pub units: LinkView,
    pub form: ActionForm,
    pub item_href: String,
}
