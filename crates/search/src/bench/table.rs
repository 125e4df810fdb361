//! A report for people.

use std::fmt;

use super::{Report, Row};

/// Parts of the index that are told.
const PARTS_SHOWN: usize = 12;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = self.documents as f64;
        let text = self.text_bytes.max(1) as f64;
        writeln!(f, "\n{} 件，正文 {:.1} MB", self.documents, text / 1e6)?;
        writeln!(
            f,
            "建索引：{:.1} 秒，每秒 {:.0} 件；每 CPU 秒 {:.0} 件、{:.2} MB（含全部合并）",
            self.seconds,
            documents / self.seconds,
            documents / self.cpu_seconds,
            text / 1e6 / self.cpu_seconds
        )?;
        writeln!(
            f,
            "索引 {:.1} MB，是正文的 {:.2} 倍，{} 段（合并完毕、清理之后）",
            self.index_bytes as f64 / 1e6,
            self.index_bytes as f64 / text,
            self.segments
        )?;
        let shares: Vec<String> = self
            .parts
            .iter()
            .take(PARTS_SHOWN)
            .map(|(name, bytes)| format!("{name} {:.2}", *bytes as f64 / text))
            .collect();
        writeln!(f, "其中（正文的倍数）：{}", shares.join("，"))?;
        writeln!(
            f,
            "新到一件：提交后 {:.1} 毫秒可查，不提交 {:.2} 毫秒可查",
            self.commit_to_visible, self.fresh_to_visible
        )?;
        writeln!(
            f,
            "冷启动到第一个答案 {:.0} 毫秒；静置时内存 {:.1} MB（不含映射的文件和词典）",
            self.at_rest.cold_start,
            self.at_rest.memory as f64 / 1e6
        )?;
        if let Some(rival) = &self.rival {
            writeln!(
                f,
                "SQLite FTS5（trigram）：建立 {:.1} 秒，{:.1} MB，是正文的 {:.2} 倍（含原文）",
                rival.seconds,
                rival.bytes as f64 / 1e6,
                rival.bytes as f64 / text
            )?;
        }
        writeln!(
            f,
            "查询（毫秒）            p50      p99 | tantivy p50      p99 | 倍数 |    FTS5 p50      p99"
        )?;
        self.rows.iter().try_for_each(|row| line(f, row))
    }
}

fn line(f: &mut fmt::Formatter<'_>, row: &Row) -> fmt::Result {
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
    let rival = row.rival.map_or_else(
        || format!("{:>11} {:>8}", "—", "—"),
        |(p50, p99)| format!("{p50:>11.2} {p99:>8.2}"),
    );
    writeln!(
        f,
        "{}{pad}{:>8.3} {:>8.3} | {bare} | {ratio:>4} | {rival}",
        row.name, row.p50, row.p99
    )
}
