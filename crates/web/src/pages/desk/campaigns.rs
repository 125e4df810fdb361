//! 征集活动: the list, one of them, and its poster.

use askama::Template;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Chrome;
use crate::pages::parts::{Badge, Fact};
use crate::pages::qr::Svg;
use crate::pages::urls;

/// One campaign in the list.
#[derive(Debug, Clone)]
pub struct CampaignListRow {
    pub href: String,
    pub name: String,
    /// `2026年9月1日至2026年9月30日`
    pub period: String,
    /// `12 件`
    pub count: String,
    pub state: Badge,
}

/// `/desk/campaigns`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/campaigns.html")]
pub struct CampaignsPage {
    pub chrome: Chrome,
    pub add: ActionForm,
    pub rows: Vec<CampaignListRow>,
}

/// `/desk/campaigns/{id}`.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/campaign.html")]
pub struct CampaignPage {
    pub chrome: Chrome,
    pub name: String,
    pub state: Badge,
    pub facts: Vec<Fact>,
    pub poster_href: String,
    pub change: ActionForm,
}

/// `/desk/campaigns/{id}/poster`: one sheet to print and hang up.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/campaign_poster.html")]
pub struct PosterPage {
    pub chrome: Chrome,
    pub name: String,
    pub intro: String,
    pub period: String,
    pub address: String,
    pub qr: Option<Svg>,
}
