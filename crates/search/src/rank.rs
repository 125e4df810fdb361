//! The order of relevance: the candidates of a walk, weighed closely.
//!
//! Words and pairs of characters, in the whole text and again in the title, each by its rarity,
//! its number and the length of the text; the more of the query a text holds, the better.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TantivyError, Term};

use crate::asking::Asking;
use crate::fresh::Fresh;
use crate::lookup;
use crate::pieces::{self, is_glue, pairs};
use crate::top::{Place, Ranked, key_of};
use crate::weigh::{Norms, idf, norm_of, saturated};

/// Terms that are weighed; the rarest say most, and the rest only costs time.
const LONG_WORDS_MAX: usize = 16;
const PAIRS_MAX: usize = 28;

const PAIR_WEIGHT: f32 = 1.0;
/// What a word is worth: a longer one beside its pairs, a pair that is a word beside what it is
/// worth as a pair.
const WORD_WEIGHT: f32 = 0.7;
const TITLE_WEIGHT: f32 = 1.0;
/// A text that holds more of the query counts for more: its part to this power.
const COVERAGE: f32 = 0.3;
const COVERAGE_FLOOR: f32 = 0.05;
/// What lies between the newest and what is ten years older; only a tie is decided by it.
const RECENCY: f32 = 0.02;
const TEN_YEARS: f32 = 10.0 * 365.25 * 86_400e6;

/// A query, ready to weigh.
pub(crate) struct Scorer {
    terms: Vec<Weighed>,
    n_words: usize,
    title_norms: Norms,
}

struct Weighed {
    kind: Kind,
    text: String,
    place: Arc<lookup::Place>,
    /// Titles are cut into pairs only.
    in_title: Option<Arc<lookup::Place>>,
    idf: f32,
    /// Whether it is a word of the query; a long one always is.
    is_word: bool,
    /// Whether it is a pair that says what the query is about, and does not only glue it together.
    tells: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    LongWord,
    Pair,
}

impl Weighed {
    fn weight(&self) -> f32 {
        match (self.kind, self.is_word) {
            (Kind::LongWord, _) => WORD_WEIGHT,
            (Kind::Pair, true) => PAIR_WEIGHT + WORD_WEIGHT,
            (Kind::Pair, false) => PAIR_WEIGHT,
        }
    }
}

/// What a candidate has gathered.
#[derive(Default, Clone)]
struct Sum {
    score: f32,
    /// The idf of the words it holds, of the pairs, and of the pairs that tell something.
    covered: f32,
    paired: f32,
    told: f32,
}

