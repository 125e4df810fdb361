//! Reconcilers: no input, idempotent, may run at any moment, twice, or late.

mod archive;
mod fetch_mail;
mod index;
mod keep_deadlines;
mod keep_facts;
mod read_files;
mod remind;
mod reorganise;
mod run;
mod send_mail;
mod sequence;
mod settle_beside;
mod settle_mail;
mod take_lmtp;

pub use archive::archive;
pub use fetch_mail::fetch_mail;
pub use index::index;
pub use keep_deadlines::keep_deadlines;
pub use keep_facts::keep_facts;
pub use read_files::read_files;
pub use reorganise::reorganise;
pub use run::{Workers, run};
pub use send_mail::send_mail;
pub use sequence::sequence;
pub use settle_mail::settle_mail;
