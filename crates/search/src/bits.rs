//! Sets of documents of one segment.

use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::{DocId, TERMINATED, TantivyError};

/// One bit for each document of a segment.
#[derive(Debug, Clone)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// All of `n` documents, or none.
    pub(crate) fn new(n: DocId, is_set: bool) -> Self {
        let fill = if is_set { u64::MAX } else { 0 };
        let mut blocks = vec![fill; n as usize / 64 + 1];
        if let Some(last) = blocks.last_mut() {
            *last &= (1 << (n % 64)) - 1;
        }
        Self(blocks)
    }

    pub(crate) fn set(&mut self, doc: DocId, to: bool) {
        if let Some(block) = self.0.get_mut(doc as usize / 64) {
            let bit = 1 << (doc % 64);
            if to {
                *block |= bit;
            } else {
                *block &= !bit;
            }
        }
    }

    pub(crate) fn has(&self, doc: DocId) -> bool {
        self.0
            .get(doc as usize / 64)
            .is_some_and(|block| block & (1 << (doc % 64)) != 0)
    }

    pub(crate) fn count(&self) -> u64 {
        let ones = self.0.iter().map(|block| u64::from(block.count_ones()));
        ones.sum()
    }

    /// The first one at `from` or behind it; [`TERMINATED`] when there is none.
    pub(crate) fn next(&self, from: DocId) -> DocId {
        let first = from / 64;
        let mut mask = u64::MAX << (from % 64);
        for (at, block) in (first..).zip(self.0.iter().skip(first as usize)) {
            let rest = block & mask;
            if rest != 0 {
                return at * 64 + rest.trailing_zeros();
            }
            mask = u64::MAX;
        }
        TERMINATED
    }
}

/// Sets that are asked for again and again, kept for each segment: segments do not change. An
/// eighth of a byte a document each; the oldest goes first.
pub(crate) struct BitsCache<K>(Mutex<Vec<Kept<K>>>);

struct Kept<K> {
    segment: SegmentId,
    key: K,
    bits: Arc<Bits>,
}

/// Sets kept.
const KEPT_MAX: usize = 256;

impl<K> Default for BitsCache<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: PartialEq + Clone> BitsCache<K> {
    /// The set of this key; made when it is not there.
    pub(crate) fn of(
        &self,
        segment: SegmentId,
        key: &K,
        make: impl FnOnce() -> Result<Bits, TantivyError>,
    ) -> Result<Arc<Bits>, TantivyError> {
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let found = kept
                .iter()
                .find(|one| one.segment == segment && one.key == *key);
            if let Some(found) = found {
                return Ok(Arc::clone(&found.bits));
            }
        }
        let bits = Arc::new(make()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.remove(0);
        }
        kept.push(Kept {
            segment,
            key: key.clone(),
            bits: Arc::clone(&bits),
        });
        Ok(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_found_in_order() {
        for n in [0, 1, 63, 64, 65, 200] {
            let all = Bits::new(n, true);
            assert_eq!(all.count(), u64::from(n));
            assert_eq!(all.next(0), if n == 0 { TERMINATED } else { 0 });
            assert_eq!(all.next(n), TERMINATED, "{n}");
        }
        let mut some = Bits::new(200, false);
        for doc in [3, 63, 64, 199] {
            some.set(doc, true);
        }
        let mut found = vec![some.next(0)];
        while let Some(last) = found.last().filter(|doc| **doc != TERMINATED) {
            found.push(some.next(last + 1));
        }
        assert_eq!(found, [3, 63, 64, 199, TERMINATED]);
        some.set(63, false);
        assert_eq!((some.next(4), some.count()), (64, 3));
        assert!(some.has(199) && !some.has(63) && !some.has(5000));
    }
}
