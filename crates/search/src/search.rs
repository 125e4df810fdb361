//! A search from request to answer.

use huiyin_core::SuggestionId;
use huiyin_core::search::{Cursor, Facets, SearchAnswer, SearchOrder, SearchRequest, Tier};
use tantivy::TantivyError;

use crate::asking::{Asking, Bring, WINDOW};
use crate::error::IndexError;
use crate::hit::{self, Needles};
use crate::index::Index;
use crate::language::Query;
use crate::relaxed::{self, Relaxed};
use crate::top::{Ranked, key_of};

impl Index {
    /// Answers a request. What matches is told at [`SearchAnswer`]; an empty query lists the scope,
    /// the newest first. Never waits for the dictionary: before it is loaded, only exact matches
    /// are found, and ranked by bigrams.
    ///
    /// # Errors
    /// On [`IndexError::needs_rebuild`], [`Self::reset`] and replay.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, IndexError> {
        let query = Query::read(&request.q, &self.names());
        let asking = Asking::new(self, &request.scope, &request.filters, &query.filters)?;
        answer(&asking, request, query).map_err(|error| asking.live.slot.explain(error))
    }

    /// All exact matches, in the order asked for: what an export walks over. Page, facets and
    /// snippets of the request are ignored. Eight bytes a match.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn ids(&self, request: &SearchRequest) -> Result<Vec<SuggestionId>, IndexError> {
        let query = Query::read(&request.q, &self.names());
        let asking = Asking::new(self, &request.scope, &request.filters, &query.filters)?;
        let everything = SearchRequest {
            with_facets: false,
            offset: 0,
            limit: asking.all(),
            after: None,
            ..request.clone()
        };
        let all = || {
            let exact = exact(&asking, &everything, &query, Start::Offset(0))?;
            Ok(exact.list.iter().map(|one| SuggestionId(one.id)).collect())
        };
        all().map_err(|error| asking.live.slot.explain(error))
    }
}

/// Where a page begins.
#[derive(Debug, Clone, Copy)]
enum Start {
    /// So many hits were shown before.
    Offset(usize),
    /// Behind this one, the last of so many.
    Behind(Ranked, usize),
}

/// The exact matches of a page, and a little more.
struct Exact {
    total: u64,
    tally: crate::tally::Tally,
    /// From the start of the answer, or behind the cursor.
    list: Vec<Ranked>,
}

fn answer(
    asking: &Asking,
    request: &SearchRequest,
    query: Query,
) -> Result<SearchAnswer, TantivyError> {
    let start = read_cursor(request, order_of(request, &query));
    let exact = exact(asking, request, &query, start)?;
    let total = usize::try_from(exact.total).unwrap_or(usize::MAX);
    let (skip, shown_before) = match start {
        Start::Offset(offset) => (offset, offset),
        Start::Behind(_, seen) => (request.offset, seen + request.offset),
    };
    let end = shown_before.saturating_add(request.limit);
    let wants_relaxed = request.with_relaxed
        && !query.is_empty()
        && total < end
        && (total == 0 || request.order == SearchOrder::Relevance);
    let relaxed = if wants_relaxed {
        relaxed::find(
            asking,
            &query,
            exact.total,
            &exact.list,
            request.with_facets && total == 0,
        )?
    } else {
        Relaxed::default()
    };

    let needles = Needles::of(asking, &query);
    let mut hits = Vec::new();
    for ranked in exact.list.iter().skip(skip).take(request.limit) {
        hits.push(hit::show(
            asking,
            ranked,
            Tier::Exact,
            &needles,
            request.with_snippets,
        )?);
    }
    let skip = shown_before.max(total) - total;
    let room = request.limit - hits.len();
    for one in relaxed.hits.iter().skip(skip).take(room) {
        let words = &relaxed.words;
        let needles = needles.with(words.iter().filter(|(tier, _)| *tier == one.tier));
        hits.push(hit::show(
            asking,
            &one.ranked,
            one.tier,
            &needles,
            request.with_snippets,
        )?);
    }
    let shown = shown_before + hits.len();
    let is_last = hits.is_empty() || shown >= total + relaxed.hits.len();
    let last = exact.list.get(match start {
        Start::Offset(_) => shown.wrapping_sub(1),
        Start::Behind(..) => hits.len().wrapping_add(request.offset).wrapping_sub(1),
    });
    Ok(SearchAnswer {
        total: exact.total,
        n_relaxed: relaxed.hits.len() as u64,
        next: (!is_last).then(|| write_cursor(order_of(request, &query), shown, last)),
        hits,
        facets: if !request.with_facets {
            Facets::default()
        } else if total == 0 && !relaxed.hits.is_empty() {
            relaxed.tally.facets()
        } else {
            exact.tally.facets()
        },
        did_you_mean: relaxed.did_you_mean,
        understood: query.understood,
        notes: query.notes,
    })
}

