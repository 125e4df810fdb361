//! What the index promises to those who use it.

mod answer;
mod folder;
mod literal;
mod material;
mod scope;
