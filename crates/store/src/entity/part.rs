//! The parts of a suggestion, numbered within it.

use super::entity;

entity!(point, "point" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    summary: Words,
});

entity!(assignment, "assignment" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    round: i32,
    unit_id: i64,
    role: String,
    assigned_at: Instant,
    due_at: Instant,
    acknowledged_at: Option<Instant>,
    handler_id: Option<i64>,
    is_current: bool,
});

entity!(obligation, "obligation" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    kind: String,
    unit_id: i64,
    round: i32,
    opened_at: Instant,
    due_at: Instant,
    basis: String,
    ended_at: Option<Instant>,
    ended_how: Option<String>,
});

entity!(reply, "reply" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    round: i32,
    state: String,
    kind: String,
    outcome: Option<String>,
    drafted_at: Instant,
    drafted_by_id: Option<i64>,
    signed_by_id: Option<i64>,
    issued_at: Option<Instant>,
});

entity!(reply_point, "reply_point" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    reply_no: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i64,
    point_no: i64,
    text: Words,
});

entity!(rating, "rating" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    round: i32,
    result: String,
    attitude: String,
    speed: String,
    rated_at: Instant,
    comment: Option<Words>,
    salt: Option<Vec<u8>>,
});
