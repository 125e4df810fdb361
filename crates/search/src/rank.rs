//! The order of relevance: the candidates of a walk, weighed closely.
//!
//! Words and pairs of characters, in the whole text and again in the title, each by its rarity,
//! its number and the length of the text; the more of the query a text holds, the better.

use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TantivyError, Term};

use crate::analyser::Analyser;
use crate::asking::Asking;
use crate::fresh::{Fresh, State};
use crate::pieces::{is_glue, pairs};
use crate::schema::Fields;
use crate::top::{Place, Ranked, key_of};
use crate::weigh::{Norms, idf, norm_of, saturated};

/// Terms that are weighed; the rarest say most, and the rest only costs time.
const WORDS_MAX: usize = 24;
const PAIRS_MAX: usize = 48;

const WORD_WEIGHT: f32 = 1.0;
const PAIR_WEIGHT: f32 = 1.0;
const TITLE_WORD_WEIGHT: f32 = 1.0;
const TITLE_PAIR_WEIGHT: f32 = 1.0;
/// A text that holds more of the query counts for more: its part to this power.
const COVERAGE: f32 = 0.3;
const COVERAGE_FLOOR: f32 = 0.05;
/// What lies between the newest and what is ten years older; only a tie is decided by it.
const RECENCY: f32 = 0.02;
const TEN_YEARS: f32 = 10.0 * 365.25 * 86_400e6;

/// A query, ready to weigh.
pub(crate) struct Scorer<'a> {
    searcher: &'a Searcher,
    terms: Vec<Weighed>,
    n_words: usize,
    averages: [(Field, f32); 4],
}

struct Weighed {
    kind: Kind,
    text: String,
    idf: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Pair,
}

/// What a candidate has gathered.
#[derive(Default, Clone)]
struct Sum {
    score: f32,
    /// The idf of the words it holds, and of the pairs.
    covered: f32,
    paired: f32,
}

