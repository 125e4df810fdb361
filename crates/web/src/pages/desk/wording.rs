//! 通知模板: the wording of notices.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::parts::{Badge, Fact};
use crate::pages::urls;

/// One kind of notice in the list.
#[derive(Debug, Clone)]
pub struct WordingRow {
    pub href: String,
    pub label: String,
    /// 出厂内容, or the version.
    pub state: Badge,
    pub subject: String,
}

/// `/desk/wording`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/wordings.html")]
pub struct WordingsPage {
    pub chrome: Chrome,
    pub rows: Vec<WordingRow>,
}

/// What the wording makes of made-up facts.
#[derive(Debug, Clone)]
pub struct PreviewView {
    pub subject: String,
    pub text: String,
    /// The HTML part as its source: nothing of it is run here.
    pub html: String,
}

/// One version that was.
#[derive(Debug, Clone)]
pub struct WordingVersion {
    pub version: String,
    pub created_at: String,
    pub by: String,
    pub subject: String,
    pub text: String,
}

/// `/desk/wording/{kind}`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/wording.html")]
pub struct WordingPage {
    pub chrome: Chrome,
    pub label: String,
    pub state: Badge,
    pub form: ActionForm,
    /// Shown after a preview.
    pub preview: Option<PreviewView>,
    /// Absent while the shipped wording holds.
    pub restore: Option<ActionForm>,
    /// Name of a variable and its meaning.
    pub variables: Vec<Fact>,
    pub versions: Vec<WordingVersion>,
}
