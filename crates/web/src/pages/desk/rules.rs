//! 时限规则: all versions, the procedure's limits, who changed what, and the forms to change them.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::desk::calendar_import::DueRow;
use crate::pages::urls;

/// One version of a rule.
#[derive(Debug, Clone)]
pub struct RuleRow {
    pub obligation: String,
    pub applies_to: String,
    /// `10个工作日`; `停止适用`.
    pub limit: String,
    pub label: String,
    pub version: String,
    /// `2026年9月2日起`, `2026年9月2日至2026年12月31日`, `已被更正`.
    pub holds: String,
    pub is_in_force: bool,
    /// Opens the form filled with this version; empty without the right.
    pub edit: String,
}

/// A version of the procedure's limits.
#[derive(Debug, Clone)]
pub struct ProcedureRow {
    pub from: String,
    pub version: String,
    pub lines: Vec<String>,
}

/// Who changed what, when, why.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    pub no: String,
    pub at: String,
    pub who: String,
    pub what: String,
    pub reason: String,
}

/// `urls::RULES`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/rules.html")]
pub struct RulesPage {
    pub chrome: Chrome,
    /// What was just changed; empty otherwise.
    pub done: String,
    pub forms: Vec<ActionForm>,
    pub rules: Vec<RuleRow>,
    /// In force today.
    pub procedure: Vec<String>,
    pub procedures: Vec<ProcedureRow>,
    pub changes: Vec<ChangeRow>,
}

/// The answer to `urls::RULES_PREVIEW`: nothing is stored yet.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/rules_preview.html")]
pub struct RulesPreviewPage {
    pub chrome: Chrome,
    pub what: String,
    pub summary: String,
    pub warnings: Vec<String>,
    pub moved: Vec<DueRow>,
    pub unmoved: Vec<DueRow>,
    pub confirm: ActionForm,
    /// Where the form came from.
    pub back: String,
}
