//! What staff look at: the worklist and one suggestion.

pub mod calendar_import;
mod due_reasons;
mod gate_counts;
mod mailboxes;
mod notices;
pub mod policy_edit;
pub mod recount;
mod search;
mod similar;
mod staffing;
mod view;
mod worklist;

pub use due_reasons::{DueReason, DueReasons, due_reasons};
pub use gate_counts::{gate_words, recent_gate_counts};
pub use huiyin_store::{AddressStanding, OutgoingState, StaffNotice, Worklist, WorklistQuery};
pub use mailboxes::{
    MAILBOX_KEEPERS, MailboxHealth, MailboxView, lmtp_doubts, mailboxes, resend, stuck_notices,
};
pub use notices::{notices, read_notices};
pub use search::{EXPORT_MAX, Exported, Found, Rebuilding, Scanned, export, search, suggest};
pub(crate) use search::{freshen, names, own_terms};
pub(crate) use similar::{alike, mergeable};
pub use staffing::staffing_words;
pub use view::{SuggestionView, view};
pub use worklist::{WorklistItem, WorklistItems, worklist};
