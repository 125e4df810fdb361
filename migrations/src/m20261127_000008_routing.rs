//! 分办规则: which unit a suggestion is proposed to. Every edit is a row of its own.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, day, flag, id, index, instant, int, refers, table, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const NAME: &str = "routing_rule";

/// The columns that point somewhere.
const REFERENCES: [(&str, &str); 5] = [
    ("territory_id", "unit"),
    ("industry_id", "unit"),
    ("topic_id", "topic"),
    ("unit_id", "unit"),
    ("changed_by_id", "account"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut rule = table(
            NAME,
            vec![
                id(),
                text("code").needed(),
                int("version").needed(),
                text("label").needed(),
                big("territory_id"),
                big("industry_id"),
                big("topic_id"),
                text("channel"),
                big("unit_id").needed(),
                int("priority").needed(),
                flag("is_active"),
                day("effective_from").needed(),
                instant("changed_at"),
                big("changed_by_id"),
                text("reason").needed(),
            ],
        );
        for (column, to) in REFERENCES {
            refers(&mut rule, column, to);
        }
        manager.create_table(rule).await?;
        // two people who change the same version at once: one of them is told
        unique(manager, NAME, &["code", "version"]).await?;
        for (column, _) in REFERENCES {
            index(manager, NAME, &[column]).await?;
        }
        Ok(())
    }
}
