//! The routing rules, one row a version.

use super::entity;

entity!(routing_rule, "routing_rule" {
    #[sea_orm(primary_key)]
    id: i64,
    code: String,
    version: i32,
    label: String,
    territory_id: Option<i64>,
    industry_id: Option<i64>,
    topic_id: Option<i64>,
    channel: Option<String>,
    campaign_id: Option<i64>,
    unit_id: i64,
    priority: i32,
    is_active: bool,
    effective_from: NaiveDate,
    changed_at: Option<Instant>,
    changed_by_id: Option<i64>,
    reason: String,
});
