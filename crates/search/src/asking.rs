//! One question on its way: the query with everything it is asked of.

use std::cell::OnceCell;
use std::sync::Arc;

use huiyin_core::Scope;
use huiyin_core::search::{Filters, SearchOrder};
use tantivy::query::Weight;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError, Term};

use crate::bits::Bits;
use crate::columns::BySegment;
use crate::copy::Live;
use crate::error::IndexError;
use crate::facts::{self, Facts};
use crate::fresh::{Fresh, State};
use crate::gate::{Fails, Sieve};
use crate::index::Index;
use crate::language::Query;
use crate::lookup::Lookups;
use crate::matching::{Plan, Wanted};
use crate::needle::Needle;
use crate::rank::Scorer;
use crate::tally::Tally;
use crate::top::{Place, Ranked, Top, key_of};
use crate::walk::{Found, Walk};
use crate::weigh::{Norms, idf};

/// Candidates weighed closely; the rest keep the order of the walk.
pub(crate) const WINDOW: usize = 100;

pub(crate) struct Asking {
    pub(crate) live: Arc<Live>,
    pub(crate) searcher: Searcher,
    pub(crate) columns: BySegment,
    pub(crate) fresh: Arc<State>,
    shadows: Arc<Vec<Option<Bits>>>,
    scope: Scope,
    sieve: Sieve,
    own_sieve: Sieve,
    pub(crate) lookups: Lookups,
    /// By the words of the query; made when it is first needed.
    scorer: OnceCell<Scorer>,
    /// By the lengths of whole texts.
    pub(crate) norms: Norms,
}

/// What a walk is to bring.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bring {
    pub(crate) order: SearchOrder,
    pub(crate) wanted: usize,
    pub(crate) after: Option<Ranked>,
    pub(crate) with_tally: bool,
}

impl Bring {
    /// Only how many there are.
    pub(crate) const NOTHING: Self = Self {
        order: SearchOrder::Newest,
        wanted: 0,
        after: None,
        with_tally: false,
    };
}

impl Asking {
    pub(crate) fn new(
        index: &Index,
        scope: &Scope,
        filters: &Filters,
        own: &Filters,
    ) -> Result<Self, IndexError> {
        let live = index.live();
        let searcher = live.reader.searcher();
        let fresh = index.fresh().state();
        let explain = |error| live.slot.explain(error);
        let shadows = index
            .fresh()
            .shadows(&fresh, &searcher, &live.fields)
            .map_err(explain)?;
        let columns = live.columns.of(&searcher).map_err(explain)?;
        let norms = Norms::of_searcher(&searcher, live.fields.bigrams).map_err(explain)?;
        Ok(Self {
            lookups: Lookups::new(&live, &searcher),
            live,
            searcher,
            columns,
            scorer: OnceCell::new(),
            norms,
            fresh,
            shadows,
            scope: scope.clone(),
            sieve: Sieve::new(filters),
            own_sieve: Sieve::new(own),
        })
    }

    /// How many there can be at most.
    pub(crate) fn all(&self) -> usize {
        usize::try_from(self.searcher.num_docs())
            .unwrap_or(usize::MAX)
            .saturating_add(self.fresh.documents.len())
    }

    /// In how many texts of the index a term is.
    pub(crate) fn frequency(&self, term: &Term) -> Result<u64, TantivyError> {
        Ok(self.lookups.of(term)?.frequency)
    }

    /// The plans of the exact matches.
    pub(crate) fn exact_plans(&self, query: &Query) -> Result<Vec<Plan>, TantivyError> {
        let mut plans = vec![self.plan(&query.groups, &query.without)?];
        if let Some(raw) = &query.raw
            && !query.groups.is_empty()
        {
            plans.push(self.plan(&[vec![raw.clone()]], &[])?);
        }
        Ok(plans)
    }

    /// Texts that hold one of each group and nothing of `without`.
    pub(crate) fn plan(
        &self,
        groups: &[Vec<String>],
        without: &[String],
    ) -> Result<Plan, TantivyError> {
        let fields = &self.live.fields;
        let mut plan = Plan::default();
        for group in groups {
            let mut wanted = Vec::with_capacity(group.len());
            for text in group {
                wanted.push(self.wanted(text)?);
            }
            plan.groups.push(wanted);
        }
        for text in without {
            plan.without.push(Needle::new(fields, &self.lookups, text)?);
        }
        Ok(plan)
    }

    fn wanted(&self, text: &str) -> Result<Wanted, TantivyError> {
        let fields = &self.live.fields;
        let needle = Needle::new(fields, &self.lookups, text)?;
        let all = self.searcher.num_docs();
        let pair = needle.rarest_pair();
        let in_title = match pair.and_then(|term| term.value().as_str().map(str::to_owned)) {
            Some(pair) => {
                let term = Term::from_field_text(fields.title_bigrams, &pair);
                Some(self.lookups.of(&term)?)
            }
            None => None,
        };
        Ok(Wanted {
            idf: idf(needle.frequency(), all),
            needle,
            in_title,
        })
    }

    /// Walks over everything that fits one of the plans.
    pub(crate) fn walk(&self, plans: &[Plan], bring: Bring) -> Result<Found, TantivyError> {
        let mut found = self.walker(plans, bring).run()?;
        for (place, fresh) in self.fresh.documents.iter().enumerate() {
            let fits = plans.iter().any(|plan| plan.fits(fresh));
            if fits && self.shows(fresh, bring.with_tally.then_some(&mut found.tally)) {
                found.total += 1;
                offer(&mut found.top, place, fresh, bring);
            }
        }
        Ok(found)
    }

