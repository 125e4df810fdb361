//! Feeds the index: from the ledger, and with the words of files that were read since.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use huiyin_core::SuggestionId;
use huiyin_core::search::{IndexDocument, IndexState};
use huiyin_search::Index;
use huiyin_store::Read;

use crate::application::App;
use crate::desk::{freshen, names, own_terms};
use crate::error::AppError;

/// Ledger entries taken at once.
const BATCH: u64 = 4_000;
/// Readings of files taken at once.
const FILES: u64 = 200;
/// Suggestions read at once.
const TOGETHER: usize = 200;
/// Text that is held at once; an attachment may be as long as a book.
const TEXT_BYTES_MAX: usize = 48 << 20;

/// Carries the ledger into the index until it is level; gives how many suggestions were written.
/// Without an open index there is nothing to do. A broken index is thrown away and made anew.
///
/// The position stands in the index, in the same commit as the documents: wherever the process is
/// killed, the next one goes on behind what was written, and what is written twice replaces itself.
pub async fn index(app: &App) -> Result<u64, AppError> {
    let Some(index) = app.index() else {
        return Ok(0);
    };
    if app.0.index_is_broken.swap(false, Ordering::AcqRel) {
        start_anew(app, &index).await?;
    }
    use_own_words(app, &index).await?;
    let mut done = 0;
    let mut n_resets = 0;
    loop {
        let Some(batch) = next_batch(app, &index).await? else {
            end_reached(app, &index).await?;
            return Ok(done);
        };
        let n = batch.documents.len() as u64;
        let applied = on_thread(&index, move |index| {
            index.gather(batch.documents, Vec::new(), batch.up_to_seq)
        });
        match applied.await? {
            Ok(()) => {
                app.0.texts_indexed.store(batch.texts, Ordering::Release);
                done += n;
            }
            // somebody deleted the folder under us: empty again, and all over from the start; what
            // fails again and again is told and tried later
            Err(error) if error.needs_rebuild() && n_resets < 2 => {
                n_resets += 1;
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the index cannot be written and is made anew"
                );
                start_anew(app, &index).await?;
            }
            Err(error) => return Err(error.into()),
        }
        if let IndexState::Rebuilding { answers: true, .. } = index.state() {
            // the older one goes on answering and hears what is new all the same
            freshen(app, &index).await?;
        }
    }
}

struct Batch {
    documents: Vec<IndexDocument>,
    up_to_seq: i64,
    /// Up to which reading of a file they hold the words.
    texts: i64,
}

/// What comes next; `None` when the index is level.
async fn next_batch(app: &App, index: &Index) -> Result<Option<Batch>, AppError> {
    let after = index.applied_seq();
    let read = app.store().read();
    let texts_after = match app.0.texts_indexed.load(Ordering::Acquire) {
        -1 => {
            let start = read.file_text_start(after).await?;
            app.0.texts_indexed.store(start, Ordering::Release);
            start
        }
        known => known,
    };
    let feed = read.index_feed(after, BATCH).await?;
    // after the ledger: whatever was read before one of its entries is here then
    let texts = read.file_text_feed(texts_after, FILES).await?;
    if feed.is_empty() && texts.is_empty() {
        return Ok(None);
    }
    let later = comes_again(&read, index, &feed).await?;
    let mut seen = HashSet::new();
    let owners = texts.iter().flat_map(|(_, owners)| owners.iter().copied());
    let changed = feed.iter().map(|(_, id)| *id);
    let changed = changed.filter(|id| !later.contains(id));
    // the words of files first: they are few, and wholly in this batch
    let ids: Vec<SuggestionId> = owners
        .chain(changed)
        .filter(|id| seen.insert(*id))
        .collect();
    let n_owners = texts.iter().map(|(_, owners)| owners.len()).sum::<usize>();
    let mut documents = Vec::with_capacity(ids.len());
    let mut taken = HashSet::new();
    let mut bytes = 0;
    for some in ids.chunks(TOGETHER) {
        // a suggestion that stands in the feed and is gone counts as taken
        taken.extend(some.iter().copied());
        let mut more = read.index_documents(some).await?;
        bytes += more.iter().map(size).sum::<usize>();
        documents.append(&mut more);
        if bytes > TEXT_BYTES_MAX && taken.len() >= n_owners {
            break;
        }
    }
    let whole = feed
        .iter()
        .take_while(|(_, id)| taken.contains(id) || later.contains(id));
    Ok(Some(Batch {
        documents,
        up_to_seq: whole.last().map_or(after, |(seq, _)| *seq),
        texts: texts.last().map_or(texts_after, |(id, _)| *id),
    }))
}

