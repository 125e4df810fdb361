//! What can be asked of the index, and what it answers. The index itself lives in `search`.

use crate::accused::Accused;
use crate::codes::{Channel, Status, SuggestionKind};
use crate::ctx::Scope;
use crate::ids::{SuggestionId, TopicId, UnitId};
use crate::time::Instant;

/// One suggestion as the index sees it: everything searchable, nothing about identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDocument {
    pub id: SuggestionId,
    pub ticket_no: String,
    pub external_no: Option<String>,
    pub title: String,
    /// The raw text, points and supplements.
    pub body: String,
    /// All issued replies, and reasons the submitter was told.
    pub reply: String,
    pub status: Status,
    pub kind: SuggestionKind,
    pub channel: Channel,
    pub topic: Option<TopicId>,
    /// Lead unit, once assigned.
    pub lead_unit: Option<UnitId>,
    /// Every unit in whose scope the item is: accountable, lead and support.
    pub visible_units: Vec<UnitId>,
    pub is_restricted: bool,
    pub accused: Accused,
    pub received_at: Instant,
    /// Year of receipt in China.
    pub year: i32,
}

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchOrder {
    #[default]
    Relevance,
    Newest,
}

/// A search. Everything but `scope` and `limit` may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// What the person typed. Words separated by spaces must all occur, each as a substring
    /// of the normalised text. Empty: everything in scope, the newest first.
    pub q: String,
    pub scope: Scope,
    pub topics: Vec<TopicId>,
    /// Lead units.
    pub units: Vec<UnitId>,
    pub statuses: Vec<Status>,
    pub years: Vec<i32>,
    pub order: SearchOrder,
    pub offset: usize,
    pub limit: usize,
}

impl SearchRequest {
    pub fn new(q: impl Into<String>, scope: Scope) -> Self {
        Self {
            q: q.into(),
            scope,
            topics: Vec::new(),
            units: Vec::new(),
            statuses: Vec::new(),
            years: Vec::new(),
            order: SearchOrder::Relevance,
            offset: 0,
            limit: 20,
        }
    }
}

/// A piece of text with highlighted stretches, as (text, is highlighted) in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Highlighted(pub Vec<(String, bool)>);

impl Highlighted {
    /// The text without marks.
    pub fn plain(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }
}

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    pub id: SuggestionId,
    pub ticket_no: String,
    pub external_no: Option<String>,
    pub title: Highlighted,
    pub snippet: Highlighted,
    pub status: Status,
    pub received_at: Instant,
    pub score: f32,
}

/// How many matches carry each value, most frequent first. Each list ignores the filter on its
/// own kind and heeds the others, so that a person can widen a choice as well as narrow it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    pub topics: Vec<(TopicId, u64)>,
    pub units: Vec<(UnitId, u64)>,
    pub statuses: Vec<(Status, u64)>,
    pub years: Vec<(i32, u64)>,
}

/// The answer: `total` counts all matches within the scope, not only those on this page.
///
/// A suggestion matches when it contains every word typed, literally, or at least every
/// dictionary word in them (食堂素菜窗口 finds a text with 食堂, 素菜 and 窗口 apart). Literal
/// matches come first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchAnswer {
    pub total: u64,
    /// How many of them contain every word typed, literally.
    pub exact: u64,
    /// Nothing contains all the words; the hits contain several of them, the best first.
    pub relaxed: bool,
    pub hits: Vec<SearchHit>,
    /// On the first page of a query of several words with few matches: some that contain several
    /// of the words. They do not match and are neither in `total` nor in `facets`.
    pub near: Vec<SearchHit>,
    pub facets: Facets,
}
