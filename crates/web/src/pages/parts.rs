//! Small pieces that several pages share. Those that print themselves implement `HtmlSafe`; they
//! escape their own contents. Nothing else on a page bypasses escaping.

use askama::Template;
use askama::filters::HtmlSafe;
use huiyin_core::{Status, Urgency};

use super::chrome::Tone;

/// A link.
#[derive(Debug, Clone)]
pub struct LinkView {
    pub label: String,
    pub href: String,
}

impl LinkView {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// A label and its text, for lists of facts.
#[derive(Debug, Clone)]
pub struct Fact {
    pub label: String,
    pub text: String,
}

impl Fact {
    pub fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            text: text.into(),
        }
    }
}

/// A word in a coloured pill.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<span class="badge badge--{{ tone.class() }}">{{ text }}</span>"#,
    ext = "html"
)]
pub struct Badge {
    pub text: String,
    pub tone: Tone,
}

impl HtmlSafe for Badge {}

impl Badge {
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }

    /// The state of a suggestion, always in words, coloured by what it asks of staff.
    pub fn status(status: Status) -> Self {
        let tone = match status {
            Status::Submitted | Status::Accepted | Status::Assigned => Tone::Warn,
            Status::InProgress | Status::InReview | Status::Supplementing => Tone::Info,
            Status::Replied | Status::Closed => Tone::Good,
            Status::Declined | Status::Withdrawn | Status::Terminated | Status::Merged => {
                Tone::Neutral
            }
        };
        Self::new(status.label(), tone)
    }
}

/// 'Why this date': the rule and the days counted.
#[derive(Debug, Clone, Default)]
pub struct Explanation {
    /// The rule in one sentence: `建议：自收到之日起 10 个工作日内答复（时限规则 2026.1，日历 2026）`.
    pub rule: String,
    /// One line a step: `9月25日 收到，当日不计`.
    pub steps: Vec<String>,
}

/// A due time before a person.
#[derive(Debug, Clone)]
pub struct DueView {
    /// What is due: `答复`.
    pub what: String,
    /// `9月25日（周五）`
    pub date: String,
    pub urgency: Urgency,
    /// `还剩 3 个工作日`, `今天到期`, `已超期 2 个工作日`.
    pub remaining: String,
    pub why: Option<Explanation>,
}

impl DueView {
    /// Suffix of the CSS class.
    pub const fn class(&self) -> &'static str {
        match self.urgency {
            Urgency::OnTime => "on-time",
            Urgency::DueSoon => "due-soon",
            Urgency::Overdue => "overdue",
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, Default)]
pub struct TimelineEntry {
    /// `2026-09-25 14:03`
    pub at: String,
    pub title: String,
    /// Who did it; empty where that must not be shown.
    pub who: String,
    pub lines: Vec<String>,
    pub tone: Tone,
}

/// What happened, in order.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/timeline.html")]
pub struct Timeline {
    pub entries: Vec<TimelineEntry>,
}

impl HtmlSafe for Timeline {}

/// A file on an item.
#[derive(Debug, Clone)]
pub struct AttachmentView {
    pub file_name: String,
    /// `1.2 MB`
    pub size: String,
    /// `图片`, `PDF 文档`
    pub kind: String,
    /// Empty when it cannot be opened from here.
    pub href: String,
}

/// One point of a suggestion.
#[derive(Debug, Clone)]
pub struct PointView {
    /// `1`
    pub number: String,
    pub text: String,
    /// Whether a reply for it has been issued.
    pub is_answered: bool,
}

/// What a reply says to one point.
#[derive(Debug, Clone)]
pub struct PointReplyView {
    pub number: String,
    pub point: String,
    pub text: String,
}

/// A reply, issued or still a draft.
#[derive(Debug, Clone)]
pub struct ReplyView {
    /// `正式答复`, `阶段性答复`
    pub kind: String,
    /// `已发出`, `待审核`, `已退回修改`; with its tone.
    pub state: Badge,
    pub unit: String,
    /// `2026-09-25 14:03`; empty for a draft.
    pub issued_at: String,
    pub points: Vec<PointReplyView>,
    /// 结果类别、采纳情况、承诺 …; shown as facts below the texts.
    pub facts: Vec<Fact>,
    /// Findings of the reply gate, for staff only.
    pub findings: Vec<String>,
    pub attachments: Vec<AttachmentView>,
}

/// A number on the home page.
#[derive(Debug, Clone)]
pub struct Figure {
    pub label: String,
    pub value: String,
    /// `件`, `%`, `个工作日`
    pub unit: String,
    /// How it is counted: `318 / 326 件`.
    pub note: String,
}

/// One link of a pager.
#[derive(Debug, Clone)]
pub struct PageLink {
    pub label: String,
    pub href: String,
    pub current: bool,
}

/// The foot of a long list.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/pager.html")]
pub struct Pager {
    /// `共 176 条，第 2 / 9 页`
    pub summary: String,
    pub previous: String,
    pub next: String,
    pub pages: Vec<PageLink>,
}

impl HtmlSafe for Pager {}

impl Pager {
    /// `page` counts from 1; `href` gives the address of a page.
    pub fn new(page: u64, per_page: u64, total: u64, href: impl Fn(u64) -> String) -> Self {
        let last = total.div_ceil(per_page.max(1)).max(1);
        let page = page.clamp(1, last);
        let from = page.saturating_sub(2).max(1);
        let to = (page + 2).min(last);
        let mut shown: Vec<u64> = (from..=to).collect();
        if from > 1 {
            shown.insert(0, 1);
        }
        if to < last {
            shown.push(last);
        }
        let pages = shown
            .into_iter()
            .map(|n| PageLink {
                label: n.to_string(),
                href: href(n),
                current: n == page,
            })
            .collect();
        Self {
            summary: format!("共 {total} 条，第 {page} / {last} 页"),
            previous: if page > 1 {
                href(page - 1)
            } else {
                String::new()
            },
            next: if page < last {
                href(page + 1)
            } else {
                String::new()
            },
            pages: if last > 1 { pages } else { Vec::new() },
        }
    }
}

/// A group of filters beside a list or a search.
#[derive(Debug, Clone)]
pub struct FacetGroup {
    pub title: String,
    pub options: Vec<FacetOption>,
}

impl FacetGroup {
    fn has_selection(&self) -> bool {
        self.options.iter().any(|option| option.selected)
    }
}

/// One filter with the number of items that carry it. Its link adds or removes the filter.
#[derive(Debug, Clone)]
pub struct FacetOption {
    pub label: String,
    pub count: String,
    pub href: String,
    pub selected: bool,
}

/// The filters of a search.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/facets.html")]
pub struct Facets {
    pub groups: Vec<FacetGroup>,
    /// Address without any filter; empty when none is set.
    pub clear_href: String,
}

impl HtmlSafe for Facets {}
