//! 个人信息处理规则: who processes what, why, how long, and a person's rights (PIPL, articles 13
//! to 17 and 44 to 50).

use askama::Template;

use crate::pages::chrome::Chrome;

/// `/privacy`.
#[derive(Debug, Clone, Template)]
#[template(path = "public/privacy.html")]
pub struct PrivacyPage {
    pub chrome: Chrome,
    /// How long identity data are kept after closing: `2 年`.
    pub identity_kept: String,
    /// How long texts and replies are kept: `10 年`.
    pub archive_kept: String,
    /// `2026年1月1日`
    pub effective_on: String,
}
