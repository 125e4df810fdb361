//! Rows and transactions on SQLite and PostgreSQL: private entities, queries, ledger, vault, blobs.
//!
//! [`Store::write`] is the one way anything is written, [`Store::read`] gives the queries. No
//! entity leaves this crate: in and out go the types of `core` and `workflow`, and rows of its own.

mod account;
mod aggregate;
mod attachment;
mod blob;
mod bookkeeping;
mod code;
mod conn;
mod counts;
mod directory;
mod entity;
mod error;
mod figures;
mod group;
mod identity;
mod index_document;
mod ledger;
mod mail_in;
mod mail_out;
mod merkle;
mod open_obligation;
mod owed;
mod read;
mod reminder;
mod reply;
mod rules;
mod scope;
mod sequence;
mod session;
mod staff_notice;
mod store;
mod suggestion;
mod tx;
mod vault;
mod verify;
mod words;
mod worklist;
mod write;

pub use account::{Account, NewAccount};
pub use attachment::{Attachment, AttachmentPart};
pub use bookkeeping::AdminLogEntry;
pub use counts::Counts;
pub use directory::{NewTopic, NewUnit, TopicRow, UnitRow};
pub use error::StoreError;
pub use figures::EchoFigures;
pub use identity::IdentityView;
pub use ledger::LedgerEntry;
pub use mail_in::{IncomingMail, MailDescription, MailOutcome, NewIncomingMail, Stored};
pub use mail_out::{DueMail, NewOutgoingMail, OutgoingMail, OutgoingState, Retry};
pub use open_obligation::CountedObligation;
pub use owed::Owed;
pub use read::{Page, Read};
pub use reminder::{CircularEntry, NewReminder, OwedByStaff};
pub use rules::CalendarYear;
pub use sequence::LedgerSeal;
pub use session::{NewSession, Session};
pub use staff_notice::{NewStaffNotice, StaffNotice};
pub use store::{Store, StoreConfig};
pub use suggestion::{NewSuggestion, SealedIdentity};
pub use tx::Tx;
pub use verify::{Finding, VerifySummary};
pub use words::{NewSupplement, RatingComment, SubmissionText, SupplementText};
pub use worklist::{Worklist, WorklistPage, WorklistQuery, WorklistRow};
