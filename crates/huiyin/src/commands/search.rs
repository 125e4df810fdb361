//! `huiyin search`: the archive with the rights of a leader, whether or not a server runs.

use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

use huiyin_app::{App, worker};
use huiyin_core::Scope;
use huiyin_core::search::{SearchAnswer, SearchRequest, Tier};
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
    let (index, is_ours) = tokio::task::block_in_place(|| installation.open_index_to_search())?;
    let index = Arc::new(index);
    let app: App = installation.app;
    app.set_index(Arc::clone(&index));
    if is_ours {
        // no server follows the ledger, so it is done here
        worker::sequence(&app).await?;
        worker::index(&app).await?;
    } else {
        wait_for_server(&app, &index).await?;
    }
    tokio::task::block_in_place(|| match &args.queries {
        Some(file) => many(&index, file, args.limit),
        None => one(&index, args.query.as_deref().unwrap_or_default(), &args),
    })
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
        {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    tracing::warn!("the running server has not indexed everything yet");
    Ok(())
}

fn ask(index: &Index, q: &str, limit: usize) -> Result<SearchAnswer, Failure> {
    let request = SearchRequest {
        limit,
        with_facets: false,
        ..SearchRequest::new(q, Scope::leader())
    };
    index
        .search(&request)
        .map_err(|e| Failure::caused("检索失败", e))
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
                "tier": hit.tier.code(),
                "score": hit.score,
            })
        })
        .collect()
}

fn summary(answer: &SearchAnswer) -> serde_json::Value {
    serde_json::json!({
        "total": answer.total,
        "n_relaxed": answer.n_relaxed,
        "did_you_mean": answer.did_you_mean,
        "notes": answer.notes,
        "hits": hits(answer),
    })
}

fn one(index: &Index, q: &str, args: &Search) -> Result<(), Failure> {
    let answer = ask(index, q, args.limit)?;
    if args.json {
        let mut value = summary(&answer);
        if let Some(object) = value.as_object_mut() {
            object.insert("q".to_owned(), q.into());
        }
        return print(&value.to_string());
    }
    print(&format!("找到 {} 件", answer.total))?;
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
        let tier = if hit.tier == Tier::Exact {
            String::new()
        } else {
            format!("［{}］", hit.tier.label())
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

fn many(index: &Index, file: &Path, limit: usize) -> Result<(), Failure> {
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
        let answer = ask(index, &query.q, query.limit.unwrap_or(limit))?;
        let mut value = summary(&answer);
        if let Some(object) = value.as_object_mut() {
            object.insert("id".to_owned(), query.id);
        }
        print(&value.to_string())?;
    }
    Ok(())
}
