//! Forms and pages as a visitor without scripts meets them.

mod access;
mod bad_input;
mod calendar_import;
mod campaign;
mod desk;
mod guarded;
mod mail_desk;
mod organisation;
mod path;
mod publication;
mod reply_gate;
mod routing;
mod rules;
mod search;
mod search_damage;
mod search_scope;
mod staffing;
mod statistics;
mod submit;
mod track;
