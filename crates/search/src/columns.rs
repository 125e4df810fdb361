//! The columns that every question reads, opened once for each segment.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tantivy::columnar::{Column, ColumnIndex};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use crate::facts::Facts;
use crate::schema::{DUE_AT, FACTS, ID, RECEIVED_AT};

/// Those of one segment. What a walk asks of every match is unpacked when it is first walked over:
/// sixteen bytes a document, read many times faster than the packed column.
pub(crate) struct Columns {
    segment: SegmentId,
    id: Column<i64>,
    facts: Column<u64>,
    received_at: Column<i64>,
    due_at: Column<i64>,
    facts_unpacked: OnceLock<Vec<u64>>,
    times_unpacked: OnceLock<Vec<i64>>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let columns = segment.fast_fields();
        Ok(Self {
            segment: segment.segment_id(),
            id: columns.i64(ID)?,
            facts: columns.u64(FACTS)?,
            received_at: columns.i64(RECEIVED_AT)?,
            due_at: columns.i64(DUE_AT)?,
            facts_unpacked: OnceLock::new(),
            times_unpacked: OnceLock::new(),
        })
    }

    pub(crate) fn id(&self, doc: DocId) -> i64 {
        self.id.first(doc).unwrap_or_default()
    }

    pub(crate) fn facts(&self, doc: DocId) -> Facts {
        Facts(self.facts.first(doc).unwrap_or_default())
    }

    /// Microseconds.
    pub(crate) fn received_at(&self, doc: DocId) -> i64 {
        self.received_at.first(doc).unwrap_or(i64::MIN)
    }

    /// Microseconds.
    pub(crate) fn due_at(&self, doc: DocId) -> Option<i64> {
        self.due_at.first(doc)
    }

    /// [`Self::facts`] of all documents, for those who ask many.
    pub(crate) fn all_facts(&self) -> &[u64] {
        self.facts_unpacked.get_or_init(|| unpacked(&self.facts, 0))
    }

    /// [`Self::received_at`] of all documents.
    pub(crate) fn all_times(&self) -> &[i64] {
        self.times_unpacked
            .get_or_init(|| unpacked(&self.received_at, i64::MIN))
    }
}

fn unpacked<T>(column: &Column<T>, missing: T) -> Vec<T>
where
    T: Copy + PartialOrd + std::fmt::Debug + Send + Sync + 'static,
{
    let n = column.num_docs();
    let mut all = vec![missing; n as usize];
    match &column.index {
        ColumnIndex::Full => column.values.get_range(0, &mut all),
        ColumnIndex::Empty { .. } | ColumnIndex::Optional(_) | ColumnIndex::Multivalued(_) => {
            for (doc, value) in (0..n).zip(&mut all) {
                *value = column.first(doc).unwrap_or(missing);
            }
        }
    }
    all
}

/// By segment, in the order of the searcher.
pub(crate) type BySegment = Arc<Vec<Arc<Columns>>>;

/// Those of the last generation that was asked for. Segments do not change: what a commit leaves
/// is taken over.
#[derive(Default)]
pub(crate) struct ColumnCache(RwLock<Option<(u64, BySegment)>>);

impl ColumnCache {
    pub(crate) fn of(&self, searcher: &Searcher) -> Result<BySegment, TantivyError> {
        let generation = searcher.generation().generation_id();
        let before = {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            match kept.as_ref() {
                Some((then, columns)) if *then == generation => return Ok(Arc::clone(columns)),
                Some((_, columns)) => Arc::clone(columns),
                None => Arc::default(),
            }
        };
        let mut opened = Vec::with_capacity(searcher.segment_readers().len());
        for segment in searcher.segment_readers() {
            let id = segment.segment_id();
            opened.push(match before.iter().find(|one| one.segment == id) {
                Some(known) => Arc::clone(known),
                None => Arc::new(Columns::open(segment)?),
            });
        }
        let opened = Arc::new(opened);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) =
            Some((generation, Arc::clone(&opened)));
        Ok(opened)
    }
}
