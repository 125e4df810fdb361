//! All hits of a search as a workbook.

use huiyin_core::StaffActor;
use huiyin_core::search::{SearchHit, SearchRequest};
use huiyin_report::{FoundHead, FoundRow, found_sheet};

use super::search;
use crate::application::App;
use crate::error::AppError;

/// Most lines of one workbook; the rest has to be asked for more narrowly.
pub const EXPORT_MAX: usize = 10_000;
/// Hits taken at once.
const PAGE: usize = 500;

/// A workbook and how many lines it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    pub bytes: Vec<u8>,
    pub n_rows: usize,
}

/// Writes every hit of a search that the actor may see into a workbook, and who did so into the
/// log of what leaves the house. The words that were searched for are not logged: they may name
/// people, and whoever reads the log sees no items.
///
/// # Errors
/// What the database says, and [`AppError::Internal`] when the workbook cannot be made.
pub async fn export(
    app: &App,
    actor: &StaffActor,
    mut request: SearchRequest,
) -> Result<Exported, AppError> {
    request.scope = app.scope(actor);
    request.offset = 0;
    request.after = None;
    request.limit = PAGE;
    request.with_facets = false;
    let mut hits: Vec<SearchHit> = Vec::new();
    let mut is_whole = true;
    loop {
        let found = search(app, request.clone()).await?;
        is_whole &= found
            .rebuilding
            .is_none_or(|r| r.scanned.is_none_or(|s| s.is_complete));
        hits.extend(found.answer.hits);
        match found.answer.next {
            Some(next) if hits.len() < EXPORT_MAX => request.after = Some(next),
            Some(_) => {
                is_whole = false;
                break;
            }
            None => break,
        }
    }
    hits.truncate(EXPORT_MAX);
    let n_rows = hits.len();
    let (now, by) = (app.now(), Some(actor.account));
    app.store()
        .write::<_, AppError, _>(move |tx| {
            Box::pin(async move {
                tx.log_admin(now, by, &format!("导出检索结果 {n_rows} 件"))
                    .await?;
                Ok(())
            })
        })
        .await?;
    let asked = request.q.trim();
    let asked = if asked.is_empty() { "全部" } else { asked };
    let more = if is_whole {
        ""
    } else {
        "（没有列完，请缩小范围）"
    };
    let head = FoundHead {
        organisation: app.settings().organisation.name.clone(),
        note: format!(
            "检索：{asked}　　共 {n_rows} 件{more}　　导出人：{}",
            actor.name
        ),
        made_at: now,
    };
    let directory = app.directory();
    let rows: Vec<FoundRow> = hits
        .into_iter()
        .map(|hit| FoundRow {
            ticket_no: hit.ticket_no,
            external_no: hit.external_no.unwrap_or_default(),
            title: hit.title.plain(),
            kind: hit.kind.label(),
            topic: hit
                .topic
                .map(|t| directory.topic_name(t))
                .unwrap_or_default(),
            status: hit.status.label(),
            channel: hit.channel.label(),
            unit: hit
                .lead_unit
                .map(|u| directory.unit_name(u))
                .unwrap_or_default(),
            received_at: hit.received_at,
            due_at: hit.due_at,
            tier: hit.tier.label(),
            snippet: hit.snippet.plain(),
        })
        .collect();
    let bytes = tokio::task::spawn_blocking(move || found_sheet(&head, &rows))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)?;
    Ok(Exported { bytes, n_rows })
}
