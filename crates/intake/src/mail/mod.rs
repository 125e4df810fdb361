//! Mail in and out.
//!
//! In: [`parse`] reads any bytes as far as they can be read, [`classify`] says what a mail is,
//! [`to_submission`] turns a letter into what every channel delivers, [`dedup_key`] tells two
//! deliveries of one mail from two mails, [`imap`] fetches from a mailbox. Out: [`build`] makes a
//! message, [`Transport`] hands it to a relay or puts it into a folder.

mod address;
mod automatic;
mod body;
mod charset;
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
mod html;
mod html_blocks;
mod identity;
pub mod imap;
mod leaf;
mod multipart;
mod nested;
mod params;
mod parse;
mod parsed;
mod quote;
mod reading;
mod rtf;
mod signature;
mod smime;
mod structure;
mod ticket;
mod tnef;
mod transfer;
mod transport;
mod words;

pub use classify::{MailVerdict, Prepared, classify, to_submission};
pub use compose::{AutoSubmitted, ComposeError, OutgoingDraft, build};
pub use evidence::{Evidence, Sign};
pub use flaw::{Flaw, Place};
pub use identity::{dedup_key, raw_digest};
pub use parse::parse;
pub use parsed::{AutomaticKind, Correspondent, ForwardedLetter, MailAttachment, ParsedMail};
pub use reading::{MailKind, ReadAttachment, ReadSender, Reading};
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
mod tests_real;
