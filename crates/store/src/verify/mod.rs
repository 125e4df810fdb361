//! `huiyin verify`: walks the whole database and names every row that is not what it should be.

mod award;
mod blobs;
mod chain;
mod facts;
mod family;
mod mail;
mod openness;
mod sequence;
mod state;
mod words;

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::aggregate::load_many;
use crate::conn::Conn;
use crate::entity::{suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::store::Store;

/// Suggestions looked at together: one query a table for all of them.
const BATCH: u64 = 200;

/// Something that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub table: &'static str,
    /// Which row, for a person and for SQL, e.g. `suggestion_event id=17（GH2026-000003 第2条）`.
    pub row: String,
    /// What is wrong with it, in Chinese.
    pub message: String,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerifySummary {
    pub suggestions: u64,
    pub events: u64,
    pub obligations: u64,
    pub seals: u64,
    /// Files and raw mails whose bytes were read and hashed.
    pub blobs: u64,
    pub findings: u64,
}

/// Takes findings and counts.
pub(crate) struct Report<'a> {
    sink: &'a mut (dyn FnMut(Finding) + Send),
    pub(crate) summary: VerifySummary,
}

impl Report<'_> {
    fn find(&mut self, table: &'static str, row: String, message: impl Into<String>) {
        self.summary.findings += 1;
        (self.sink)(Finding {
            table,
            row,
            message: message.into(),
        });
    }

    /// Reports damage as a finding; anything else ends the walk.
    fn catch<T>(
        &mut self,
        table: &'static str,
        row: impl FnOnce() -> String,
        result: Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Corrupt(what)) => {
                self.find(table, row(), format!("内容无法读取（{what}）"));
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

impl Store {
    /// Walks the whole database, and the files under it. Writes may go on meanwhile: each batch
    /// is looked at in one state.
    ///
    /// # Errors
    /// What the database says; what is damaged is a finding, not an error.
    pub async fn verify(
        &self,
        report: &mut (dyn FnMut(Finding) + Send),
    ) -> Result<VerifySummary, StoreError> {
        let mut report = Report {
            sink: report,
            summary: VerifySummary::default(),
        };
        let conn = Conn::Pool(self.0.readers.clone());
        let mut after = 0;
        loop {
            let snapshot = conn.snapshot().await?;
            let rows = suggestion_row::Entity::find()
                .filter(suggestion_row::Column::Id.gt(after))
                .order_by_asc(suggestion_row::Column::Id)
                .limit(BATCH)
                .all(&snapshot)
                .await?;
            let Some(last) = rows.last() else {
                break;
            };
            after = last.id;
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let mut events = events_of(&snapshot, &ids).await?;
            let mut told = HashMap::new();
            for row in &rows {
                let events = events.remove(&row.id).unwrap_or_default();
                report.summary.suggestions += 1;
                report.summary.events += events.len() as u64;
                if let Some(recorded) = chain::check(row, &events, &mut report)? {
                    told.insert(row.id, recorded);
                }
            }
            let states = match load_many(&snapshot, &ids).await {
                Err(StoreError::Corrupt(_)) => {
                    // one unreadable row must not hide the others
                    state::load_each(&snapshot, &rows, &mut report).await?
                }
                loaded => loaded?,
            };
            state::check(&rows, &states, &told, &mut report);
            state::check_visibility(&snapshot, &rows, &states, &mut report).await?;
            family::check(&snapshot, &rows, &states, &mut report).await?;
            award::check(&snapshot, &rows, &told, &mut report).await?;
            facts::check(&snapshot, &rows, &told, &mut report).await?;
            words::check(&snapshot, &self.0.vault, &rows, &told, &mut report).await?;
            blobs::check(&snapshot, &self.0.blobs, &rows, &told, &mut report).await?;
            openness::check(&snapshot, &self.0.blobs, &rows, &told, &mut report).await?;
            snapshot.end().await?;
        }
        mail::check(&conn, &self.0.blobs, &mut report).await?;
        sequence::check(&conn, &mut report).await?;
        sequence::check_tickets(&conn, &mut report).await?;
        sequence::check_orphans(&conn, &mut report).await?;
        Ok(report.summary)
    }
}

async fn events_of(
    conn: &impl sea_orm::ConnectionTrait,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<suggestion_event::Model>>, StoreError> {
    let rows = suggestion_event::Entity::find()
        .filter(suggestion_event::Column::SuggestionId.is_in(ids.iter().copied()))
        .order_by_asc(suggestion_event::Column::SuggestionId)
        .order_by_asc(suggestion_event::Column::N)
        .all(conn)
        .await?;
    let mut events: HashMap<i64, Vec<suggestion_event::Model>> = HashMap::new();
    for row in rows {
        events.entry(row.suggestion_id).or_default().push(row);
    }
    Ok(events)
}

/// `suggestion id=7（GH2026-000003）`.
fn name(row: &suggestion_row::Model) -> String {
    format!("suggestion id={}（{}）", row.id, row.ticket_no)
}

/// A row that belongs to a suggestion: `point suggestion_id=7（GH2026-000003 …）`.
fn part(table: &str, row: &suggestion_row::Model, which: &str) -> String {
    format!(
        "{table} suggestion_id={}（{}{which}）",
        row.id, row.ticket_no
    )
}
