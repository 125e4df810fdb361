//! 答复质检 before a person: what was seen and why, question and reply side by side.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::pages::parts::Badge;

/// One finding.
#[derive(Debug, Clone)]
pub struct GateFindingView {
    /// `答非所问`, `套话（诉求点 2）`
    pub title: String,
    /// `须写明理由`, `不能发出`, `供参考`
    pub weight: Badge,
    /// What was seen and what to do.
    pub reason: String,
    /// `来件提到而答复没有的：坡道、轮椅`; empty for none.
    pub evidence: String,
    /// Where it can be put right; empty when there is no such field on the page.
    pub href: String,
    pub href_label: String,
}

/// A key term of one side.
#[derive(Debug, Clone)]
pub struct GateTermView {
    pub text: String,
    /// The other side has it too.
    pub is_shared: bool,
}

/// Question or reply.
#[derive(Debug, Clone)]
pub struct GateSideView {
    pub title: String,
    /// Said beside a term that the other side has not: `答复未提到`.
    pub missing: String,
    pub terms: Vec<GateTermView>,
    pub text: String,
}

/// The section of the page.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/gate.html")]
pub struct GateView {
    /// Said to the writer whose draft was not sent yet; empty otherwise.
    pub advice: String,
    pub findings: Vec<GateFindingView>,
    pub sides: Vec<GateSideView>,
}

impl HtmlSafe for GateView {}
