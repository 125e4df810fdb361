//! 指标事实: what the ledger says of an item for the statistics, read once and kept.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, index, instant, int, key, refers, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // may be emptied at any moment: the ledger tells it again
        let mut facts = table(
            "metric_facts",
            vec![
                big("suggestion_id").needed(),
                big("revision").needed(),
                int("form").needed(),
                instant("counts_until").needed(),
                text("facts").needed(),
            ],
        );
        key(&mut facts, &["suggestion_id"]);
        refers(&mut facts, "suggestion_id", "suggestion");
        manager.create_table(facts).await?;
        index(manager, "metric_facts", &["counts_until"]).await?;
        // 待办: whatever is owed, also on an item that has ended
        index(manager, "suggestion", &["next_due_at"]).await
    }
}
