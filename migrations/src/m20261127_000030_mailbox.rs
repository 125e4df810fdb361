//! Several mailboxes: how each does, and which mails of each were taken.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, index, instant, int, key, refers, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut state = table(
            "mailbox_state",
            vec![
                text("name").needed(),
                text("way").needed(),
                instant("visited_at").needed(),
                instant("succeeded_at"),
                instant("next_visit_at").needed(),
                instant("last_mail_at"),
                big("lag_seconds"),
                big("n_taken").needed(),
                int("failures").needed(),
                text("error"),
            ],
        );
        key(&mut state, &["name"]);
        manager.create_table(state).await?;
        // a mail that comes under a second uid (another UIDVALIDITY, another folder) is known by
        // both; without this it would be fetched at every visit
        let mut taken = table(
            "mail_uid",
            vec![
                text("mailbox").needed(),
                big("uidvalidity").needed(),
                text("uid").needed(),
                big("mail_id").needed(),
            ],
        );
        key(&mut taken, &["mailbox", "uidvalidity", "uid"]);
        refers(&mut taken, "mail_id", "incoming_mail");
        manager.create_table(taken).await?;
        index(manager, "mail_uid", &["mail_id"]).await
    }
}
