//! The aggregate in rows: exactly [`huiyin_workflow::Suggestion`], nothing more and nothing less.

mod load;
mod rows;
mod save;

pub(crate) use load::{Lock, load_many, load_one};
pub(crate) use rows::suggestion_columns;
pub(crate) use save::{insert_parts, save_changes};
