//! What a person reads when something did not work: what happened, what was not lost, what to do.

use askama::Template;

use crate::pages::chrome::Chrome;
use crate::pages::parts::{Fact, LinkView};
use crate::pages::urls;

/// What went wrong, as far as the person is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// 400: the request could not be read.
    BadRequest,
    /// 403: signed in, but not entitled.
    Forbidden,
    /// 403: the form is too old or came from elsewhere.
    ExpiredForm,
    /// 404
    NotFound,
    /// 405
    MethodNotAllowed,
    /// 408
    Timeout,
    /// 409: somebody else changed the item in the meantime.
    Stale,
    /// 410
    Gone,
    /// 413
    TooLarge,
    /// 415
    UnsupportedMedia,
    /// 429
    TooManyRequests,
    /// 500
    Internal,
    /// 503
    Unavailable,
    /// 507: no room for an attachment.
    StorageFull,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::BadRequest,
        Self::Forbidden,
        Self::ExpiredForm,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Timeout,
        Self::Stale,
        Self::Gone,
        Self::TooLarge,
        Self::UnsupportedMedia,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
        Self::StorageFull,
    ];

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Forbidden | Self::ExpiredForm => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::Stale => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
        }
    }
}

/// A page for what did not work.
#[derive(Debug, Clone, Template)]
#[template(path = "public/error.html")]
pub struct ErrorPage {
    pub chrome: Chrome,
    pub status: String,
    pub heading: String,
    /// What happened and what was not lost.
    pub text: String,
    /// What to do now.
    pub advice: String,
    pub links: Vec<LinkView>,
    /// Number to quote when asking; empty when there is none.
    pub reference: String,
    /// What was typed into a form that could not be taken, to be copied.
    pub kept: Vec<Fact>,
}

impl ErrorPage {
    /// The page of a kind. Its title replaces the one of `chrome`.
    pub fn new(mut chrome: Chrome, kind: ErrorKind, reference: &str) -> Self {
        let m = chrome.messages;
        let (heading, text, advice) = match kind {
            ErrorKind::BadRequest => (
                m.t("error.bad_request"),
                m.t("error.bad_request_text"),
                m.t("error.bad_request_do"),
            ),
            ErrorKind::Forbidden => (
                m.t("error.forbidden"),
                m.t("error.forbidden_text"),
                m.t("error.forbidden_do"),
            ),
            ErrorKind::ExpiredForm => (
                m.t("error.expired"),
                m.t("error.expired_text"),
                m.t("error.expired_do"),
            ),
            ErrorKind::NotFound => (
                m.t("error.not_found"),
                m.t("error.not_found_text"),
                m.t("error.not_found_do"),
            ),
            ErrorKind::MethodNotAllowed => (
                m.t("error.method"),
                m.t("error.method_text"),
                m.t("error.method_do"),
            ),
            ErrorKind::Timeout => (
                m.t("error.timeout"),
                m.t("error.timeout_text"),
                m.t("error.timeout_do"),
            ),
            ErrorKind::Stale => (
                m.t("error.stale"),
                m.t("error.stale_text"),
                m.t("error.stale_do"),
            ),
            ErrorKind::Gone => (
                m.t("error.gone"),
                m.t("error.gone_text"),
                m.t("error.gone_do"),
            ),
            ErrorKind::TooLarge => (
                m.t("error.too_large"),
                m.t("error.too_large_text"),
                m.t("error.too_large_do"),
            ),
            ErrorKind::UnsupportedMedia => (
                m.t("error.media"),
                m.t("error.media_text"),
                m.t("error.media_do"),
            ),
            ErrorKind::TooManyRequests => (
                m.t("error.too_many"),
                m.t("error.too_many_text"),
                m.t("error.too_many_do"),
            ),
            ErrorKind::Internal => (
                m.t("error.internal"),
                m.t("error.internal_text"),
                m.t("error.internal_do"),
            ),
            ErrorKind::Unavailable => (
                m.t("error.unavailable"),
                m.t("error.unavailable_text"),
                m.t("error.unavailable_do"),
            ),
            ErrorKind::StorageFull => (
                m.t("error.full"),
                m.t("error.full_text"),
                m.t("error.full_do"),
            ),
        };
        heading.clone_into(&mut chrome.title);
        let mut links = vec![
            LinkView::new(m.t("error.to_submit"), urls::SUBMIT),
            LinkView::new(m.t("error.to_track"), urls::TRACK),
            LinkView::new(m.t("error.to_home"), urls::HOME),
        ];
        if chrome.staff.is_some() {
            links = vec![LinkView::new(m.t("error.to_desk"), urls::DESK)];
        }
        Self {
            status: kind.status().to_string(),
            heading: heading.to_owned(),
            text: text.to_owned(),
            advice: advice.to_owned(),
            links,
            reference: reference.to_owned(),
            kept: Vec::new(),
            chrome,
        }
    }

    /// Sends the person somewhere particular first, e.g. back to the item that changed.
    #[must_use]
    pub fn link_first(mut self, link: LinkView) -> Self {
        self.links.insert(0, link);
        self
    }
}
