//! HTML and JSON over HTTP: routes, forms, pages, templates, assets.

pub mod assets;
pub mod catalogue;
pub mod pages;

mod access;
mod fault;
mod guard;
mod limit;
mod posted;
mod present;
mod public;
mod routes;
mod serve;
mod staff;
mod state;

pub use access::Access;
pub use routes::{access_table, router};
pub use serve::{Serving, serve};
pub use state::{Web, WebSettings};
