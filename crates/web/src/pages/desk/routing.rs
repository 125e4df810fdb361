//! 分办规则: the list, one rule, and what rules would have done to a month.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::field::FieldView;
use crate::pages::parts::Badge;
use crate::pages::urls;

/// One rule in the list.
#[derive(Debug, Clone)]
pub struct RoutingRuleRow {
    pub href: String,
    pub label: String,
    /// `类别：劳动报酬；所在地：港湾区总工会`
    pub when: String,
    pub unit: String,
    /// The unit is out of use, so the rule proposes nothing.
    pub is_unit_gone: bool,
    pub priority: String,
    pub state: Badge,
}

/// `/desk/routing`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/routing.html")]
pub struct RoutingPage {
    pub chrome: Chrome,
    /// What was just saved; empty otherwise.
    pub done: String,
    pub rows: Vec<RoutingRuleRow>,
}

/// A version of a rule.
#[derive(Debug, Clone)]
pub struct RoutingVersionRow {
    pub version: String,
    pub effective_from: String,
    pub what: String,
    /// Who and when; `出厂配置`.
    pub by: String,
    pub reason: String,
}

/// `/desk/routing/new` and `/desk/routing/rules/{code}`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/routing_rule.html")]
pub struct RoutingRulePage {
    pub chrome: Chrome,
    pub title: String,
    pub form: ActionForm,
    /// Newest first; empty for a new rule.
    pub versions: Vec<RoutingVersionRow>,
}

/// A number under the rules as they are and as they would be.
#[derive(Debug, Clone)]
pub struct RoutingFigureRow {
    pub name: String,
    pub old: String,
    pub new: String,
}

/// An item of the list.
#[derive(Debug, Clone)]
pub struct RoutedRow {
    pub ticket_no: String,
    /// Empty for whoever may not open it.
    pub href: String,
    /// Empty for whoever may not read it.
    pub title: String,
    pub old: String,
    pub new: String,
    /// Who led it, `尚未分办`.
    pub actual: String,
}

/// `/desk/routing/dry-run`, and the answer to a change before it is saved.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/routing_dry_run.html")]
pub struct RoutingDryRunPage {
    pub chrome: Chrome,
    pub title: String,
    pub summary: String,
    /// A change is being tried: there is an old and a new column.
    pub is_change: bool,
    /// What would be saved, line by line; empty without a change.
    pub changes: Vec<RoutingFigureRow>,
    pub confirm: Option<ActionForm>,
    /// Chooses the month; empty while a change is tried.
    pub month: Vec<FieldView>,
    pub figures: Vec<RoutingFigureRow>,
    /// How often each rule decides.
    pub rules: Vec<RoutingFigureRow>,
    pub list_title: String,
    pub rows: Vec<RoutedRow>,
    /// Said when the list is cut; empty otherwise.
    pub cut: String,
}
