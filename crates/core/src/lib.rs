//! The vocabulary of huiyin: ids, coded enums, value types, `Ctx`, `Clock`, search request types.
//!
//! No IO, no async, no clock: everything here can be used by every other crate without dragging
//! anything along. Names follow the glossary in `crates/README.md`.

pub mod accused;
pub mod calendar;
mod coded;
pub mod codes;
pub mod ctx;
pub mod digest;
pub mod file_text;
pub mod ids;
pub mod lookup_code;
pub mod personal;
pub mod publication;
pub mod radical;
pub mod search;
pub mod submission;
pub mod text;
pub mod ticket;
pub mod time;

pub use accused::{Accused, Viewer};
pub use calendar::{DayKind, RestDayArrival};
pub use codes::{
    Adoption, AssignmentRole, Channel, FollowUpResult, GateFindingKind, IdentityLevel, Intent,
    LimitUnit, MailState, NoticeChannel, ObligationKind, ReminderNotice, ReminderOutcome,
    ReplyKind, ResultClass, ReviewLevel, ReviewResult, Role, Satisfaction, Status, SuggestionKind,
    SupervisionLevel, SupervisionTrigger, Track, Urgency,
};
pub use ctx::{Actor, Clock, Ctx, Entropy, Scope, StaffActor};
pub use digest::Digest;
pub use file_text::{FileText, TextState};
pub use ids::{
    AccountId, AttachmentId, CampaignId, EventId, MailId, ObligationId, PointNo, ReplyId,
    StaffNoticeId, SuggestionId, TopicId, UnitId,
};
pub use lookup_code::LookupCode;
pub use personal::Personal;
pub use publication::Byline;
pub use submission::{Identity, NewAttachment, Submission};
pub use ticket::TicketNo;
