//! 回执: what a submitter takes home.

use askama::Template;

use crate::pages::chrome::Chrome;
use crate::pages::parts::DueView;
use crate::pages::qr::Svg;
use crate::pages::urls;

/// Shown once, right after submitting: the query code is stored only as a digest.
#[derive(Debug, Clone, Template)]
#[template(path = "public/receipt.html")]
pub struct ReceiptPage {
    pub chrome: Chrome,
    pub ticket_no: String,
    /// `7K3M-9QXT-4R2A-P0WD`
    pub code: String,
    /// Full address that the QR code holds.
    pub track_url: String,
    pub qr: Option<Svg>,
    pub title: String,
    /// `2026-09-25 14:03`
    pub received_at: String,
    /// `实名` …
    pub identity: String,
    /// `3 个`; empty when there are none.
    pub attachments: String,
    /// When the reply is owed, with the reason.
    pub due: DueView,
    /// Hash of the first event of this item.
    pub first_event: String,
    /// Where the acknowledgement was mailed, masked; empty when there is no address.
    pub mailed_to: String,
}
