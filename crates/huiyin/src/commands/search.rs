//! `huiyin search`: the archive with the rights of a leader, whether or not a server runs.

use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

use huiyin_app::desk::{self, Found};
use huiyin_app::{App, worker};
use huiyin_core::Scope;
use huiyin_core::search::{IndexState, SearchAnswer, SearchRequest, Tier};
use huiyin_search::Index;
use serde::Deserialize;

use super::print;
use crate::cli::Search;
use crate::failure::Failure;
use crate::wiring;

/// One line of `--queries`.
#[derive(Debug, Deserialize)]
struct QueryLine {
    id: serde_json::Value,
    q: String,
    limit: Option<usize>,
}

pub(super) async fn run(data: &Path, config: Option<&Path>, args: Search) -> Result<(), Failure> {
    let installation = wiring::open(data, config).await?;
    let opened = tokio::task::block_in_place(|| installation.open_index_to_search())?;
    let app: App = installation.app;
    // without one, as while a server makes a new one, the database answers
    if let Some((index, is_ours)) = opened {
        let index = Arc::new(index);
        app.set_index(Arc::clone(&index));
        if is_ours {
            // no server follows the ledger, so it is done here
            worker::sequence(&app).await?;
            worker::index(&app).await?;
        } else {
            wait_for_server(&app, &index).await?;
        }
    }
    match &args.queries {
        Some(file) => many(&app, file, args.limit).await,
        None => one(&app, args.query.as_deref().unwrap_or_default(), &args).await,
    }
}

/// A running server follows the ledger within a second; what was committed before this call
/// should be found by it.
async fn wait_for_server(app: &App, index: &Index) -> Result<(), Failure> {
    for _ in 0..50 {
        index
            .refresh()
            .map_err(|e| Failure::caused("无法读取全文索引", e))?;
        if app.store().read().n_unsequenced().await? == 0
            && index.applied_seq() >= app.store().read().max_seq().await?
            && index.state() == IndexState::Ready
        {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    tracing::warn!("the running server has not indexed everything yet");
    Ok(())
}

async fn ask(app: &App, q: &str, limit: usize) -> Result<Found, Failure> {
    let request = SearchRequest {
        limit,
        with_facets: false,
        ..SearchRequest::new(q, Scope::leader())
    };
    Ok(desk::search(app, request).await?)
}

fn hits(answer: &SearchAnswer) -> Vec<serde_json::Value> {
    answer
        .hits
        .iter()
        .map(|hit| {
            serde_json::json!({
                "ticket_no": hit.ticket_no,
                "external_no": hit.external_no,
                "title": hit.title.plain(),
                "snippet": hit.snippet.plain(),
                "attachment": hit.attachment,
                "tier": hit.tier.code(),
                "score": hit.score,
            })
        })
        .collect()
}

/// Said when the database had to answer; on the way of errors, so that a program is not disturbed.
fn warn_if_rebuilding(found: &Found) {
    if let Some(scanned) = found.rebuilding.and_then(|rebuilding| rebuilding.scanned) {
        tracing::warn!(
            n_items = scanned.n_items,
            is_complete = scanned.is_complete,
            "the index is being made anew; the database answered"
        );
    }
}

async fn one(app: &App, q: &str, args: &Search) -> Result<(), Failure> {
    let found = ask(app, q, args.limit).await?;
    warn_if_rebuilding(&found);
    let answer = &found.answer;
    if args.json {
        let value = serde_json::json!({
            "q": q,
            "total": answer.total,
            "n_relaxed": answer.n_relaxed,
            "did_you_mean": answer.did_you_mean,
            "hits": hits(answer),
        });
        return print(&value.to_string());
    }
    print(&format!("找到 {} 件", answer.total))?;
    if answer.n_relaxed > 0 {
        print(&format!("另有 {} 件内容相近", answer.n_relaxed))?;
    }
    for note in &answer.notes {
        print(note)?;
    }
    if !answer.did_you_mean.is_empty() {
        print(&format!("您是不是要找：{}", answer.did_you_mean.join("、")))?;
    }
    for hit in &answer.hits {
        let no = hit
            .external_no
            .as_deref()
            .map(|no| format!("（{no}）"))
            .unwrap_or_default();
        let tier = match hit.tier {
            Tier::Exact => String::new(),
            Tier::Apart | Tier::Synonym | Tier::Homophone | Tier::Pinyin | Tier::Missing => {
                format!("【{}】", hit.tier.label())
            }
        };
        print(&format!(
            "\n{}{no}  {tier}{}",
            hit.ticket_no,
            hit.title.plain()
        ))?;
        print(&format!("  {}", hit.snippet.plain().replace('\n', " ")))?;
    }
    Ok(())
}

async fn many(app: &App, file: &Path, limit: usize) -> Result<(), Failure> {
    let name = file.display();
    let opened =
        std::fs::File::open(file).map_err(|e| Failure::caused(format!("无法打开 {name}"), e))?;
    for (n, line) in (1_u64..).zip(std::io::BufReader::new(opened).lines()) {
        let line = line.map_err(|e| Failure::caused(format!("{name} 第 {n} 行无法读取"), e))?;
        if line.trim().is_empty() {
            continue;
        }
        let query: QueryLine = serde_json::from_str(&line).map_err(|e| {
            Failure::caused(
                format!("{name} 第 {n} 行不是 {{\"id\",\"q\",\"limit\"}}"),
                e,
            )
        })?;
        let found = ask(app, &query.q, query.limit.unwrap_or(limit)).await?;
        warn_if_rebuilding(&found);
        let answer = &found.answer;
        let value = serde_json::json!({
            "id": query.id,
            "total": answer.total,
            "n_relaxed": answer.n_relaxed,
            "hits": hits(answer),
        });
        print(&value.to_string())?;
    }
    Ok(())
}
