//! 导入: items of another system, into the archive as closed or onto the desk as new.

use std::path::Path;
use std::sync::Arc;

use huiyin_core::{Actor, Channel, Ctx, PointNo, ReplyKind, Submission, SuggestionKind};
use huiyin_intake::import::{ColumnMap, ImportFormat, ImportRow, RowError, open};
use huiyin_store::Tx;
use huiyin_workflow::import_closed;
use huiyin_workflow::suggestion::{PointReply, ReplyContent};

use super::submit::{Registration, prepare, register_in};
use crate::application::App;
use crate::error::AppError;

/// Rows written in one transaction.
const BATCH: usize = 200;

/// What the rows become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// 待受理, owed by the desk from today.
    New,
    /// 已办结 in the other system.
    Closed,
}

/// How to read the table.
#[derive(Debug, Clone)]
pub struct ImportSettings {
    pub format: ImportFormat,
    pub map: ColumnMap,
    pub state: ImportState,
    /// Channel of rows that name none.
    pub channel: Channel,
}

/// What became of the rows.
#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    pub imported: u64,
    /// Their external number was there before.
    pub skipped: u64,
    pub rejected: Vec<RowError>,
    /// What the reader had to decide about the file as a whole.
    pub notes: Vec<String>,
}

struct Prepared {
    registration: Registration,
    reply: Option<(ReplyContent, Option<huiyin_core::time::Instant>)>,
}

/// Imports a table. Safe to run twice: a row whose external number is known is skipped and
/// counted. `progress` is told (read, total) in bytes or rows.
///
/// # Errors
/// When the file cannot be opened or the database fails; rows already committed stay.
pub async fn import(
    app: &App,
    path: &Path,
    settings: &ImportSettings,
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<ImportReport, AppError> {
    let mut rows = open(path, settings.format, &settings.map)
        .map_err(|e| AppError::invalid("file", e.to_string()))?;
    let mut report = ImportReport::default();
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let row = rows.next();
        let is_last = row.is_none();
        match row {
            Some(Ok(row)) => batch.push(prepare_row(app, row, settings)?),
            Some(Err(error)) => report.rejected.push(error),
            None => {}
        }
        if batch.len() >= BATCH || (is_last && !batch.is_empty()) {
            let (imported, skipped) = write(app, std::mem::take(&mut batch)).await?;
            report.imported += imported;
            report.skipped += skipped;
        }
        let (read, total) = rows.progress();
        progress(read, total);
        if is_last {
            break;
        }
    }
    report.notes = rows.notes().to_vec();
    Ok(report)
}

fn prepare_row(app: &App, row: ImportRow, settings: &ImportSettings) -> Result<Prepared, AppError> {
    let directory = app.directory();
    let title = row.title_or_proposed();
    let received_at = row.received_at.unwrap_or_else(|| app.now()).min(app.now());
    let mut submission = Submission::new(
        row.channel.unwrap_or(settings.channel),
        row.kind.unwrap_or(SuggestionKind::Proposal),
        title,
        row.body,
        received_at,
    );
    submission.external_no = row.external_no;
    submission.external_due_at = row.due_at;
    submission.unit = row
        .unit
        .as_deref()
        .and_then(|name| directory.unit_named(name));
    submission.topic = row
        .topic
        .as_deref()
        .and_then(|name| directory.topic_named(name));
    let submission =
        submission.from_submitter(row.identity_level, row.identity.unwrap_or_default());
    let reply = match settings.state {
        ImportState::New => None,
        ImportState::Closed => Some((
            ReplyContent {
                kind: ReplyKind::Final,
                points: row
                    .reply
                    .map(|text| PointReply {
                        point: PointNo(1),
                        text: text.into_string(),
                    })
                    .into_iter()
                    .collect(),
                outcome: None,
            },
            row.replied_at,
        )),
    };
    Ok(Prepared {
        registration: prepare(app, submission)?,
        reply,
    })
}

async fn write(app: &App, batch: Vec<Prepared>) -> Result<(u64, u64), AppError> {
    let ctx = Ctx {
        actor: Actor::System("import"),
        now: app.now(),
    };
    let work = Arc::new((app.clone(), batch, ctx));
    let counts = app
        .store()
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (app, batch, ctx) = &*work;
                let (mut imported, mut skipped) = (0, 0);
                for prepared in batch {
                    if write_row(app, tx, prepared, ctx).await? {
                        imported += 1;
                    } else {
                        skipped += 1;
                    }
                }
                Ok::<_, AppError>((imported, skipped))
            })
        })
        .await?;
    app.written().notify_waiters();
    Ok(counts)
}

/// Writes one row; `false` when its external number is known.
async fn write_row(app: &App, tx: &Tx, prepared: &Prepared, ctx: &Ctx) -> Result<bool, AppError> {
    if let Some(no) = &prepared.registration.submission.external_no
        && tx.find_by_external_no(no).await?.is_some()
    {
        return Ok(false);
    }
    let policy = app.policy_in(tx).await?;
    let (mut suggestion, _) = register_in(app, tx, &prepared.registration, ctx, &policy).await?;
    if let Some((content, replied_at)) = &prepared.reply {
        let content = (!content.points.is_empty()).then(|| content.clone());
        let change = import_closed(&suggestion, content, *replied_at);
        tx.record(&mut suggestion, ctx.now, &ctx.actor, vec![change])
            .await?;
    }
    Ok(true)
}
