//! Everything that comes in goes through one funnel: [`submit`].

mod bounced;
mod deliver_mail;
mod forms;
mod import;
mod judge;
mod loops;
mod mail_row;
mod mailbox;
mod place;
mod rating;
mod receipt;
mod reprocess;
mod submit;
mod take;
mod thread;

pub use deliver_mail::{Delivered, Mailbox, deliver_mail};
pub(crate) use deliver_mail::{note_failure, park_too_large, resume, settle_once, take_in};
pub use forms::{RawFile, clean_files, register_form, submit_form};
pub use huiyin_intake::form::{REGISTRATION_CHANNELS, RegistrationForm, SubmissionForm};
pub use huiyin_intake::mail::ForwardedLetter;
pub use import::{ImportReport, ImportSettings, ImportState, import};
pub(crate) use judge::Arrived;
pub(crate) use loops::{ID_PREFIX, TOKEN_LENGTH, token_in};
pub use mailbox::{
    BouncedLine, MailView, Reassign, attach_mail, dismiss_mail, raw_mail, register_mail, view_mail,
};
pub(crate) use place::{bare, lmtp_name};
pub use receipt::{Receipt, ReceiptStep};
pub use reprocess::{failed_mails, reprocess, reprocess_by_hand, stored_mail};
pub(crate) use submit::keep;
pub use submit::{NOBODY_YET, Upload, submit};
pub(crate) use take::FromMail;
