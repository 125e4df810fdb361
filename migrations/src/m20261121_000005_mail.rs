//! Mail in and out. Raw incoming mail lies in the blob store, under its digest.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, bytes, id, index, instant, int, refers, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        incoming(manager).await?;
        outgoing(manager).await
    }
}

async fn incoming(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    const NAME: &str = "incoming_mail";
    let mut mail = table(
        NAME,
        vec![
            id(),
            text("mailbox").needed(),
            big("uidvalidity"),
            big("uid"),
            bytes("raw_digest").needed(),
            text("dedup_key").needed(),
            big("size").needed(),
            instant("received_at").needed(),
            text("state").needed(),
            text("reason").needed(),
            big("suggestion_id"),
            text("subject").needed(),
            text("sender_masked").needed(),
            text("message_id"),
        ],
    );
    refers(&mut mail, "suggestion_id", "suggestion");
    manager.create_table(mail).await?;
    unique(manager, NAME, &["dedup_key"]).await?;
    index(manager, NAME, &["suggestion_id"]).await?;
    index(manager, NAME, &["state", "received_at"]).await?;
    index(manager, NAME, &["message_id"]).await?;
    index(manager, NAME, &["mailbox", "uidvalidity", "uid"]).await
}

async fn outgoing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    const NAME: &str = "outgoing_mail";
    // recipient and texts are one ciphertext: an acknowledgement carries the query code, which
    // stands nowhere else in the clear
    let mut mail = table(
        NAME,
        vec![
            id(),
            big("suggestion_id"),
            text("kind").needed(),
            text("subject").needed(),
            bytes("nonce").needed(),
            bytes("ciphertext").needed(),
            text("message_id").needed(),
            text("in_reply_to"),
            text("state").needed(),
            int("attempts").needed(),
            instant("next_attempt_at").needed(),
            text("last_error"),
            instant("created_at").needed(),
            instant("sent_at"),
        ],
    );
    refers(&mut mail, "suggestion_id", "suggestion");
    manager.create_table(mail).await?;
    unique(manager, NAME, &["message_id"]).await?;
    index(manager, NAME, &["suggestion_id"]).await?;
    index(manager, NAME, &["state", "next_attempt_at"]).await
}
