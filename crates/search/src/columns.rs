//! The columns that every question reads, opened once for each state of the index.

use std::sync::{Arc, PoisonError, RwLock};

use tantivy::columnar::Column;
use tantivy::{Searcher, SegmentReader, TantivyError};

use crate::schema::{DUE_AT, FACTS, ID, RECEIVED_AT};

/// Those of one segment.
pub(crate) struct Columns {
    pub(crate) id: Column<i64>,
    pub(crate) facts: Column<u64>,
    pub(crate) received_at: Column<i64>,
    pub(crate) due_at: Column<i64>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let columns = segment.fast_fields();
        Ok(Self {
            id: columns.i64(ID)?,
            facts: columns.u64(FACTS)?,
            received_at: columns.i64(RECEIVED_AT)?,
            due_at: columns.i64(DUE_AT)?,
        })
    }
}

/// By segment, in their order; of the last generation that was asked for.
#[derive(Default)]
pub(crate) struct ColumnCache(RwLock<Option<(u64, Arc<Vec<Columns>>)>>);

impl ColumnCache {
    pub(crate) fn of(&self, searcher: &Searcher) -> Result<Arc<Vec<Columns>>, TantivyError> {
        let generation = searcher.generation().generation_id();
        {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((then, columns)) = kept.as_ref()
                && *then == generation
            {
                return Ok(Arc::clone(columns));
            }
        }
        let segments = searcher.segment_readers().iter();
        let opened: Result<Vec<Columns>, TantivyError> = segments.map(Columns::open).collect();
        let opened = Arc::new(opened?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) =
            Some((generation, Arc::clone(&opened)));
        Ok(opened)
    }
}
