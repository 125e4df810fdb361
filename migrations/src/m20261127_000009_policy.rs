//! 时限规则和日历的修改: who changed what and when, under a number that every node watches; the
//! procedure's limits by version; 停办 of single days; rules that end or correct another.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, day, flag, id, index, instant, refers, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // one row: whoever changes the policy raises its number first, so that two wait in line
        let id_of_one = big("id").not_null().primary_key().take();
        let version = table("policy_version", vec![id_of_one, big("no").needed()]);
        manager.create_table(version).await?;
        let mut first = Query::insert();
        first.into_table("policy_version").columns(["id", "no"]);
        first.values_panic([1_i64.into(), 0_i64.into()]);
        manager.execute(first).await?;

        let no = || big("no").not_null().primary_key().take();
        let mut change = table(
            "policy_change",
            vec![
                no(),
                instant("at").needed(),
                big("account_id"),
                text("what").needed(),
                text("reason").needed(),
            ],
        );
        refers(&mut change, "account_id", "account");
        manager.create_table(change).await?;
        index(manager, "policy_change", &["account_id"]).await?;

        let procedure = table(
            "procedure_version",
            vec![no(), day("effective_from").needed(), text("value").needed()],
        );
        manager.create_table(procedure).await?;

        let mut closure = table(
            "calendar_closure",
            vec![
                id(),
                big("unit_id"),
                day("from_day").needed(),
                day("to_day").needed(),
                text("name").needed(),
                big("added_no").needed(),
                big("removed_no"),
            ],
        );
        refers(&mut closure, "unit_id", "unit");
        manager.create_table(closure).await?;
        index(manager, "calendar_closure", &["unit_id"]).await?;

        for column in [
            flag("is_end").default(false).take(),
            big("revision").not_null().default(0).take(),
        ] {
            let mut rules = Table::alter();
            rules.table("time_rule").add_column(column);
            manager.alter_table(rules.to_owned()).await?;
        }
        Ok(())
    }
}
