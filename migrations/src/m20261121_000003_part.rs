//! The parts of a suggestion that the engine moves: points, assignments, obligations, replies,
//! ratings. Each is numbered within its suggestion, as the ledger numbers it.

use sea_orm_migration::prelude::*;

use crate::column::{Needed, big, bytes, flag, index, instant, int, key, refers, table, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        handling(manager).await?;
        replies(manager).await
    }
}

async fn part(
    manager: &SchemaManager<'_>,
    name: &'static str,
    keys: &[&'static str],
    columns: Vec<ColumnDef>,
    references: &[(&'static str, &'static str)],
) -> Result<(), DbErr> {
    let mut all = vec![big("suggestion_id").needed()];
    all.extend(keys.iter().map(|column| big(column).needed()));
    all.extend(columns);
    let mut table = table(name, all);
    let mut primary = vec!["suggestion_id"];
    primary.extend(keys);
    key(&mut table, &primary);
    refers(&mut table, "suggestion_id", "suggestion");
    for (column, to) in references {
        refers(&mut table, column, to);
    }
    manager.create_table(table).await?;
    for (column, _) in references {
        index(manager, name, &[column]).await?;
    }
    Ok(())
}

async fn handling(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    part(
        manager,
        "point",
        &["no"],
        vec![text("summary").needed()],
        &[],
    )
    .await?;
    part(
        manager,
        "assignment",
        &["no"],
        vec![
            int("round").needed(),
            big("unit_id").needed(),
            text("role").needed(),
            instant("assigned_at").needed(),
            instant("due_at").needed(),
            instant("acknowledged_at"),
            big("handler_id"),
            flag("is_current"),
        ],
        &[("unit_id", "unit"), ("handler_id", "account")],
    )
    .await?;
    part(
        manager,
        "obligation",
        &["no"],
        vec![
            text("kind").needed(),
            big("unit_id").needed(),
            int("round").needed(),
            instant("opened_at").needed(),
            instant("due_at").needed(),
            text("basis").needed(),
            instant("ended_at"),
            text("ended_how"),
        ],
        &[("unit_id", "unit")],
    )
    .await?;
    index(manager, "obligation", &["ended_at", "due_at"]).await
}

async fn replies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    part(
        manager,
        "reply",
        &["no"],
        vec![
            int("round").needed(),
            text("state").needed(),
            text("kind").needed(),
            text("outcome"),
            instant("drafted_at").needed(),
            big("drafted_by_id"),
            big("signed_by_id"),
            instant("issued_at"),
        ],
        &[("drafted_by_id", "account"), ("signed_by_id", "account")],
    )
    .await?;
    part(
        manager,
        "reply_point",
        &["reply_no", "position"],
        vec![big("point_no").needed(), text("text").needed()],
        &[],
    )
    .await?;
    part(
        manager,
        "rating",
        &["no"],
        vec![
            int("round").needed(),
            text("result").needed(),
            text("attitude").needed(),
            text("speed").needed(),
            instant("rated_at").needed(),
            text("comment"),
            bytes("salt"),
        ],
        &[],
    )
    .await
}
