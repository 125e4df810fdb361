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
});
