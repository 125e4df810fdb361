//! 并案: the item into which another was merged. Read with every list, so it is a column and not
//! only a part of the overlays that it repeats.

use sea_orm_migration::prelude::*;

use crate::column::{big, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::alter();
        table.table("suggestion").add_column(big("parent_id"));
        manager.alter_table(table.to_owned()).await?;
        index(manager, "suggestion", &["parent_id"]).await
    }
}
