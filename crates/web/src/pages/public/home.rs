//! The front door.

use askama::Template;

use crate::pages::chrome::Chrome;
use crate::pages::field::FieldView;
use crate::pages::parts::Figure;
use crate::pages::urls;

/// `/`: what this is, the two ways in, the mailbox, how it works, what came of it.
#[derive(Debug, Clone, Template)]
#[template(path = "public/home.html")]
pub struct HomePage {
    pub chrome: Chrome,
    /// Field for the query code, posted to `urls::TRACK`; see [`super::track::code_field`].
    pub code: FieldView,
    /// Recent numbers, each with numerator and denominator; empty hides the block.
    pub figures: Vec<Figure>,
    /// `2026年1月1日至9月25日`; the period the figures stand for.
    pub period: String,
    /// 征集活动 that run today: (address, name, period).
    pub campaigns: Vec<(String, String, String)>,
}
