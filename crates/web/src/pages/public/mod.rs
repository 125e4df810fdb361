//! Pages that need no account. Their sentences live in the message catalogue.

pub mod error;
pub mod home;
pub mod privacy;
pub mod published;
pub mod receipt;
pub mod submit;
pub mod track;
