//! The working-day calendar and the time rules, to read and to check.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::field::FieldView;
use crate::pages::parts::Explanation;
use crate::pages::urls;

/// How a day counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    Work,
    Weekend,
    /// 节假日
    Holiday,
    /// 调休上班
    Makeup,
    /// 停办
    Closed,
    /// A cell before the first or after the last of the month.
    Blank,
}

/// One day in the sheet of a month.
#[derive(Debug, Clone)]
pub struct DayView {
    pub number: String,
    pub kind: DayKind,
    /// `国庆节`, `调休上班`; empty for ordinary days.
    pub name: String,
    pub is_today: bool,
}

impl DayView {
    const fn class(&self) -> &'static str {
        match self.kind {
            DayKind::Work => "work",
            DayKind::Weekend => "weekend",
            DayKind::Holiday => "holiday",
            DayKind::Makeup => "makeup",
            DayKind::Closed => "holiday",
            DayKind::Blank => "blank",
        }
    }

    /// One character, so that colour is never the only sign.
    const fn mark(&self) -> &'static str {
        match self.kind {
            DayKind::Holiday => "休",
            DayKind::Makeup => "班",
            DayKind::Closed => "停",
            DayKind::Work | DayKind::Weekend | DayKind::Blank => "",
        }
    }
}

/// One month; weeks begin on Monday and have seven cells.
#[derive(Debug, Clone)]
pub struct MonthView {
    pub label: String,
    pub weeks: Vec<Vec<DayView>>,
    /// `22 个工作日`
    pub summary: String,
}

/// One time rule.
#[derive(Debug, Clone)]
pub struct TimeRuleRow {
    pub obligation: String,
    /// Kind, track, channel, urgency it applies to.
    pub applies_to: String,
    /// `10 个工作日`
    pub limit: String,
    /// `2026.1，自 2026-01-01`
    pub version: String,
}

/// 停办 of single days.
#[derive(Debug, Clone)]
pub struct ClosureRow {
    pub days: String,
    pub place: String,
    pub name: String,
    /// Takes it away; absent without the right or when it is gone.
    pub reopen: Option<ActionForm>,
    pub is_removed: bool,
}

/// A year to choose.
#[derive(Debug, Clone)]
pub struct YearLink {
    pub label: String,
    pub href: String,
    pub current: bool,
}

/// `/desk/calendar?year=2026`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/calendar.html")]
pub struct CalendarPage {
    pub chrome: Chrome,
    /// For administrators: next year's notice should be there by now; empty when it is.
    pub alarm: String,
    /// What was just imported; empty otherwise.
    pub done: String,
    /// Imports a notice; absent without the right.
    pub import: Option<ActionForm>,
    pub years: Vec<YearLink>,
    /// Version and source of the year's data, and whether it is 暂定.
    pub source: String,
    pub is_provisional: bool,
    pub months: Vec<MonthView>,
    pub rules: Vec<TimeRuleRow>,
    /// Closures of the year.
    pub closures: Vec<ClosureRow>,
    /// Adds a closure; absent without the right.
    pub close: Option<ActionForm>,
    /// Fields of the little calculator, sent by GET to `urls::CALENDAR`.
    pub try_fields: Vec<FieldView>,
    /// `2026年10月10日（周六，调休上班）`; empty before it was used.
    pub try_result: String,
    pub try_why: Option<Explanation>,
}
