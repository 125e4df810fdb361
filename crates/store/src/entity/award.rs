//! The register of awards.

use super::entity;

entity!(award_register, "award_register" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    awarded_id: i64,
    settled_at: Instant,
});
