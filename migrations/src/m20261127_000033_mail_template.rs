//! Wording of notices that an administrator has changed, in versions.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, flag, id, instant, int, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let template = table(
            "mail_template",
            vec![
                id(),
                text("kind").needed(),
                int("version").needed(),
                flag("is_default"),
                text("subject").needed(),
                text("text").needed(),
                text("html").needed(),
                big("account_id"),
                instant("created_at").needed(),
            ],
        );
        manager.create_table(template).await?;
        unique(manager, "mail_template", &["kind", "version"]).await
    }
}
