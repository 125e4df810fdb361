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
    reads_time: bool,
    docs: Vec<DocId>,
    scores: Vec<f32>,
    facts: Vec<u64>,
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
            reads_time: gate.asks_time() || walk.order == SearchOrder::Newest,
            docs: Vec::with_capacity(BLOCK),
            scores: Vec::with_capacity(BLOCK),
            facts: Vec::new(),
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
        let Gate {
            sieve,
            own_sieve,
            columns,
            ..
        } = self.gate;
        let n = self.docs.len();
        if self.reads_facts {
            read(&columns.facts, &self.docs, &mut self.facts);
        } else {
            self.facts.resize(n, 0);
        }
        if self.reads_time {
            read(&columns.received_at, &self.docs, &mut self.times);
        } else {
            self.times.resize(n, 0);
        }
        let asks_facts = self.gate.asks_facts();
        let columns = self.facts.iter().zip(&self.times);
        for ((&doc, &score), (&facts, &time)) in self.docs.iter().zip(&self.scores).zip(columns) {
            let facts = Facts(facts);
            if self.reads_time && !(sieve.lets_time(time) && own_sieve.lets_time(time)) {
                continue;
            }
            let mut fails = Fails(0);
            if asks_facts {
                if own_sieve.fails(facts) != Fails(0) {
                    continue;
                }
                fails = sieve.fails(facts);
            }
            if self.walk.with_tally {
                found.tally.count(facts, fails);
            }
            if fails != Fails(0) {
                continue;
            }
            found.total += 1;
            if self.keeps {
                self.offer(doc, score, time, found);
            }
        }
        self.docs.clear();
        self.scores.clear();
        self.facts.clear();
        self.times.clear();
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
        let received_at = if self.reads_time {
            time
        } else {
            self.gate.columns.received_at.first(doc).unwrap_or(i64::MIN)
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
