//! What lies on a suggestion beside its state: 督办、延期、挂账、退回争议 (one column, as the engine
//! keeps it).

use sea_orm_migration::prelude::*;

use crate::column::text;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::alter();
        table.table("suggestion").add_column(text("overlays"));
        manager.alter_table(table.to_owned()).await
    }
}
