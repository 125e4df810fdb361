//! Pages for staff.

mod accounts;
mod action_view;
mod archive;
mod calendar;
mod calendar_import;
mod health;
mod identity_view;
mod mail;
mod notices;
mod overlay_view;
mod publication;
mod register;
mod search;
mod sign_in;
mod suggestion;
mod worklist;

pub(crate) use accounts::{account, account_act, accounts, add_account};
pub(crate) use archive::{archive, archive_full, archive_package, archived};
pub(crate) use calendar::calendar;
pub(crate) use calendar_import::{confirm_calendar, preview_calendar};
pub(crate) use health::{health, verify};
pub(crate) use mail::{mail, mail_act, mail_list, mail_raw};
pub(crate) use notices::{notices, read_notices};
pub(crate) use publication::{publication, publication_queue};
pub(crate) use register::{register, register_page};
pub(crate) use search::search;
pub(crate) use sign_in::{login, login_page, logout, password, password_page};
pub(crate) use suggestion::{act, attachment, reveal, suggestion};
pub(crate) use worklist::worklist;
