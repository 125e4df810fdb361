//! What was written a moment ago and is not committed yet: kept in memory and looked through, so
//! that an item is found as soon as its transaction is over.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use huiyin_core::SuggestionId;
use huiyin_core::search::IndexDocument;
use tantivy::columnar::Column;
use tantivy::{DocSet, Searcher, TERMINATED, TantivyError, Term};

use crate::analyser::Analyser;
use crate::bits::Bits;
use crate::normalise::SEPARATOR;
use crate::schema::{self, Fields};
use crate::tokenizers::bigrams;

/// Beyond these the oldest are let go; the ledger brings them all the same, a little later.
const KEPT_MAX: usize = 2000;
const TEXT_BYTES_MAX: usize = 32 << 20;

/// A document that is looked through, not looked up.
pub(crate) struct Fresh {
    pub(crate) item: IndexDocument,
    /// All its texts, folded.
    pub(crate) all: String,
    pub(crate) title: String,
    long_words: HashMap<String, u32>,
    pub(crate) n_pairs: u32,
}

impl Fresh {
    fn new(item: IndexDocument, analyser: &Analyser) -> Self {
        let folded = schema::folded(&item);
        let mut long_words = HashMap::new();
        let long = analyser.long_words_now(&folded.all);
        for word in long {
            *long_words.entry(word.to_owned()).or_insert(0) += 1;
        }
        Self {
            title: folded.title().to_owned(),
            n_pairs: u32::try_from(n_pairs(&folded.all)).unwrap_or(u32::MAX),
            all: folded.all,
            item,
            long_words,
        }
    }

    pub(crate) fn occurs_as_long_word(&self, word: &str) -> u32 {
        self.long_words.get(word).copied().unwrap_or(0)
    }

    pub(crate) fn occurs(&self, text: &str) -> u32 {
        u32::try_from(self.all.matches(text).count()).unwrap_or(u32::MAX)
    }
}

/// As many as the index counts: each part ends with one more.
fn n_pairs(folded: &str) -> usize {
    let parts = folded.split(SEPARATOR).filter(|part| !part.is_empty());
    bigrams(folded).count() + parts.count()
}

/// The fresh documents and those that were taken out, as they were at one moment.
#[derive(Default, Clone)]
pub(crate) struct State {
    pub(crate) documents: Vec<Arc<Fresh>>,
    gone: HashSet<i64>,
    version: u64,
}

/// What the index must not show because something newer is here.
#[derive(Default)]
struct Shadows {
    /// Of this state over this generation of the index.
    of: (u64, u64),
    bits: Arc<Vec<Option<Bits>>>,
}

#[derive(Default)]
pub(crate) struct Buffer {
    state: RwLock<Arc<State>>,
    settled_last: Mutex<Settled>,
    shadows: RwLock<Shadows>,
}

/// The revisions that the index was given last. Whoever read an item a moment before must not put
/// an older state of it on top.
#[derive(Default)]
struct Settled {
    young: HashMap<i64, i64>,
    /// Those before; forgotten when there are enough young ones.
    old: HashMap<i64, i64>,
}

impl Settled {
    const MANY: usize = 20_000;

    fn note(&mut self, revisions: &HashMap<i64, i64>, removed: &[SuggestionId]) {
        self.young.extend(revisions);
        for id in removed {
            self.young.remove(&id.0);
            self.old.remove(&id.0);
        }
        if self.young.len() > Self::MANY {
            self.old = std::mem::take(&mut self.young);
        }
    }

    fn knows(&self, item: &IndexDocument) -> bool {
        let noted = self
            .young
            .get(&item.id.0)
            .or_else(|| self.old.get(&item.id.0));
        noted.is_some_and(|revision| *revision >= item.revision)
    }
}

