//! What is public, and what is in the archive.

use super::entity;

entity!(publication, "publication" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    byline: String,
    consented_at: Instant,
    year: Option<i32>,
    seq: Option<i64>,
    title: Option<Words>,
    body: Option<Words>,
    reply: Option<Words>,
    search_text: Option<Words>,
    name: Option<Words>,
    topic_id: Option<i64>,
    salt: Option<Vec<u8>>,
    published_at: Option<Instant>,
    taken_down_at: Option<Instant>,
});

entity!(publication_file, "publication_file" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    no: i64,
    media_type: String,
    size: i64,
    digest: Vec<u8>,
});

entity!(archive, "archive" {
    #[sea_orm(primary_key, auto_increment = false)]
    suggestion_id: i64,
    digest: Vec<u8>,
    size: i64,
    archived_at: Instant,
    archived_by_id: Option<i64>,
});
