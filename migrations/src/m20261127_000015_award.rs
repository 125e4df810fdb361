//! 奖励登记簿: which matters are settled by an award, and by whose. One matter is awarded once.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, index, instant, key, refers, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // the key is what makes an award happen once
        let mut register = table(
            "award_register",
            vec![
                big("suggestion_id").needed(),
                big("awarded_id").needed(),
                instant("settled_at").needed(),
            ],
        );
        key(&mut register, &["suggestion_id"]);
        refers(&mut register, "suggestion_id", "suggestion");
        refers(&mut register, "awarded_id", "suggestion");
        manager.create_table(register).await?;
        index(manager, "award_register", &["awarded_id"]).await
    }
}
