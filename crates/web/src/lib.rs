//! HTML and JSON over HTTP: routes, forms, pages, templates, assets.

pub mod assets;
pub mod catalogue;
pub mod pages;
