//! Units, accounts, sessions, topics, rules, settings.

use super::entity;

entity!(unit, "unit" {
    #[sea_orm(primary_key)]
    id: i64,
    code: String,
    name: String,
    parent_id: Option<i64>,
    keywords: String,
    is_active: bool,
    sort_no: i32,
    short_name: String,
    branch: String,
    is_desk: bool,
    merged_into_id: Option<i64>,
    leader_id: Option<i64>,
});

entity!(topic, "topic" {
    #[sea_orm(primary_key)]
    id: i64,
    code: String,
    name: String,
    parent_id: Option<i64>,
    keywords: String,
    is_active: bool,
    sort_no: i32,
});

entity!(account, "account" {
    #[sea_orm(primary_key)]
    id: i64,
    username: String,
    name: String,
    unit_id: i64,
    password_hash: Words,
    must_change_password: bool,
    is_active: bool,
    n_failures: i32,
    locked_until: Option<Instant>,
    created_at: Instant,
    last_login_at: Option<Instant>,
    away_from: Option<NaiveDate>,
    away_until: Option<NaiveDate>,
    deputy_id: Option<i64>,
});

entity!(account_role, "account_role" {
    #[sea_orm(primary_key, auto_increment = false)]
    account_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    role: String,
});

entity!(session, "session" {
    #[sea_orm(primary_key, auto_increment = false)]
    token_digest: Vec<u8>,
    account_id: i64,
    csrf: Words,
    created_at: Instant,
    last_seen_at: Instant,
    expires_at: Instant,
});

entity!(time_rule, "time_rule" {
    #[sea_orm(primary_key)]
    id: i64,
    code: String,
    version: String,
    obligation: String,
    kind: Option<String>,
    track: Option<String>,
    channel: Option<String>,
    urgent: Option<bool>,
    amount: i32,
    unit: String,
    effective_from: NaiveDate,
    label: String,
    is_end: bool,
    revision: i64,
});

entity!(calendar_year, "calendar_year" {
    #[sea_orm(primary_key, auto_increment = false)]
    year: i32,
    version: String,
});

entity!(calendar_day, "calendar_day" {
    #[sea_orm(primary_key, auto_increment = false)]
    year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    day: NaiveDate,
    kind: String,
    name: String,
    source: String,
});

entity!(setting, "setting" {
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    value: String,
});

entity!(lease, "lease" {
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    holder: String,
    until: Instant,
});

entity!(admin_log, "admin_log" {
    #[sea_orm(primary_key)]
    id: i64,
    at: Instant,
    account_id: Option<i64>,
    what: String,
});
