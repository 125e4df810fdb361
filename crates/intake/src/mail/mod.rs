//! Mail in and out.
//!
//! In: [`parse`] reads any bytes as far as they can be read, [`classify`] says what a mail is,
//! [`to_submission`] turns a letter into what every channel delivers, [`dedup_key`] tells two
//! deliveries of one mail from two mails, [`read_bounce`] says what came back and why. [`imap`] and
//! [`pop3`] fetch from a mailbox, [`lmtp`] takes from an own mail server. Out: [`build`] makes a
//! message, [`Transport`] hands it to a relay or puts it into a folder.

mod address;
mod automatic;
mod body;
mod bounce;
pub(crate) mod charset;
mod classify;
mod compose;
mod content;
mod date;
mod entities;
mod evidence;
mod file_name;
mod flaw;
mod forward;
mod header;
mod history;
mod html;
mod html_blocks;
mod identity;
pub mod imap;
mod leaf;
mod line_ends;
pub mod lmtp;
mod multipart;
mod nested;
mod params;
mod parse;
mod parsed;
pub mod pop3;
mod program_line;
mod quote;
mod reading;
mod remote;
mod rtf;
mod signature;
mod smime;
mod structure;
mod ticket;
mod tnef;
mod transfer;
mod transport;
pub(crate) mod wire;
mod words;

/// Stands at the end of every notice of ours, whatever its wording: a mail that brings it as its
/// own words was written by a notice, not by a person.
pub const NOTICE_MARK: &str = "（本邮件由系统自动发出";

pub use bounce::{BounceReport, BouncedAddress, DeliveryAction, read_bounce};
pub use classify::{MailVerdict, Prepared, classify, to_submission};
pub use compose::{AutoSubmitted, ComposeError, OutgoingDraft, build};
pub use evidence::{Evidence, Sign};
pub use flaw::{Flaw, Place};
pub use identity::{dedup_key, raw_digest};
pub use parse::parse;
pub use parsed::{AutomaticKind, Correspondent, ForwardedLetter, MailAttachment, ParsedMail};
pub use reading::{MailKind, ReadAttachment, ReadSender, Reading};
pub use remote::{
    AfterFetch, FetchConfig, FetchError, FetchReport, FetchTls, FetchedMail, TooLarge,
};
pub use transport::{RelayError, SendError, Sent, SmtpConfig, SmtpRelay, SmtpTls, Transport};

#[cfg(test)]
mod tests_chinese;
#[cfg(test)]
mod tests_field;
#[cfg(test)]
mod tests_fuzz;
#[cfg(test)]
mod tests_hostile;
#[cfg(test)]
mod tests_programs;
#[cfg(test)]
mod tests_real;
