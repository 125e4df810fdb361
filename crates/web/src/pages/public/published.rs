//! 公开答复: what everybody may read.

use askama::Template;

use crate::pages::chrome::Chrome;
use crate::pages::field::FieldView;
use crate::pages::parts::{Fact, LinkView, Pager};
use crate::pages::urls;

/// One entry of the list.
#[derive(Debug, Clone)]
pub struct PublishedRow {
    pub href: String,
    pub title: String,
    pub excerpt: String,
    /// `公开〔2026〕3号 · 食堂 · 2026年9月25日`, part by part.
    pub facts: Vec<String>,
}

/// `/public`. Fields of the form: `q`, `topic`.
#[derive(Debug, Clone, Template)]
#[template(path = "public/published_list.html")]
pub struct PublishedListPage {
    pub chrome: Chrome,
    pub query: FieldView,
    pub topic: FieldView,
    pub rows: Vec<PublishedRow>,
    pub total: String,
    /// Why the list is empty.
    pub empty: String,
    pub pager: Pager,
}

/// `/public/2026-3`.
#[derive(Debug, Clone, Template)]
#[template(path = "public/published.html")]
pub struct PublishedPage {
    pub chrome: Chrome,
    pub number: String,
    pub title: String,
    pub body: String,
    pub reply: String,
    pub facts: Vec<Fact>,
    pub pictures: Vec<LinkView>,
}
