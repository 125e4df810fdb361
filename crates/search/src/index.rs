//! The index: opened, fed, made anew, reset.

mod feed;

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use huiyin_core::SuggestionId;
use huiyin_core::search::{IndexDocument, IndexState, SearchNames};
use tantivy::{IndexWriter, TantivyError};

use crate::analyser::Analyser;
use crate::copy::{self, Live, Opened};
use crate::error::IndexError;
use crate::folder::{Folder, SLOTS};
use crate::fresh::Buffer;
use crate::schema;

/// A searchable copy of the suggestions in a folder. Share it in an `Arc`; all methods block.
pub struct Index {
    folder: Folder,
    live: RwLock<Arc<Live>>,
    /// `None`: opened for reading.
    pen: Option<Mutex<Pen>>,
    /// What was written a moment ago.
    fresh: Buffer,
    names: RwLock<Arc<SearchNames>>,
    applied_seq: AtomicI64,
    state: RwLock<Standing>,
}

/// The right to write, into a copy that may not be the one that answers.
struct Pen {
    writer: Option<IndexWriter>,
    target: Arc<Live>,
    /// Bytes of texts since the last commit.
    gathered: usize,
    /// Whether documents wait for a commit.
    has_gathered: bool,
    /// Held as long as the index is open.
    _lock: File,
}

/// How the copy that is written stands to the one that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// They are one, and it was level with the ledger.
    Level,
    /// They are one, and it never was.
    Young,
    /// An older copy answers; it was level up to this sequence number.
    Behind { answered_seq: i64 },
}

impl Index {
    /// Opens the index in a folder for reading and writing, making what is missing.
    ///
    /// A copy of another version or of other dictionary terms goes on answering while a new one
    /// is made: [`Self::applied_seq`] is 0 then, the caller replays, and [`Self::level`] changes
    /// them over. A copy that is damaged, or that this program cannot read, is thrown away.
    ///
    /// # Errors
    /// [`IndexError::Locked`] when another process writes here; [`IndexError::Folder`] when the
    /// folder cannot be made or written.
    pub fn open(dir: &Path, analyser: Analyser) -> Result<Self, IndexError> {
        let folder = Folder::new(dir);
        let lock = folder.lock()?;
        // what an earlier version left beside the slots
        folder.empty()?;
        let wanted = schema::fingerprint(analyser.digest());
        let fits = |name: &&&str| {
            folder
                .slot(name)
                .stamp()
                .is_some_and(|stamp| stamp.fingerprint == wanted)
        };
        let old = SLOTS
            .iter()
            .find(|name| !fits(name) && is_complete(&folder.slot(name)))
            .and_then(|name| copy::read_checked(&folder.slot(name), &analyser).ok());
        let target = SLOTS.iter().find(fits).or_else(|| {
            SLOTS.iter().find(|name| {
                old.as_ref()
                    .is_none_or(|old| old.live.slot.path() != folder.slot(name).path())
            })
        });
        let slot = folder.slot(target.copied().unwrap_or("a"));
        let (opened, writer) = copy::open(&slot, &analyser)?;
        let is_level = slot.stamp().is_some_and(|stamp| stamp.is_complete);
        let applied_seq = opened.applied_seq;
        let target = Arc::new(opened.live);
        let (live, standing) = match (is_level, old) {
            (true, _) => (Arc::clone(&target), Standing::Level),
            (false, None) => (Arc::clone(&target), Standing::Young),
            (false, Some(old)) => {
                let answered_seq = old.applied_seq;
                (Arc::new(old.live), Standing::Behind { answered_seq })
            }
        };
        Ok(Self {
            folder,
            live: RwLock::new(live),
            pen: Some(Mutex::new(Pen {
                writer: Some(writer),
                target,
                gathered: 0,
                has_gathered: false,
                _lock: lock,
            })),
            fresh: Buffer::default(),
            names: RwLock::default(),
            applied_seq: AtomicI64::new(applied_seq),
            state: RwLock::new(standing),
        })
    }

    /// Opens the index in a folder for reading only, also while another process writes there.
    /// It shows the state of now; [`Self::refresh`] moves it on.
    ///
    /// # Errors
    /// [`IndexError::Missing`] when there is no index of this version.
    pub fn open_read_only(dir: &Path, analyser: Analyser) -> Result<Self, IndexError> {
        let folder = Folder::new(dir);
        let wanted = schema::fingerprint(analyser.digest());
        let slot = SLOTS
            .iter()
            .map(|name| folder.slot(name))
            .find(|slot| {
                slot.stamp()
                    .is_some_and(|stamp| stamp.fingerprint == wanted)
            })
            .ok_or_else(|| IndexError::Missing(dir.to_owned()))?;
        let Opened { live, applied_seq } = copy::read(&slot, &analyser)?;
        let standing = if is_complete(&slot) {
            Standing::Level
        } else {
            Standing::Young
        };
        Ok(Self {
            folder,
            live: RwLock::new(Arc::new(live)),
            pen: None,
            fresh: Buffer::default(),
            names: RwLock::default(),
            applied_seq: AtomicI64::new(applied_seq),
            state: RwLock::new(standing),
        })
    }