    fn walker<'s>(&'s self, plans: &'s [Plan], bring: Bring) -> Walk<'s> {
        Walk {
            searcher: &self.searcher,
            lookups: &self.lookups,
            columns: &self.columns,
            norms: &self.norms,
            fields: &self.live.fields,
            scopes: &self.live.scopes,
            scope: &self.scope,
            shadows: &self.shadows,
            plans,
            sieve: &self.sieve,
            own_sieve: &self.own_sieve,
            order: bring.order,
            wanted: bring.wanted,
            after: bring.after,
            with_tally: bring.with_tally,
        }
    }

    /// The best by the score of a weight, and everything fresh that may be shown: it is weighed
    /// closely afterwards.
    pub(crate) fn candidates(
        &self,
        weight: &dyn Weight,
        wanted: usize,
    ) -> Result<Vec<Ranked>, TantivyError> {
        let bring = Bring {
            order: SearchOrder::Relevance,
            wanted,
            ..Bring::NOTHING
        };
        let mut top = self.walker(&[], bring).best_by(weight)?;
        for (place, fresh) in self.fresh.documents.iter().enumerate() {
            if self.shows(fresh, None) {
                offer(&mut top, place, fresh, bring);
            }
        }
        Ok(top.into_sorted())
    }

    /// Whether a fresh document is within the viewer's rights, whatever the filters say.
    pub(crate) fn sees(&self, fresh: &Fresh) -> bool {
        let item = &fresh.item;
        self.scope
            .covers(&item.visible_units, item.is_restricted, &item.accused)
    }

    /// The same for one that lies in the index; a deleted or replaced one is not there.
    pub(crate) fn sees_indexed(
        &self,
        ordinal: u32,
        segment: &SegmentReader,
        doc: DocId,
    ) -> Result<bool, TantivyError> {
        let shadow = self.shadows.get(ordinal as usize).and_then(Option::as_ref);
        let scope = self
            .live
            .scopes
            .inside(segment, &self.live.fields, &self.scope)?;
        Ok(!segment.is_deleted(doc)
            && shadow.is_none_or(|shadow| !shadow.has(doc))
            && scope.is_none_or(|scope| scope.has(doc)))
    }

    /// Whether a fresh document is within the scope and the filters; counts it where it may.
    pub(crate) fn shows(&self, fresh: &Fresh, tally: Option<&mut Tally>) -> bool {
        let item = &fresh.item;
        if !self.sees(fresh) {
            return false;
        }
        let packed = Facts(facts::pack(item));
        let time = item.received_at.timestamp_micros();
        let in_time = self.sieve.lets_time(time) && self.own_sieve.lets_time(time);
        if !in_time || self.own_sieve.fails(packed) != Fails(0) {
            return false;
        }
        let fails = self.sieve.fails(packed);
        if let Some(tally) = tally {
            tally.count(packed, fails);
        }
        fails == Fails(0)
    }

    /// Weighs candidates closely by the words of the query.
    pub(crate) fn weigh(&self, query: &Query, found: &mut [Ranked]) -> Result<(), TantivyError> {
        let texts = query.groups.iter().flatten().map(String::as_str);
        let scorer = match self.scorer.get() {
            Some(scorer) => scorer,
            None => {
                let made = Scorer::new(self, texts)?;
                self.scorer.get_or_init(|| made)
            }
        };
        scorer.weigh(self, found)
    }

    /// The same by other words.
    pub(crate) fn weigh_by<'t>(
        &self,
        words: impl Iterator<Item = &'t str> + Clone,
        found: &mut [Ranked],
    ) -> Result<(), TantivyError> {
        if found.is_empty() {
            return Ok(());
        }
        Scorer::new(self, words)?.weigh(self, found)
    }

    /// The item with this number, if the viewer may see it.
    pub(crate) fn numbered(&self, number: &str) -> Result<Vec<Ranked>, TantivyError> {
        const SEVERAL: usize = 8;
        let term = Term::from_field_text(self.live.fields.number, number);
        let place = self.lookups.of(&term)?;
        if place.frequency == 0 {
            return Ok(Vec::new());
        }
        let plan = Plan {
            groups: vec![vec![Wanted::new(Needle::of_term(number, place))]],
            without: Vec::new(),
        };
        let bring = Bring {
            wanted: SEVERAL,
            ..Bring::NOTHING
        };
        Ok(self.walk(&[plan], bring)?.top.into_sorted())
    }
}

fn offer(top: &mut Top, place: usize, fresh: &Fresh, bring: Bring) {
    let item = &fresh.item;
    let received_at = item.received_at.timestamp_micros();
    // weighed closely in any case
    const FIRST: f32 = 1e6;
    let (key, score) = match bring.order {
        SearchOrder::Relevance => (key_of(FIRST), FIRST),
        SearchOrder::Newest => (received_at, 0.0),
        SearchOrder::Due => {
            let due_at = item.due_at.map(|at| -at.timestamp_micros());
            (due_at.unwrap_or(i64::MIN), 0.0)
        }
    };
    let ranked = Ranked {
        key,
        received_at,
        id: item.id.0,
        score,
        coverage: 0.0,
        at: Place::Fresh(place),
    };
    if bring.after.is_none_or(|after| ranked > after) {
        top.put(ranked);
    }
}

impl Plan {
    fn fits(&self, fresh: &Fresh) -> bool {
        let holds = |needle: &Needle| fresh.all.contains(&needle.text);
        self.groups
            .iter()
            .all(|group| group.iter().any(|wanted| holds(&wanted.needle)))
            && !self.without.iter().any(holds)
    }
}
