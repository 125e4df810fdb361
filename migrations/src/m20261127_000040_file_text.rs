//! 附件文字: the words of a file, read once under the digest of its bytes.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, bytes, id, index, instant, int, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let file_text = table(
            "file_text",
            vec![
                id(),
                bytes("digest").needed(),
                int("form").needed(),
                text("state").needed(),
                text("content").needed(),
                // where the ledger ended when this was read: from it a follower knows what it may
                // have missed
                big("head_seq").needed(),
                instant("read_at").needed(),
            ],
        );
        manager.create_table(file_text).await?;
        unique(manager, "file_text", &["digest"]).await?;
        index(manager, "file_text", &["head_seq"]).await
    }
}
