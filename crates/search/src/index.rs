//! The index: opened, fed, reset.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use huiyin_core::SuggestionId;
use huiyin_core::search::IndexDocument;
use tantivy::directory::MmapDirectory;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::store::Compressor;
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyError, Term};

use crate::analyser::Analyser;
use crate::error::IndexError;
use crate::folder::Folder;
use crate::schema::{self, Fields};
use crate::tokenizers;

/// Memory of one indexing thread before it writes a segment.
const WRITER_BYTES: usize = 48 << 20;
const WRITER_THREADS_MAX: usize = 4;
/// Every segment has a dictionary of its own, which costs space and a look-up for each term. Half
/// of the usual number pays, for letters come in one by one.
const SEGMENTS_BEFORE_MERGE: usize = 4;
/// Ten hits are read from small blocks in a tenth of the time that the default size takes.
const STORE_BLOCK_BYTES: usize = 4096;

/// A searchable copy of the suggestions in a folder. Share it in an `Arc`; all methods block.
pub struct Index {
    folder: Folder,
    analyser: Analyser,
    live: RwLock<Arc<Live>>,
    /// `None`: opened for reading.
    pen: Option<Mutex<Pen>>,
    applied_seq: AtomicI64,
}

/// What a search works on.
pub(crate) struct Live {
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
}

/// The right to write.
struct Pen {
    writer: Option<IndexWriter>,
    /// Held as long as the index is open.
    _lock: File,
}

/// What a commit carries, so that documents and position change together.
#[derive(serde::Serialize, serde::Deserialize)]
struct Payload {
    applied_seq: i64,
}

impl Index {
    /// Opens the index in a folder for reading and writing, making what is missing.
    ///
    /// A folder that is absent, of another version, of other dictionary terms, or damaged is
    /// emptied and started afresh; [`Self::applied_seq`] is 0 then and the caller replays.
    ///
    /// # Errors
    /// [`IndexError::Locked`] when another process writes here; [`IndexError::Folder`] when the
    /// folder cannot be made or written.
    pub fn open(dir: &Path, analyser: Analyser) -> Result<Self, IndexError> {
        let folder = Folder::new(dir);
        let lock = folder.lock()?;
        let (opened, writer) = match reopen(&folder, &analyser) {
            Ok(Some(opened)) => opened,
            Ok(None) => create(&folder, &analyser)?,
            Err(error) if error.needs_rebuild() => {
                tracing::warn!(folder = %dir.display(), %error, "index is damaged, starting afresh");
                create(&folder, &analyser)?
            }
            Err(error) => return Err(error),
        };
        Ok(Self {
            folder,
            analyser,
            applied_seq: AtomicI64::new(opened.applied_seq),
            live: RwLock::new(Arc::new(opened.live)),
            pen: Some(Mutex::new(Pen {
                writer: Some(writer),
                _lock: lock,
            })),
        })
    }

    /// Opens the index in a folder for reading only, also while another process writes there.
    /// It shows the state of now; [`Self::refresh`] moves it on.
    ///
    /// # Errors
    /// [`IndexError::Missing`] when there is no index of this version.
    pub fn open_read_only(dir: &Path, analyser: Analyser) -> Result<Self, IndexError> {
        let folder = Folder::new(dir);
        if !folder.carries(schema::fingerprint(analyser.digest())) {
            return Err(IndexError::Missing(dir.to_owned()));
        }
        let opened = read(&folder, &analyser).map_err(|error| folder.explain(error))?;
        Ok(Self {
            folder,
            analyser,
            applied_seq: AtomicI64::new(opened.applied_seq),
            live: RwLock::new(Arc::new(opened.live)),
            pen: None,
        })
    }

    /// The sequence number up to which the ledger is in the index; 0 for an empty index.
    pub fn applied_seq(&self) -> i64 {
        self.applied_seq.load(Ordering::Acquire)
    }

    /// How many suggestions it holds.
    pub fn len(&self) -> u64 {
        self.live().reader.searcher().num_docs()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts in `docs`, each in place of an older one with the same id, takes out `removed`, and
    /// notes the ledger position. All of it happens or nothing, durably; when it returns, searches
    /// see it. Waits for the dictionary. One commit costs some fsyncs: hand over what there is,
    /// some thousand documents at a time. The position is written even without documents, because
    /// readers in other processes wait for it.
    ///
    /// # Errors
    /// On [`IndexError::needs_rebuild`], [`Self::reset`] and replay.
    pub fn apply(
        &self,
        docs: Vec<IndexDocument>,
        removed: Vec<SuggestionId>,
        up_to_seq: i64,
    ) -> Result<(), IndexError> {
        let mut pen = self.pen()?;
        let writer = pen.writer.as_mut().ok_or_else(no_writer)?;
        self.analyser.load();
        let live = self.live();
        let done = write(writer, &live.fields, &docs, &removed, up_to_seq)
            .and_then(|()| live.reader.reload());
        if let Err(error) = done {
            // half a batch must not slip into the next commit
            if let Err(second) = writer.rollback() {
                tracing::warn!(error = %second, "cannot roll back the index writer");
            }
            return Err(self.folder.explain(error));
        }
        self.applied_seq.store(up_to_seq, Ordering::Release);
        Ok(())
    }

    /// Throws everything away and starts an empty index in the same folder, also when the folder
    /// was deleted or damaged meanwhile. The caller replays from sequence 0.
    pub fn reset(&self) -> Result<(), IndexError> {
        let mut pen = self.pen()?;
        // dropping the writer frees its lock on the files
        pen.writer = None;
        let (opened, writer) = create(&self.folder, &self.analyser)?;
        pen.writer = Some(writer);
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(opened.live);
        self.applied_seq.store(0, Ordering::Release);
        Ok(())
    }

    /// For an index opened for reading: sees what was written since.
    pub fn refresh(&self) -> Result<(), IndexError> {
        let live = self.live();
        live.reader
            .reload()
            .and_then(|()| live.reader.searcher().index().load_metas())
            .map(|metas| {
                let seq = applied_seq(metas.payload.as_deref());
                self.applied_seq.store(seq, Ordering::Release);
            })
            .map_err(|error| self.folder.explain(error))
    }

    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) const fn analyser(&self) -> &Analyser {
        &self.analyser
    }

