//! What goes into a package: everything but who the submitter is.

use std::collections::HashMap;

use huiyin_core::time;
use huiyin_report::{ArchiveFile, ArchiveItem, ArchiveStep, ArchiveText, archive_package};
use huiyin_store::LedgerEntry;
use huiyin_workflow::Suggestion;
use serde_json::json;

use crate::application::App;
use crate::error::AppError;
use crate::timeline;

pub(super) async fn build(app: &App, s: &Suggestion) -> Result<Vec<u8>, AppError> {
    let read = app.store().read();
    let directory = app.directory();
    let sent = read.submission(s.id).await?.ok_or(AppError::NotFound)?;
    let mut texts = vec![ArchiveText {
        heading: "来件原文".to_owned(),
        text: sent.body.clone(),
    }];
    for added in read.supplements(s.id).await? {
        texts.push(ArchiveText {
            heading: format!("补充内容（{}）", time::minute(added.at)),
            text: added.body,
        });
    }
    for reply in s.issued_replies() {
        let at = reply.issued_at.map(time::minute).unwrap_or_default();
        let points: Vec<&str> = reply
            .content
            .points
            .iter()
            .map(|p| p.text.as_str())
            .collect();
        texts.push(ArchiveText {
            heading: format!("{}答复（{at}）", reply.content.kind.label()),
            text: points.join("\n\n"),
        });
    }
    for rated in read.rating_comments(s.id).await? {
        texts.push(ArchiveText {
            heading: format!("评价附言（{}）", time::minute(rated.at)),
            text: rated.comment,
        });
    }
    let entries = read.events(s.id).await?;
    let names: HashMap<_, _> = read
        .accounts()
        .await?
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    let events: Vec<_> = entries.iter().map(|entry| entry.recorded.clone()).collect();
    let steps = timeline::for_staff(&directory, &names, &events)
        .into_iter()
        .map(|entry| ArchiveStep {
            at: time::minute(entry.at),
            what: entry.what,
            who: entry.who,
            detail: entry.detail,
        })
        .collect();
    let mut files = Vec::new();
    for file in read.attachments(s.id).await? {
        let bytes = app.store().get_blob(file.digest).await?;
        files.push(ArchiveFile {
            name: file.file_name,
            bytes: bytes.ok_or_else(|| AppError::internal("a file of the item is missing"))?,
        });
    }
    let record = record(app, s, &texts, &entries)?;
    let item = ArchiveItem {
        organisation: app.settings().organisation.name.clone(),
        ticket_no: s.ticket_no.to_string(),
        title: sent.title,
        facts: facts(app, s),
        texts,
        steps,
        record,
        files,
    };
    tokio::task::spawn_blocking(move || archive_package(&item))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)
}

fn facts(app: &App, s: &Suggestion) -> Vec<(String, String)> {
    let directory = app.directory();
    let mut facts = vec![
        ("状态".to_owned(), s.status.label().to_owned()),
        ("件类".to_owned(), s.kind.label().to_owned()),
        ("渠道".to_owned(), s.channel.label().to_owned()),
        ("收到时间".to_owned(), time::minute(s.received_at)),
        (
            "建议人".to_owned(),
            format!("{}（身份不在归档包内）", s.identity_level.label()),
        ),
    ];
    if let Some(from) = &s.overlays.split_from {
        facts.push(("原件".to_owned(), from.original_no.to_string()));
    }
    if !s.overlays.split_off.is_empty() {
        let numbers = s
            .overlays
            .split_off
            .iter()
            .map(|part| part.part_no.to_string());
        facts.push(("拆分出".to_owned(), numbers.collect::<Vec<_>>().join("、")));
    }
    if let Some(topic) = s.topic {
        facts.push(("类别".to_owned(), directory.topic_name(topic)));
    }
    if let Some(unit) = s.lead_unit() {
        facts.push(("主办".to_owned(), directory.unit_name(unit)));
    }
    if let Some(rating) = s.current_rating() {
        facts.push(("评价".to_owned(), rating.result.label().to_owned()));
    }
    if let Some(at) = s.closed_at {
        facts.push(("结束时间".to_owned(), time::minute(at)));
    }
    facts
}

/// The same for machines: every event with its hash, every obligation, every text.
fn record(
    app: &App,
    s: &Suggestion,
    texts: &[ArchiveText],
    entries: &[LedgerEntry],
) -> Result<serde_json::Value, AppError> {
    let directory = app.directory();
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        let recorded = &entry.recorded;
        events.push(json!({
            "n": recorded.n,
            "at": recorded.at,
            "author": serde_json::to_value(&recorded.author).map_err(AppError::internal)?,
            "change": serde_json::to_value(&recorded.change).map_err(AppError::internal)?,
            "hash": entry.hash.to_hex(),
        }));
    }
    let obligations: Vec<_> = s
        .obligations
        .iter()
        .map(|o| {
            json!({
                "no": o.no,
                "kind": o.kind.code(),
                "unit": directory.unit_name(o.unit),
                "opened_at": o.opened_at,
                "due_at": o.due_at,
                "ended_at": o.ended.map(|(at, _)| at),
            })
        })
        .collect();
    let texts: Vec<_> = texts
        .iter()
        .map(|text| json!({"heading": text.heading, "text": text.text}))
        .collect();
    Ok(json!({
        "ticket_no": s.ticket_no.to_string(),
        "status": s.status.code(),
        "kind": s.kind.code(),
        "channel": s.channel.code(),
        "identity_level": s.identity_level.code(),
        "received_at": s.received_at,
        "registered_at": s.registered_at,
        "closed_at": s.closed_at,
        "texts": texts,
        "events": events,
        "obligations": obligations,
    }))
}
