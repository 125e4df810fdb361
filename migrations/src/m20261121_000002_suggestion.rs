//! The suggestion itself, what the submitter wrote, and the vault.

use sea_orm_migration::prelude::*;

use crate::column::{
    Needed, big, bytes, flag, id, index, instant, int, key, refers, table, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        suggestion(manager).await?;
        words(manager).await?;
        vault(manager).await
    }
}

async fn suggestion(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    const NAME: &str = "suggestion";
    let mut suggestion = table(
        NAME,
        vec![
            id(),
            big("revision").needed(),
            text("ticket_no").needed(),
            text("ticket_series").needed(),
            int("ticket_year").needed(),
            big("ticket_seq").needed(),
            bytes("lookup_digest").needed(),
            text("status").needed(),
            // what worklists are made of: open by due time, ended by when they ended
            flag("is_open"),
            text("kind").needed(),
            text("track").needed(),
            text("channel").needed(),
            text("intent"),
            text("identity_level").needed(),
            text("title").needed(),
            big("topic_id"),
            instant("received_at").needed(),
            instant("registered_at").needed(),
            big("registered_by_id"),
            text("external_no"),
            instant("external_due_at"),
            flag("is_restricted"),
            flag("is_urgent"),
            int("round").needed(),
            big("desk_unit_id").needed(),
            big("accountable_unit_id"),
            big("lead_unit_id"),
            instant("next_due_at"),
            text("next_due_kind"),
            flag("supplement_asked"),
            text("decline"),
            text("closure"),
            instant("closed_at"),
            bytes("head_hash").needed(),
        ],
    );
    refers(&mut suggestion, "topic_id", "topic");
    refers(&mut suggestion, "registered_by_id", "account");
    refers(&mut suggestion, "desk_unit_id", "unit");
    refers(&mut suggestion, "accountable_unit_id", "unit");
    refers(&mut suggestion, "lead_unit_id", "unit");
    manager.create_table(suggestion).await?;
    unique(manager, NAME, &["ticket_no"]).await?;
    unique(manager, NAME, &["lookup_digest"]).await?;
    unique(manager, NAME, &["external_no"]).await?;
    for column in [
        "topic_id",
        "registered_by_id",
        "desk_unit_id",
        "accountable_unit_id",
        "lead_unit_id",
        "received_at",
        "status",
    ] {
        index(manager, NAME, &[column]).await?;
    }
    index(manager, NAME, &["is_open", "next_due_at"]).await?;
    index(manager, NAME, &["is_open", "closed_at"]).await?;

    let mut visible = table(
        "visible_unit",
        vec![big("suggestion_id").needed(), big("unit_id").needed()],
    );
    key(&mut visible, &["suggestion_id", "unit_id"]);
    refers(&mut visible, "suggestion_id", NAME);
    refers(&mut visible, "unit_id", "unit");
    manager.create_table(visible).await?;
    index(manager, "visible_unit", &["unit_id", "suggestion_id"]).await
}

async fn words(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut submission = table(
        "submission",
        vec![
            big("suggestion_id").needed().primary_key().take(),
            text("title").needed(),
            text("body").needed(),
            big("unit_id"),
            instant("consented_at"),
            bytes("salt").needed(),
            bytes("seal").needed(),
        ],
    );
    refers(&mut submission, "suggestion_id", "suggestion");
    refers(&mut submission, "unit_id", "unit");
    manager.create_table(submission).await?;
    index(manager, "submission", &["unit_id"]).await?;

    let mut supplement = table(
        "supplement",
        vec![
            big("suggestion_id").needed(),
            big("n").needed(),
            text("body").needed(),
            bytes("salt").needed(),
            bytes("seal").needed(),
            instant("at").needed(),
        ],
    );
    key(&mut supplement, &["suggestion_id", "n"]);
    refers(&mut supplement, "suggestion_id", "suggestion");
    manager.create_table(supplement).await?;

    let mut attachment = table(
        "attachment",
        vec![
            id(),
            big("suggestion_id").needed(),
            text("part").needed(),
            big("part_no").needed(),
            text("file_name").needed(),
            text("media_type").needed(),
            big("size").needed(),
            bytes("digest").needed(),
        ],
    );
    refers(&mut attachment, "suggestion_id", "suggestion");
    manager.create_table(attachment).await?;
    index(manager, "attachment", &["suggestion_id"]).await?;
    index(manager, "attachment", &["digest"]).await
}

async fn vault(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // an erased person leaves salt-less seal and the instant; nonce and ciphertext go
    let mut identity = table(
        "identity",
        vec![
            big("suggestion_id").needed().primary_key().take(),
            bytes("nonce"),
            bytes("ciphertext"),
            bytes("salt"),
            bytes("seal").needed(),
            instant("erased_at"),
        ],
    );
    refers(&mut identity, "suggestion_id", "suggestion");
    manager.create_table(identity).await?;

    let mut view = table(
        "identity_view",
        vec![
            id(),
            big("suggestion_id").needed(),
            big("account_id").needed(),
            instant("at").needed(),
            text("reason").needed(),
        ],
    );
    refers(&mut view, "suggestion_id", "suggestion");
    refers(&mut view, "account_id", "account");
    manager.create_table(view).await?;
    index(manager, "identity_view", &["suggestion_id"]).await?;
    index(manager, "identity_view", &["account_id"]).await
}
