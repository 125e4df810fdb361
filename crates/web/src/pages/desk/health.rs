//! Is everything in order: the ledger's proof, workers, room on the disk.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::{Chrome, Tone};
use crate::pages::parts::{Badge, Fact};

/// One thing that was checked.
#[derive(Debug, Clone)]
pub struct CheckView {
    pub label: String,
    pub state: Badge,
    /// What was found, in a sentence; where to look when it is bad.
    pub text: String,
}

/// Something `verify` found.
#[derive(Debug, Clone)]
pub struct FindingView {
    /// The row: `GH2026-000123，第 4 条记录`.
    pub place: String,
    pub text: String,
    /// Empty when there is nothing to open.
    pub href: String,
}

/// What `verify` said.
#[derive(Debug, Clone)]
pub struct VerifyView {
    pub tone: Tone,
    /// `台账完整：1,408 件、9,862 条记录，全部相符。`
    pub summary: String,
    pub checked_at: String,
    pub findings: Vec<FindingView>,
    /// `另有 37 处未列出`; empty when all are listed.
    pub more: String,
}

/// `/desk/health`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/health.html")]
pub struct HealthPage {
    pub chrome: Chrome,
    pub checks: Vec<CheckView>,
    pub verify: Option<VerifyView>,
    /// Starts a verification; absent without the right.
    pub verify_form: Option<ActionForm>,
    /// 最新序号、封存、根哈希 …
    pub ledger: Vec<Fact>,
    /// Version, database, uptime …
    pub system: Vec<Fact>,
}
