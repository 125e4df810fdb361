//! One walk over the matches of a query: counted, tallied, and the best of them kept.

use huiyin_core::search::SearchOrder;
use tantivy::columnar::{Column, ColumnIndex};
use tantivy::query::{
    BooleanQuery, BoostQuery, EnableScoring, Occur, Query as _, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::facts::Facts;
use crate::gate::{Bits, Fails, ScopeCache, Sieve};
use crate::matching::{Plan, Union};
use crate::schema::{DUE_AT, FACTS, Fields, ID, RECEIVED_AT};
use crate::tally::Tally;
use crate::top::{Place, Ranked, Top, key_of};

/// With fewer documents, a second thread costs more than it saves.
const TOGETHER_MIN: u64 = 150_000;
const BLOCK: usize = 64;

/// What is looked for, and what is wanted of it.
pub(crate) struct Walk<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) scopes: &'a ScopeCache,
    pub(crate) scope: &'a huiyin_core::Scope,
    /// Documents that a fresh copy stands for, by segment.
    pub(crate) shadows: &'a [Option<Bits>],
    /// A match fits one of these.
    pub(crate) plans: &'a [Plan],
    /// Filters whose facets look past them.
    pub(crate) sieve: &'a Sieve,
    /// Filters that were part of the query.
    pub(crate) own_sieve: &'a Sieve,
    pub(crate) order: SearchOrder,
    pub(crate) wanted: usize,
    /// Only what comes after this one is kept; everything is counted.
    pub(crate) after: Option<Ranked>,
    pub(crate) with_tally: bool,
}

/// What a walk brings home.
pub(crate) struct Found {
    pub(crate) total: u64,
    pub(crate) tally: Tally,
    pub(crate) top: Top,
}