impl Buffer {
    fn settled_last(&self) -> MutexGuard<'_, Settled> {
        self.settled_last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes documents in, each in place of an older one.
    pub(crate) fn put(&self, items: Vec<IndexDocument>, analyser: &Analyser) {
        let fresh: Vec<Arc<Fresh>> = items
            .into_iter()
            .map(|item| Arc::new(Fresh::new(item, analyser)))
            .collect();
        self.change(|state| {
            // under the lock, so that what is settled now is either seen here or sees this
            let settled = self.settled_last();
            for one in fresh {
                if settled.knows(&one.item) {
                    continue;
                }
                let known = state
                    .documents
                    .iter()
                    .position(|old| old.item.id == one.item.id);
                if let Some(place) = known {
                    let is_newer = state
                        .documents
                        .get(place)
                        .is_none_or(|old| old.item.revision <= one.item.revision);
                    if !is_newer {
                        continue;
                    }
                    state.documents.remove(place);
                }
                state.gone.remove(&one.item.id.0);
                state.documents.push(one);
            }
            let mut bytes: usize = state.documents.iter().map(|one| one.all.len()).sum();
            while state.documents.len() > KEPT_MAX || bytes > TEXT_BYTES_MAX {
                let oldest = state.documents.remove(0);
                bytes -= oldest.all.len();
            }
        });
    }

    /// Takes documents out at once.
    pub(crate) fn take_out(&self, ids: &[SuggestionId]) {
        self.change(|state| {
            state.documents.retain(|one| !ids.contains(&one.item.id));
            state.gone.extend(ids.iter().map(|id| id.0));
        });
    }

    /// Lets go of what the index holds now, unless a newer one came meanwhile.
    pub(crate) fn settled(&self, revisions: &HashMap<i64, i64>, removed: &[SuggestionId]) {
        self.settled_last().note(revisions, removed);
        let state = self.state();
        if state.documents.is_empty() && state.gone.is_empty() {
            return;
        }
        self.change(|state| {
            state.documents.retain(|one| {
                revisions
                    .get(&one.item.id.0)
                    .is_none_or(|revision| *revision < one.item.revision)
            });
            for id in removed {
                state.gone.remove(&id.0);
            }
        });
    }

    pub(crate) fn clear(&self) {
        *self.settled_last() = Settled::default();
        self.change(|state| {
            state.documents.clear();
            state.gone.clear();
        });
    }

    fn change(&self, how: impl FnOnce(&mut State)) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = State::clone(&state);
        how(&mut changed);
        changed.version += 1;
        *state = Arc::new(changed);
    }

    /// The documents of the index that must not be shown, for each segment.
    pub(crate) fn shadows(
        &self,
        state: &State,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<Arc<Vec<Option<Bits>>>, TantivyError> {
        if state.documents.is_empty() && state.gone.is_empty() {
            return Ok(Arc::default());
        }
        let of = (state.version, searcher.generation().generation_id());
        {
            let kept = self.shadows.read().unwrap_or_else(PoisonError::into_inner);
            if kept.of == of {
                return Ok(Arc::clone(&kept.bits));
            }
        }
        let ids: Vec<i64> = state
            .documents
            .iter()
            .map(|one| one.item.id.0)
            .chain(state.gone.iter().copied())
            .collect();
        let bits = Arc::new(shadows_of(&ids, searcher, fields)?);
        *self.shadows.write().unwrap_or_else(PoisonError::into_inner) = Shadows {
            of,
            bits: Arc::clone(&bits),
        };
        Ok(bits)
    }
}

fn shadows_of(
    ids: &[i64],
    searcher: &Searcher,
    fields: &Fields,
) -> Result<Vec<Option<Bits>>, TantivyError> {
    let mut all = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.id)?;
        let mut bits: Option<Bits> = None;
        let column: Column<i64> = segment.fast_fields().i64(schema::ID)?;
        for id in ids {
            // most fresh ones are new, and not in this range at all
            if *id < column.min_value() || *id > column.max_value() {
                continue;
            }
            let term = Term::from_field_i64(fields.id, *id);
            let Some(mut postings) =
                index.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?
            else {
                continue;
            };
            let bits = bits.get_or_insert_with(|| Bits::new(segment.max_doc(), false));
            while postings.doc() != TERMINATED {
                bits.set(postings.doc(), true);
                postings.advance();
            }
        }
        all.push(bits);
    }
    Ok(all)
}
