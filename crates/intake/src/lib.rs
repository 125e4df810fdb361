//! Everything that comes in, and the mail that goes out.
//!
//! Each adapter turns what a channel delivers into one [`huiyin_core::Submission`]; nothing here
//! touches the database. Texts shown to people are Chinese.

pub mod form;
pub mod hook;
pub mod import;
pub mod mail;
pub mod table;
pub mod text;
pub mod upload;

mod width;
