//! Documents of one segment, ascending: a list of the index, or a set.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet};

use crate::bits::Bits;

pub(crate) enum Cursor {
    Postings(Box<SegmentPostings>),
    Bits { bits: Arc<Bits>, doc: DocId },
}

impl Cursor {
    pub(crate) fn of_bits(bits: Arc<Bits>) -> Self {
        let doc = bits.next(0);
        Self::Bits { bits, doc }
    }

    pub(crate) fn doc(&self) -> DocId {
        match self {
            Self::Postings(postings) => postings.doc(),
            Self::Bits { doc, .. } => *doc,
        }
    }

    /// Moves to the first document at `target` or behind it; never back.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Postings(postings) => postings.seek(target),
            Self::Bits { bits, doc } => {
                if *doc < target {
                    *doc = bits.next(target);
                }
                *doc
            }
        }
    }

    /// How often the document holds it; 1 where that is not known.
    pub(crate) fn term_freq(&self) -> u32 {
        match self {
            Self::Postings(postings) => postings.term_freq(),
            Self::Bits { .. } => 1,
        }
    }

    /// At which places; none where they are not known.
    pub(crate) fn positions(&mut self, out: &mut Vec<u32>) {
        match self {
            Self::Postings(postings) => postings.positions(out),
            Self::Bits { .. } => out.clear(),
        }
    }
}
