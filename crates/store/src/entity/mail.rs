//! Mail in and out.

use super::entity;

entity!(incoming_mail, "incoming_mail" {
    #[sea_orm(primary_key)]
    id: i64,
    mailbox: String,
    uidvalidity: Option<i64>,
    uid: Option<i64>,
    raw_digest: Vec<u8>,
    dedup_key: String,
    size: i64,
    received_at: Instant,
    state: String,
    reason: String,
    suggestion_id: Option<i64>,
    subject: Words,
    sender_masked: Words,
    message_id: Option<String>,
    content_key: Option<String>,
    trace: Option<Words>,
    error: Option<String>,
    attempts: i32,
    guess_id: Option<i64>,
});

entity!(outgoing_mail, "outgoing_mail" {
    #[sea_orm(primary_key)]
    id: i64,
    suggestion_id: Option<i64>,
    kind: String,
    subject: String,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
    message_id: String,
    in_reply_to: Option<String>,
    state: String,
    attempts: i32,
    next_attempt_at: Instant,
    last_error: Option<String>,
    created_at: Instant,
    sent_at: Option<Instant>,
    channel: String,
    address_key: Option<String>,
    relay_answer: Option<String>,
});

entity!(mail_uid, "mail_uid" {
    #[sea_orm(primary_key, auto_increment = false)]
    mailbox: String,
    #[sea_orm(primary_key, auto_increment = false)]
    uidvalidity: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    uid: String,
    mail_id: i64,
});

entity!(mailbox_state, "mailbox_state" {
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    way: String,
    visited_at: Instant,
    succeeded_at: Option<Instant>,
    next_visit_at: Instant,
    last_mail_at: Option<Instant>,
    lag_seconds: Option<i64>,
    n_taken: i64,
    failures: i32,
    error: Option<String>,
});

entity!(mail_thread, "mail_thread" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    token: String,
    created_at: Instant,
});

entity!(mail_address, "mail_address" {
    #[sea_orm(primary_key, auto_increment = false)]
    address_key: String,
    n_hard: i32,
    n_soft: i32,
    said: String,
    bounced_at: Instant,
    mail_id: Option<i64>,
});

entity!(mail_template, "mail_template" {
    #[sea_orm(primary_key)]
    id: i64,
    kind: String,
    version: i32,
    is_default: bool,
    subject: String,
    text: String,
    html: String,
    account_id: Option<i64>,
    created_at: Instant,
});
