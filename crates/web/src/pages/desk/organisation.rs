//! 组织机构: the tree of units, and one of them.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::parts::{Badge, Fact};
use crate::pages::urls;

/// One unit in the tree.
#[derive(Debug, Clone)]
pub struct UnitRow {
    pub href: String,
    /// `└ ` as often as it lies deep; empty at the top.
    pub indent: String,
    pub name: String,
    pub short_name: String,
    pub code: String,
    /// 分管领导, or `随上级`.
    pub leader: String,
    pub state: Badge,
}

/// `/desk/organisation`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/organisation.html")]
pub struct OrganisationPage {
    pub chrome: Chrome,
    /// Parents before their children.
    pub rows: Vec<UnitRow>,
    pub add: ActionForm,
}

/// `/desk/organisation/{id}`: names, leader, merging.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/unit.html")]
pub struct UnitPage {
    pub chrome: Chrome,
    pub name: String,
    pub state: Badge,
    pub facts: Vec<Fact>,
    pub actions: Vec<ActionForm>,
}
