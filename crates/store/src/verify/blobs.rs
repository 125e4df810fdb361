//! Files: each is in the ledger, and its bytes are what they were.

use std::collections::{HashMap, HashSet};

use huiyin_core::Digest;
use huiyin_workflow::{Event, Recorded};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Report, name};
use crate::blob::Blobs;
use crate::code;
use crate::entity::{attachment, suggestion_row};
use crate::error::StoreError;

const TABLE: &str = "attachment";

pub(super) async fn check(
    conn: &impl ConnectionTrait,
    blobs: &Blobs,
    rows: &[suggestion_row::Model],
    told: &HashMap<i64, Vec<Recorded>>,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let files = attachment::Entity::find()
        .filter(attachment::Column::SuggestionId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(attachment::Column::Id)
        .all(conn)
        .await?;
    let mut of: HashMap<i64, Vec<attachment::Model>> = HashMap::new();
    for file in files {
        of.entry(file.suggestion_id).or_default().push(file);
    }
    for row in rows {
        let files = of.remove(&row.id).unwrap_or_default();
        if let Some(events) = told.get(&row.id) {
            check_named(row, events, &files, report);
        }
        for file in files {
            check_bytes(row, &file, blobs, report).await?;
        }
    }
    Ok(())
}

/// Files of the submitter are named in the ledger by digest: none is missing, none was added.
fn check_named(
    row: &suggestion_row::Model,
    events: &[Recorded],
    files: &[attachment::Model],
    report: &mut Report<'_>,
) {
    let mut named: HashSet<Digest> = HashSet::new();
    for recorded in events {
        if let Event::Submitted(facts) = &recorded.change.event {
            named.extend(&facts.attachments);
        }
        if let Event::Supplemented { attachments, .. } = &recorded.change.event {
            named.extend(attachments);
        }
    }
    let mut there = HashSet::new();
    for file in files {
        let Ok(digest) = code::digest("attachment.digest", &file.digest) else {
            continue;
        };
        there.insert(digest);
        // files of a reply are the staff's and not in an event
        if file.part != "reply" && !named.contains(&digest) {
            report.find(TABLE, place(row, file), "台账中没有这个附件");
        }
    }
    let n_missing = named.difference(&there).count();
    if n_missing > 0 {
        report.find(
            TABLE,
            name(row),
            format!("台账所记的附件少了 {n_missing} 个"),
        );
    }
}

async fn check_bytes(
    row: &suggestion_row::Model,
    file: &attachment::Model,
    blobs: &Blobs,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let digest = code::digest("attachment.digest", &file.digest);
    let Some(digest) = report.catch(TABLE, || place(row, file), digest)? else {
        return Ok(());
    };
    match blobs.get(digest).await {
        Ok(Some(bytes)) => {
            report.summary.blobs += 1;
            if i64::try_from(bytes.len()).ok() != Some(file.size) {
                report.find(TABLE, place(row, file), "附件的大小与登记的不符");
            }
        }
        Ok(None) => report.find(
            TABLE,
            place(row, file),
            format!("附件文件不见了（{digest}）"),
        ),
        Err(StoreError::Corrupt(_)) => {
            report.find(
                TABLE,
                place(row, file),
                format!("附件文件被改动过（{digest}）"),
            );
        }
        Err(other) => return Err(other),
    }
    Ok(())
}

fn place(row: &suggestion_row::Model, file: &attachment::Model) -> String {
    format!("{TABLE} id={}（{}）", file.id, row.ticket_no)
}
