//! A part of a list, with the length of the whole.

/// Some rows and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub total: u64,
    pub rows: Vec<T>,
}
