//! What a notice would change, before it is confirmed.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::urls;

/// A day that becomes something else.
#[derive(Debug, Clone)]
pub struct DayChangeRow {
    pub day: String,
    pub before: String,
    pub after: String,
}

/// An open obligation that moves, or that a person has to look at.
#[derive(Debug, Clone)]
pub struct DueRow {
    /// `保密件` where the number is not shown.
    pub ticket_no: String,
    pub kind: String,
    pub unit: String,
    pub from: String,
    /// Empty where it does not move.
    pub to: String,
    /// Why it does not move.
    pub note: String,
}

/// The answer to `urls::CALENDAR_IMPORT`: nothing is stored yet.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/calendar_import.html")]
pub struct CalendarImportPage {
    pub chrome: Chrome,
    pub title: String,
    pub summary: String,
    pub warnings: Vec<String>,
    pub changes: Vec<DayChangeRow>,
    pub moved: Vec<DueRow>,
    pub unmoved: Vec<DueRow>,
    pub confirm: ActionForm,
}
