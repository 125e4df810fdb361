//! Fetching from an IMAP mailbox (RFC 3501, 9051), with the ways of the big Chinese providers.
//!
//! A mail is marked, moved or deleted only after the caller has said that it is durable; what
//! cannot be fetched stays where it is and is reported.

mod fetch;
mod finish;
mod folder_name;
mod session;
mod visit;

#[cfg(test)]
mod tests;

pub use visit::{ImapMailbox, Woken, fetch_once};

pub(super) use super::remote::{
    AfterFetch, FetchConfig, FetchError, FetchReport, FetchTls, FetchedMail, TooLarge,
};