impl Walk<'_> {
    pub(crate) fn run(&self) -> Result<Found, TantivyError> {
        let segments = self.searcher.segment_readers();
        let leading = self.leading_weight()?;
        let all: Vec<usize> = (0..segments.len()).collect();
        if self.searcher.num_docs() < TOGETHER_MIN || segments.len() < 2 {
            return self.over(&all, leading.as_deref());
        }
        let (ours, theirs) = halves(segments);
        let mut found = std::thread::scope(|threads| {
            let other = threads.spawn(|| self.over(&theirs, leading.as_deref()));
            let mine = self.over(&ours, leading.as_deref());
            let other = other.join().map_err(|_panicked| {
                TantivyError::InternalError("a search thread panicked".to_owned())
            })?;
            Ok::<_, TantivyError>([mine?, other?])
        })?
        .into_iter();
        let Some(mut all) = found.next() else {
            return self.over(&all, leading.as_deref());
        };
        for one in found {
            all.total += one.total;
            all.tally.merge(&one.tally);
            all.top.merge(one.top);
        }
        Ok(all)
    }

    fn over(
        &self,
        ordinals: &[usize],
        leading: Option<&dyn Weight>,
    ) -> Result<Found, TantivyError> {
        let mut found = Found {
            total: 0,
            tally: Tally::default(),
            top: Top::new(self.wanted),
        };
        for &ordinal in ordinals {
            if let Some(segment) = self.searcher.segment_readers().get(ordinal) {
                self.segment(ordinal, segment, leading, &mut found)?;
            }
        }
        Ok(found)
    }

    fn segment(
        &self,
        ordinal: usize,
        segment: &SegmentReader,
        leading: Option<&dyn Weight>,
        found: &mut Found,
    ) -> Result<(), TantivyError> {
        let (gate, keep) = self.enter(ordinal, segment)?;
        match leading {
            Some(weight) => self.led(weight, &gate, &keep, found),
            None => self.plain(&gate, &keep, found),
        }
    }

    /// The best by the score of a weight, counted by nobody.
    pub(crate) fn best_by(&self, weight: &dyn Weight) -> Result<Top, TantivyError> {
        let mut top = Top::new(self.wanted);
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let (gate, keep) = self.enter(ordinal, segment)?;
            best_of(weight, &gate, &keep, &mut top)?;
        }
        Ok(top)
    }

    fn enter<'s>(
        &'s self,
        ordinal: usize,
        segment: &'s SegmentReader,
    ) -> Result<(Gate<'s>, Keep), TantivyError> {
        let columns = segment.fast_fields();
        let gate = Gate {
            segment,
            shadow: self.shadows.get(ordinal).and_then(Option::as_ref),
            scope: self.scopes.inside(segment, self.fields, self.scope)?,
            sieve: self.sieve,
            own_sieve: self.own_sieve,
            facts: columns.u64(FACTS)?,
            received_at: columns.i64(RECEIVED_AT)?,
        };
        let keep = Keep {
            ordinal: u32::try_from(ordinal).unwrap_or(u32::MAX),
            id: columns.i64(ID)?,
            due_at: match self.order {
                SearchOrder::Due => Some(columns.i64(DUE_AT)?),
                SearchOrder::Relevance | SearchOrder::Newest => None,
            },
        };
        Ok((gate, keep))
    }

    /// A single pair, ranked: the best come first without a look at all, and the number of
    /// matches stands in the dictionary unless something is filtered.
    fn leading_weight(&self) -> Result<Option<Box<dyn Weight>>, TantivyError> {
        let [plan] = self.plans else { return Ok(None) };
        let [group] = plan.groups.as_slice() else {
            return Ok(None);
        };
        let ([wanted], SearchOrder::Relevance, true, true) = (
            group.as_slice(),
            self.order,
            plan.without.is_empty(),
            self.wanted > 0,
        ) else {
            return Ok(None);
        };
        let Some(pair) = wanted.needle.only_pair() else {
            return Ok(None);
        };
        let scored = |term: &Term, weight: f32| {
            let query = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
            let boosted: Box<dyn tantivy::query::Query> =
                Box::new(BoostQuery::new(Box::new(query), weight));
            (Occur::Should, boosted)
        };
        let mut clauses = vec![scored(pair, 1.0)];
        clauses.extend(wanted.in_title.as_ref().map(|term| scored(term, 1.0)));
        let scoring = EnableScoring::enabled_from_searcher(self.searcher);
        BooleanQuery::new(clauses).weight(scoring).map(Some)
    }

    fn led(
        &self,
        weight: &dyn Weight,
        gate: &Gate<'_>,
        keep: &Keep,
        found: &mut Found,
    ) -> Result<(), TantivyError> {
        best_of(weight, gate, keep, &mut found.top)?;
        let counts_all = gate.is_open() && !self.with_tally;
        if counts_all
            && let [plan] = self.plans
            && let Some(pair) = plan
                .groups
                .first()
                .and_then(|group| group.first()?.needle.only_pair())
        {
            let index = gate.segment.inverted_index(self.fields.bigrams)?;
            found.total += u64::from(index.doc_freq(pair)?);
            return Ok(());
        }
        let mut union = Union::open(gate.segment, self.fields, self.plans, false)?;
        let mut block = Block::new(self, gate, keep);
        block.keeps = false;
        while union.doc() != TERMINATED {
            block.push(union.doc(), 0.0, found);
            union.advance();
        }
        block.flush(found);
        Ok(())
    }

    fn plain(&self, gate: &Gate<'_>, keep: &Keep, found: &mut Found) -> Result<(), TantivyError> {
        let is_scored = match self.order {
            SearchOrder::Relevance => self.wanted > 0,
            SearchOrder::Newest | SearchOrder::Due => false,
        };
        let mut block = Block::new(self, gate, keep);
        if self
            .plans
            .iter()
            .any(|plan| plan.groups.is_empty() && plan.without.is_empty())
        {
            for doc in 0..gate.segment.max_doc() {
                block.push(doc, 0.0, found);
            }
        } else {
            let mut union = Union::open(gate.segment, self.fields, self.plans, is_scored)?;
            while union.doc() != TERMINATED {
                let score = if is_scored { union.score() } else { 0.0 };
                block.push(union.doc(), score, found);
                union.advance();
            }
        }
        block.flush(found);
        Ok(())
    }
}

/// Puts the best of a segment into `top`; what cannot be among them is passed over in blocks.
fn best_of(
    weight: &dyn Weight,
    gate: &Gate<'_>,
    keep: &Keep,
    top: &mut Top,
) -> Result<(), TantivyError> {
    // equal scores are looked at, for the newest of them wins
    let threshold = |top: &Top| top.threshold().map_or(0.0, f32::next_down);
    let is_open = gate.is_open();
    weight.for_each_pruning(threshold(top), gate.segment, &mut |doc, score| {
        if is_open || gate.lets_at_all(doc) {
            let received_at = gate.received_at.first(doc).unwrap_or(i64::MIN);
            top.put(keep.ranked(doc, key_of(score), received_at, score));
        }
        threshold(top)
    })
}

