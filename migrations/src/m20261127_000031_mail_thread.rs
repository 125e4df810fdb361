//! The conversation of a suggestion by mail, and how a mail was judged.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, index, instant, int, key, refers, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut thread = table(
            "mail_thread",
            vec![
                big("suggestion_id").needed(),
                text("token").needed(),
                instant("created_at").needed(),
            ],
        );
        key(&mut thread, &["suggestion_id"]);
        refers(&mut thread, "suggestion_id", "suggestion");
        manager.create_table(thread).await?;
        unique(manager, "mail_thread", &["token"]).await?;
        for column in [
            text("content_key"),
            text("trace"),
            text("error"),
            int("attempts").not_null().default(0).take(),
            big("guess_id"),
        ] {
            let mut alter = Table::alter();
            alter.table("incoming_mail").add_column(column);
            manager.alter_table(alter.to_owned()).await?;
        }
        index(manager, "incoming_mail", &["content_key", "received_at"]).await
    }
}
