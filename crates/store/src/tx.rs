//! A running write. Everything in it becomes visible together, or not at all.

use std::ops::Deref;

use sea_orm::DatabaseTransaction;

use crate::conn::Conn;
use crate::read::Read;
use crate::vault::Vault;

/// The one transaction of a [`crate::Store::write`]. Offers every query of [`Read`] on the state
/// inside the transaction.
#[derive(Debug)]
pub struct Tx {
    read: Read,
}

impl Tx {
    pub(crate) const fn new(inner: DatabaseTransaction, vault: Vault) -> Self {
        Self {
            read: Read {
                conn: Conn::transaction(inner),
                vault,
            },
        }
    }

    pub(crate) fn was_interrupted(&self) -> bool {
        self.read.conn.was_interrupted()
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