/// Two sets of segments of about the same size.
fn halves(segments: &[SegmentReader]) -> (Vec<usize>, Vec<usize>) {
    let mut by_size: Vec<(u32, usize)> = segments
        .iter()
        .enumerate()
        .map(|(ordinal, segment)| (segment.max_doc(), ordinal))
        .collect();
    by_size.sort_unstable_by(|a, b| b.cmp(a));
    let (mut ours, mut theirs) = ((0_u64, Vec::new()), (0_u64, Vec::new()));
    for (size, ordinal) in by_size {
        let half = if ours.0 <= theirs.0 {
            &mut ours
        } else {
            &mut theirs
        };
        half.0 += u64::from(size);
        half.1.push(ordinal);
    }
    (ours.1, theirs.1)
}

struct Gate<'a> {
    segment: &'a SegmentReader,
    shadow: Option<&'a Bits>,
    scope: Option<std::sync::Arc<Bits>>,
    sieve: &'a Sieve,
    own_sieve: &'a Sieve,
    facts: Column<u64>,
    received_at: Column<i64>,
}

impl Gate<'_> {
    /// Nothing is kept out but what was deleted.
    fn is_open(&self) -> bool {
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

    fn lets_at_all(&self, doc: DocId) -> bool {
        if !self.lets_see(doc) {
            return false;
        }
        let facts = || Facts(self.facts.first(doc).unwrap_or(0));
        let time = || self.received_at.first(doc).unwrap_or(i64::MIN);
        (!self.asks_facts()
            || (self.sieve.fails(facts()) == Fails(0) && self.own_sieve.fails(facts()) == Fails(0)))
            && (!self.asks_time()
                || (self.sieve.lets_time(time()) && self.own_sieve.lets_time(time())))
    }
}

/// How a document becomes a candidate.
struct Keep {
    ordinal: u32,
    id: Column<i64>,
    due_at: Option<Column<i64>>,
}

impl Keep {
    fn ranked(&self, doc: DocId, key: i64, received_at: i64, score: f32) -> Ranked {
        Ranked {
            key,
            received_at,
            id: self.id.first(doc).unwrap_or_default(),
            score,
            coverage: 0.0,
            at: Place::Indexed(DocAddress::new(self.ordinal, doc)),
        }
    }
}

/// Matches on their way through the gate, a block at a time so that columns are read in one go.
struct Block<'a> {
    walk: &'a Walk<'a>,
    gate: &'a Gate<'a>,
    keep: &'a Keep,
    keeps: bool,
    reads_facts: bool,
    reads_time: bool,
    docs: Vec<DocId>,
    scores: Vec<f32>,
    facts: Vec<u64>,
    times: Vec<i64>,
}

impl<'a> Block<'a> {
    fn new(walk: &'a Walk<'a>, gate: &'a Gate<'a>, keep: &'a Keep) -> Self {
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

    fn push(&mut self, doc: DocId, score: f32, found: &mut Found) {
        if !self.gate.lets_see(doc) {
            return;
        }
        self.docs.push(doc);
        self.scores.push(score);
        if self.docs.len() >= BLOCK {
            self.flush(found);
        }
    }

    fn flush(&mut self, found: &mut Found) {
        let Gate {
            sieve,
            own_sieve,
            facts,
            received_at,
            ..
        } = self.gate;
        let n = self.docs.len();
        if self.reads_facts {
            read(facts, &self.docs, &mut self.facts);
        } else {
            self.facts.resize(n, 0);
        }
        if self.reads_time {
            read(received_at, &self.docs, &mut self.times);
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
                .due_at
                .as_ref()
                .and_then(|column| column.first(doc))
                .map_or(i64::MIN, |due_at| -due_at),
        };
        if !found.top.is_open_to(key) {
            return;
        }
        let received_at = if self.reads_time {
            time
        } else {
            self.gate.received_at.first(doc).unwrap_or(i64::MIN)
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
