//! One walk over the matches of a query: counted, tallied, and the best of them kept.

mod block;

use huiyin_core::search::SearchOrder;
use tantivy::query::{
    BooleanQuery, BoostQuery, EnableScoring, Occur, Query as _, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::gate::{Bits, ScopeCache, Sieve};
use crate::matching::{Plan, Union};
use crate::schema::{DUE_AT, FACTS, Fields, ID, RECEIVED_AT};
use crate::tally::Tally;
use crate::top::{Ranked, Top, key_of};
use block::{Block, Gate, Keep};

/// With fewer documents, a second thread costs more than it saves.
const TOGETHER_MIN: u64 = 150_000;

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
