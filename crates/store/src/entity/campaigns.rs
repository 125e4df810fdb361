//! 征集活动.

use super::entity;

entity!(campaign, "campaign" {
    #[sea_orm(primary_key)]
    id: i64,
    code: String,
    name: String,
    intro: String,
    opens_on: NaiveDate,
    closes_on: Option<NaiveDate>,
    changed_at: Instant,
    changed_by_id: i64,
});
