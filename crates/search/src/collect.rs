//! One walk over the matches: counts, facets and the best of them.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

use huiyin_core::search::{Facets, SearchOrder, SearchRequest};
use huiyin_core::{TopicId, UnitId};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::builder::LITERAL;
use crate::schema::{self, ID, LEAD_UNIT, RECEIVED_AT, STATUS, TOPIC, YEAR};

/// The filters a person sets beside the query, and how much of the answer is wanted.
pub(crate) struct Walk {
    topics: Vec<i64>,
    units: Vec<i64>,
    statuses: Vec<i64>,
    years: Vec<i64>,
    order: SearchOrder,
    wanted: usize,
}

impl Walk {
    pub(crate) fn new(request: &SearchRequest, wanted: usize) -> Self {
        Self {
            topics: request.topics.iter().map(|topic| topic.0).collect(),
            units: request.units.iter().map(|unit| unit.0).collect(),
            statuses: request
                .statuses
                .iter()
                .map(|status| schema::status_number(*status))
                .collect(),
            years: request.years.iter().map(|year| i64::from(*year)).collect(),
            order: request.order,
            wanted,
        }
    }
}

/// What a walk brings home.
#[derive(Default)]
pub(crate) struct Found {
    /// Matches of the query within the scope, whatever the filters say.
    pub(crate) before_filters: u64,
    pub(crate) total: u64,
    pub(crate) literal: u64,
    /// The best, in order, at most as many as wanted.
    pub(crate) best: Vec<Ranked>,
    topics: Counts,
    units: Counts,
    statuses: Counts,
    years: Counts,
}

type Counts = HashMap<i64, u64>;

impl Found {
    pub(crate) fn facets(&self) -> Facets {
        Facets {
            topics: most_frequent(&self.topics, |id| Some(TopicId(id))),
            units: most_frequent(&self.units, |id| Some(UnitId(id))),
            statuses: most_frequent(&self.statuses, schema::status_of),
            years: most_frequent(&self.years, |year| i32::try_from(year).ok()),
        }
    }
}

fn most_frequent<T>(counts: &Counts, value: impl Fn(i64) -> Option<T>) -> Vec<(T, u64)> {
    let mut sorted: Vec<(i64, u64)> = counts.iter().map(|(&id, &n)| (id, n)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    sorted
        .into_iter()
        .filter_map(|(id, n)| Some((value(id)?, n)))
        .collect()
}

/// A match in the order of the answer: the smaller, the earlier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked {
    pub(crate) score: Score,
    key: Score,
    received_at: i64,
    id: i64,
    pub(crate) address: DocAddress,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .key
            .total_cmp(&self.key)
            .then(other.received_at.cmp(&self.received_at))
            .then(other.id.cmp(&self.id))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl Collector for Walk {
    type Fruit = Found;
    type Child = SegmentWalk;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentWalk> {
        let columns = reader.fast_fields();
        let filter = |allowed: &Vec<i64>, column: Column<i64>| Filter {
            allowed: allowed.clone(),
            column,
        };
        Ok(SegmentWalk {
            segment,
            order: self.order,
            wanted: self.wanted,
            topics: filter(&self.topics, columns.i64(TOPIC)?),
            units: filter(&self.units, columns.i64(LEAD_UNIT)?),
            statuses: filter(&self.statuses, columns.i64(STATUS)?),
            years: filter(&self.years, columns.i64(YEAR)?),
            received_at: columns.i64(RECEIVED_AT)?,
            id: columns.i64(ID)?,
            heap: BinaryHeap::new(),
            found: Found::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        // literal matches are counted by their score
        true
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> Result<Found, TantivyError> {
        let mut all = Found::default();
        for segment in segments {
            all.before_filters += segment.before_filters;
            all.total += segment.total;
            all.literal += segment.literal;
            all.best.extend(segment.best);
            for (sum, part) in [
                (&mut all.topics, segment.topics),
                (&mut all.units, segment.units),
                (&mut all.statuses, segment.statuses),
                (&mut all.years, segment.years),
            ] {
                for (id, n) in part {
                    *sum.entry(id).or_default() += n;
                }
            }
        }
        all.best.sort_unstable();
        all.best.truncate(self.wanted);
        Ok(all)
    }
}

/// The allowed values of one column; none means all.
struct Filter {
    allowed: Vec<i64>,
    column: Column<i64>,
}

impl Filter {
    fn value(&self, doc: DocId) -> Option<i64> {
        self.column.first(doc)
    }

    fn lets(&self, value: Option<i64>) -> bool {
        self.allowed.is_empty() || value.is_some_and(|value| self.allowed.contains(&value))
    }
}

pub(crate) struct SegmentWalk {
    segment: SegmentOrdinal,
    order: SearchOrder,
    wanted: usize,
    topics: Filter,
    units: Filter,
    statuses: Filter,
    years: Filter,
    received_at: Column<i64>,
    id: Column<i64>,
    /// The worst of the best on top.
    heap: BinaryHeap<Ranked>,
    found: Found,
}

impl SegmentWalk {
    fn rank(&mut self, doc: DocId, score: Score) {
        let key = match self.order {
            SearchOrder::Relevance => score,
            SearchOrder::Newest => 0.0,
        };
        if self.heap.len() >= self.wanted && self.heap.peek().is_none_or(|worst| key < worst.key) {
            return;
        }
        let ranked = Ranked {
            score,
            key,
            received_at: self.received_at.first(doc).unwrap_or(i64::MIN),
            id: self.id.first(doc).unwrap_or_default(),
            address: DocAddress::new(self.segment, doc),
        };
        if self.heap.len() < self.wanted {
            self.heap.push(ranked);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && ranked < *worst
        {
            *worst = ranked;
        }
    }
}

impl SegmentCollector for SegmentWalk {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.found.before_filters += 1;
        let topic = self.topics.value(doc);
        let unit = self.units.value(doc);
        let status = self.statuses.value(doc);
        let year = self.years.value(doc);
        let passed = [
            self.topics.lets(topic),
            self.units.lets(unit),
            self.statuses.lets(status),
            self.years.lets(year),
        ];
        // a facet counts what passes all filters but its own
        let [topics, units, statuses, years] = passed;
        for (value, counts, others) in [
            (topic, &mut self.found.topics, units && statuses && years),
            (unit, &mut self.found.units, topics && statuses && years),
            (status, &mut self.found.statuses, topics && units && years),
            (year, &mut self.found.years, topics && units && statuses),
        ] {
            if let Some(value) = value
                && others
            {
                *counts.entry(value).or_default() += 1;
            }
        }
        if passed.contains(&false) {
            return;
        }
        self.found.total += 1;
        if score >= LITERAL {
            self.found.literal += 1;
        }
        self.rank(doc, score);
    }

    fn harvest(mut self) -> Found {
        self.found.best = self.heap.into_vec();
        self.found
    }
}
