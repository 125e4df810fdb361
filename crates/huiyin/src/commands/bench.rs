//! `huiyin bench`: measures on this machine. Needs no data folder; builds in temporary ones.

mod material;

use std::path::{Path, PathBuf};

use huiyin_search::bench::{
    Asked, AtRest, Material, Measure, Report, Rival, RivalRow, run as measure,
};
use huiyin_store::yardstick::{TrigramQuery, Trigrams};

use super::print;
use crate::cli::{BenchAtRest, BenchSearch};
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
        let report = report(&dir, &material, wanted);
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

fn report(dir: &Path, material: &[Material], wanted: Measure) -> Result<Report, Failure> {
    let index = dir.join("index");
    let mut beside = Beside::new(dir)?;
    let mut report = measure(&index, material, wanted, Some(&mut beside))
        .map_err(|e| Failure::caused("测量失败", e))?;
    report.at_rest = in_a_process_of_its_own(&index)?;
    Ok(report)
}

/// What this process holds says nothing: it has just built the index.
fn in_a_process_of_its_own(index: &Path) -> Result<AtRest, Failure> {
    let failed = |e: std::io::Error| Failure::caused("无法另起进程测量静置时的内存", e);
    let own = std::env::current_exe().map_err(failed)?;
    let mut command = std::process::Command::new(own);
    command.args(["bench", "at-rest"]).arg(index);
    let told = command.output().map_err(failed)?;
    let text = String::from_utf8_lossy(&told.stdout);
    let read = text
        .trim()
        .split_once(' ')
        .and_then(|(cold_start, memory)| {
            Some(AtRest {
                cold_start: cold_start.parse().ok()?,
                memory: memory.parse().ok()?,
            })
        });
    let said = String::from_utf8_lossy(&told.stderr);
    read.ok_or_else(|| Failure::new(format!("另起的进程没有给出结果：{}", said.trim())))
}

/// Prints milliseconds and bytes, for [`in_a_process_of_its_own`].
pub(super) fn at_rest(args: &BenchAtRest) -> Result<(), Failure> {
    let told = AtRest::measure(&args.dir).map_err(|e| Failure::caused("无法打开索引", e))?;
    print(&format!("{} {}", told.cold_start, told.memory))
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
        "cold_start_ms": report.at_rest.cold_start,
        "memory_at_rest_bytes": report.at_rest.memory,
        "segments": report.segments,
        "fts5_bytes": report.rival.map(|rival| rival.bytes),
        "fts5_seconds": report.rival.map(|rival| rival.seconds),
        "rows": rows,
    })
}
