//! What the index costs: built from given material at a given size, asked the same questions as
//! bare tantivy over the same lists, and measured.

mod archive;
mod bare;
mod machine;
mod parts;
mod questions;
mod rest;
mod rival;
mod table;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use huiyin_core::Scope;
use huiyin_core::search::{Filters, SearchOrder, SearchRequest, SimilarRequest, SimilarTo};
use huiyin_core::{Status, SuggestionId};
use tantivy::TantivyError;

use crate::analyser::Analyser;
use crate::error::IndexError;
use crate::index::Index;
use crate::schema;
use archive::Archive;
use bare::Bare;
use questions::{Kind, Questions};

pub use archive::Material;
pub use rest::AtRest;
pub use rival::{Asked, Rival, RivalRow};

const BATCH: usize = 5000;
const PAGE: usize = 10;
/// Each question is asked so often, and the best time counts: what it costs, not what else the
/// machine does.
const REPEATS: usize = 3;
/// The other engine looks through every text for a string of two characters: some are enough.
const RIVAL_QUESTIONS: usize = 30;

/// What is to be measured.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub documents: usize,
    /// The same seed gives the same archive and the same questions.
    pub seed: u64,
    /// Questions of each kind.
    pub questions: usize,
}

/// Times of one kind of question, in milliseconds.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: &'static str,
    pub p50: f64,
    pub p99: f64,
    /// (p50, p99) of bare tantivy for the same hits, where it can answer.
    pub bare: Option<(f64, f64)>,
    /// Mean over mean.
    pub ratio: Option<f64>,
    /// (p50, p99) of the other engine; of fewer questions, each asked once.
    pub rival: Option<(f64, f64)>,
}

/// What the other engine took to be filled.
#[derive(Debug, Clone, Copy)]
pub struct RivalSize {
    pub bytes: u64,
    pub seconds: f64,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct Report {
    pub documents: usize,
    pub text_bytes: u64,
    /// All files of the folder once every merge is over and what was merged away is removed.
    pub index_bytes: u64,
    /// What makes up the files, the largest first: lists and columns by field, texts.
    pub parts: Vec<(String, u64)>,
    /// Until the last commit; merges go on behind.
    pub seconds: f64,
    /// All threads together, until the last merge is over; without what it took to make up the
    /// documents.
    pub cpu_seconds: f64,
    /// From handing one document over to its being found after a commit, in milliseconds.
    pub commit_to_visible: f64,
    /// The same for a fresh one, without a commit.
    pub fresh_to_visible: f64,
    /// As this process tells it, see [`AtRest`].
    pub at_rest: AtRest,
    pub segments: usize,
    pub rival: Option<RivalSize>,
    pub rows: Vec<Row>,
}

/// Builds an archive below `dir`, asks, and measures. Takes about a minute for every 200,000
/// documents.
///
/// # Errors
/// [`IndexError`] as of an index in use.
pub fn run(
    dir: &Path,
    material: &[Material],
    measure: Measure,
    mut rival: Option<&mut dyn Rival>,
) -> Result<Report, IndexError> {
    let analyser = Analyser::new("");
    analyser.load();
    let archive = Archive::new(material, measure.seed);
    let index = Index::open(dir, analyser.clone())?;
    let (begun, cpu_before) = (Instant::now(), machine::cpu_seconds());
    let mut text_bytes = 0;
    let mut made_up = 0.0;
    for from in (0..measure.documents).step_by(BATCH) {
        let to = measure.documents.min(from + BATCH);
        let before = machine::thread_seconds();
        let batch: Vec<_> = (from..to).map(|n| archive.item(n)).collect();
        text_bytes += batch.iter().map(archive::text_bytes).sum::<u64>();
        made_up += machine::thread_seconds() - before;
        let seq = i64::try_from(to).unwrap_or(i64::MAX);
        index.gather(batch, Vec::new(), seq)?;
    }
    index.level()?;
    let seconds = begun.elapsed().as_secs_f64();
    index.settle()?;
    let cpu_seconds = machine::cpu_seconds() - cpu_before - made_up;
    let index_bytes = machine::folder_bytes(dir);
    let parts = parts::of(&index.live().reader.searcher()).map_err(TantivyError::from)?;
    let commit_to_visible = visible(&index, &archive, measure.documents, true)?;
    let fresh_to_visible = visible(&index, &archive, measure.documents + 1, false)?;
    drop(index);

    let at_rest = AtRest::measure(dir)?;
    let index = Index::open_read_only(dir, analyser.clone())?;
    let questions = Questions::new(&archive, &analyser, measure);
    let mut rows = ask(&index, &questions)?;
    let segments = index.live().reader.searcher().segment_readers().len();
    let rival = match &mut rival {
        Some(rival) => Some(beside(*rival, &archive, &questions, measure, &mut rows)?),
        None => None,
    };
    Ok(Report {
        rival,
        documents: measure.documents,
        text_bytes,
        index_bytes,
        parts,
        seconds,
        cpu_seconds,
        commit_to_visible,
        fresh_to_visible,
        at_rest,
        segments,
        rows,
    })
}

fn request(q: &str) -> SearchRequest {
    SearchRequest {
        limit: PAGE,
        with_facets: false,
        with_snippets: false,
        with_relaxed: false,
        ..SearchRequest::new(q, Scope::leader())
    }
}

/// Milliseconds until one more document is found.
fn visible(
    index: &Index,
    archive: &Archive<'_>,
    n: usize,
    is_committed: bool,
) -> Result<f64, IndexError> {
    let mut item = archive.item(n);
    item.title = format!("新到的一件{n}");
    let q = item.title.clone();
    let begun = Instant::now();
    if is_committed {
        index.apply(vec![item], Vec::new(), index.applied_seq() + 1)?;
    } else {
        index.freshen(vec![item]);
    }
    let total = index.search(&request(&q))?.total;
    let took = millis(begun.elapsed());
    if total == 0 {
        let message = format!("{q} is not found");
        return Err(TantivyError::InternalError(message).into());
    }
    Ok(took)
}

fn ask(index: &Index, questions: &Questions) -> Result<Vec<Row>, IndexError> {
    let live = index.live();
    let searcher = live.reader.searcher();
    let bare = Bare {
        searcher: &searcher,
        fields: &live.fields,
        analyser: &live.analyser,
    };
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        for q in questions.of(kind) {
            ours.push(best_of(|| {
                match kind {
                    Kind::Similar => black_box(index.similar(&similar(q))?.len()),
                    Kind::Term
                    | Kind::ThreeWords
                    | Kind::Substring
                    | Kind::Relaxed
                    | Kind::Newest
                    | Kind::Facets
                    | Kind::Snippets
                    | Kind::Question
                    | Kind::Everything => black_box(index.search(&wanted(kind, q))?.hits.len()),
                };
                Ok(())
            })?);
            if kind.has_bare() {
                theirs.push(best_of(|| bare.ask(kind, q).map_err(IndexError::from))?);
            }
        }
        rows.push(row(kind.name(), ours, theirs));
    }
    Ok(rows)
}

