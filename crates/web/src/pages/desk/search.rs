//! The search over the archive.

use askama::Template;
use huiyin_core::search::Highlighted;

use crate::pages::chrome::Chrome;
use crate::pages::field::FieldView;
use crate::pages::parts::{Badge, Facets, LinkView, Pager};
use crate::pages::urls;

/// One hit.
#[derive(Debug, Clone)]
pub struct HitView {
    pub href: String,
    pub ticket_no: String,
    /// Number in another system; empty when it has none.
    pub external_no: String,
    pub title: Highlighted,
    pub snippet: Highlighted,
    pub status: Badge,
    /// Topic, unit, date … in a line.
    pub facts: Vec<String>,
}

/// A way to order hits.
#[derive(Debug, Clone)]
pub struct OrderView {
    pub label: String,
    pub href: String,
    pub current: bool,
}

/// `/desk/search?q=…`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/search.html")]
pub struct SearchPage {
    pub chrome: Chrome,
    pub q: String,
    /// Filters to keep when the text of the query changes.
    pub hidden: Vec<FieldView>,
    /// Whether a search was made; otherwise the page only shows how to.
    pub searched: bool,
    /// `找到 128 件`
    pub summary: String,
    pub orders: Vec<OrderView>,
    pub facets: Facets,
    pub hits: Vec<HitView>,
    pub pager: Pager,
    /// Filters that are set, each with the address that removes it.
    pub chosen: Vec<LinkView>,
    /// Said instead of hits, e.g. while the index is being built; empty otherwise.
    pub note: String,
}
