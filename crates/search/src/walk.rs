//! One walk over the matches of a query: counted, tallied, and the best of them kept.

mod block;

use huiyin_core::search::SearchOrder;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query as _, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::bits::Bits;
use crate::columns::BySegment;
use crate::gate::{ScopeCache, Sieve};
use crate::lookup::Lookups;
use crate::matching::{Plan, Union};
use crate::needle::OnlyList;
use crate::schema::Fields;
use crate::tally::Tally;
use crate::top::{Ranked, Top, key_of};
use crate::weigh::Norms;
use block::{Block, Gate, Keep};

/// A walk over fewer matches is over before a second thread has begun.
const TOGETHER_MIN: u64 = 100_000;
/// Documents passed on together when all of them match.
const STRETCH: u32 = 128;

/// What is looked for, and what is wanted of it.
pub(crate) struct Walk<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) lookups: &'a Lookups,
    pub(crate) columns: &'a BySegment,
    pub(crate) norms: &'a Norms,
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
        if segments.len() < 2 || self.most_matches() < TOGETHER_MIN {
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

    /// At most so many documents are looked at.
    fn most_matches(&self) -> u64 {
        let of = |plan: &Plan| plan.most_matches().unwrap_or(self.searcher.num_docs());
        self.plans.iter().map(of).sum()
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
            Some(weight) => self.led(ordinal, weight, &gate, &keep, found),
            None => self.plain(ordinal, &gate, &keep, found),
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
    ) -> Result<(Gate<'s>, Keep<'s>), TantivyError> {
        let columns = self.columns.get(ordinal).ok_or_else(|| {
            TantivyError::InternalError("the columns of another generation".to_owned())
        })?;
        let gate = Gate {
            segment,
            shadow: self.shadows.get(ordinal).and_then(Option::as_ref),
            scope: self.scopes.inside(segment, self.fields, self.scope)?,
            sieve: self.sieve,
            own_sieve: self.own_sieve,
            columns,
        };
        let keep = Keep {
            ordinal: u32::try_from(ordinal).unwrap_or(u32::MAX),
            columns,
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
        let Some((pair, _)) = wanted.needle.only_pair() else {
            return Ok(None);
        };
        let scored = |term: Term| -> (Occur, Box<dyn tantivy::query::Query>) {
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(query))
        };
        let mut clauses = vec![scored(pair.clone())];
        if wanted.in_title.is_some() {
            let in_title = Term::from_field_text(self.fields.title_bigrams, &wanted.needle.text);
            clauses.push(scored(in_title));
        }
        let scoring = EnableScoring::enabled_from_statistics_provider(self.lookups, self.searcher);
        BooleanQuery::new(clauses).weight(scoring).map(Some)
    }

    fn led(
        &self,
        ordinal: usize,
        weight: &dyn Weight,
        gate: &Gate<'_>,
        keep: &Keep<'_>,
        found: &mut Found,
    ) -> Result<(), TantivyError> {
        best_of(weight, gate, keep, &mut found.top)?;
        let counts_all = gate.is_open() && !self.with_tally;
        if counts_all
            && let [plan] = self.plans
            && let Some(OnlyList::Postings(list)) = plan.only_list()
        {
            found.total += list
                .in_segment(ordinal)
                .map_or(0, |info| u64::from(info.doc_freq));
            return Ok(());
        }
        let mut block = Block::new(self, gate, keep, false);
        self.unscored(ordinal, gate, &mut block, found)?;
        block.finish(found);
        Ok(())
    }

    /// Everything that fits a plan, whatever its score.
    fn unscored(
        &self,
        ordinal: usize,
        gate: &Gate<'_>,
        block: &mut Block<'_>,
        found: &mut Found,
    ) -> Result<(), TantivyError> {
        let only = match self.plans {
            [plan] => plan.only_list(),
            _ => None,
        };
        match only {
            // one list, as it stands
            Some(OnlyList::Postings(place)) => {
                if let Some(mut list) = place.blocks(ordinal, gate.segment)? {
                    while !list.docs().is_empty() {
                        block.push_all(list.docs().iter().copied(), found);
                        list.advance();
                    }
                }
                return Ok(());
            }
            Some(OnlyList::Bits(holders)) => {
                let bits = holders.in_segment(ordinal);
                let mut doc = bits.map_or(TERMINATED, |bits| bits.next(0));
                while doc != TERMINATED {
                    block.push(doc, 0.0, found);
                    doc = bits.map_or(TERMINATED, |bits| bits.next(doc + 1));
                }
                return Ok(());
            }
            None => {}
        }
        let mut union = Union::open(ordinal, gate.segment, self.fields, self.plans, None)?;
        while union.doc() != TERMINATED {
            block.push(union.doc(), 0.0, found);
            union.advance();
        }
        Ok(())
    }

    fn plain(
        &self,
        ordinal: usize,
        gate: &Gate<'_>,
        keep: &Keep<'_>,
        found: &mut Found,
    ) -> Result<(), TantivyError> {
        let is_scored = match self.order {
            SearchOrder::Relevance => self.wanted > 0,
            SearchOrder::Newest | SearchOrder::Due => false,
        };
        let mut block = Block::new(self, gate, keep, true);
        if self
            .plans
            .iter()
            .any(|plan| plan.groups.is_empty() && plan.without.is_empty())
        {
            for from in (0..gate.segment.max_doc()).step_by(STRETCH as usize) {
                let to = gate.segment.max_doc().min(from + STRETCH);
                block.push_all(from..to, found);
            }
        } else if is_scored {
            let norms = Some(self.norms);
            let mut union = Union::open(ordinal, gate.segment, self.fields, self.plans, norms)?;
            while union.doc() != TERMINATED {
                let score = union.score();
                block.push(union.doc(), score, found);
                union.advance();
            }
        } else {
            self.unscored(ordinal, gate, &mut block, found)?;
        }
        block.finish(found);
        Ok(())
    }
}

/// Puts the best of a segment into `top`; what cannot be among them is passed over in blocks.
fn best_of(
    weight: &dyn Weight,
    gate: &Gate<'_>,
    keep: &Keep<'_>,
    top: &mut Top,
) -> Result<(), TantivyError> {
    // equal scores are looked at, for the newest of them wins
    let threshold = |top: &Top| top.threshold().map_or(0.0, f32::next_down);
    let is_open = gate.is_open();
    weight.for_each_pruning(threshold(top), gate.segment, &mut |doc, score| {
        if is_open || gate.lets_at_all(doc) {
            let received_at = gate.columns.received_at(doc);
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
