//! Matches on their way through the gate: seen by whom they may be seen, filtered, counted, kept.

use huiyin_core::search::SearchOrder;
use tantivy::columnar::{Column, ColumnIndex};
use tantivy::{DocAddress, DocId, SegmentReader};

use super::{Found, Walk};
use crate::columns::Columns;
use crate::facts::Facts;
use crate::gate::{Bits, Fails, Sieve};
use crate::top::{Place, Ranked, key_of};

const BLOCK: usize = 64;

pub(super) struct Gate<'a> {
    pub(super) segment: &'a SegmentReader,
    pub(super) shadow: Option<&'a Bits>,
    pub(super) scope: Option<std::sync::Arc<Bits>>,
    pub(super) sieve: &'a Sieve,
    pub(super) own_sieve: &'a Sieve,
    pub(super) columns: &'a Columns,
}

impl Gate<'_> {
    /// Nothing is kept out but what was deleted.
    pub(super) fn is_open(&self) -> bool {
        self.shadow.is_none()
            && self.scope.is_none()
            && !self.segment.has_deletes()
            && !self.asks_facts()
            && !self.asks_time()
    }

    const fn asks_facts(&self) -> bool {
        self.sieve.asks_facts() || self.own_sieve.asks_facts()
    }

    const fn asks_time(&self) -> bool {
        self.sieve.asks_time() || self.own_sieve.asks_time()
    }

    /// Alive, not replaced, and within the viewer's rights.
    fn lets_see(&self, doc: DocId) -> bool {
        !self.segment.is_deleted(doc)
            && self.shadow.is_none_or(|shadow| !shadow.has(doc))
            && self.scope.as_ref().is_none_or(|scope| scope.has(doc))
    }

    pub(super) fn lets_at_all(&self, doc: DocId) -> bool {
        if !self.lets_see(doc) {
            return false;
        }
        let facts = || Facts(self.columns.facts.first(doc).unwrap_or(0));
        let time = || self.columns.received_at.first(doc).unwrap_or(i64::MIN);
        (!self.asks_facts()
            || (self.sieve.fails(facts()) == Fails(0) && self.own_sieve.fails(facts()) == Fails(0)))
            && (!self.asks_time()
                || (self.sieve.lets_time(time()) && self.own_sieve.lets_time(time())))
    }
}

/// How a document becomes a candidate.
pub(super) struct Keep<'a> {
    pub(super) ordinal: u32,
    pub(super) columns: &'a Columns,
}

impl Keep<'_> {
    pub(super) fn ranked(&self, doc: DocId, key: i64, received_at: i64, score: f32) -> Ranked {
        Ranked {
            key,
            received_at,
            id: self.columns.id.first(doc).unwrap_or_default(),
            score,
            coverage: 0.0,
            at: Place::Indexed(DocAddress::new(self.ordinal, doc)),
        }
    }
}

/// Matches on their way through the gate, a block at a time so that columns are read in one go.
pub(super) struct Block<'a> {
    walk: &'a Walk<'a>,
    gate: &'a Gate<'a>,
    keep: &'a Keep<'a>,
    pub(super) keeps: bool,
    reads_facts: bool,
    docs: Vec<DocId>,
    scores: Vec<f32>,
    facts: Vec<u64>,
    passes: Vec<bool>,
    times: Vec<i64>,
}

