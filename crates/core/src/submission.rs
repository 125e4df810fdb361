//! What every channel delivers to the single funnel.

use crate::codes::{Channel, IdentityLevel, Intent, SuggestionKind};
use crate::digest::Digest;
use crate::ids::{AccountId, CampaignId, MailId, TopicId, UnitId};
use crate::personal::Personal;
use crate::publication::Byline;
use crate::text::{Body, Title};
use crate::time::Instant;

/// Who the submitter is. Lives in the vault, never beside the item, never in a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Identity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Personal<String>>,
    /// Employer as the submitter wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<Personal<String>>,
}

impl Identity {
    pub const fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.phone.is_none()
            && self.email.is_none()
            && self.employer.is_none()
    }
}

/// A file whose bytes already lie in the blob store under their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    pub file_name: String,
    /// Sniffed from the bytes, not declared by the sender.
    pub media_type: String,
    pub size: u64,
    /// SHA-256 of the stored bytes; also the key in the blob store.
    pub digest: Digest,
}

/// One arrival, validated, ready to be registered. Anonymous means `identity` is `None`:
/// [`Submission::new`] cannot be given both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub channel: Channel,
    pub intent: Option<Intent>,
    pub kind: SuggestionKind,
    pub title: Title,
    pub body: Body,
    pub identity_level: IdentityLevel,
    pub identity: Option<Identity>,
    /// The unit concerned, if the submitter named one.
    pub unit: Option<UnitId>,
    pub topic: Option<TopicId>,
    /// 征集活动 that it answers, if any.
    pub campaign: Option<CampaignId>,
    /// When it reached the union: for a mail its arrival in the mailbox, for a letter the day it
    /// was received; never when the software happened to see it.
    pub received_at: Instant,
    /// Number given by another system; unique, so an import can run twice.
    pub external_no: Option<String>,
    /// Due date set by the other system, if it set one (DOMAIN 3, external item).
    pub external_due_at: Option<Instant>,
    pub registered_by: Option<AccountId>,
    pub mail: Option<MailId>,
    pub attachments: Vec<NewAttachment>,
    pub consented_at: Option<Instant>,
    /// 公开同意 given with the form, apart from the consent to be registered.
    pub publish_as: Option<Byline>,
}

impl Submission {
    /// The least a submission needs; the rest is set field by field.
    pub const fn new(
        channel: Channel,
        kind: SuggestionKind,
        title: Title,
        body: Body,
        received_at: Instant,
    ) -> Self {
        Self {
            channel,
            intent: None,
            kind,
            title,
            body,
            identity_level: IdentityLevel::Anonymous,
            identity: None,
            unit: None,
            topic: None,
            campaign: None,
            received_at,
            external_no: None,
            external_due_at: None,
            registered_by: None,
            mail: None,
            attachments: Vec::new(),
            consented_at: None,
            publish_as: None,
        }
    }

    /// Sets who it is from. An empty identity, or the level Anonymous, leaves nothing behind.
    #[must_use]
    pub fn from_submitter(mut self, level: IdentityLevel, identity: Identity) -> Self {
        match level {
            IdentityLevel::Anonymous => {
                self.identity_level = IdentityLevel::Anonymous;
                self.identity = None;
            }
            IdentityLevel::Named | IdentityLevel::Confidential => {
                self.identity_level = level;
                self.identity = (!identity.is_empty()).then_some(identity);
            }
        }
        self
    }
}
