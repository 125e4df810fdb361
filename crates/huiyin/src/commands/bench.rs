//! `huiyin bench`: measures on this machine. Needs no data folder; builds in temporary ones.

mod material;

use std::fmt::Write as _;
use std::path::PathBuf;

use huiyin_search::bench::{Measure, Report, run as measure};

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
        let report = measure(
            &dir,
            &material,
            Measure {
                documents,
                seed: args.seed,
                questions: args.questions,
            },
        )
        .map_err(|e| Failure::caused("测量失败", e));
        if let Err(error) = std::fs::remove_dir_all(&dir) {
            tracing::warn!(folder = %dir.display(), %error, "cannot remove the measured index");
        }
        let report = report?;
        if args.json {
            print(&json(&report).to_string())?;
        } else {
            print(&text(&report))?;
        }
    }
    Ok(())
}

/// A folder of this process alone.
fn folder(args: &BenchSearch, documents: usize) -> PathBuf {
    let place = args.dir.clone().unwrap_or_else(std::env::temp_dir);
    place.join(format!("huiyin-bench-{}-{documents}", std::process::id()))
}

fn text(report: &Report) -> String {
    let mega = |bytes: u64| bytes as f64 / 1e6;
    let documents = report.documents as f64;
    let mut out = format!(
        "\n{} 件，正文 {:.1} MB\n",
        report.documents,
        mega(report.text_bytes)
    );
    let mut line = |text: String| {
        let _infallible = writeln!(out, "{text}");
    };
    line(format!(
        "建索引：{:.1} 秒，每秒 {:.0} 件；每 CPU 秒 {:.0} 件、{:.2} MB",
        report.seconds,
        documents / report.seconds,
        documents / report.cpu_seconds,
        mega(report.text_bytes) / report.cpu_seconds
    ));
    line(format!(
        "索引 {:.1} MB，是正文的 {:.2} 倍，{} 段",
        mega(report.index_bytes),
        report.index_bytes as f64 / report.text_bytes.max(1) as f64,
        report.segments
    ));
    line(format!(
        "新到一件：提交后 {:.1} 毫秒可查，不提交 {:.2} 毫秒可查",
        report.commit_to_visible, report.fresh_to_visible
    ));
    line(format!(
        "冷启动到第一个答案 {:.0} 毫秒；静置时内存 {:.1} MB（不含映射的文件和词典）",
        report.cold_start,
        mega(report.memory_at_rest)
    ));
    line("查询（毫秒）            p50      p99 | tantivy p50      p99 | 倍数".to_owned());
    for row in &report.rows {
        let wide: usize = row
            .name
            .chars()
            .map(|c| if c.is_ascii() { 1 } else { 2 })
            .sum();
        let pad = " ".repeat(20_usize.saturating_sub(wide));
        let bare = row.bare.map_or_else(
            || format!("{:>11} {:>8}", "—", "—"),
            |(p50, p99)| format!("{p50:>11.3} {p99:>8.3}"),
        );
        let ratio = row
            .ratio
            .map_or_else(|| "—".to_owned(), |ratio| format!("{ratio:.2}"));
        line(format!(
            "{}{pad}{:>8.3} {:>8.3} | {bare} | {ratio}",
            row.name, row.p50, row.p99
        ));
    }
    out
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
            })
        })
        .collect();
    serde_json::json!({
        "documents": report.documents,
        "text_bytes": report.text_bytes,
        "index_bytes": report.index_bytes,
        "seconds": report.seconds,
        "cpu_seconds": report.cpu_seconds,
        "commit_to_visible_ms": report.commit_to_visible,
        "fresh_to_visible_ms": report.fresh_to_visible,
        "cold_start_ms": report.cold_start,
        "memory_at_rest_bytes": report.memory_at_rest,
        "segments": report.segments,
        "rows": rows,
    })
}
