//! One type for both ways to reach the database, so that every query is written once.

use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    ExecResult, IsolationLevel, QueryResult, Statement, TransactionOptions, TransactionTrait,
};

use crate::error::StoreError;

/// A pool of readers, or the one transaction of a write.
#[derive(Debug)]
pub(crate) enum Conn {
    Pool(DatabaseConnection),
    Transaction(Transaction),
}

/// A running transaction that remembers whether the database asked for another try. The work
/// inside turns errors into its own type, so afterwards they can no longer be told apart.
#[derive(Debug)]
pub(crate) struct Transaction {
    inner: DatabaseTransaction,
    was_interrupted: AtomicBool,
}

impl Conn {
    pub(crate) const fn transaction(inner: DatabaseTransaction) -> Self {
        Self::Transaction(Transaction {
            inner,
            was_interrupted: AtomicBool::new(false),
        })
    }

    pub(crate) fn was_interrupted(&self) -> bool {
        match self {
            Self::Pool(_) => false,
            Self::Transaction(tx) => tx.was_interrupted.load(Ordering::Relaxed),
        }
    }

    /// The transaction, to commit it or roll it back.
    pub(crate) fn into_transaction(self) -> Option<DatabaseTransaction> {
        match self {
            Self::Pool(_) => None,
            Self::Transaction(tx) => Some(tx.inner),
        }
    }

    /// A view in which several queries see the same state: the transaction itself, or a
    /// read-only one of its own that ends when dropped.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        match self {
            Self::Transaction(_) => Ok(Snapshot::Within(self)),
            Self::Pool(pool) => {
                // on SQLite every transaction in WAL mode reads one state
                let is_sqlite = pool.get_database_backend() == DbBackend::Sqlite;
                let isolation_level = (!is_sqlite).then_some(IsolationLevel::RepeatableRead);
                let options = TransactionOptions {
                    access_mode: isolation_level.map(|_| AccessMode::ReadOnly),
                    isolation_level,
                    sqlite_transaction_mode: None,
                };
                Ok(Snapshot::Own(pool.begin_with_options(options).await?))
            }
        }
    }

    fn remember<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let (Self::Transaction(tx), Err(error)) = (self, &result)
            && StoreError::from(error.clone()).is_transient()
        {
            tx.was_interrupted.store(true, Ordering::Relaxed);
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Conn {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::Transaction(tx) => tx.inner.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.remember(match self {
            Self::Pool(pool) => pool.execute_raw(statement).await,
            Self::Transaction(tx) => tx.inner.execute_raw(statement).await,
        })
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.remember(match self {
            Self::Pool(pool) => pool.execute_unprepared(sql).await,
            Self::Transaction(tx) => tx.inner.execute_unprepared(sql).await,
        })
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.remember(match self {
            Self::Pool(pool) => pool.query_one_raw(statement).await,
            Self::Transaction(tx) => tx.inner.query_one_raw(statement).await,
        })
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.remember(match self {
            Self::Pool(pool) => pool.query_all_raw(statement).await,
            Self::Transaction(tx) => tx.inner.query_all_raw(statement).await,
        })
    }
}

/// One state of the database, for as long as it lives.
#[derive(Debug)]
pub(crate) enum Snapshot<'a> {
    Own(DatabaseTransaction),
    Within(&'a Conn),
}

#[async_trait::async_trait]
impl ConnectionTrait for Snapshot<'_> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Own(tx) => tx.get_database_backend(),
            Self::Within(conn) => conn.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Own(tx) => tx.execute_raw(statement).await,
            Self::Within(conn) => conn.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Own(tx) => tx.execute_unprepared(sql).await,
            Self::Within(conn) => conn.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Own(tx) => tx.query_one_raw(statement).await,
            Self::Within(conn) => conn.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Own(tx) => tx.query_all_raw(statement).await,
            Self::Within(conn) => conn.query_all_raw(statement).await,
        }
    }
}
