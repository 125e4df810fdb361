//! 征集活动: what people are asked for in a period. Suggestions and routing rules may refer to one.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, day, id, index, instant, refers, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const NAME: &str = "campaign";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut campaign = table(
            NAME,
            vec![
                id(),
                text("code").needed(),
                text("name").needed(),
                text("intro").needed(),
                day("opens_on").needed(),
                day("closes_on"),
                instant("changed_at").needed(),
                big("changed_by_id").needed(),
            ],
        );
        refers(&mut campaign, "changed_by_id", "account");
        manager.create_table(campaign).await?;
        // the code is printed on posters: it leads to one campaign for ever
        unique(manager, NAME, &["code"]).await?;
        index(manager, NAME, &["changed_by_id"]).await?;
        for (other, column) in [
            ("submission", "campaign_id"),
            ("routing_rule", "campaign_id"),
        ] {
            let mut alter = Table::alter();
            alter.table(other).add_column(big(column));
            manager.alter_table(alter.to_owned()).await?;
            index(manager, other, &[column]).await?;
        }
        Ok(())
    }
}
