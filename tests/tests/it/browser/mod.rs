//! A real Chromium on a phone's and a desk's screen.

mod itself;
mod pages;
mod path;
