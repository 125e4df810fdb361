//! `huiyin bench`: measures on this machine. Needs no data folder; builds in temporary ones.

mod material;

use std::path::{Path, PathBuf};

use huiyin_search::bench::{Asked, Measure, Report, Rival, RivalRow, run as measure};
use huiyin_store::yardstick::{TrigramQuery, Trigrams};

use super::print;
use crate::cli::BenchSearch;
use crate::failure::Failure;

pub(super) fn search(args: &BenchSearch) -> Result<(), Failure> {
    let material = material::read(&args.material)?;
    if material.is_empty() {
        return Err(Failure::new(format!(
            "{} 里没有材料：需要 scale/pool.jsonl.zst 或 messages/*.jsonl",
            args.material.display()
        )));
    }
    for size in &args.sizes {
        let documents = usize::try_from(*size).unwrap_or(usize::MAX);
        let dir = folder(args, documents);
        let wanted = Measure {
            documents,
            seed: args.seed,
            questions: args.questions,
        };
        std::fs::create_dir_all(&dir)
            .map_err(|e| Failure::caused(format!("无法建立 {}", dir.display()), e))?;
        let report = match Beside::new(&dir) {
            Ok(mut beside) => measure(&dir.join("index"), &material, wanted, Some(&mut beside))
                .map_err(|e| Failure::caused("测量失败", e)),
            Err(error) => Err(error),
        };
        if let Err(error) = std::fs::remove_dir_all(&dir) {
            tracing::warn!(folder = %dir.display(), %error, "cannot remove the measured index");
        }
        let report = report?;
        if args.json {
            print(&json(&report).to_string())?;
        } else {
            print(&report.to_string())?;
        }
    }
    Ok(())
}

/// SQLite FTS5 over the same archive.
struct Beside(Trigrams);

impl Beside {
    fn new(dir: &Path) -> Result<Self, Failure> {
        Trigrams::create(dir)
            .map(Self)
            .map_err(|e| Failure::caused("无法建立 SQLite FTS5", e))
    }
}

impl Rival for Beside {
    fn add(&mut self, rows: Vec<RivalRow>) -> Result<(), String> {
        let rows = rows
            .into_iter()
            .map(|row| (row.id, row.text, row.status, row.received_at))
            .collect();
        self.0.add(rows).map_err(|error| error.to_string())
    }

    fn finish(&mut self) -> Result<(), String> {
        self.0.optimize().map_err(|error| error.to_string())
    }

    fn ask(&mut self, asked: &Asked) -> Result<u64, String> {
        let query = TrigramQuery {
            strings: &asked.strings,
            any: asked.any,
            newest: asked.newest,
            facets: asked.facets,
            snippets: asked.snippets,
            limit: asked.limit,
        };
        self.0.ask(query).map_err(|error| error.to_string())
    }

    fn bytes(&self) -> u64 {
        self.0.bytes()
    }
}

/// A folder of this process alone.
fn folder(args: &BenchSearch, documents: usize) -> PathBuf {
    let place = args.dir.clone().unwrap_or_else(std::env::temp_dir);
    place.join(format!("huiyin-bench-{}-{documents}", std::process::id()))
}

fn json(report: &Report) -> serde_json::Value {
    let rows: Vec<serde_json::Value> = report
        .rows
        .iter()
        .map(|row| {
            serde_json::json!({
                "name": row.name,
                "p50_ms": row.p50,
                "p99_ms": row.p99,
                "bare_p50_ms": row.bare.map(|(p50, _)| p50),
                "bare_p99_ms": row.bare.map(|(_, p99)| p99),
                "ratio": row.ratio,
                "fts5_p50_ms": row.rival.map(|(p50, _)| p50),
                "fts5_p99_ms": row.rival.map(|(_, p99)| p99),
            })
        })
        .collect();
    let parts: serde_json::Map<String, serde_json::Value> = report
        .parts
        .iter()
        .map(|(name, bytes)| (name.clone(), (*bytes).into()))
        .collect();
    serde_json::json!({
        "documents": report.documents,
        "text_bytes": report.text_bytes,
        "index_bytes": report.index_bytes,
        "parts": parts,
        "seconds": report.seconds,
        "cpu_seconds": report.cpu_seconds,
        "commit_to_visible_ms": report.commit_to_visible,
        "fresh_to_visible_ms": report.fresh_to_visible,
        "cold_start_ms": report.cold_start,
        "memory_at_rest_bytes": report.memory_at_rest,
        "segments": report.segments,
        "fts5_bytes": report.rival.map(|rival| rival.bytes),
        "fts5_seconds": report.rival.map(|rival| rival.seconds),
        "rows": rows,
    })
}
