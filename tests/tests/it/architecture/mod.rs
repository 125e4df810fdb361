//! The house as ARCHITECTURE.md draws it (sections 1, 2 and 4), held against the checkout.

mod data_files;
mod dependencies;
mod layout;
mod migrations;
mod sources;
