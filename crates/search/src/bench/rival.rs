//! Another engine, asked the same questions in the same run.

use super::questions::Kind;
use crate::normalise::fold_text;

/// A text to be found, folded as ours are, and what it is sorted and counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RivalRow {
    pub id: i64,
    pub text: String,
    pub received_at: i64,
    pub status: String,
}

/// A question in parts that every engine understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Strings to be found, folded.
    pub strings: Vec<String>,
    /// Whether one of them is enough.
    pub any: bool,
    /// The newest first, not the best.
    pub newest: bool,
    /// All matches counted by their status, not only their number.
    pub facets: bool,
    pub snippets: bool,
    /// Hits wanted.
    pub limit: usize,
}

/// What an engine must do to be measured beside ours. Errors are for people.
pub trait Rival {
    fn add(&mut self, rows: Vec<RivalRow>) -> Result<(), String>;
    /// After the last row.
    fn finish(&mut self) -> Result<(), String>;
    /// Gives the number of all matches.
    fn ask(&mut self, asked: &Asked) -> Result<u64, String>;
    /// What it takes on the disk, texts included.
    fn bytes(&self) -> u64;
}

impl Asked {
    pub(super) fn of(kind: Kind, q: &str, limit: usize) -> Option<Self> {
        let one = |q: &str| vec![fold_text(q)];
        let (strings, any) = match kind {
            Kind::Question => {
                let folded = fold_text(q);
                let places = || folded.char_indices().map(|(at, _)| at);
                let ends = places().skip(3).chain([folded.len()]);
                let threes = places()
                    .zip(ends)
                    .filter_map(|(from, to)| folded.get(from..to));
                (threes.map(str::to_owned).collect(), true)
            }
            Kind::ThreeWords => (q.split(' ').map(fold_text).collect(), false),
            Kind::Term | Kind::Substring | Kind::Newest | Kind::Facets | Kind::Snippets => {
                (one(q), false)
            }
            Kind::Relaxed | Kind::Similar | Kind::Everything => return None,
        };
        Some(Self {
            strings,
            any,
            newest: kind == Kind::Newest,
            facets: kind == Kind::Facets,
            snippets: kind == Kind::Snippets,
            limit,
        })
    }
}
