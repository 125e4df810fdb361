//! Incoming mail: the raw bytes of every one are there, unchanged.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Report;
use crate::blob::Blobs;
use crate::code;
use crate::conn::Conn;
use crate::entity::incoming_mail;
use crate::error::StoreError;

const TABLE: &str = "incoming_mail";
const BATCH: u64 = 500;

pub(super) async fn check(
    conn: &Conn,
    blobs: &Blobs,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let rows: Vec<(i64, Vec<u8>)> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::Id)
            .column(incoming_mail::Column::RawDigest)
            .filter(incoming_mail::Column::Id.gt(after))
            .order_by_asc(incoming_mail::Column::Id)
            .limit(BATCH)
            .into_tuple()
            .all(conn)
            .await?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = *last;
        for (id, digest) in rows {
            check_raw(id, &digest, blobs, report).await?;
        }
    }
}

async fn check_raw(
    id: i64,
    digest: &[u8],
    blobs: &Blobs,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let place = || format!("{TABLE} id={id}");
    let digest = code::digest("incoming_mail.raw_digest", digest);
    let Some(digest) = report.catch(TABLE, place, digest)? else {
        return Ok(());
    };
    match blobs.get(digest).await {
        Ok(Some(_)) => report.summary.blobs += 1,
        Ok(None) => report.find(TABLE, place(), format!("来信原件不见了（{digest}）")),
        Err(StoreError::Corrupt(_)) => {
            report.find(TABLE, place(), format!("来信原件被改动过（{digest}）"));
        }
        Err(other) => return Err(other),
    }
    Ok(())
}
