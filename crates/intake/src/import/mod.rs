//! Tables of old items: JSON lines, CSV and xlsx, read row by row.
//!
//! Nothing is guessed: a row that cannot be read for certain is given back as a [`RowError`] with
//! its line and a reason in Chinese, and the next row follows.

mod csv;
mod date;
mod encoding;
mod errors;
mod field;
mod jsonl;
mod lines;
mod row;
mod rows;
mod values;
mod xlsx;

#[cfg(test)]
mod tests;

pub use date::{DateError, Moment, parse_moment};
pub use errors::{ImportError, MapError, RowError, RowReason};
pub use field::{ColumnMap, Field};
pub use row::ImportRow;
pub use rows::{ImportFormat, ImportRows, open};
