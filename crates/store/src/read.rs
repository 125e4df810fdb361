//! Queries. Every list and count takes a `Scope`; what it asks becomes part of the query.

use crate::conn::Conn;
use crate::vault::Vault;

/// A handle for queries: over the pool of readers ([`crate::Store::read`]), or inside a write
/// ([`crate::Tx`] offers the same). The methods stand with their nouns.
#[derive(Debug)]
pub struct Read {
    pub(crate) conn: Conn,
    pub(crate) vault: Vault,
}

/// Some rows of a list, and how many it has in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub total: u64,
    pub rows: Vec<T>,
}
