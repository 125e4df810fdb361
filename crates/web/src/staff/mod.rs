//! Pages for staff.

mod accounts;
mod action_view;
mod calendar;
mod calendar_import;
mod health;
mod identity_view;
mod mail;
mod notices;
mod overlay_view;
mod register;
mod search;
mod sign_in;
mod statistics;
mod statistics_view;
mod suggestion;
mod worklist;

pub(crate) use accounts::{account, account_act, accounts, add_account};
pub(crate) use calendar::calendar;
pub(crate) use calendar_import::{confirm_calendar, preview_calendar};
pub(crate) use health::{health, verify};
pub(crate) use mail::{mail, mail_act, mail_list, mail_raw};
pub(crate) use notices::{notices, read_notices};
pub(crate) use register::{register, register_page};
pub(crate) use search::search;
pub(crate) use sign_in::{login, login_page, logout, password, password_page};
pub(crate) use statistics::{statistics, statistics_export, statistics_items, statistics_summary};
pub(crate) use suggestion::{act, attachment, reveal, suggestion};
pub(crate) use worklist::worklist;
