//! Bringing a database up to date.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::Migrator;

/// Applies every migration that is not applied yet, all in one transaction: a process that is
/// killed in the middle leaves nothing behind. On SQLite a second process waits for the first; on
/// PostgreSQL it fails and finds the work done when it tries again.
///
/// # Errors
/// What the database says.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    let options = TransactionOptions {
        isolation_level: None,
        access_mode: None,
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
    };
    let transaction = db.begin_with_options(options).await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}
