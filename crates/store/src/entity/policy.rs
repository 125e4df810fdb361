//! The history of what decisions depend on, and closures of single days.

use super::entity;

entity!(policy_version, "policy_version" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i64,
    no: i64,
});

entity!(policy_change, "policy_change" {
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    at: Instant,
    account_id: Option<i64>,
    what: String,
    reason: String,
});

entity!(procedure_version, "procedure_version" {
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    effective_from: NaiveDate,
    value: String,
});

entity!(calendar_closure, "calendar_closure" {
    #[sea_orm(primary_key)]
    id: i64,
    unit_id: Option<i64>,
    from_day: NaiveDate,
    to_day: NaiveDate,
    name: String,
    added_no: i64,
    removed_no: Option<i64>,
});