impl Scorer {
    /// `texts` are the words of the query, folded.
    pub(crate) fn new<'t>(
        asking: &Asking,
        texts: impl Iterator<Item = &'t str> + Clone,
    ) -> Result<Self, TantivyError> {
        let live = &asking.live;
        let searcher = &asking.searcher;
        let all = searcher.num_docs().max(1);
        let mut words: Vec<&str> = texts
            .clone()
            .flat_map(|text| live.analyser.all_words_now(text))
            .filter(|word| !is_glue(word))
            .collect();
        words.sort_unstable();
        words.dedup();
        let mut long: Vec<&str> = words
            .iter()
            .copied()
            .filter(|word| live.analyser.is_long_word(word))
            .collect();
        let telling = pieces::pieces(&live.analyser, texts.clone());
        let telling: HashSet<&str> = telling.iter().flat_map(|text| pairs(text)).collect();
        let mut two: Vec<&str> = texts.flat_map(pairs).collect();
        let mut terms = Vec::new();
        for (kind, field, list, most) in [
            (
                Kind::LongWord,
                live.fields.long_words,
                &mut long,
                LONG_WORDS_MAX,
            ),
            (Kind::Pair, live.fields.bigrams, &mut two, PAIRS_MAX),
        ] {
            list.sort_unstable();
            list.dedup();
            let mut counted = Vec::with_capacity(list.len());
            for text in list.iter() {
                let place = asking.lookups.of(&Term::from_field_text(field, text))?;
                counted.push((*text, place));
            }
            counted.sort_by_key(|(_, place)| place.frequency);
            // what no text holds can only stand in a fresh one
            counted.truncate(most);
            for (text, place) in counted {
                let in_title = match kind {
                    Kind::LongWord => None,
                    Kind::Pair => {
                        let term = Term::from_field_text(live.fields.title_bigrams, text);
                        Some(asking.lookups.of(&term)?)
                    }
                };
                terms.push(Weighed {
                    kind,
                    text: text.to_owned(),
                    idf: idf(place.frequency, all),
                    place,
                    in_title,
                    is_word: words.binary_search(&text).is_ok(),
                    tells: kind == Kind::Pair && telling.contains(text),
                });
            }
        }
        Ok(Self {
            n_words: terms.iter().filter(|term| term.is_word).count(),
            terms,
            title_norms: Norms::of_searcher(searcher, live.fields.title_bigrams)?,
        })
    }

    /// Gives every candidate its score.
    pub(crate) fn weigh(&self, asking: &Asking, found: &mut [Ranked]) -> Result<(), TantivyError> {
        let segments = asking.searcher.segment_readers();
        let mut by_segment: Vec<Vec<(DocId, usize)>> = vec![Vec::new(); segments.len()];
        let mut sums = vec![Sum::default(); found.len()];
        for (n, one) in found.iter().enumerate() {
            match one.at {
                Place::Indexed(at) => {
                    if let Some(list) = by_segment.get_mut(at.segment_ord as usize) {
                        list.push((at.doc_id, n));
                    }
                }
                Place::Fresh(place) => {
                    if let (Some(fresh), Some(sum)) =
                        (asking.fresh.documents.get(place), sums.get_mut(n))
                    {
                        *sum = self.fresh_sum(asking, fresh);
                    }
                }
            }
        }
        for ((ordinal, segment), mut docs) in segments.iter().enumerate().zip(by_segment) {
            if !docs.is_empty() {
                docs.sort_unstable();
                self.add(asking, ordinal, segment, &docs, &mut sums)?;
            }
        }
        let whole = |counts: fn(&&Weighed) -> bool| -> f32 {
            let terms = self.terms.iter().filter(counts);
            terms.map(|term| term.idf).sum::<f32>().max(1e-6)
        };
        let all_words = whole(|term| term.is_word);
        let all_pairs = whole(|term| term.kind == Kind::Pair);
        let all_told = whole(|term| term.tells);
        let newest = found.iter().map(|one| one.received_at).max().unwrap_or(0);
        for (one, sum) in found.iter_mut().zip(&sums) {
            // a name that no dictionary knows tells as much as a word
            let coverage = if self.n_words > 1 {
                (sum.told / all_told).max(sum.covered / all_words)
            } else {
                1.0
            };
            let paired = (sum.paired / all_pairs + COVERAGE_FLOOR).powf(COVERAGE);
            let age = (newest - one.received_at) as f32 / TEN_YEARS;
            let recency = RECENCY * (1.0 - age.clamp(0.0, 1.0));
            one.coverage = coverage;
            one.score = sum.score * paired + recency;
            one.key = key_of(one.score);
        }
        Ok(())
    }

    fn add(
        &self,
        asking: &Asking,
        ordinal: usize,
        segment: &SegmentReader,
        docs: &[(DocId, usize)],
        sums: &mut [Sum],
    ) -> Result<(), TantivyError> {
        let fields = &asking.live.fields;
        let lengths = segment.get_fieldnorms_reader(fields.bigrams)?;
        let norms = &asking.norms;
        let title_lengths = segment.get_fieldnorms_reader(fields.title_bigrams)?;
        let title_norms = &self.title_norms;
        for term in &self.terms {
            let weight = term.weight() * term.idf;
            each(&term.place, ordinal, segment, docs, |doc, n, occurs| {
                if let Some(sum) = sums.get_mut(n) {
                    let norm = norms.of(lengths.fieldnorm_id(doc));
                    sum.add(term, weight * saturated(occurs, norm));
                }
            })?;
            if let Some(in_title) = &term.in_title {
                let weight = TITLE_WEIGHT * weight;
                each(in_title, ordinal, segment, docs, |doc, n, occurs| {
                    if let Some(sum) = sums.get_mut(n) {
                        let norm = title_norms.of(title_lengths.fieldnorm_id(doc));
                        sum.score += weight * saturated(occurs, norm);
                    }
                })?;
            }
        }
        Ok(())
    }

    fn fresh_sum(&self, asking: &Asking, fresh: &Fresh) -> Sum {
        let mut sum = Sum::default();
        let norm = norm_of(fresh.n_pairs as f32, asking.norms.average);
        let title_norm = norm_of(fresh.title.chars().count() as f32, self.title_norms.average);
        for term in &self.terms {
            let occurs = match term.kind {
                Kind::LongWord => fresh.occurs_as_long_word(&term.text),
                Kind::Pair => fresh.occurs(&term.text),
            };
            if occurs == 0 {
                continue;
            }
            sum.add(term, term.weight() * term.idf * saturated(occurs, norm));
            if term.in_title.is_some() && fresh.title.contains(&term.text) {
                sum.score += TITLE_WEIGHT * term.weight() * term.idf * saturated(1, title_norm);
            }
        }
        sum
    }
}

/// Calls back for each of the documents that hold a term, with how often.
fn each(
    term: &lookup::Place,
    ordinal: usize,
    segment: &SegmentReader,
    docs: &[(DocId, usize)],
    mut found: impl FnMut(DocId, usize, u32),
) -> Result<(), TantivyError> {
    let option = IndexRecordOption::WithFreqs;
    let Some(mut postings) = term.postings(ordinal, segment, option)? else {
        return Ok(());
    };
    for (doc, n) in docs {
        if postings.doc() < *doc {
            postings.seek(*doc);
        }
        if postings.doc() == *doc {
            found(*doc, *n, postings.term_freq());
        }
    }
    Ok(())
}

impl Sum {
    fn add(&mut self, term: &Weighed, score: f32) {
        self.score += score;
        if term.is_word {
            self.covered += term.idf;
        }
        if term.tells {
            self.told += term.idf;
        }
        match term.kind {
            Kind::LongWord => {}
            Kind::Pair => self.paired += term.idf,
        }
    }
}
