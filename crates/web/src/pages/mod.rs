//! Every page as a struct of finished text with its template. Handlers build one and answer with
//! it; a missing field is a compile error. Templates only loop and choose (style rule 15).
//!
//! Components (fields, action forms, pagers, timelines) are small templates of their own and print
//! themselves: `{{ field }}`. They are the only values that are not escaped, see [`parts`].

pub mod account;
pub mod action;
pub mod chrome;
pub mod desk;
pub mod errors;
pub mod field;
pub mod gate;
pub mod parts;
pub mod public;
pub mod qr;
pub mod urls;

#[cfg(test)]
mod tests;
