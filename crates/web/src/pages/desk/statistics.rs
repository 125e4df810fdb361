//! 统计: the figures of a period, and the items behind a number.

use askama::Template;

use crate::pages::chrome::Chrome;
use crate::pages::desk::worklist::WorklistRow;
use crate::pages::field::FieldView;
use crate::pages::parts::{LinkView, Pager};
use crate::pages::urls;

/// A number that opens the items behind it; without an address it is a number only.
#[derive(Debug, Clone, Default)]
pub struct NumberView {
    pub text: String,
    pub href: String,
}

/// One metric.
#[derive(Debug, Clone)]
pub struct MetricRow {
    /// `按时办结率`
    pub label: String,
    /// `66.7%`, `平均 7.88 工作日`, `—`, `<3`
    pub result: String,
    /// Median, P90 and paused days; empty for rates.
    pub detail: String,
    /// Numerator and denominator, or the number of items.
    pub numbers: Vec<NumberView>,
    /// `剔除 2 件`; absent when nothing is left out.
    pub excluded: Option<NumberView>,
    pub formula: String,
    pub note: String,
}

/// A cell of a table by unit, kind or topic.
#[derive(Debug, Clone)]
pub struct CellView {
    pub label: String,
    pub text: String,
    pub href: String,
}

/// One line of such a table.
#[derive(Debug, Clone)]
pub struct LeagueRow {
    pub name: String,
    pub cells: Vec<CellView>,
}

/// A table by unit, kind or topic.
#[derive(Debug, Clone)]
pub struct League {
    /// `按主办单位`
    pub title: String,
    pub header: Vec<String>,
    pub rows: Vec<LeagueRow>,
}

/// `/desk/statistics`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/statistics.html")]
pub struct StatisticsPage {
    pub chrome: Chrome,
    /// Sent by GET to `urls::STATISTICS`.
    pub fields: Vec<FieldView>,
    /// `2026年9月，全部单位，截止 2026-09-30 24:00`; empty when what was typed is wrong.
    pub heading: String,
    pub metrics: Vec<MetricRow>,
    pub leagues: Vec<League>,
    /// Files of the same figures, and the table of the items.
    pub files: Vec<LinkView>,
    pub notes: Vec<String>,
}

/// `/desk/statistics/items`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/statistics_items.html")]
pub struct StatisticsItemsPage {
    pub chrome: Chrome,
    /// `按时办结率：分母`
    pub heading: String,
    /// `2026年9月，权益保障部，截止 …`
    pub what: String,
    pub back_href: String,
    pub rows: Vec<WorklistRow>,
    pub pager: Pager,
    pub note: String,
}
