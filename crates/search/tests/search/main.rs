//! What the index promises to those who use it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "all of this is test code, its helpers too"
)]

mod answer;
mod characters;
mod folder;
mod fresh;
mod hard;
mod literal;
mod material;
mod relevance;
mod scope;