/// Without words there is no relevance.
fn order_of(request: &SearchRequest, query: &Query) -> SearchOrder {
    if request.order == SearchOrder::Relevance && query.is_empty() {
        return SearchOrder::Newest;
    }
    request.order
}

/// Whether each word is a single pair of characters: the walk has weighed all there is.
fn is_plain(query: &Query) -> bool {
    let is_pair = |word: &String| word.chars().count() == 2;
    query
        .groups
        .iter()
        .all(|group| matches!(group.as_slice(), [word] if is_pair(word)))
}

fn exact(
    asking: &Asking,
    request: &SearchRequest,
    query: &Query,
    start: Start,
) -> Result<Exact, TantivyError> {
    let order = order_of(request, query);
    let (before, after) = match start {
        Start::Offset(offset) => (offset, None),
        Start::Behind(last, _) => (request.offset, Some(last)),
    };
    let mut wanted = before.saturating_add(request.limit);
    let is_weighed = order == SearchOrder::Relevance && !is_plain(query);
    if is_weighed && request.limit > 0 {
        // the same ones are weighed closely whichever page is asked for
        wanted = wanted.max(WINDOW);
    }
    let bring = Bring {
        order,
        wanted: if request.limit == 0 {
            0
        } else {
            wanted.min(asking.all())
        },
        after,
        with_tally: request.with_facets,
    };
    let plans = asking.exact_plans(query)?;
    let found = asking.walk(&plans, bring)?;
    let mut list = found.top.into_sorted();
    if order == SearchOrder::Relevance {
        if is_weighed && list.len() > 1 {
            let window = list.len().min(WINDOW);
            let window = list.get_mut(..window).unwrap_or_default();
            asking.weigh(query, window)?;
            window.sort_unstable();
        }
        put_number_first(asking, query, &mut list)?;
    }
    Ok(Exact {
        total: found.total,
        tally: found.tally,
        list,
    })
}

/// Who types a number wants that item before those that mention it.
fn put_number_first(
    asking: &Asking,
    query: &Query,
    list: &mut Vec<Ranked>,
) -> Result<(), TantivyError> {
    const FIRST: f32 = 1e6;
    let typed = query.number.as_deref().or(query.only());
    let Some(number) = typed.filter(|text| text.bytes().any(|b| b.is_ascii_digit())) else {
        return Ok(());
    };
    for mut one in asking.numbered(number)?.into_iter().rev() {
        let wanted = list.len();
        list.retain(|other| other.at != one.at);
        one.score = FIRST;
        one.key = key_of(FIRST);
        list.insert(0, one);
        list.truncate(wanted.max(1));
    }
    Ok(())
}

fn write_cursor(order: SearchOrder, shown: usize, last: Option<&Ranked>) -> Cursor {
    Cursor(match (order, last) {
        (SearchOrder::Newest | SearchOrder::Due, Some(last)) => {
            format!("k{}.{}.{}.{shown}", last.key, last.received_at, last.id)
        }
        (SearchOrder::Relevance, _) | (_, None) => format!("o{shown}"),
    })
}

fn read_cursor(request: &SearchRequest, order: SearchOrder) -> Start {
    let read = || {
        let text = request.after.as_ref()?.0.as_str();
        if let Some(shown) = text.strip_prefix('o') {
            let shown: usize = shown.parse().ok()?;
            return Some(Start::Offset(shown.saturating_add(request.offset)));
        }
        let mut parts = text.strip_prefix('k')?.split('.');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (key, received_at, id, seen) = (number()?, number()?, number()?, number()?);
        if order == SearchOrder::Relevance {
            return None;
        }
        let last = Ranked {
            key,
            received_at,
            id,
            score: 0.0,
            coverage: 0.0,
            at: crate::top::Place::Fresh(usize::MAX),
        };
        Some(Start::Behind(last, usize::try_from(seen).ok()?))
    };
    read().unwrap_or(Start::Offset(request.offset))
}
