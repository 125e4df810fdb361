//! Typed ids. An `i64` never crosses a function boundary naked.

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+ };
}

id! {
    SuggestionId, UnitId, AccountId, TopicId, ObligationId, ReplyId, AttachmentId, MailId, EventId,
    StaffNoticeId, CampaignId,
    /// Number of a point within its suggestion, from 1.
    PointNo,
}
