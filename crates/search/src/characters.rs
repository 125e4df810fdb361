//! The texts that hold a single character: those of all pairs that begin with it. The last
//! character of a text stands in a pair with what separates it from the next one.

use std::sync::Arc;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, TantivyError};

use crate::bits::{Bits, BitsCache};

/// By character, for reading all its pairs takes milliseconds in a large archive.
pub(crate) type CharacterCache = BitsCache<String>;

/// Who holds a character, by segment.
#[derive(Debug)]
pub(crate) struct Holders {
    /// In how many texts it is, deleted ones counted.
    pub(crate) frequency: u64,
    by_segment: Vec<Arc<Bits>>,
}

impl Holders {
    pub(crate) fn of(
        searcher: &Searcher,
        cache: &CharacterCache,
        pairs: Field,
        character: &str,
    ) -> Result<Self, TantivyError> {
        let key = character.to_owned();
        let mut by_segment = Vec::with_capacity(searcher.segment_readers().len());
        for segment in searcher.segment_readers() {
            let read = || read(segment, pairs, character);
            by_segment.push(cache.of(segment.segment_id(), &key, read)?);
        }
        Ok(Self {
            frequency: by_segment.iter().map(|bits| bits.count()).sum(),
            by_segment,
        })
    }

    pub(crate) fn in_segment(&self, ordinal: usize) -> Option<&Arc<Bits>> {
        self.by_segment.get(ordinal)
    }
}

fn read(segment: &SegmentReader, pairs: Field, character: &str) -> Result<Bits, TantivyError> {
    let mut bits = Bits::new(segment.max_doc(), false);
    let index = segment.inverted_index(pairs)?;
    let mut behind = character.as_bytes().to_vec();
    if let Some(last) = behind.last_mut() {
        // no byte of UTF-8 is the highest one
        *last += 1;
    }
    let range = index.terms().range().ge(character.as_bytes()).lt(&behind);
    let mut terms = range.into_stream()?;
    while terms.advance() {
        let option = IndexRecordOption::Basic;
        let mut list = index.read_block_postings_from_terminfo(terms.value(), option)?;
        while !list.docs().is_empty() {
            for doc in list.docs() {
                bits.set(*doc, true);
            }
            list.advance();
        }
    }
    Ok(bits)
}
