//! Everything that comes in goes through one funnel: [`submit`].

mod deliver_mail;
mod forms;
mod import;
mod mail_row;
mod mailbox;
mod receipt;
mod submit;

pub use deliver_mail::{Delivered, Mailbox, deliver_mail};
pub(crate) use deliver_mail::{park_too_large, resume};
pub use forms::{RawFile, clean_files, register_form, submit_form};
pub use huiyin_intake::form::{REGISTRATION_CHANNELS, RegistrationForm, SubmissionForm};
pub use import::{ImportReport, ImportSettings, ImportState, import};
pub(crate) use mail_row::outcome;
pub use mailbox::{MailView, attach_mail, dismiss_mail, raw_mail, register_mail, view_mail};
pub use receipt::{Receipt, ReceiptStep};
pub(crate) use submit::keep;
pub use submit::{NOBODY_YET, Upload, submit};
