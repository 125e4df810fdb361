//! Forms and pages as a visitor without scripts meets them.

mod access;
mod bad_input;
mod calendar_import;
mod desk;
mod guarded;
mod organisation;
mod path;
mod publication;
mod reply_gate;
mod routing;
mod rules;
mod search;
mod statistics;
mod submit;
mod track;
