//! A search without an index: items are folded as the index would fold them and looked through
//! one by one. Slow, and exact matches only; for the time until there is an index again.

use huiyin_core::search::{Filters, IndexDocument, SearchHit, SearchNames, SearchRequest};
use huiyin_core::time;

use chrono::Datelike;

use crate::hit::{self, Needles};
use crate::language::Query;
use crate::schema;

/// A request, ready to look at items. The scope is the caller's: items outside it are not to be
/// shown to it.
#[derive(Debug)]
pub struct Scan {
    query: Query,
    filters: Filters,
    needles: Needles,
}

impl Scan {
    pub fn new(request: &SearchRequest, names: &SearchNames) -> Self {
        let query = Query::read(&request.q, names);
        let needles = Needles {
            words: query.groups.iter().flatten().cloned().collect(),
            pieces: Vec::new(),
        };
        Self {
            query,
            filters: request.filters.clone(),
            needles,
        }
    }

    /// The hit, when the item holds what is asked for.
    pub fn hit(&self, item: &IndexDocument) -> Option<SearchHit> {
        let fits = passes(&self.filters, item) && self.holds(item);
        fits.then(|| hit::of_item(item, &self.needles))
    }

    fn holds(&self, item: &IndexDocument) -> bool {
        let query = &self.query;
        let all = schema::folded(item).all;
        let as_typed = query.raw.as_ref().is_some_and(|raw| all.contains(raw));
        let of_each_one = || {
            query
                .groups
                .iter()
                .all(|group| group.iter().any(|word| all.contains(word)))
        };
        as_typed
            || (passes(&query.filters, item)
                && of_each_one()
                && !query.without.iter().any(|word| all.contains(word)))
    }
}

fn passes(filters: &Filters, item: &IndexDocument) -> bool {
    fn one_of<T: PartialEq>(chosen: &[T], value: Option<T>) -> bool {
        chosen.is_empty() || value.is_some_and(|value| chosen.contains(&value))
    }
    let day = time::local_date(item.received_at);
    let is_chosen_time = (filters.years.is_empty() && filters.months.is_empty())
        || filters.years.contains(&day.year())
        || filters
            .months
            .iter()
            .any(|one| (one.year, one.month) == (day.year(), day.month()));
    one_of(&filters.topics, item.topic)
        && one_of(&filters.units, item.lead_unit)
        && one_of(&filters.statuses, Some(item.status))
        && one_of(&filters.channels, Some(item.channel))
        && one_of(&filters.kinds, Some(item.kind))
        && is_chosen_time
        && filters.from.is_none_or(|from| item.received_at >= from)
        && filters.until.is_none_or(|until| item.received_at < until)
}
