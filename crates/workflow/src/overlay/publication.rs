//! 公开 and 归档 as they lie on an item.

use huiyin_core::time::Instant;
use huiyin_core::{Byline, Digest};
use serde::{Deserialize, Serialize};

/// Whether the submitter agrees, and what is public now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Publication {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
}

impl Publication {
    pub(crate) const fn is_nothing(&self) -> bool {
        self.consent.is_none() && self.published.is_none()
    }
}

/// 公开同意 of the submitter, apart from the consent to be registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub byline: Byline,
    pub at: Instant,
}

/// What is public, under a number that leads to no ticket number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub year: i32,
    pub seq: i64,
    pub byline: Byline,
    pub at: Instant,
}

impl Published {
    /// 公开〔2026〕3号.
    pub fn number(&self) -> String {
        format!("公开〔{}〕{}号", self.year, self.seq)
    }

    /// The number as it stands in an address: `2026-3`.
    pub fn address(&self) -> String {
        format!("{}-{}", self.year, self.seq)
    }
}

/// 归档: the package as it lies in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    pub digest: Digest,
    pub bytes: u64,
    pub at: Instant,
}
