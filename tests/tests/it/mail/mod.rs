//! Real mailboxes and a real way out.

mod boxes;
mod incoming;
mod lmtp;
mod outgoing;
