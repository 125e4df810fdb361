//! The outbox serves several channels, knows how often an address is written to, and which
//! addresses are dead.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, index, instant, int, key, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text("channel").not_null().default("mail").take(),
            text("address_key"),
            text("relay_answer"),
        ] {
            let mut alter = Table::alter();
            alter.table("outgoing_mail").add_column(column);
            manager.alter_table(alter.to_owned()).await?;
        }
        index(manager, "outgoing_mail", &["address_key", "sent_at"]).await?;
        let mut address = table(
            "mail_address",
            vec![
                text("address_key").needed(),
                int("n_hard").needed(),
                int("n_soft").needed(),
                text("said").needed(),
                instant("bounced_at").needed(),
                big("mail_id"),
            ],
        );
        key(&mut address, &["address_key"]);
        manager.create_table(address).await
    }
}
