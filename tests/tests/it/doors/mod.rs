//! The command line: documented, stable, answering in Chinese when it refuses.

mod archive;
mod calendar;
mod demo;
mod help;
mod import;
mod mail_deliver;
mod mail_parse;
mod mail_reprocess;
mod search;
mod serve;
mod simulate;
mod statistics;
mod user;
mod verify;