impl<'a> Block<'a> {
    pub(super) fn new(walk: &'a Walk<'a>, gate: &'a Gate<'a>, keep: &'a Keep<'a>) -> Self {
        Self {
            walk,
            gate,
            keep,
            keeps: walk.wanted > 0,
            reads_facts: walk.with_tally || gate.asks_facts(),
            docs: Vec::with_capacity(BLOCK),
            scores: Vec::with_capacity(BLOCK),
            facts: Vec::new(),
            passes: Vec::new(),
            times: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, doc: DocId, score: f32, found: &mut Found) {
        if !self.gate.lets_see(doc) {
            return;
        }
        self.docs.push(doc);
        self.scores.push(score);
        if self.docs.len() >= BLOCK {
            self.flush(found);
        }
    }

    pub(super) fn flush(&mut self, found: &mut Found) {
        if self.gate.asks_time() {
            self.keep_in_time();
        }
        if self.reads_facts {
            self.sift(found);
        }
        found.total += self.docs.len() as u64;
        if self.keeps {
            if self.walk.order == SearchOrder::Newest {
                read(&self.gate.columns.received_at, &self.docs, &mut self.times);
            } else {
                self.times.resize(self.docs.len(), 0);
            }
            for ((&doc, &score), &time) in self.docs.iter().zip(&self.scores).zip(&self.times) {
                self.offer(doc, score, time, found);
            }
        }
        self.docs.clear();
        self.scores.clear();
        self.times.clear();
    }

    fn keep_in_time(&mut self) {
        let Gate {
            sieve, own_sieve, ..
        } = self.gate;
        read(&self.gate.columns.received_at, &self.docs, &mut self.times);
        let lets = |time: i64| sieve.lets_time(time) && own_sieve.lets_time(time);
        let mut times = self.times.iter();
        self.docs
            .retain(|_| times.next().is_some_and(|time| lets(*time)));
        let mut times = self.times.iter();
        self.scores
            .retain(|_| times.next().is_some_and(|time| lets(*time)));
    }

    /// Counts, and keeps what fails no filter.
    fn sift(&mut self, found: &mut Found) {
        let Gate {
            sieve, own_sieve, ..
        } = self.gate;
        read(&self.gate.columns.facts, &self.docs, &mut self.facts);
        let asks_facts = self.gate.asks_facts();
        let with_tally = self.walk.with_tally;
        let mut facts = self.facts.iter();
        self.passes.clear();
        self.docs.retain(|_| {
            let facts = Facts(facts.next().copied().unwrap_or(0));
            let mut fails = Fails(0);
            let is_ours = !asks_facts || own_sieve.fails(facts) == Fails(0);
            if is_ours && asks_facts {
                fails = sieve.fails(facts);
            }
            if is_ours && with_tally {
                found.tally.count(facts, fails);
            }
            let passes = is_ours && fails == Fails(0);
            self.passes.push(passes);
            passes
        });
        if self.docs.len() < self.scores.len() {
            let mut passes = self.passes.iter();
            self.scores
                .retain(|_| passes.next().copied().unwrap_or(false));
        }
    }

    fn offer(&self, doc: DocId, score: f32, time: i64, found: &mut Found) {
        let key = match self.walk.order {
            SearchOrder::Relevance => key_of(score),
            SearchOrder::Newest => time,
            SearchOrder::Due => self
                .keep
                .columns
                .due_at
                .first(doc)
                .map_or(i64::MIN, |due_at| -due_at),
        };
        if !found.top.is_open_to(key) {
            return;
        }
        let received_at = match self.walk.order {
            SearchOrder::Newest => time,
            SearchOrder::Relevance | SearchOrder::Due => {
                self.gate.columns.received_at.first(doc).unwrap_or(i64::MIN)
            }
        };
        let ranked = self.keep.ranked(doc, key, received_at, score);
        if self.walk.after.is_none_or(|after| ranked > after) {
            found.top.put(ranked);
        }
    }
}

fn read<T: Copy + Default + PartialOrd + std::fmt::Debug + Send + Sync + 'static>(
    column: &Column<T>,
    docs: &[DocId],
    out: &mut Vec<T>,
) {
    out.clear();
    out.resize(docs.len(), T::default());
    match &column.index {
        ColumnIndex::Full => column.values.get_vals(docs, out),
        ColumnIndex::Empty { .. } | ColumnIndex::Optional(_) | ColumnIndex::Multivalued(_) => {
            for (doc, value) in docs.iter().zip(out) {
                *value = column.first(*doc).unwrap_or_default();
            }
        }
    }
}