    /// The sequence number up to which the ledger is in the copy that is being written; 0 for an
    /// empty one.
    pub fn applied_seq(&self) -> i64 {
        self.applied_seq.load(Ordering::Acquire)
    }

    /// Whether it can be asked, and how far a copy in the making is.
    pub fn state(&self) -> IndexState {
        let applied_seq = self.applied_seq();
        match self.standing() {
            Standing::Level => IndexState::Ready,
            Standing::Young => IndexState::Rebuilding {
                answers: false,
                applied_seq,
            },
            Standing::Behind { .. } => IndexState::Rebuilding {
                answers: true,
                applied_seq,
            },
        }
    }

    /// How many suggestions the answering copy holds, fresh ones not counted.
    pub fn len(&self) -> u64 {
        self.live().reader.searcher().num_docs()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes the dictionary terms. When they differ, a new copy is begun, the caller replays
    /// from sequence 0, and this one answers until [`Self::level`].
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn use_terms(&self, own_terms: &str) -> Result<(), IndexError> {
        let mut pen = self.pen()?;
        let analyser = Analyser::new(own_terms);
        if analyser.digest() == pen.target.analyser.digest() {
            return Ok(());
        }
        let live = self.live();
        let answered_seq = match self.standing() {
            Standing::Level => self.applied_seq(),
            Standing::Behind { answered_seq } => answered_seq,
            Standing::Young => 0,
        };
        let name = SLOTS
            .iter()
            .find(|name| self.folder.slot(name).path() != live.slot.path())
            .copied()
            .unwrap_or("a");
        // dropping the writer frees its lock on the files
        pen.writer = None;
        let (opened, writer) = copy::create(&self.folder.slot(name), &analyser)?;
        pen.writer = Some(writer);
        (pen.gathered, pen.has_gathered) = (0, false);
        pen.target = Arc::new(opened.live);
        self.applied_seq.store(0, Ordering::Release);
        self.stand(Standing::Behind { answered_seq });
        Ok(())
    }

    /// Throws everything away and starts an empty index in the same folder, also when the folder
    /// was deleted or damaged meanwhile. The caller replays from sequence 0.
    pub fn reset(&self) -> Result<(), IndexError> {
        let mut pen = self.pen()?;
        pen.writer = None;
        let slot = pen.target.slot.clone();
        let (opened, writer) = copy::create(&slot, &pen.target.analyser)?;
        pen.writer = Some(writer);
        (pen.gathered, pen.has_gathered) = (0, false);
        pen.target = Arc::new(opened.live);
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&pen.target);
        self.stand(Standing::Young);
        self.fresh.clear();
        self.applied_seq.store(0, Ordering::Release);
        Ok(())
    }

    /// For an index opened for reading: sees what was written since.
    pub fn refresh(&self) -> Result<(), IndexError> {
        let live = self.live();
        live.reader
            .reload()
            .and_then(|()| copy::applied_seq(&live))
            .map(|seq| self.applied_seq.store(seq, Ordering::Release))
            .map_err(|error| live.slot.explain(error))?;
        if self.pen.is_none() && is_complete(&live.slot) {
            self.stand(Standing::Level);
        }
        Ok(())
    }

    /// Makes documents findable at once, without a commit; for the moment after a transaction.
    /// The ledger brings them for good. Bounded: beyond a few thousand the oldest wait for it.
    pub fn freshen(&self, docs: Vec<IndexDocument>) {
        self.fresh.put(docs, &self.live().analyser);
    }

    /// Hides documents at once, until [`Self::apply`] removes them.
    pub fn forget(&self, ids: &[SuggestionId]) {
        self.fresh.take_out(ids);
    }

    /// The names by which units and topics are called in queries.
    pub fn set_names(&self, names: SearchNames) {
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(names);
    }

    pub(crate) fn names(&self) -> Arc<SearchNames> {
        Arc::clone(&self.names.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) const fn fresh(&self) -> &Buffer {
        &self.fresh
    }

    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn standing(&self) -> Standing {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn stand(&self, standing: Standing) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    fn pen(&self) -> Result<MutexGuard<'_, Pen>, IndexError> {
        let pen = self.pen.as_ref().ok_or(IndexError::ReadOnly)?;
        Ok(pen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("folder", &self.folder.path())
            .field("applied_seq", &self.applied_seq())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

fn is_complete(slot: &Folder) -> bool {
    slot.stamp().is_some_and(|stamp| stamp.is_complete)
}

fn no_writer() -> IndexError {
    IndexError::Damaged(TantivyError::InternalError(
        "the last reset failed".to_owned(),
    ))
}
