//! One copy of the index in its slot: made, opened, written.

use huiyin_core::SuggestionId;
use huiyin_core::search::IndexDocument;
use tantivy::directory::MmapDirectory;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::store::Compressor;
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyError, Term};

use crate::analyser::Analyser;
use crate::characters::CharacterCache;
use crate::columns::ColumnCache;
use crate::error::IndexError;
use crate::folder::{Folder, Stamp};
use crate::gate::ScopeCache;
use crate::merging;
use crate::schema::{self, Fields};
use crate::tokenizers;
use crate::vocabulary::VocabularyCell;

/// Memory of one indexing thread before it writes a segment.
const WRITER_BYTES: usize = 96 << 20;
const WRITER_THREADS_MAX: usize = 4;
/// Ten hits are read from small blocks in a tenth of the time that the default size takes.
const STORE_BLOCK_BYTES: usize = 4096;

/// What a search works on.
pub(crate) struct Live {
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    pub(crate) analyser: Analyser,
    pub(crate) scopes: ScopeCache,
    pub(crate) columns: ColumnCache,
    pub(crate) characters: CharacterCache,
    pub(crate) vocabulary: VocabularyCell,
    pub(crate) slot: Folder,
}

pub(crate) struct Opened {
    pub(crate) live: Live,
    pub(crate) applied_seq: i64,
}

/// What a commit carries, so that documents and position change together.
#[derive(serde::Serialize, serde::Deserialize)]
struct Payload {
    applied_seq: i64,
}

/// Opens a slot for writing; a copy that does not fit or is damaged is made anew.
pub(crate) fn open(
    slot: &Folder,
    analyser: &Analyser,
) -> Result<(Opened, IndexWriter), IndexError> {
    let wanted = schema::fingerprint(analyser.digest());
    if slot.stamp().is_none_or(|stamp| stamp.fingerprint != wanted) {
        return create(slot, analyser);
    }
    match reopen(slot, analyser) {
        Err(error) if error.needs_rebuild() => {
            tracing::warn!(folder = %slot.path().display(), %error, "index is damaged, starting afresh");
            create(slot, analyser)
        }
        other => other,
    }
}

fn reopen(slot: &Folder, analyser: &Analyser) -> Result<(Opened, IndexWriter), IndexError> {
    let opened = read_checked(slot, analyser)?;
    let searcher = opened.live.reader.searcher();
    let writer = new_writer(
        searcher.index(),
        slot.stamp().is_some_and(|stamp| stamp.is_complete),
    )
    .map_err(|error| slot.explain(error))?;
    Ok((opened, writer))
}

/// As [`read`], but the sums of the files are checked first: opening a damaged one can panic.
pub(crate) fn read_checked(slot: &Folder, analyser: &Analyser) -> Result<Opened, IndexError> {
    let check = || {
        let index = tantivy::Index::open_in_dir(slot.path())?;
        match index.validate_checksum()?.into_iter().next() {
            None => Ok(()),
            Some(file) => {
                let comment = "checksum does not match".to_owned();
                Err(tantivy::error::DataCorruption::new(file, comment).into())
            }
        }
    };
    if slot.is_checkable() {
        check().map_err(|error| slot.explain(error))?;
    }
    read(slot, analyser)
}

/// Opens a slot for searching. Its fields must be the ones of this program; its dictionary may be
/// another one.
pub(crate) fn read(slot: &Folder, analyser: &Analyser) -> Result<Opened, IndexError> {
    let try_it = || {
        let (schema, fields) = schema::build();
        let mut index = tantivy::Index::open_in_dir(slot.path())?;
        if index.schema() != schema {
            let message = "the fields are not those of this program".to_owned();
            return Err(TantivyError::SchemaError(message));
        }
        index.set_tokenizers(tokenizers::manager(analyser));
        let payload = index.load_metas()?.payload;
        Ok(Opened {
            live: live(&index, fields, slot, analyser)?,
            applied_seq: seq_of(payload.as_deref()),
        })
    };
    try_it().map_err(|error| slot.explain(error))
}

/// Makes an empty copy in a slot.
pub(crate) fn create(
    slot: &Folder,
    analyser: &Analyser,
) -> Result<(Opened, IndexWriter), IndexError> {
    slot.empty()?;
    let (schema, fields) = schema::build();
    let make = || {
        let settings = IndexSettings {
            // every text is packed already
            docstore_compression: Compressor::None,
            docstore_blocksize: STORE_BLOCK_BYTES,
            ..IndexSettings::default()
        };
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(settings)
            .tokenizers(tokenizers::manager(analyser))
            .open_or_create(MmapDirectory::open(slot.path())?)?;
        let opened = Opened {
            live: live(&index, fields, slot, analyser)?,
            applied_seq: 0,
        };
        Ok((opened, new_writer(&index, false)?))
    };
    let made = make().map_err(|error| slot.explain(error))?;
    slot.put_stamp(Stamp {
        fingerprint: schema::fingerprint(analyser.digest()),
        is_complete: false,
    })?;
    Ok(made)
}

fn live(
    index: &tantivy::Index,
    fields: Fields,
    slot: &Folder,
    analyser: &Analyser,
) -> Result<Live, TantivyError> {
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    Ok(Live {
        reader,
        fields,
        analyser: analyser.clone(),
        scopes: ScopeCache::default(),
        columns: ColumnCache::default(),
        characters: CharacterCache::default(),
        vocabulary: VocabularyCell::default(),
        slot: slot.clone(),
    })
}

/// A copy in the making is merged at the end, see [`merging`].
pub(crate) fn new_writer(
    index: &tantivy::Index,
    is_asked: bool,
) -> Result<IndexWriter, TantivyError> {
    let threads = std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(WRITER_THREADS_MAX);
    let writer: IndexWriter = index.writer_with_num_threads(threads, threads * WRITER_BYTES)?;
    if is_asked {
        merging::in_use(&writer);
    } else {
        writer.set_merge_policy(Box::new(NoMergePolicy));
    }
    Ok(writer)
}

/// Hands documents to the writer; they count from the next [`commit`] on.
pub(crate) fn put(
    writer: &IndexWriter,
    fields: &Fields,
    docs: &[IndexDocument],
    removed: &[SuggestionId],
) -> Result<(), TantivyError> {
    for id in removed {
        writer.delete_term(Term::from_field_i64(fields.id, id.0));
    }
    for item in docs {
        writer.delete_term(Term::from_field_i64(fields.id, item.id.0));
        writer.add_document(schema::to_document(fields, item))?;
    }
    Ok(())
}

/// Makes everything that was put durable, together with the position it reaches.
pub(crate) fn commit(writer: &mut IndexWriter, up_to_seq: i64) -> Result<(), TantivyError> {
    let payload = serde_json::to_string(&Payload {
        applied_seq: up_to_seq,
    })
    .map_err(|error| TantivyError::InternalError(error.to_string()))?;
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&payload);
    commit.commit()?;
    Ok(())
}

/// The position that the last commit carried.
pub(crate) fn applied_seq(live: &Live) -> Result<i64, TantivyError> {
    let metas = live.reader.searcher().index().load_metas()?;
    Ok(seq_of(metas.payload.as_deref()))
}

fn seq_of(payload: Option<&str>) -> i64 {
    payload
        .and_then(|text| serde_json::from_str::<Payload>(text).ok())
        .map_or(0, |payload| payload.applied_seq)
}
