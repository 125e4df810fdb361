//! Bringing a database up to date.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseConnection;

use crate::Migrator;

/// Applies every migration that is not applied yet.
///
/// # Errors
/// What the database says. On PostgreSQL all missing migrations are one transaction.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(db, None).await
}
