//! Who works here and by which rules: units, accounts, topics, time rules, the calendar, settings.

use sea_orm_migration::prelude::*;

use crate::column::{
    Needed, big, bytes, day, flag, id, index, instant, int, key, refers, table, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        organisation(manager).await?;
        people(manager).await?;
        rules(manager).await?;
        bookkeeping(manager).await
    }
}

async fn organisation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for name in ["unit", "topic"] {
        let mut columns = vec![
            id(),
            text("code").needed(),
            text("name").needed(),
            big("parent_id"),
            text("keywords").needed(),
            flag("is_active"),
            int("sort_no").needed(),
        ];
        if name == "unit" {
            columns.extend([
                text("short_name").needed(),
                text("branch").needed(),
                flag("is_desk"),
            ]);
        }
        let mut table = table(name, columns);
        refers(&mut table, "parent_id", name);
        manager.create_table(table).await?;
        unique(manager, name, &["code"]).await?;
        index(manager, name, &["parent_id"]).await?;
    }
    Ok(())
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut account = table(
        "account",
        vec![
            id(),
            text("username").needed(),
            text("name").needed(),
            big("unit_id").needed(),
            text("password_hash").needed(),
            flag("must_change_password"),
            flag("is_active"),
            int("n_failures").needed(),
            instant("locked_until"),
            instant("created_at").needed(),
            instant("last_login_at"),
        ],
    );
    refers(&mut account, "unit_id", "unit");
    manager.create_table(account).await?;
    unique(manager, "account", &["username"]).await?;
    index(manager, "account", &["unit_id"]).await?;

    let mut role = table(
        "account_role",
        vec![big("account_id").needed(), text("role").needed()],
    );
    key(&mut role, &["account_id", "role"]);
    refers(&mut role, "account_id", "account");
    manager.create_table(role).await?;
    index(manager, "account_role", &["role"]).await?;

    let mut session = table(
        "session",
        vec![
            bytes("token_digest").needed().primary_key().take(),
            big("account_id").needed(),
            text("csrf").needed(),
            instant("created_at").needed(),
            instant("last_seen_at").needed(),
            instant("expires_at").needed(),
        ],
    );
    refers(&mut session, "account_id", "account");
    manager.create_table(session).await?;
    index(manager, "session", &["account_id"]).await?;
    index(manager, "session", &["expires_at"]).await
}

async fn rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let time_rule = table(
        "time_rule",
        vec![
            id(),
            text("code").needed(),
            text("version").needed(),
            text("obligation").needed(),
            text("kind"),
            text("track"),
            text("channel"),
            ColumnDef::new("urgent").boolean().take(),
            int("amount").needed(),
            text("unit").needed(),
            day("effective_from").needed(),
            text("label").needed(),
        ],
    );
    manager.create_table(time_rule).await?;

    let year = table(
        "calendar_year",
        vec![
            int("year").needed().primary_key().take(),
            text("version").needed(),
        ],
    );
    manager.create_table(year).await?;
    // the notice for a year may list days of the December before, so the day alone is no key
    let mut calendar_day = table(
        "calendar_day",
        vec![
            int("year").needed(),
            day("day").needed(),
            text("kind").needed(),
            text("name").needed(),
            text("source").needed(),
        ],
    );
    key(&mut calendar_day, &["year", "day"]);
    manager.create_table(calendar_day).await?;

    let setting = table(
        "setting",
        vec![
            text("key").needed().primary_key().take(),
            text("value").needed(),
        ],
    );
    manager.create_table(setting).await
}

async fn bookkeeping(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut counter = table(
        "counter",
        vec![
            text("series").needed(),
            int("year").needed(),
            big("value").needed(),
        ],
    );
    key(&mut counter, &["series", "year"]);
    manager.create_table(counter).await?;

    let lease = table(
        "lease",
        vec![
            text("name").needed().primary_key().take(),
            text("holder").needed(),
            instant("until").needed(),
        ],
    );
    manager.create_table(lease).await?;

    let mut admin_log = table(
        "admin_log",
        vec![
            id(),
            instant("at").needed(),
            big("account_id"),
            text("what").needed(),
        ],
    );
    refers(&mut admin_log, "account_id", "account");
    manager.create_table(admin_log).await?;
    index(manager, "admin_log", &["account_id"]).await
}
