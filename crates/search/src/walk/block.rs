//! Matches on their way through the gate: seen by whom they may be seen, filtered, counted, kept.

use huiyin_core::search::SearchOrder;
use tantivy::{DocAddress, DocId, SegmentReader};

use super::{Found, Walk};
use crate::bits::Bits;
use crate::columns::Columns;
use crate::facts::Facts;
use crate::gate::{Fails, Sieve};
use crate::top::{Place, Ranked, key_of};

/// Matches that pass the gate together.
const BLOCK: usize = 128;

pub(super) struct Gate<'a> {
    pub(super) segment: &'a SegmentReader,
    pub(super) shadow: Option<&'a Bits>,
    pub(super) scope: Option<std::sync::Arc<Bits>>,
    pub(super) sieve: &'a Sieve,
    pub(super) own_sieve: &'a Sieve,
    pub(super) columns: &'a Columns,
}

impl Gate<'_> {
    /// Nothing is kept out at all.
    pub(super) fn is_open(&self) -> bool {
        self.shows_all() && !self.asks_facts() && !self.asks_time()
    }

    /// Nothing is deleted, replaced, or outside the viewer's rights.
    fn shows_all(&self) -> bool {
        self.shadow.is_none() && self.scope.is_none() && !self.segment.has_deletes()
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

    fn lets_time(&self, time: i64) -> bool {
        self.sieve.lets_time(time) && self.own_sieve.lets_time(time)
    }

    fn lets_facts(&self, facts: Facts) -> bool {
        self.sieve.fails(facts) == Fails(0) && self.own_sieve.fails(facts) == Fails(0)
    }

    pub(super) fn lets_at_all(&self, doc: DocId) -> bool {
        self.lets_see(doc)
            && (!self.asks_facts() || self.lets_facts(self.columns.facts(doc)))
            && (!self.asks_time() || self.lets_time(self.columns.received_at(doc)))
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
            id: self.columns.id(doc),
            score,
            coverage: 0.0,
            at: Place::Indexed(DocAddress::new(self.ordinal, doc)),
        }
    }
}

/// Matches of one segment on their way through the gate, a block at a time: each step runs over
/// the whole block. [`Self::finish`] belongs at the end.
pub(super) struct Block<'a> {
    walk: &'a Walk<'a>,
    gate: &'a Gate<'a>,
    keep: &'a Keep<'a>,
    keeps: bool,
    shows_all: bool,
    /// Of all documents, where a step asks for them; empty where none does.
    facts: &'a [u64],
    times: &'a [i64],
    matches: Vec<Match>,
    /// What passed and goes by time: the newest stand last, and the walk back to the older ones
    /// finds hardly any to keep.
    passed: Vec<DocId>,
}

/// A document, and its score where the order is by it.
#[derive(Clone, Copy)]
struct Match {
    doc: DocId,
    score: f32,
}

impl<'a> Block<'a> {
    /// `keeps`: whether matches are kept for the answer, or only counted.
    pub(super) fn new(
        walk: &'a Walk<'a>,
        gate: &'a Gate<'a>,
        keep: &'a Keep<'a>,
        keeps: bool,
    ) -> Self {
        let keeps = keeps && walk.wanted > 0;
        let reads_facts = walk.with_tally || gate.asks_facts();
        let reads_times = gate.asks_time() || (keeps && walk.order == SearchOrder::Newest);
        Self {
            walk,
            gate,
            keep,
            keeps,
            shows_all: gate.shows_all(),
            facts: if reads_facts {
                gate.columns.all_facts()
            } else {
                &[]
            },
            times: if reads_times {
                gate.columns.all_times()
            } else {
                &[]
            },
            matches: Vec::with_capacity(BLOCK),
            passed: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, doc: DocId, score: f32, found: &mut Found) {
        self.matches.push(Match { doc, score });
        if self.matches.len() >= BLOCK {
            self.flush(found);
        }
    }

    /// The same for many without a score.
    pub(super) fn push_all(&mut self, docs: impl Iterator<Item = DocId>, found: &mut Found) {
        self.matches
            .extend(docs.map(|doc| Match { doc, score: 0.0 }));
        if self.matches.len() >= BLOCK {
            self.flush(found);
        }
    }

    fn flush(&mut self, found: &mut Found) {
        let gate = self.gate;
        if !self.shows_all {
            self.matches.retain(|one| gate.lets_see(one.doc));
        }
        if gate.asks_time() {
            let times = self.times;
            self.matches
                .retain(|one| gate.lets_time(time_of(times, one.doc)));
        }
        if gate.asks_facts() {
            self.sift(found);
        } else if self.walk.with_tally {
            for one in &self.matches {
                found.tally.count(facts_of(self.facts, one.doc), Fails(0));
            }
        }
        found.total += self.matches.len() as u64;
        if self.keeps {
            match self.walk.order {
                SearchOrder::Newest => self.passed.extend(self.matches.iter().map(|one| one.doc)),
                SearchOrder::Relevance | SearchOrder::Due => {
                    for one in &self.matches {
                        self.offer(*one, found);
                    }
                }
            }
        }
        self.matches.clear();
    }

    /// Counts, and lets through what fails no filter.
    fn sift(&mut self, found: &mut Found) {
        let facts = self.facts;
        let gate = self.gate;
        if !self.walk.with_tally {
            self.matches
                .retain(|one| gate.lets_facts(facts_of(facts, one.doc)));
            return;
        }
        self.matches.retain(|one| {
            let facts = facts_of(facts, one.doc);
            if gate.own_sieve.fails(facts) != Fails(0) {
                return false;
            }
            let fails = gate.sieve.fails(facts);
            found.tally.count(facts, fails);
            fails == Fails(0)
        });
    }

    pub(super) fn finish(mut self, found: &mut Found) {
        self.flush(found);
        for &doc in self.passed.iter().rev() {
            let time = time_of(self.times, doc);
            if found.top.is_open_to(time) {
                self.put(self.keep.ranked(doc, time, time, 0.0), found);
            }
        }
    }

    fn offer(&self, one: Match, found: &mut Found) {
        let columns = self.gate.columns;
        let key = match self.walk.order {
            SearchOrder::Relevance => key_of(one.score),
            SearchOrder::Newest => columns.received_at(one.doc),
            SearchOrder::Due => columns.due_at(one.doc).map_or(i64::MIN, |due_at| -due_at),
        };
        if found.top.is_open_to(key) {
            let received_at = columns.received_at(one.doc);
            let ranked = self.keep.ranked(one.doc, key, received_at, one.score);
            self.put(ranked, found);
        }
    }

    fn put(&self, ranked: Ranked, found: &mut Found) {
        if self.walk.after.is_none_or(|after| ranked > after) {
            found.top.put(ranked);
        }
    }
}

fn facts_of(all: &[u64], doc: DocId) -> Facts {
    Facts(all.get(doc as usize).copied().unwrap_or_default())
}

fn time_of(all: &[i64], doc: DocId) -> i64 {
    all.get(doc as usize).copied().unwrap_or(i64::MIN)
}
