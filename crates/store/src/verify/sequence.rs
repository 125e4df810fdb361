//! What no single suggestion shows: the order of the ledger, its seals, the printed numbers, rows
//! without a suggestion.

use huiyin_core::Digest;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use super::Report;
use crate::code;
use crate::conn::Conn;
use crate::entity::{seal, suggestion_event};
use crate::error::StoreError;
use crate::merkle;
use crate::sequence::{link, read_seal};

const BATCH: u64 = 5_000;

/// Walks the numbers without a gap, and each seal over its stretch.
pub(super) async fn check(conn: &Conn, report: &mut Report<'_>) -> Result<(), StoreError> {
    let seals = seal::Entity::find()
        .order_by_asc(seal::Column::FirstSeq)
        .all(conn)
        .await?;
    let mut expected = 1;
    let mut seals = seals.iter().peekable();
    let mut prev = Digest::ZERO;
    let mut first = 1;
    let mut leaves = Vec::new();
    loop {
        let rows: Vec<(i64, Option<i64>, Vec<u8>)> = suggestion_event::Entity::find()
            .select_only()
            .column(suggestion_event::Column::Id)
            .column(suggestion_event::Column::Seq)
            .column(suggestion_event::Column::Hash)
            .filter(suggestion_event::Column::Seq.gte(expected))
            .order_by_asc(suggestion_event::Column::Seq)
            .limit(BATCH)
            .into_tuple()
            .all(conn)
            .await?;
        if rows.is_empty() {
            break;
        }
        for (id, seq, hash) in rows {
            let seq = seq.unwrap_or(expected);
            if seq != expected {
                let message = format!("台账序号不连续：缺 {expected} 至 {}", seq - 1);
                report.find(
                    "suggestion_event",
                    format!("suggestion_event id={id}"),
                    message,
                );
            }
            expected = seq + 1;
            leaves.push(code::digest("suggestion_event.hash", &hash).unwrap_or(Digest::ZERO));
            if seals.peek().is_some_and(|row| row.last_seq == seq)
                && let Some(row) = seals.next()
            {
                prev = check_seal(row, first, prev, &leaves, report)?;
                first = row.last_seq + 1;
                leaves.clear();
            }
        }
    }
    for row in seals {
        let message = "封存所包含的记录不见了，或封存的范围有重叠";
        report.find("seal", format!("seal id={}", row.id), message);
    }
    Ok(())
}

fn check_seal(
    row: &seal::Model,
    first: i64,
    prev: Digest,
    leaves: &[Digest],
    report: &mut Report<'_>,
) -> Result<Digest, StoreError> {
    report.summary.seals += 1;
    let place = || {
        format!(
            "seal id={}（序号 {} 至 {}）",
            row.id, row.first_seq, row.last_seq
        )
    };
    let Some(sealed) = report.catch("seal", place, read_seal(row))? else {
        return Ok(prev);
    };
    if sealed.first_seq != first || sealed.prev != prev {
        report.find("seal", place(), "与上一次封存不衔接");
    }
    if sealed.root != merkle::root(leaves) {
        report.find("seal", place(), "封存之后，其中的记录被改动过");
    }
    let expected = link(
        sealed.prev,
        sealed.first_seq,
        sealed.last_seq,
        sealed.root,
        sealed.made_at,
    );
    if sealed.hash != expected {
        report.find("seal", place(), "封存本身被改动过");
    }
    Ok(sealed.hash)
}

#[derive(FromQueryResult)]
struct SeriesRow {
    series: String,
    year: i32,
    n: i64,
    first: i64,
    last: i64,
    value: Option<i64>,
}

const SERIES: &str = "\
SELECT s.ticket_series AS series, s.ticket_year AS year, COUNT(*) AS n, \
       MIN(s.ticket_seq) AS first, MAX(s.ticket_seq) AS last, MAX(c.value) AS value \
FROM suggestion s LEFT JOIN counter c ON c.series = s.ticket_series AND c.year = s.ticket_year \
GROUP BY s.ticket_series, s.ticket_year ORDER BY s.ticket_series, s.ticket_year";

/// Numbers are unique by index, so as many of them as the highest one means none is missing.
pub(super) async fn check_tickets(conn: &Conn, report: &mut Report<'_>) -> Result<(), StoreError> {
    let statement = Statement::from_string(conn.get_database_backend(), SERIES);
    for row in conn.query_all_raw(statement).await? {
        let row = SeriesRow::from_query_result(&row, "")?;
        let place = format!("counter（{}{}）", row.series, row.year);
        if row.first != 1 || row.last != row.n {
            let message = format!(
                "登记号不连续：{} 件，号码从 {} 到 {}",
                row.n, row.first, row.last
            );
            report.find("suggestion", place.clone(), message);
        }
        if row.value != Some(row.last) {
            report.find("counter", place, "登记号的计数与最后一个号码不符");
        }
    }
    Ok(())
}

/// Tables whose rows belong to a suggestion. The database enforces it; whoever edits the file with
/// other tools may have switched that off.
const PARTS: [&str; 18] = [
    "suggestion_event",
    "submission",
    "supplement",
    "identity",
    "identity_view",
    "point",
    "assignment",
    "obligation",
    "reply",
    "reply_point",
    "rating",
    "attachment",
    "visible_unit",
    "publication",
    "publication_file",
    "archive",
    "incoming_mail",
    "outgoing_mail",
];

#[derive(FromQueryResult)]
struct Orphans {
    n: i64,
    example: Option<i64>,
}

pub(super) async fn check_orphans(conn: &Conn, report: &mut Report<'_>) -> Result<(), StoreError> {
    for table in PARTS {
        let sql = format!(
            "SELECT COUNT(*) AS n, MIN(suggestion_id) AS example FROM {table} p \
             WHERE suggestion_id IS NOT NULL AND NOT EXISTS \
             (SELECT 1 FROM suggestion s WHERE s.id = p.suggestion_id)"
        );
        let statement = Statement::from_string(conn.get_database_backend(), sql);
        let Some(row) = conn.query_one_raw(statement).await? else {
            continue;
        };
        let found = Orphans::from_query_result(&row, "")?;
        if found.n > 0 {
            let example = found.example.unwrap_or_default();
            let place = format!("{table} suggestion_id={example}");
            report.find(table, place, format!("{} 行所属的来件不见了", found.n));
        }
    }
    Ok(())
}
