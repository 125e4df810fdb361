//! The ledger: events, their sequence, the seals over it, and who follows how far.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, bytes, id, instant, refers, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut event = table(
            "suggestion_event",
            vec![
                id(),
                big("suggestion_id").needed(),
                big("n").needed(),
                text("kind").needed(),
                instant("at").needed(),
                text("author").needed(),
                text("payload").needed(),
                bytes("prev_hash").needed(),
                bytes("hash").needed(),
                big("seq"),
            ],
        );
        refers(&mut event, "suggestion_id", "suggestion");
        manager.create_table(event).await?;
        unique(manager, "suggestion_event", &["suggestion_id", "n"]).await?;
        // also finds the events that have no number yet
        unique(manager, "suggestion_event", &["seq"]).await?;

        let seal = table(
            "seal",
            vec![
                id(),
                big("first_seq").needed(),
                big("last_seq").needed(),
                bytes("root").needed(),
                instant("made_at").needed(),
                bytes("prev").needed(),
                bytes("hash").needed(),
            ],
        );
        manager.create_table(seal).await?;
        unique(manager, "seal", &["first_seq"]).await?;
        unique(manager, "seal", &["last_seq"]).await?;

        let follower = table(
            "follower",
            vec![
                text("name").needed().primary_key().take(),
                big("seq").needed(),
            ],
        );
        manager.create_table(follower).await
    }
}
