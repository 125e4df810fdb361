//! The suggestion, what the submitter wrote, and the vault.

use super::entity;

entity!(suggestion, "suggestion" {
    #[sea_orm(primary_key)]
    id: i64,
    revision: i64,
    ticket_no: String,
    ticket_series: String,
    ticket_year: i32,
    ticket_seq: i64,
    lookup_digest: Vec<u8>,
    status: String,
    is_open: bool,
    kind: String,
    track: String,
    channel: String,
    intent: Option<String>,
    identity_level: String,
    title: Words,
    topic_id: Option<i64>,
    received_at: Instant,
    registered_at: Instant,
    registered_by_id: Option<i64>,
    external_no: Option<String>,
    external_due_at: Option<Instant>,
    is_restricted: bool,
    is_urgent: bool,
    round: i32,
    desk_unit_id: i64,
    accountable_unit_id: Option<i64>,
    lead_unit_id: Option<i64>,
    next_due_at: Option<Instant>,
    next_due_kind: Option<String>,
    supplement_asked: bool,
    decline: Option<String>,
    closure: Option<String>,
    closed_at: Option<Instant>,
    overlays: Option<String>,
    parent_id: Option<i64>,
    head_hash: Vec<u8>,
});

entity!(visible_unit, "visible_unit" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    unit_id: i64,
});

entity!(accused, "accused" {
    #[sea_orm(primary_key)]
    id: i64,
    suggestion_id: i64,
    account_id: Option<i64>,
    unit_id: Option<i64>,
});

entity!(submission, "submission" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    title: Words,
    body: Words,
    unit_id: Option<i64>,
    campaign_id: Option<i64>,
    consented_at: Option<Instant>,
    salt: Vec<u8>,
    seal: Vec<u8>,
});

entity!(supplement, "supplement" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    n: i64,
    body: Words,
    salt: Vec<u8>,
    seal: Vec<u8>,
    at: Instant,
});

entity!(attachment, "attachment" {
    #[sea_orm(primary_key)]
    id: i64,
    suggestion_id: i64,
    part: String,
    part_no: i64,
    file_name: Words,
    media_type: String,
    size: i64,
    digest: Vec<u8>,
});

entity!(file_text, "file_text" {
    #[sea_orm(primary_key)]
    id: i64,
    digest: Vec<u8>,
    form: i32,
    state: String,
    content: Words,
    head_seq: i64,
    read_at: Instant,
});

entity!(identity, "identity" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    nonce: Option<Vec<u8>>,
    ciphertext: Option<Vec<u8>>,
    salt: Option<Vec<u8>>,
    seal: Vec<u8>,
    erased_at: Option<Instant>,
});

entity!(identity_view, "identity_view" {
    #[sea_orm(primary_key)]
    id: i64,
    suggestion_id: i64,
    account_id: i64,
    at: Instant,
    reason: String,
});
