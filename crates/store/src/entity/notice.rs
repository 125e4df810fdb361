//! Reminders and the notices to the staff.

use super::entity;

entity!(reminder, "reminder" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    obligation_no: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    step: i32,
    notice: String,
    unit_id: i64,
    due_at: Instant,
    sent_at: Instant,
    outcome: String,
    explained_at: Option<Instant>,
});

entity!(staff_notice, "staff_notice" {
    #[sea_orm(primary_key)]
    id: i64,
    account_id: i64,
    suggestion_id: Option<i64>,
    kind: String,
    text: String,
    created_at: Instant,
    read_at: Option<Instant>,
});
