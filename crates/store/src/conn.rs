//! One type for both ways to reach the database, so that every query is written once.

use std::sync::OnceLock;

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

/// A running transaction that remembers its first error. After it nothing in the transaction can
/// be trusted: PostgreSQL refuses what follows, and SQLite, which on a full disk gives the
/// transaction up by itself, would run it without any. The work inside turns errors into its own
/// type, or swallows them, so they are noted here.
#[derive(Debug)]
pub(crate) struct Transaction {
    inner: DatabaseTransaction,
    lost: OnceLock<StoreError>,
}

impl Conn {
    pub(crate) const fn transaction(inner: DatabaseTransaction) -> Self {
        Self::Transaction(Transaction {
            inner,
            lost: OnceLock::new(),
        })
    }

    /// The error that took the transaction away, if one did.
    pub(crate) fn lost(&self) -> Option<&StoreError> {
        match self {
            Self::Pool(_) => None,
            Self::Transaction(tx) => tx.lost.get(),
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
        if let (Self::Transaction(tx), Err(error)) = (self, &result) {
            // the first one is the cause
            let _ = tx.lost.set(StoreError::from(error.clone()));
        }
        result
    }

    /// Nothing runs after the transaction is lost.
    fn check(&self) -> Result<(), DbErr> {
        match self.lost() {
            None => Ok(()),
            Some(error) => Err(DbErr::Custom(format!("the transaction is lost: {error}"))),
        }
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
        self.check()?;
        self.remember(match self {
            Self::Pool(pool) => pool.execute_raw(statement).await,
            Self::Transaction(tx) => tx.inner.execute_raw(statement).await,
        })
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.check()?;
        self.remember(match self {
            Self::Pool(pool) => pool.execute_unprepared(sql).await,
            Self::Transaction(tx) => tx.inner.execute_unprepared(sql).await,
        })
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.check()?;
        self.remember(match self {
            Self::Pool(pool) => pool.query_one_raw(statement).await,
            Self::Transaction(tx) => tx.inner.query_one_raw(statement).await,
        })
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.check()?;
        self.remember(match self {
            Self::Pool(pool) => pool.query_all_raw(statement).await,
            Self::Transaction(tx) => tx.inner.query_all_raw(statement).await,
        })
    }
}

/// One state of the database, until [`Snapshot::end`].
#[derive(Debug)]
pub(crate) enum Snapshot<'a> {
    Own(DatabaseTransaction),
    Within(&'a Conn),
}

impl Snapshot<'_> {
    /// Gives the connection back. Dropping does it too, but costs the connection.
    pub(crate) async fn end(self) -> Result<(), StoreError> {
        match self {
            Self::Own(tx) => Ok(tx.commit().await?),
            Self::Within(_) => Ok(()),
        }
    }
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
