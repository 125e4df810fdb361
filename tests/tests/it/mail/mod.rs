//! Real mailboxes and a real way out.

mod incoming;
mod outgoing;
