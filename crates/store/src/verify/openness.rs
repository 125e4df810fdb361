//! What is public and what is in the archive, against the ledger.

use std::collections::HashMap;

use huiyin_core::Digest;
use huiyin_workflow::{Event, Recorded};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Report, part};
use crate::blob::Blobs;
use crate::code;
use crate::entity::{archive, publication, publication_file, suggestion_row};
use crate::error::StoreError;

/// What the events say is so now.
#[derive(Default)]
struct Said {
    consented: bool,
    /// Seal and files of what is public.
    public: Option<(Digest, Vec<Digest>)>,
    archived: Option<Digest>,
}

impl Said {
    fn by(events: &[Recorded]) -> Self {
        let mut said = Self::default();
        for recorded in events {
            let event = &recorded.change.event;
            if matches!(event, Event::ConsentGiven { .. }) {
                said.consented = true;
            }
            if matches!(event, Event::ConsentWithdrawn) {
                said.consented = false;
                said.public = None;
            }
            if matches!(event, Event::Unpublished { .. }) {
                said.public = None;
            }
            if let Event::Published {
                seal, attachments, ..
            } = event
            {
                said.public = Some((*seal, attachments.clone()));
            }
            if let Event::Archived { digest, .. } = event {
                said.archived = Some(*digest);
            }
        }
        said
    }
}

macro_rules! rows_of {
    ($entity:ident, $conn:expr, $rows:expr) => {
        $entity::Entity::find()
            .filter($entity::Column::SuggestionId.is_in($rows.iter().map(|row| row.id)))
            .all($conn)
            .await?
    };
}

pub(super) async fn check(
    conn: &impl ConnectionTrait,
    blobs: &Blobs,
    rows: &[suggestion_row::Model],
    told: &HashMap<i64, Vec<Recorded>>,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let publications = rows_of!(publication, conn, rows);
    let files = rows_of!(publication_file, conn, rows);
    let archives = rows_of!(archive, conn, rows);
    for row in rows {
        let Some(events) = told.get(&row.id) else {
            continue;
        };
        let said = Said::by(events);
        let public = publications.iter().find(|p| p.suggestion_id == row.id);
        check_public(row, &said, public, report);
        let own = files.iter().filter(|f| f.suggestion_id == row.id);
        check_files(row, &said, own, blobs, report).await?;
        let kept = archives.iter().find(|a| a.suggestion_id == row.id);
        check_archive(row, &said, kept, blobs, report).await?;
    }
    Ok(())
}

fn check_public(
    row: &suggestion_row::Model,
    said: &Said,
    found: Option<&publication::Model>,
    report: &mut Report<'_>,
) {
    const TABLE: &str = "publication";
    let place = || part(TABLE, row, "");
    let Some(found) = found else {
        if said.consented {
            report.find(TABLE, place(), "建议人同意公开的记录不见了");
        }
        return;
    };
    if !said.consented {
        report.find(TABLE, place(), "台账中没有建议人的公开同意");
    }
    let is_public = found.published_at.is_some() && found.taken_down_at.is_none();
    match &said.public {
        None if is_public => report.find(TABLE, place(), "台账中没有公开，却能公开看到"),
        None => {}
        Some(_) if !is_public => report.find(TABLE, place(), "台账中已经公开，却看不到"),
        Some((seal, _)) => {
            let text = |words: &Option<crate::entity::Words>| {
                words.as_ref().map(|w| w.0.clone()).unwrap_or_default()
            };
            let parts = [text(&found.title), text(&found.body), text(&found.reply)];
            let parts = parts.each_ref().map(String::as_str);
            let salt = found.salt.as_deref().unwrap_or_default();
            let fits = code::salt("publication.salt", salt)
                .is_ok_and(|salt| Digest::sealed(&salt, &parts) == *seal);
            if !fits {
                report.find(TABLE, place(), "公开的内容与台账中的封签不符");
            }
        }
    }
}

async fn check_files(
    row: &suggestion_row::Model,
    said: &Said,
    found: impl Iterator<Item = &publication_file::Model>,
    blobs: &Blobs,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    const TABLE: &str = "publication_file";
    let mut digests = Vec::new();
    for file in found {
        let place = || part(TABLE, row, &format!(" 第{}个", file.no));
        let digest = code::digest("publication_file.digest", &file.digest);
        let Some(digest) = report.catch(TABLE, place, digest)? else {
            continue;
        };
        digests.push(digest);
        check_blob(TABLE, place(), digest, file.size, blobs, report).await?;
    }
    let mut named = said
        .public
        .as_ref()
        .map(|(_, files)| files.clone())
        .unwrap_or_default();
    digests.sort_unstable_by_key(|digest| digest.to_hex());
    named.sort_unstable_by_key(|digest| digest.to_hex());
    if digests != named {
        report.find(TABLE, part(TABLE, row, ""), "公开的附件与台账所记不符");
    }
    Ok(())
}

async fn check_archive(
    row: &suggestion_row::Model,
    said: &Said,
    found: Option<&archive::Model>,
    blobs: &Blobs,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    const TABLE: &str = "archive";
    let place = || part(TABLE, row, "");
    match (said.archived, found) {
        (None, None) => {}
        (None, Some(_)) => report.find(TABLE, place(), "台账中没有归档"),
        (Some(_), None) => report.find(TABLE, place(), "归档的记录不见了"),
        (Some(digest), Some(kept)) => {
            if kept.digest != digest.as_bytes() {
                report.find(TABLE, place(), "归档包的摘要与台账不符");
            }
            check_blob(TABLE, place(), digest, kept.size, blobs, report).await?;
        }
    }
    Ok(())
}

async fn check_blob(
    table: &'static str,
    place: String,
    digest: Digest,
    size: i64,
    blobs: &Blobs,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    match blobs.get(digest).await {
        Ok(Some(bytes)) => {
            report.summary.blobs += 1;
            if i64::try_from(bytes.len()).ok() != Some(size) {
                report.find(table, place, "文件的大小与登记的不符");
            }
        }
        Ok(None) => report.find(table, place, format!("文件不见了（{digest}）")),
        Err(StoreError::Corrupt(_)) => {
            report.find(table, place, format!("文件被改动过（{digest}）"));
        }
        Err(other) => return Err(other),
    }
    Ok(())
}