/// Fills the other engine with the same archive and asks it.
fn beside(
    rival: &mut dyn Rival,
    archive: &Archive<'_>,
    questions: &Questions,
    measure: Measure,
    rows: &mut [Row],
) -> Result<RivalSize, IndexError> {
    let failed = |message: String| IndexError::from(TantivyError::InternalError(message));
    let begun = Instant::now();
    for from in (0..measure.documents).step_by(BATCH) {
        let to = measure.documents.min(from + BATCH);
        let batch = (from..to).map(|n| {
            let item = archive.item(n);
            RivalRow {
                id: item.id.0,
                text: schema::folded(&item).all,
                received_at: item.received_at.timestamp(),
                status: item.status.code().to_owned(),
            }
        });
        rival.add(batch.collect()).map_err(failed)?;
    }
    rival.finish().map_err(failed)?;
    let size = RivalSize {
        bytes: rival.bytes(),
        seconds: begun.elapsed().as_secs_f64(),
    };
    for (kind, row) in Kind::ALL.into_iter().zip(rows) {
        let mut times = Vec::new();
        for q in questions.of(kind).iter().take(RIVAL_QUESTIONS) {
            if let Some(asked) = Asked::of(kind, q, PAGE) {
                let begun = Instant::now();
                black_box(rival.ask(&asked).map_err(failed)?);
                times.push(begun.elapsed());
            }
        }
        row.rival = (!times.is_empty()).then(|| percentiles(&mut times));
    }
    Ok(size)
}

fn wanted(kind: Kind, q: &str) -> SearchRequest {
    let mut wanted = request(q);
    match kind {
        Kind::Newest => {
            wanted.order = SearchOrder::Newest;
            wanted.filters.statuses = vec![Status::Replied, Status::Closed];
        }
        Kind::Facets | Kind::Everything => wanted.with_facets = true,
        Kind::Snippets => wanted.with_snippets = true,
        Kind::Question | Kind::Relaxed => wanted.with_relaxed = true,
        Kind::Term | Kind::ThreeWords | Kind::Substring | Kind::Similar => {}
    }
    wanted
}

fn similar(q: &str) -> SimilarRequest {
    SimilarRequest {
        to: SimilarTo::Item(SuggestionId(q.parse().unwrap_or(1))),
        scope: Scope::leader(),
        filters: Filters::default(),
        limit: PAGE,
    }
}

fn best_of(mut once: impl FnMut() -> Result<(), IndexError>) -> Result<Duration, IndexError> {
    let mut best = Duration::MAX;
    for _ in 0..REPEATS {
        let begun = Instant::now();
        once()?;
        best = best.min(begun.elapsed());
    }
    Ok(best)
}

fn row(name: &'static str, mut ours: Vec<Duration>, mut theirs: Vec<Duration>) -> Row {
    let sum = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    let ratio = (!theirs.is_empty()).then(|| sum(&ours) / sum(&theirs));
    let (p50, p99) = percentiles(&mut ours);
    Row {
        name,
        p50,
        p99,
        bare: (!theirs.is_empty()).then(|| percentiles(&mut theirs)),
        ratio,
        rival: None,
    }
}

fn percentiles(times: &mut [Duration]) -> (f64, f64) {
    times.sort_unstable();
    let at = |part: usize| {
        times
            .get(times.len() * part / 100)
            .copied()
            .unwrap_or_default()
    };
    (millis(at(50)), millis(at(99)))
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
