//! What can be asked of the index, and what it answers. The index itself lives in `search`.

use crate::accused::Accused;
use crate::coded::coded_enum;
use crate::codes::{Channel, Status, SuggestionKind};
use crate::ctx::Scope;
use crate::ids::{SuggestionId, TopicId, UnitId};
use crate::time::Instant;

/// One suggestion as the index sees it: everything searchable, nothing about identity.
///
/// Every text is its own part: nothing matches from the end of one into the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDocument {
    pub id: SuggestionId,
    /// The state of the item this was made from; an older one never replaces a newer one.
    pub revision: i64,
    pub ticket_no: String,
    pub external_no: Option<String>,
    pub title: String,
    /// The raw text.
    pub body: String,
    /// 诉求点, as triage worded them.
    pub points: Vec<String>,
    /// 补正.
    pub supplements: Vec<String>,
    /// All issued replies, and reasons the submitter was told.
    pub replies: Vec<String>,
    pub attachments: Vec<AttachmentText>,
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
    /// The next due time, while anything is owed.
    pub due_at: Option<Instant>,
}

/// The readable text of one attachment, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentText {
    pub name: String,
    pub text: String,
}

/// How exact matches are ordered. Relaxed ones follow by relevance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchOrder {
    #[default]
    Relevance,
    /// Received last, first.
    Newest,
    /// Due first, first; those that owe nothing last.
    Due,
}

/// A month of receipt in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

/// What a person chooses beside the words. Of one list any value will do; an empty list lets
/// everything through; of several lists each must be satisfied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    pub topics: Vec<TopicId>,
    /// Lead units.
    pub units: Vec<UnitId>,
    pub statuses: Vec<Status>,
    pub channels: Vec<Channel>,
    pub kinds: Vec<SuggestionKind>,
    pub years: Vec<i32>,
    pub months: Vec<Month>,
    /// Received at or after.
    pub from: Option<Instant>,
    /// Received before.
    pub until: Option<Instant>,
}

/// Where a page ended; made by the index, opaque to everybody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// A search. Everything but `scope` and `limit` may be empty.
///
/// `q` is a small language, see [`Understood`]. No text is an error: what cannot be understood is
/// looked for as it stands, and a note says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// What the person typed. Empty: everything in scope, the newest first.
    pub q: String,
    pub scope: Scope,
    pub filters: Filters,
    pub order: SearchOrder,
    /// Continues after an earlier page of the same request. One that cannot be read is ignored.
    pub after: Option<Cursor>,
    /// Hits left out before the page; with `after`, counted from there.
    pub offset: usize,
    pub limit: usize,
    /// Facets cost a look at every match.
    pub with_facets: bool,
    /// Snippets cost reading and marking each text of the page.
    pub with_snippets: bool,
    /// Whether relaxed hits, and what may have been meant, are looked for when exact ones are few.
    pub with_relaxed: bool,
}

