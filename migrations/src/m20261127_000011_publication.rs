//! 公开 and 归档: who agreed, what is public in which words, and where the package of an item lies.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, bytes, index, instant, int, key, refers, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // the row is there from the consent on and goes with it
        let mut publication = table(
            "publication",
            vec![
                big("suggestion_id").needed(),
                text("byline").needed(),
                instant("consented_at").needed(),
                int("year"),
                big("seq"),
                text("title"),
                text("body"),
                text("reply"),
                text("search_text"),
                text("name"),
                big("topic_id"),
                bytes("salt"),
                instant("published_at"),
                instant("taken_down_at"),
            ],
        );
        key(&mut publication, &["suggestion_id"]);
        refers(&mut publication, "suggestion_id", "suggestion");
        refers(&mut publication, "topic_id", "topic");
        manager.create_table(publication).await?;
        index(manager, "publication", &["topic_id"]).await?;
        index(manager, "publication", &["published_at"]).await?;
        unique(manager, "publication", &["year", "seq"]).await?;

        let mut file = table(
            "publication_file",
            vec![
                big("suggestion_id").needed(),
                big("no").needed(),
                text("media_type").needed(),
                big("size").needed(),
                bytes("digest").needed(),
            ],
        );
        key(&mut file, &["suggestion_id", "no"]);
        refers(&mut file, "suggestion_id", "suggestion");
        manager.create_table(file).await?;

        let mut archive = table(
            "archive",
            vec![
                big("suggestion_id").needed(),
                bytes("digest").needed(),
                big("size").needed(),
                instant("archived_at").needed(),
                big("archived_by_id"),
            ],
        );
        key(&mut archive, &["suggestion_id"]);
        refers(&mut archive, "suggestion_id", "suggestion");
        refers(&mut archive, "archived_by_id", "account");
        manager.create_table(archive).await?;
        index(manager, "archive", &["archived_by_id"]).await?;
        index(manager, "archive", &["archived_at"]).await
    }
}
