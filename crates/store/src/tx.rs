//! A running write. Everything in it becomes visible together, or not at all.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

use huiyin_core::{Digest, SuggestionId};
use sea_orm::DatabaseTransaction;

use crate::conn::Conn;
use crate::error::StoreError;
use crate::read::Read;
use crate::vault::Vault;

/// The one transaction of a [`crate::Store::write`]. Offers every query of [`Read`] on the state
/// inside the transaction.
#[derive(Debug)]
pub struct Tx {
    read: Read,
    /// Heads of the chains this transaction holds; asking the rows again would cost as much as
    /// writing one.
    heads: Mutex<HashMap<SuggestionId, Digest>>,
}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, vault: Vault) -> Self {
        Self {
            read: Read {
                conn: Conn::transaction(inner),
                vault,
            },
            heads: Mutex::default(),
        }
    }

    /// The hash of the newest entry of a suggestion, as of this transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn head_hash(&self, id: SuggestionId) -> Result<Option<Digest>, StoreError> {
        let known = {
            let heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
            heads.get(&id).copied()
        };
        match known {
            Some(head) => Ok(Some(head)),
            None => self.read.head_hash(id).await,
        }
    }

    /// To be called only for a row that this transaction has locked or written.
    pub(crate) fn remember_head(&self, id: SuggestionId, head: Digest) {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        heads.insert(id, head);
    }

    /// The error that took the transaction away, if one did.
    pub(crate) fn lost(&self) -> Option<StoreError> {
        self.read.conn.lost().cloned()
    }

    pub(crate) fn into_inner(self) -> Option<DatabaseTransaction> {
        self.read.conn.into_transaction()
    }
}

impl Deref for Tx {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.read
    }
}
