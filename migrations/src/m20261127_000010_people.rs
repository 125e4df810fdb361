//! 被反映人, kept beside the item so that every query can leave out what accuses the viewer; the
//! leader in charge of a unit, the unit that took its place, and who is away.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, day, id, index, refers, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // one of the two says who
        let mut accused = table(
            "accused",
            vec![
                id(),
                big("suggestion_id").needed(),
                big("account_id"),
                big("unit_id"),
            ],
        );
        refers(&mut accused, "suggestion_id", "suggestion");
        refers(&mut accused, "account_id", "account");
        refers(&mut accused, "unit_id", "unit");
        manager.create_table(accused).await?;
        index(manager, "accused", &["suggestion_id"]).await?;
        index(manager, "accused", &["account_id"]).await?;
        index(manager, "accused", &["unit_id"]).await?;

        // SQLite adds columns one by one and without a reference
        for (name, column) in [
            ("unit", big("merged_into_id")),
            ("unit", big("leader_id")),
            ("account", day("away_from")),
            ("account", day("away_until")),
            ("account", big("deputy_id")),
        ] {
            let mut alter = Table::alter();
            alter.table(name).add_column(column);
            manager.alter_table(alter.to_owned()).await?;
        }
        index(manager, "unit", &["merged_into_id"]).await?;
        index(manager, "unit", &["leader_id"]).await?;
        index(manager, "account", &["deputy_id"]).await
    }
}
