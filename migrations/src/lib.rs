//! The history of the schema, one text for SQLite and PostgreSQL. How to add one: `README.md`.

mod column;
mod m20261121_000001_directory;
mod m20261121_000002_suggestion;
mod m20261121_000003_part;
mod m20261121_000004_ledger;
mod m20261121_000005_mail;
mod m20261127_000006_overlay;
mod m20261127_000007_reminder;
mod m20261127_000011_publication;
mod up;

use sea_orm_migration::prelude::*;

pub use up::up;

/// Applies the migrations in the order of their names.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_directory::Migration),
            Box::new(m20261121_000002_suggestion::Migration),
            Box::new(m20261121_000003_part::Migration),
            Box::new(m20261121_000004_ledger::Migration),
            Box::new(m20261121_000005_mail::Migration),
            Box::new(m20261127_000006_overlay::Migration),
            Box::new(m20261127_000007_reminder::Migration),
            Box::new(m20261127_000011_publication::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        "schema_migration".into_iden()
    }
}
