//! Forms and pages as a visitor without scripts meets them.

mod access;
mod bad_input;
mod calendar_import;
mod desk;
mod guarded;
mod path;
mod publication;
mod submit;
mod track;