impl<'a> Scorer<'a> {
    /// `texts` are the words of the query, folded.
    pub(crate) fn new<'t>(
        asking: &'a Asking,
        fields: &Fields,
        analyser: &Analyser,
        texts: impl Iterator<Item = &'t str> + Clone,
    ) -> Result<Self, TantivyError> {
        let searcher = &asking.searcher;
        let all = searcher.num_docs().max(1);
        let mut words: Vec<&str> = texts
            .clone()
            .flat_map(|text| analyser.all_words_now(text))
            .filter(|word| !is_glue(word))
            .collect();
        let mut two: Vec<&str> = texts.flat_map(pairs).collect();
        let mut terms = Vec::new();
        for (kind, field, list, most) in [
            (Kind::Word, fields.words, &mut words, WORDS_MAX),
            (Kind::Pair, fields.bigrams, &mut two, PAIRS_MAX),
        ] {
            list.sort_unstable();
            list.dedup();
            let mut counted = Vec::with_capacity(list.len());
            for text in list.iter() {
                let frequency = asking.frequency(&Term::from_field_text(field, text))?;
                counted.push((frequency, *text));
            }
            counted.sort_unstable();
            // what no text holds can only stand in a fresh one
            counted.truncate(most);
            terms.extend(counted.into_iter().map(|(frequency, text)| Weighed {
                kind,
                text: text.to_owned(),
                idf: idf(frequency, all),
            }));
        }
        let average = |field: Field| -> Result<(Field, f32), TantivyError> {
            let mut tokens = 0;
            let mut documents = 0;
            for segment in searcher.segment_readers() {
                tokens += segment.inverted_index(field)?.total_num_tokens();
                documents += u64::from(segment.max_doc());
            }
            Ok((field, tokens as f32 / documents.max(1) as f32))
        };
        Ok(Self {
            searcher,
            n_words: terms.iter().filter(|term| term.kind == Kind::Word).count(),
            terms,
            averages: [
                average(fields.words)?,
                average(fields.bigrams)?,
                average(fields.title_words)?,
                average(fields.title_bigrams)?,
            ],
        })
    }

    /// Gives every candidate its score and sorts them by it.
    pub(crate) fn sort(&self, fresh: &State, found: &mut [Ranked]) -> Result<(), TantivyError> {
        let mut by_segment: Vec<Vec<(DocId, usize)>> =
            vec![Vec::new(); self.searcher.segment_readers().len()];
        let mut sums = vec![Sum::default(); found.len()];
        for (n, one) in found.iter().enumerate() {
            match one.at {
                Place::Indexed(at) => {
                    if let Some(list) = by_segment.get_mut(at.segment_ord as usize) {
                        list.push((at.doc_id, n));
                    }
                }
                Place::Fresh(place) => {
                    if let (Some(fresh), Some(sum)) = (fresh.documents.get(place), sums.get_mut(n))
                    {
                        *sum = self.fresh_sum(fresh);
                    }
                }
            }
        }
        for (segment, mut docs) in self.searcher.segment_readers().iter().zip(by_segment) {
            docs.sort_unstable();
            self.add(segment, &docs, &mut sums)?;
        }
        let whole = |kind: Kind| -> f32 {
            let terms = self.terms.iter().filter(|term| term.kind == kind);
            terms.map(|term| term.idf).sum::<f32>().max(1e-6)
        };
        let (all_words, all_pairs) = (whole(Kind::Word), whole(Kind::Pair));
        let newest = found.iter().map(|one| one.received_at).max().unwrap_or(0);
        for (one, sum) in found.iter_mut().zip(&sums) {
            let coverage = if self.n_words > 1 {
                sum.covered / all_words
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
        found.sort_unstable();
        Ok(())
    }

    fn add(
        &self,
        segment: &SegmentReader,
        docs: &[(DocId, usize)],
        sums: &mut [Sum],
    ) -> Result<(), TantivyError> {
        if docs.is_empty() {
            return Ok(());
        }
        let kinds = [Kind::Word, Kind::Pair, Kind::Word, Kind::Pair];
        let weights = [
            WORD_WEIGHT,
            PAIR_WEIGHT,
            TITLE_WORD_WEIGHT,
            TITLE_PAIR_WEIGHT,
        ];
        for (((field, average), kind), weight) in self.averages.iter().zip(kinds).zip(weights) {
            let index = segment.inverted_index(*field)?;
            let lengths = segment.get_fieldnorms_reader(*field)?;
            let norms = Norms::new(*average);
            let is_whole = weight_is_of_whole(*field, &self.averages);
            for term in self.terms.iter().filter(|term| term.kind == kind) {
                let wanted = Term::from_field_text(*field, &term.text);
                let Some(mut postings) =
                    index.read_postings(&wanted, IndexRecordOption::WithFreqs)?
                else {
                    continue;
                };
                for (doc, n) in docs {
                    if postings.doc() < *doc {
                        postings.seek(*doc);
                    }
                    if postings.doc() == *doc
                        && let Some(sum) = sums.get_mut(*n)
                    {
                        let norm = norms.of(lengths.fieldnorm_id(*doc));
                        sum.score += weight * term.idf * saturated(postings.term_freq(), norm);
                        match kind {
                            Kind::Word if is_whole => sum.covered += term.idf,
                            Kind::Pair if is_whole => sum.paired += term.idf,
                            Kind::Word | Kind::Pair => {}
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn fresh_sum(&self, fresh: &Fresh) -> Sum {
        let [(_, words), (_, pairs), (_, title_words), (_, title_pairs)] = self.averages;
        let mut sum = Sum::default();
        let title_length = fresh.title.chars().count() as f32;
        for term in &self.terms {
            let (occurs, norm, weight, title_norm, title_weight) = match term.kind {
                Kind::Word => (
                    fresh.occurs_as_word(&term.text),
                    norm_of(fresh.n_words as f32, words),
                    WORD_WEIGHT,
                    norm_of(title_length / 2.0, title_words),
                    TITLE_WORD_WEIGHT,
                ),
                Kind::Pair => (
                    fresh.occurs(&term.text),
                    norm_of(fresh.n_pairs as f32, pairs),
                    PAIR_WEIGHT,
                    norm_of(title_length, title_pairs),
                    TITLE_PAIR_WEIGHT,
                ),
            };
            if occurs == 0 {
                continue;
            }
            sum.score += weight * term.idf * saturated(occurs, norm);
            if fresh.title.contains(&term.text) {
                sum.score += title_weight * term.idf * saturated(1, title_norm);
            }
            match term.kind {
                Kind::Word => sum.covered += term.idf,
                Kind::Pair => sum.paired += term.idf,
            }
        }
        sum
    }
}

/// Whether a field is one of the whole text, not of the title.
fn weight_is_of_whole(field: Field, averages: &[(Field, f32); 4]) -> bool {
    let [(words, _), (pairs, _), ..] = averages;
    field == *words || field == *pairs
}
