//! A process that only reads: what it takes to start, and what it holds while nobody asks.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use super::{machine, millis, request};
use crate::analyser::Analyser;
use crate::error::IndexError;
use crate::index::Index;

/// Asked before the memory is read: a word, three, a sentence.
const ASKED: [&str; 3] = ["工会", "职工 食堂 排队", "单位拖欠工资已经三个月了应该找谁"];

/// An index opened for reading, asked a little, then left alone.
#[derive(Debug, Clone, Copy)]
pub struct AtRest {
    /// From opening the folder to the first answer, the dictionary not counted, in milliseconds.
    pub cold_start: f64,
    /// Memory that is not file contents, beyond what the process held with the dictionary alone,
    /// in bytes. Only a process that did nothing else tells it truly: one that has built an index
    /// keeps what it freed.
    pub memory: u64,
}

impl AtRest {
    /// Measures it in this process.
    ///
    /// # Errors
    /// As of an index opened for reading.
    pub fn measure(dir: &Path) -> Result<Self, IndexError> {
        let analyser = Analyser::new("");
        analyser.load();
        let before = machine::own_memory();
        let opened = Instant::now();
        let index = Index::open_read_only(dir, analyser)?;
        black_box(index.search(&request("工会"))?);
        let cold_start = millis(opened.elapsed());
        for q in ASKED {
            let mut wanted = request(q);
            wanted.with_facets = true;
            wanted.with_snippets = true;
            wanted.with_relaxed = true;
            black_box(index.search(&wanted)?);
        }
        Ok(Self {
            cold_start,
            memory: machine::own_memory().saturating_sub(before),
        })
    }
}
