//! 催办: which step of the plan was sent for which obligation, and what the staff was told.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, id, index, instant, int, key, refers, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // the key is what makes a reminder happen once
        let mut reminder = table(
            "reminder",
            vec![
                big("suggestion_id").needed(),
                big("obligation_no").needed(),
                int("step").needed(),
                text("notice").needed(),
                big("unit_id").needed(),
                instant("due_at").needed(),
                instant("sent_at").needed(),
                text("outcome").needed(),
                instant("explained_at"),
            ],
        );
        key(&mut reminder, &["suggestion_id", "obligation_no", "step"]);
        refers(&mut reminder, "suggestion_id", "suggestion");
        refers(&mut reminder, "unit_id", "unit");
        manager.create_table(reminder).await?;
        index(manager, "reminder", &["unit_id"]).await?;
        index(manager, "reminder", &["notice", "sent_at"]).await?;

        let mut notice = table(
            "staff_notice",
            vec![
                id(),
                big("account_id").needed(),
                big("suggestion_id"),
                text("kind").needed(),
                text("text").needed(),
                instant("created_at").needed(),
                instant("read_at"),
            ],
        );
        refers(&mut notice, "account_id", "account");
        refers(&mut notice, "suggestion_id", "suggestion");
        manager.create_table(notice).await?;
        index(manager, "staff_notice", &["account_id", "read_at"]).await?;
        index(manager, "staff_notice", &["suggestion_id"]).await
    }
}
