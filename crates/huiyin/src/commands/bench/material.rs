//! The texts a measured archive is made from.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use huiyin_search::bench::Material;
use serde::Deserialize;

use crate::failure::Failure;

const POOL: &str = "scale/pool.jsonl.zst";
const MESSAGES: [&str; 3] = [
    "messages/replied.jsonl",
    "messages/open.jsonl",
    "messages/hotline_orders.jsonl",
];

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    reply: String,
}

/// The letters first, then the pool; what is not there is left out.
pub(super) fn read(folder: &Path) -> Result<Vec<Material>, Failure> {
    let mut all = Vec::new();
    for name in MESSAGES {
        let file = folder.join(name);
        if file.exists() {
            lines(open(&file)?, &file, &mut all)?;
        }
    }
    let pool = folder.join(POOL);
    if pool.exists() {
        let decoded = zstd::Decoder::new(open(&pool)?)
            .map_err(|e| Failure::caused(format!("无法解压 {}", pool.display()), e))?;
        lines(decoded, &pool, &mut all)?;
    }
    Ok(all)
}

fn open(file: &Path) -> Result<File, Failure> {
    File::open(file).map_err(|e| Failure::caused(format!("无法打开 {}", file.display()), e))
}

fn lines(from: impl Read, file: &Path, all: &mut Vec<Material>) -> Result<(), Failure> {
    for (n, line) in (1_u64..).zip(BufReader::new(from).lines()) {
        let failed = format!("{} 第 {n} 行无法读取", file.display());
        let line = line.map_err(|e| Failure::caused(failed.clone(), e))?;
        let row: Row = serde_json::from_str(&line).map_err(|e| Failure::caused(failed, e))?;
        all.push(Material {
            title: row.title,
            body: row.body,
            reply: row.reply,
        });
    }
    Ok(())
}
