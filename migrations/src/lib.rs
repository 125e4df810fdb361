//! The history of the schema, one text for SQLite and PostgreSQL. How to add one: `README.md`.

mod column;
mod m20261121_000001_directory;
mod m20261121_000002_suggestion;
mod m20261121_000003_part;
mod m20261121_000004_ledger;
mod m20261121_000005_mail;
mod m20261127_000006_overlay;
mod m20261127_000007_reminder;
mod m20261127_000008_routing;
mod m20261127_000009_policy;
mod m20261127_000010_people;
mod m20261127_000011_publication;
mod m20261127_000012_merge;
mod m20261127_000013_metric_facts;
mod m20261127_000014_reply_issued;
mod m20261127_000015_award;
mod m20261127_000016_campaign;
mod m20261127_000030_mailbox;
mod m20261127_000031_mail_thread;
mod m20261127_000032_outbox;
mod m20261127_000033_mail_template;
mod m20261127_000040_file_text;
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
            Box::new(m20261127_000008_routing::Migration),
            Box::new(m20261127_000009_policy::Migration),
            Box::new(m20261127_000010_people::Migration),
            Box::new(m20261127_000011_publication::Migration),
            Box::new(m20261127_000012_merge::Migration),
            Box::new(m20261127_000013_metric_facts::Migration),
            Box::new(m20261127_000014_reply_issued::Migration),
            Box::new(m20261127_000015_award::Migration),
            Box::new(m20261127_000016_campaign::Migration),
            Box::new(m20261127_000030_mailbox::Migration),
            Box::new(m20261127_000031_mail_thread::Migration),
            Box::new(m20261127_000032_outbox::Migration),
            Box::new(m20261127_000033_mail_template::Migration),
            Box::new(m20261127_000040_file_text::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        "schema_migration".into_iden()
    }
}
