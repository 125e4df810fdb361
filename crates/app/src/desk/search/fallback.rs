//! The database answers while there is no index: every row of the scope is folded as the index
//! would fold it and looked through, the newest first, as far as the time goes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use huiyin_core::SuggestionId;
use huiyin_core::search::{Cursor, SearchAnswer, SearchHit, SearchRequest};
use huiyin_search::{Index, Scan};

use super::{Found, Rebuilding, Scanned, ask, names, only_within};
use crate::application::App;
use crate::error::AppError;

/// Items read and looked through at once.
const CHUNK: u64 = 300;
/// A page is waited for this long.
const PATIENCE: Duration = Duration::from_millis(2_500);
/// Most items of one page's look.
const ITEMS_MAX: u64 = 60_000;
/// Marks a cursor of ours: where the next look begins.
const CURSOR: &str = "rows:";

/// One page of the scan; in front of the cursor comes what is newer. What a young index has
/// already, which are the oldest items, is added when the scan did not get that far.
pub(super) async fn answer(
    app: &App,
    young: Option<Arc<Index>>,
    request: &SearchRequest,
    percent: u8,
) -> Result<Found, AppError> {
    let mut scanned = Scanned::default();
    let (mut hits, next) = scan(app, request, &mut scanned).await?;
    let mut answer = SearchAnswer::default();
    if let Some(index) = young.filter(|_| !scanned.is_complete && request.after.is_none()) {
        let mut asked = request.clone();
        asked.with_relaxed = false;
        asked.with_facets = false;
        if let Some(older) = ask(app, &index, move |index| index.search(&asked)).await? {
            let older = only_within(app, &request.scope, older).await?;
            for hit in older.hits {
                if hits.iter().all(|known| known.id != hit.id) {
                    hits.push(hit);
                }
            }
        }
    }
    answer.total = hits.len() as u64;
    answer.hits = hits;
    answer.next = next;
    Ok(Found {
        answer,
        rebuilding: Some(Rebuilding {
            percent,
            scanned: Some(scanned),
        }),
    })
}

async fn scan(
    app: &App,
    request: &SearchRequest,
    scanned: &mut Scanned,
) -> Result<(Vec<SearchHit>, Option<Cursor>), AppError> {
    let began = Instant::now();
    let read = app.store().read();
    let scan = Arc::new(Scan::new(request, &names(&app.directory())));
    let mut before = request.after.as_ref().and_then(begins_before);
    let mut hits = Vec::new();
    loop {
        let ids = read.newest_before(&request.scope, before, CHUNK).await?;
        let Some(oldest) = ids.last().copied() else {
            scanned.is_complete = true;
            return Ok((hits, None));
        };
        let mut documents = read.index_documents(&ids).await?;
        documents.reverse();
        scanned.n_items += ids.len() as u64;
        let looking = Arc::clone(&scan);
        let mut found = tokio::task::spawn_blocking(move || {
            documents
                .iter()
                .filter_map(|item| looking.hit(item))
                .collect::<Vec<_>>()
        })
        .await
        .map_err(AppError::internal)?;
        hits.append(&mut found);
        if hits.len() >= request.limit.max(1) {
            // the next page goes on behind the last hit that is shown
            hits.truncate(request.limit.max(1));
            let last = hits.last().map_or(oldest, |hit| hit.id);
            return Ok((hits, Some(Cursor(format!("{CURSOR}{last}")))));
        }
        if began.elapsed() > PATIENCE || scanned.n_items >= ITEMS_MAX {
            return Ok((hits, Some(Cursor(format!("{CURSOR}{oldest}")))));
        }
        before = Some(oldest);
    }
}

fn begins_before(cursor: &Cursor) -> Option<SuggestionId> {
    cursor.0.strip_prefix(CURSOR)?.parse().ok()
}
