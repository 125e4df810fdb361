//! Pages for staff. Their Chinese stands in the templates.

pub mod accounts;
pub mod archive;
pub mod calendar;
pub mod calendar_import;
pub mod campaigns;
pub mod health;
pub mod mail;
pub mod mailboxes;
pub mod notices;
pub mod organisation;
pub mod publication;
pub mod register;
pub mod routing;
pub mod rules;
pub mod search;
pub mod statistics;
pub mod suggestion;
pub mod wording;
pub mod worklist;
