//! Events, seals, followers.

use super::entity;

entity!(suggestion_event, "suggestion_event" {
    #[sea_orm(primary_key)]
    id: i64,
    suggestion_id: i64,
    n: i64,
    kind: String,
    at: Instant,
    author: String,
    payload: Words,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
    seq: Option<i64>,
});

entity!(seal, "seal" {
    #[sea_orm(primary_key)]
    id: i64,
    first_seq: i64,
    last_seq: i64,
    root: Vec<u8>,
    made_at: Instant,
    prev: Vec<u8>,
    hash: Vec<u8>,
});

entity!(follower, "follower" {
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    seq: i64,
});

entity!(metric_facts, "metric_facts" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    revision: i64,
    form: i32,
    counts_until: Instant,
    facts: String,
});