/// The suggestions of a feed that a later part of the ledger brings as well. A copy in the making,
/// which nobody asks, takes each only once, with its last entry.
async fn comes_again(
    read: &Read,
    index: &Index,
    feed: &[(i64, SuggestionId)],
) -> Result<HashSet<SuggestionId>, AppError> {
    let Some((up_to, _)) = feed.last() else {
        return Ok(HashSet::new());
    };
    match index.state() {
        IndexState::Ready => Ok(HashSet::new()),
        IndexState::Rebuilding { .. } => {
            let mut ids: Vec<SuggestionId> = feed.iter().map(|(_, id)| *id).collect();
            ids.sort_unstable();
            ids.dedup();
            let last = read.last_seqs(&ids).await?.into_iter();
            Ok(last
                .filter(|(_, seq)| seq > up_to)
                .map(|(id, _)| id)
                .collect())
        }
    }
}

fn size(item: &IndexDocument) -> usize {
    item.body.len()
        + item
            .attachments
            .iter()
            .map(|one| one.text.len())
            .sum::<usize>()
}

/// Nothing is left to do at the moment.
async fn end_reached(app: &App, index: &Arc<Index>) -> Result<(), AppError> {
    if index.state() != IndexState::Ready {
        on_thread(index, Index::level).await??;
        // what an older copy was told is not in the one that answers now
        app.0.freshened_to.store(0, Ordering::Release);
        tracing::info!(
            seq = index.applied_seq(),
            "the new index is level and answers"
        );
    }
    app.0
        .index_was_level_at
        .store(index.applied_seq(), Ordering::Release);
    Ok(())
}

async fn start_anew(app: &App, index: &Arc<Index>) -> Result<(), AppError> {
    on_thread(index, Index::reset).await??;
    app.0.index_was_level_at.store(0, Ordering::Release);
    app.0.freshened_to.store(0, Ordering::Release);
    // an empty index takes the words with the suggestions
    app.0.texts_indexed.store(-1, Ordering::Release);
    Ok(())
}

/// Tells the index what units and topics are called, when that has changed. Other terms make
/// another dictionary, and the index is made anew behind the one that answers.
async fn use_own_words(app: &App, index: &Arc<Index>) -> Result<(), AppError> {
    let directory = app.directory();
    if !app.is_new_to_index(&directory) {
        return Ok(());
    }
    index.set_names(names(&directory));
    if let Some(shipped) = app.shipped_terms() {
        let terms = own_terms(shipped, &directory);
        let was_level = index.state() == IndexState::Ready;
        let level_at = index.applied_seq();
        on_thread(index, move |index| index.use_terms(&terms)).await??;
        if was_level && index.state() != IndexState::Ready {
            tracing::info!("names have changed: the index is made anew");
            app.0.index_was_level_at.store(level_at, Ordering::Release);
            app.0.texts_indexed.store(-1, Ordering::Release);
        }
    }
    app.told_index(directory);
    Ok(())
}

async fn on_thread<T: Send + 'static>(
    index: &Arc<Index>,
    work: impl FnOnce(&Index) -> T + Send + 'static,
) -> Result<T, AppError> {
    let index = Arc::clone(index);
    tokio::task::spawn_blocking(move || work(&index))
        .await
        .map_err(AppError::internal)
}