impl SearchRequest {
    pub fn new(q: impl Into<String>, scope: Scope) -> Self {
        Self {
            q: q.into(),
            scope,
            filters: Filters::default(),
            order: SearchOrder::Relevance,
            after: None,
            offset: 0,
            limit: 20,
            with_facets: true,
            with_snippets: true,
            with_relaxed: true,
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

coded_enum! {
    /// How a hit came about.
    Tier {
        /// Every word typed occurs, literally.
        Exact = "exact", "字句相同";
        /// Every word typed occurs, cut into its parts (食堂素菜窗口: 食堂, 素菜 and 窗口).
        Apart = "apart", "词语分散";
        /// Another word of the same meaning stands for one that was typed.
        Synonym = "synonym", "同义词";
        /// A word that sounds like the one that was typed (职工食糖: 职工食堂).
        Homophone = "homophone", "同音字";
        /// The query was spelt in pinyin, or by its initials.
        Pinyin = "pinyin", "拼音";
        /// Most of the words occur, some do not.
        Missing = "missing", "缺少部分词";
    }
}

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    pub id: SuggestionId,
    pub tier: Tier,
    pub ticket_no: String,
    pub external_no: Option<String>,
    pub title: Highlighted,
    pub snippet: Highlighted,
    /// Name of the attachment the snippet is from.
    pub attachment: Option<String>,
    pub status: Status,
    pub kind: SuggestionKind,
    pub channel: Channel,
    pub topic: Option<TopicId>,
    pub lead_unit: Option<UnitId>,
    pub received_at: Instant,
    pub due_at: Option<Instant>,
    pub score: f32,
}

/// How many matches carry each value, most frequent first; years and months the latest first.
/// Each list ignores the filter on its own kind and heeds the others, so that a person can widen a
/// choice as well as narrow it. (Years and months are one kind.)
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    pub topics: Vec<(TopicId, u64)>,
    pub units: Vec<(UnitId, u64)>,
    pub statuses: Vec<(Status, u64)>,
    pub channels: Vec<(Channel, u64)>,
    pub kinds: Vec<(SuggestionKind, u64)>,
    pub years: Vec<(i32, u64)>,
    pub months: Vec<(Month, u64)>,
}

/// How the query was read, to show it back to the person.
///
/// The language: blanks between words mean that all must occur; `"…"` and `“…”` hold a phrase
/// together; a word behind `-` must not occur; `OR` or `或` between two words means that one is
/// enough; `单位:` `类别:` `状态:` `渠道:` `件类:` `时间:` `编号:` filter (either colon; 时间:2026,
/// 时间:2026-03, 时间:2026-01..2026-06, 时间:2026-03-08). Every text is a valid query, and whatever
/// the signs mean, a text that contains the query as it was typed is found as well, within the
/// filters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Understood {
    /// What must occur: of each entry, one of the alternatives.
    pub words: Vec<Vec<String>>,
    /// What must not occur.
    pub without: Vec<String>,
    /// Filters taken from the query, in addition to those of the request.
    pub filters: Filters,
    /// Numbers asked for by 编号:.
    pub numbers: Vec<String>,
}

/// The answer. Exact matches come first, then relaxed ones, each hit saying what it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchAnswer {
    /// Exact matches within the scope and the filters, not only those on this page.
    pub total: u64,
    /// Relaxed matches that follow the exact ones (a few hundred at most are looked for).
    pub n_relaxed: u64,
    pub hits: Vec<SearchHit>,
    /// Where to go on; `None` when this page was the last.
    pub next: Option<Cursor>,
    /// Of the exact matches; of the relaxed ones when there is no exact match.
    pub facets: Facets,
    /// Other queries that have matches in the scope, the likeliest first: 职工食糖 → 职工食堂.
    pub did_you_mean: Vec<String>,
    pub understood: Understood,
    /// What could not be understood, in Chinese, for the person who asked.
    pub notes: Vec<String>,
}

impl SearchAnswer {
    /// Whether all hits are relaxed ones.
    pub const fn is_relaxed(&self) -> bool {
        self.total == 0 && self.n_relaxed > 0
    }
}

/// Search as you type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestRequest {
    /// What has been typed so far, characters or pinyin.
    pub typed: String,
    pub scope: Scope,
    pub limit: usize,
}

/// A query that has matches in the scope of who types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    pub q: String,
    /// How many exact matches it has within the scope.
    pub total: u64,
}

/// What is like an item or a text. The item itself is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarRequest {
    pub to: SimilarTo,
    pub scope: Scope,
    pub filters: Filters,
    pub limit: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SimilarTo {
    Item(SuggestionId),
    Text { title: String, body: String },
}

/// An item like another.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarHit {
    pub id: SuggestionId,
    pub ticket_no: String,
    pub title: String,
    pub status: Status,
    pub received_at: Instant,
    /// 1 for the same text, 0 for nothing in common.
    pub likeness: f32,
}

/// The names by which units and topics are called in a query, full and short ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchNames {
    pub units: Vec<(UnitId, Vec<String>)>,
    pub topics: Vec<(TopicId, Vec<String>)>,
}

/// Whether an index can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexState {
    /// It holds what the ledger said when it was last level.
    Ready,
    /// It is being made anew up to the ledger's end, and does not hold everything yet.
    Rebuilding {
        /// Whether an earlier index answers meanwhile; if not, the database has to.
        answers: bool,
        /// The sequence number it has reached.
        applied_seq: i64,
    },
}
