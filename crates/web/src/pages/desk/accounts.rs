//! People: who may sign in, with which roles.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::parts::{Badge, Fact, Pager, Timeline};
use crate::pages::urls;

/// One account in the list.
#[derive(Debug, Clone)]
pub struct AccountRow {
    pub href: String,
    pub username: String,
    pub name: String,
    pub unit: String,
    pub roles: String,
    pub state: Badge,
    /// `2026-09-25 14:03`, or `从未登录`.
    pub last_seen: String,
}

/// `/desk/accounts`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/accounts.html")]
pub struct AccountsPage {
    pub chrome: Chrome,
    pub rows: Vec<AccountRow>,
    pub pager: Pager,
    /// Adds a person; absent without the right.
    pub add: Option<ActionForm>,
    /// Shown once after adding or resetting.
    pub one_time: Option<OneTimePassword>,
}

/// A password that works once.
#[derive(Debug, Clone)]
pub struct OneTimePassword {
    pub username: String,
    pub password: String,
}

/// `/desk/accounts/{id}`: roles, reset, disable.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/account.html")]
pub struct AccountPage {
    pub chrome: Chrome,
    pub name: String,
    pub state: Badge,
    pub facts: Vec<Fact>,
    pub actions: Vec<ActionForm>,
    pub one_time: Option<OneTimePassword>,
    pub timeline: Timeline,
}
