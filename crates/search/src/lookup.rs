//! Where terms stand, looked up once for each question: every step asks for the same ones, and a
//! look-up goes through the dictionary of every segment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, TantivyError, Term};

use crate::characters::Holders;
use crate::copy::Live;

/// A term in every segment.
#[derive(Debug)]
pub(crate) struct Place {
    field: Field,
    /// In how many texts it is, deleted ones counted.
    pub(crate) frequency: u64,
    by_segment: Vec<Option<TermInfo>>,
}

impl Place {
    pub(crate) fn in_segment(&self, ordinal: usize) -> Option<&TermInfo> {
        self.by_segment.get(ordinal)?.as_ref()
    }

    /// Its list in a segment.
    pub(crate) fn postings(
        &self,
        ordinal: usize,
        segment: &SegmentReader,
        option: IndexRecordOption,
    ) -> Result<Option<SegmentPostings>, TantivyError> {
        let Some(info) = self.in_segment(ordinal) else {
            return Ok(None);
        };
        let index = segment.inverted_index(self.field)?;
        Ok(Some(index.read_postings_from_terminfo(info, option)?))
    }

    /// The same without frequencies, a block at a time.
    pub(crate) fn blocks(
        &self,
        ordinal: usize,
        segment: &SegmentReader,
    ) -> Result<Option<BlockSegmentPostings>, TantivyError> {
        let Some(info) = self.in_segment(ordinal) else {
            return Ok(None);
        };
        let index = segment.inverted_index(self.field)?;
        let option = IndexRecordOption::Basic;
        Ok(Some(index.read_block_postings_from_terminfo(info, option)?))
    }
}

/// Everything that was looked up for one question.
pub(crate) struct Lookups {
    live: Arc<Live>,
    searcher: Searcher,
    known: Mutex<HashMap<Term, Arc<Place>>>,
}

impl Lookups {
    pub(crate) fn new(live: &Arc<Live>, searcher: &Searcher) -> Self {
        Self {
            live: Arc::clone(live),
            searcher: searcher.clone(),
            known: Mutex::default(),
        }
    }

    /// Who holds a single character.
    pub(crate) fn holders(
        &self,
        pairs: Field,
        character: &str,
    ) -> Result<Arc<Holders>, TantivyError> {
        let cache = &self.live.characters;
        Holders::of(&self.searcher, cache, pairs, character).map(Arc::new)
    }

    pub(crate) fn of(&self, term: &Term) -> Result<Arc<Place>, TantivyError> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known().get(term) {
            return Ok(Arc::clone(place));
        }
        let segments = self.searcher.segment_readers();
        let mut place = Place {
            field: term.field(),
            frequency: 0,
            by_segment: Vec::with_capacity(segments.len()),
        };
        for segment in segments {
            let info = segment.inverted_index(place.field)?.get_term_info(term)?;
            place.frequency += info.as_ref().map_or(0, |info| u64::from(info.doc_freq));
            place.by_segment.push(info);
        }
        let place = Arc::new(place);
        known().insert(term.clone(), Arc::clone(&place));
        Ok(place)
    }
}

/// So that tantivy's own queries need no look-up for what is known.
impl Bm25StatisticsProvider for Lookups {
    fn total_num_tokens(&self, field: Field) -> Result<u64, TantivyError> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> Result<u64, TantivyError> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> Result<u64, TantivyError> {
        Ok(self.of(term)?.frequency)
    }
}