    pub(crate) fn explain(&self, error: TantivyError) -> IndexError {
        self.folder.explain(error)
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
            .finish_non_exhaustive()
    }
}

struct Opened {
    live: Live,
    applied_seq: i64,
}

/// The index that lies in the folder; `None` when there is none of this version.
fn reopen(
    folder: &Folder,
    analyser: &Analyser,
) -> Result<Option<(Opened, IndexWriter)>, IndexError> {
    if !folder.carries(schema::fingerprint(analyser.digest())) {
        return Ok(None);
    }
    let try_it = || {
        let opened = read(folder, analyser)?;
        let searcher = opened.live.reader.searcher();
        let index = searcher.index();
        if folder.is_checkable() {
            let broken = index.validate_checksum()?;
            if let Some(file) = broken.into_iter().next() {
                let comment = "checksum does not match".to_owned();
                return Err(tantivy::error::DataCorruption::new(file, comment).into());
            }
        }
        let writer = new_writer(index)?;
        Ok((opened, writer))
    };
    try_it().map(Some).map_err(|error| folder.explain(error))
}

fn read(folder: &Folder, analyser: &Analyser) -> Result<Opened, TantivyError> {
    let (_, fields) = schema::build();
    let mut index = tantivy::Index::open_in_dir(folder.path())?;
    index.set_tokenizers(tokenizers::manager(analyser));
    let payload = index.load_metas()?.payload;
    Ok(Opened {
        live: Live {
            reader: new_reader(&index)?,
            fields,
        },
        applied_seq: applied_seq(payload.as_deref()),
    })
}

fn create(folder: &Folder, analyser: &Analyser) -> Result<(Opened, IndexWriter), IndexError> {
    folder.empty()?;
    let (schema, fields) = schema::build();
    let make = || {
        let settings = IndexSettings {
            docstore_compression: Compressor::Lz4,
            docstore_blocksize: STORE_BLOCK_BYTES,
            ..IndexSettings::default()
        };
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(settings)
            .tokenizers(tokenizers::manager(analyser))
            .open_or_create(MmapDirectory::open(folder.path())?)?;
        let live = Live {
            reader: new_reader(&index)?,
            fields,
        };
        let applied_seq = 0;
        Ok((Opened { live, applied_seq }, new_writer(&index)?))
    };
    let made = make().map_err(|error| folder.explain(error))?;
    folder.stamp(schema::fingerprint(analyser.digest()))?;
    Ok(made)
}

fn new_reader(index: &tantivy::Index) -> Result<IndexReader, TantivyError> {
    index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()
}

fn new_writer(index: &tantivy::Index) -> Result<IndexWriter, TantivyError> {
    let threads = std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(WRITER_THREADS_MAX);
    let writer: IndexWriter = index.writer_with_num_threads(threads, threads * WRITER_BYTES)?;
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(SEGMENTS_BEFORE_MERGE);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

fn write(
    writer: &mut IndexWriter,
    fields: &Fields,
    docs: &[IndexDocument],
    removed: &[SuggestionId],
    up_to_seq: i64,
) -> Result<(), TantivyError> {
    for id in removed {
        writer.delete_term(Term::from_field_i64(fields.id, id.0));
    }
    for item in docs {
        writer.delete_term(Term::from_field_i64(fields.id, item.id.0));
        writer.add_document(schema::to_document(fields, item))?;
    }
    let payload = serde_json::to_string(&Payload {
        applied_seq: up_to_seq,
    })
    .map_err(|error| TantivyError::InternalError(error.to_string()))?;
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&payload);
    commit.commit()?;
    Ok(())
}

fn applied_seq(payload: Option<&str>) -> i64 {
    payload
        .and_then(|text| serde_json::from_str::<Payload>(text).ok())
        .map_or(0, |payload| payload.applied_seq)
}

fn no_writer() -> IndexError {
    IndexError::Damaged(TantivyError::InternalError(
        "the last reset failed".to_owned(),
    ))
}
