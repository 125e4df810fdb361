//! The search over the archive.

use askama::Template;
use huiyin_core::search::Highlighted;

use crate::pages::chrome::Chrome;
use crate::pages::field::FieldView;
use crate::pages::parts::{Badge, Facets, LinkView};
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
    /// Name of the file the snippet is from; empty when it is from the item itself.
    pub attachment: String,
    pub status: Badge,
    /// How the hit came about (近义、同音 …); none when it holds what was typed.
    pub tier: Option<Badge>,
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
    /// Where a script asks for queries that begin like what is typed.
    pub suggest_href: &'static str,
    /// Filters to keep when the text of the query changes.
    pub hidden: Vec<FieldView>,
    /// Whether a search was made; otherwise the page only shows how to.
    pub searched: bool,
    /// `找到 128 件`
    pub summary: String,
    /// `正在重建检索，已完成 62 %。…`; empty otherwise.
    pub rebuilding: String,
    pub orders: Vec<OrderView>,
    pub facets: Facets,
    pub hits: Vec<HitView>,
    /// Back to the first page; empty on it.
    pub first_href: String,
    /// Empty on the last page.
    pub next_href: String,
    /// `第 2 页`
    pub page_label: String,
    /// All hits as a workbook; empty when there are none.
    pub export_href: String,
    /// Filters that are set, each with the address that removes it.
    pub chosen: Vec<LinkView>,
    /// Other queries that have an answer.
    pub did_you_mean: Vec<LinkView>,
    /// What of the query could not be understood.
    pub notes: Vec<String>,
}
