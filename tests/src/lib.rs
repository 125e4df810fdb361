//! The harness of the end-to-end tests: it starts the real binary and real servers, and speaks to
//! them the way a person, a browser or another machine would. See `tests/README.md`.

pub mod base64;
pub mod browser;
pub mod database;
pub mod dovecot;
pub mod form;
pub mod html;
pub mod http;
pub mod installation;
pub mod netease;
pub mod places;
pub mod server;
pub mod smtp_sink;
pub mod staff;
pub mod visitor;
pub mod wait;
