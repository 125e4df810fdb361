//! More like this: edited copies and letters about the same thing.

use std::collections::HashSet;

use chrono::DateTime;
use huiyin_core::search::{Filters, SimilarHit, SimilarRequest, SimilarTo};
use huiyin_core::{Status, SuggestionId};
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query as _, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TantivyError, Term};

use crate::asking::Asking;
use crate::error::IndexError;
use crate::facts;
use crate::hit::{self, Shown};
use crate::index::Index;
use crate::normalise::{SEPARATOR, fold_into};
use crate::pieces::pairs;
use crate::top::{Place, Ranked};

/// Pairs of characters that bring candidates: the rarest.
const LEADING_PAIRS: usize = 24;
/// Candidates whose texts are compared.
const COMPARED: usize = 40;
/// Texts are compared up to this length.
const COMPARED_CHARS: usize = 4000;
/// What the title says is what the letter is about.
const TITLE_PART: f32 = 0.4;

impl Index {
    /// Items like another or like a text, the likest first, within the scope and the filters.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn similar(&self, request: &SimilarRequest) -> Result<Vec<SimilarHit>, IndexError> {
        let none = Filters::default();
        let asking = Asking::new(self, &request.scope, &request.filters, &none)?;
        similar(&asking, request).map_err(|error| asking.live.slot.explain(error))
    }
}

/// A text as the set of its pairs.
struct Shape {
    title: HashSet<String>,
    whole: HashSet<String>,
}

impl Shape {
    fn of(title: &str, body: &str) -> Self {
        let set = |text: &str| pairs(text).map(str::to_owned).collect::<HashSet<String>>();
        let mut folded = String::new();
        fold_into(&mut folded, title);
        let title = set(&folded);
        folded.push(SEPARATOR);
        let capped: String = body.chars().take(COMPARED_CHARS).collect();
        fold_into(&mut folded, &capped);
        Self {
            title,
            whole: set(&folded),
        }
    }

    fn likeness(&self, other: &Self) -> f32 {
        TITLE_PART * dice(&self.title, &other.title)
            + (1.0 - TITLE_PART) * dice(&self.whole, &other.whole)
    }
}

/// Twice the common part over both: 1 for equal sets.
fn dice(a: &HashSet<String>, b: &HashSet<String>) -> f32 {
    if a.is_empty() && b.is_empty() {
        return 0.0;
    }
    let common = a.intersection(b).count();
    2.0 * common as f32 / (a.len() + b.len()) as f32
}

fn similar(asking: &Asking, request: &SimilarRequest) -> Result<Vec<SimilarHit>, TantivyError> {
    let (own, title, body) = match &request.to {
        SimilarTo::Text { title, body } => (None, title.clone(), body.clone()),
        SimilarTo::Item(id) => match the_item(asking, *id)? {
            Some(shown) => (
                Some(*id),
                shown.title,
                shown.texts.into_iter().next().unwrap_or_default(),
            ),
            None => return Ok(Vec::new()),
        },
    };
    let shape = Shape::of(&title, &body);
    let mut candidates = candidates(asking, &shape)?;
    candidates.retain(|one| Some(SuggestionId(one.id)) != own);
    candidates.truncate(COMPARED.max(request.limit));
    let mut hits = Vec::new();
    for one in candidates {
        let Some(shown) = shown(asking, one.at)? else {
            continue;
        };
        let body = shown.texts.first().map(String::as_str).unwrap_or_default();
        let number = shown.facts.status();
        let broken = || TantivyError::InternalError(format!("no status number {number}"));
        hits.push(SimilarHit {
            id: SuggestionId(one.id),
            likeness: shape.likeness(&Shape::of(&shown.title, body)),
            status: facts::coded(Status::ALL, number).ok_or_else(broken)?,
            received_at: DateTime::from_timestamp_micros(one.received_at).unwrap_or_default(),
            ticket_no: shown.ticket_no,
            title: shown.title,
        });
    }
    hits.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(b.id.0.cmp(&a.id.0)));
    hits.truncate(request.limit);
    Ok(hits)
}

/// What holds the rarest pairs; the title's count as well as the text's.
fn candidates(asking: &Asking, shape: &Shape) -> Result<Vec<Ranked>, TantivyError> {
    let fields = &asking.live.fields;
    let mut counted = Vec::with_capacity(shape.whole.len());
    for pair in &shape.whole {
        let term = Term::from_field_text(fields.bigrams, pair);
        let frequency = asking.frequency(&term)?;
        // what only this text holds brings nothing else
        if frequency > 1 {
            counted.push((frequency, pair.as_str(), term));
        }
    }
    counted.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let from_title = counted
        .iter()
        .filter(|(_, pair, _)| shape.title.contains(*pair))
        .take(LEADING_PAIRS / 3)
        .map(|(_, _, term)| term.clone());
    let from_text = counted
        .iter()
        .take(LEADING_PAIRS)
        .map(|(_, _, term)| term.clone());
    let mut terms: Vec<Term> = from_text.chain(from_title).collect();
    terms.sort();
    terms.dedup();
    let clauses = terms
        .into_iter()
        .map(|term| -> (Occur, Box<dyn tantivy::query::Query>) {
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(query))
        })
        .collect();
    let scoring =
        EnableScoring::enabled_from_statistics_provider(&asking.lookups, &asking.searcher);
    let weight = BooleanQuery::new(clauses).weight(scoring)?;
    asking.candidates(&*weight, COMPARED * 2)
}

fn shown(asking: &Asking, at: Place) -> Result<Option<Shown>, TantivyError> {
    match at {
        Place::Indexed(at) => hit::stored(asking, at, true).map(Some),
        Place::Fresh(place) => Ok(asking
            .fresh
            .documents
            .get(place)
            .map(|fresh| Shown::of(&fresh.item))),
    }
}

/// The item itself; `None` when it is not there, or not for this viewer.
fn the_item(asking: &Asking, id: SuggestionId) -> Result<Option<Shown>, TantivyError> {
    let fresh = asking.fresh.documents.iter().find(|one| one.item.id == id);
    if let Some(fresh) = fresh {
        return Ok(asking.sees(fresh).then(|| Shown::of(&fresh.item)));
    }
    let term = Term::from_field_i64(asking.live.fields.id, id.0);
    for (ordinal, segment) in (0..).zip(asking.searcher.segment_readers()) {
        let index = segment.inverted_index(term.field())?;
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else {
            continue;
        };
        while postings.doc() != tantivy::TERMINATED {
            let doc = postings.doc();
            if asking.sees_indexed(ordinal, segment, doc)? {
                return hit::stored(asking, DocAddress::new(ordinal, doc), true).map(Some);
            }
            postings.advance();
        }
    }
    Ok(None)
}
