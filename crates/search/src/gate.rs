//! Who may see what, and what was filtered out: asked of every match before it counts.

use std::sync::Arc;

use huiyin_core::Scope;
use huiyin_core::ctx::UnitScope;
use huiyin_core::search::{Filters, Month};
use huiyin_core::{Channel, Status, SuggestionKind};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyError, Term};

use crate::bits::{Bits, BitsCache};
use crate::facts::{self, Facts};
use crate::schema::Fields;

/// What a scope lets through, for the same people come again.
#[derive(Default)]
pub(crate) struct ScopeCache(BitsCache<Scope>);

impl ScopeCache {
    /// The documents inside the scope; `None` when all are.
    pub(crate) fn inside(
        &self,
        segment: &SegmentReader,
        fields: &Fields,
        scope: &Scope,
    ) -> Result<Option<Arc<Bits>>, TantivyError> {
        if *scope == Scope::leader() {
            return Ok(None);
        }
        let make = || bits_of(segment, fields, scope);
        self.0.of(segment.segment_id(), scope, make).map(Some)
    }
}

fn bits_of(segment: &SegmentReader, fields: &Fields, scope: &Scope) -> Result<Bits, TantivyError> {
    let n = segment.max_doc();
    let mut bits = match &scope.units {
        UnitScope::All => Bits::new(n, true),
        UnitScope::Nothing => return Ok(Bits::new(n, false)),
        UnitScope::Of(units) => {
            let mut bits = Bits::new(n, false);
            for unit in units {
                let term = Term::from_field_i64(fields.visible_unit, unit.0);
                mark(segment, &term, &mut bits, true)?;
            }
            bits
        }
    };
    if !scope.restricted {
        let term = Term::from_field_bool(fields.restricted, true);
        mark(segment, &term, &mut bits, false)?;
    }
    let viewer = &scope.viewer;
    let account = viewer
        .account
        .map(|account| Term::from_field_i64(fields.accused_account, account.0));
    let units = viewer
        .units
        .iter()
        .map(|unit| Term::from_field_i64(fields.accused_unit, unit.0));
    for term in account.into_iter().chain(units) {
        mark(segment, &term, &mut bits, false)?;
    }
    Ok(bits)
}

fn mark(
    segment: &SegmentReader,
    term: &Term,
    bits: &mut Bits,
    to: bool,
) -> Result<(), TantivyError> {
    let index = segment.inverted_index(term.field())?;
    if let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? {
        let mut doc = postings.doc();
        while doc != TERMINATED {
            bits.set(doc, to);
            doc = postings.advance();
        }
    }
    Ok(())
}

/// One list of filters, in the numbers of [`facts`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Sieve {
    statuses: Option<u32>,
    kinds: Option<u32>,
    channels: Option<u32>,
    /// From, to, both included.
    months: Option<Vec<(usize, usize)>>,
    topics: Option<Vec<usize>>,
    units: Option<Vec<usize>>,
    /// Microseconds: received at or after, and before.
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
}

/// The kinds of filters that did not let a document through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fails(pub(crate) u8);

impl Fails {
    pub(crate) const STATUS: u8 = 1;
    pub(crate) const KIND: u8 = 2;
    pub(crate) const CHANNEL: u8 = 4;
    pub(crate) const MONTH: u8 = 8;
    pub(crate) const TOPIC: u8 = 16;
    pub(crate) const UNIT: u8 = 32;
}

impl Sieve {
    pub(crate) fn new(filters: &Filters) -> Self {
        let one_year = |year: i32| {
            let month = |month| facts::month_number(Month { year, month });
            (month(1), month(12))
        };
        let one_month = |month: &Month| {
            let number = facts::month_number(*month);
            (number, number)
        };
        let months: Vec<(usize, usize)> = filters
            .years
            .iter()
            .map(|year| one_year(*year))
            .chain(filters.months.iter().map(one_month))
            .collect();
        let topics = filters.topics.iter().map(|topic| facts::id_number(topic.0));
        let units = filters.units.iter().map(|unit| facts::id_number(unit.0));
        Self {
            statuses: mask(Status::ALL, &filters.statuses),
            kinds: mask(SuggestionKind::ALL, &filters.kinds),
            channels: mask(Channel::ALL, &filters.channels),
            months: (!months.is_empty()).then_some(months),
            topics: list(topics),
            units: list(units),
            from: filters.from.map(|at| at.timestamp_micros()),
            until: filters.until.map(|at| at.timestamp_micros()),
        }
    }

    pub(crate) const fn asks_facts(&self) -> bool {
        self.statuses.is_some()
            || self.kinds.is_some()
            || self.channels.is_some()
            || self.months.is_some()
            || self.topics.is_some()
            || self.units.is_some()
    }

    pub(crate) const fn asks_time(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    pub(crate) fn fails(&self, facts: Facts) -> Fails {
        let lets =
            |mask: Option<u32>, number: usize| mask.is_none_or(|mask| mask & (1 << number) != 0);
        let holds = |list: &Option<Vec<usize>>, number: usize| {
            list.as_ref().is_none_or(|list| list.contains(&number))
        };
        let mut fails = 0;
        if !lets(self.statuses, facts.status()) {
            fails |= Fails::STATUS;
        }
        if !lets(self.kinds, facts.kind()) {
            fails |= Fails::KIND;
        }
        if !lets(self.channels, facts.channel()) {
            fails |= Fails::CHANNEL;
        }
        if let Some(months) = &self.months {
            let month = facts.month();
            if !months
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&month))
            {
                fails |= Fails::MONTH;
            }
        }
        if !holds(&self.topics, facts.topic()) {
            fails |= Fails::TOPIC;
        }
        if !holds(&self.units, facts.unit()) {
            fails |= Fails::UNIT;
        }
        Fails(fails)
    }

    pub(crate) fn lets_time(&self, received_at: i64) -> bool {
        self.from.is_none_or(|from| received_at >= from)
            && self.until.is_none_or(|until| received_at < until)
    }
}

fn mask<T: PartialEq + Copy>(all: &[T], chosen: &[T]) -> Option<u32> {
    (!chosen.is_empty()).then(|| {
        chosen
            .iter()
            .fold(0, |mask, one| mask | 1 << facts::number_of(all, *one))
    })
}

/// None of the numbers may be 0, which means no value at all.
fn list(numbers: impl ExactSizeIterator<Item = usize>) -> Option<Vec<usize>> {
    (numbers.len() > 0).then(|| numbers.filter(|number| *number > 0).collect())
}
