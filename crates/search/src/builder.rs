//! From what was asked to what the index is asked. Never tantivy's own query parser: it turns
//! Chinese into phrases and finds nothing.

use huiyin_core::Scope;
use huiyin_core::ctx::UnitScope;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};

use crate::analyser::Analyser;
use crate::query::Asked;
use crate::schema::Fields;
use crate::tokenizers::bigrams;

/// Added to the score of a literal match; no sum of weights comes near it.
pub(crate) const LITERAL: f32 = 1000.0;

/// Terms that score; the rarest say most, and the rest only costs time.
const SCORING_WORDS_MAX: usize = 12;
const SCORING_PAIRS_MAX: usize = 24;
/// Pieces that decide which texts are near enough in a relaxed search.
const RELAXED_PIECES_MAX: usize = 12;

/// Equal weights did best on titles of the same issue written by different people (recall@10 0.86,
/// MRR 0.975; without the title fields 0.77 and 0.95, words without bigrams 0.86 and 0.95).
const WORD_WEIGHT: f32 = 1.0;
const PAIR_WEIGHT: f32 = 1.0;
const TITLE_WORD_WEIGHT: f32 = 1.0;
const TITLE_PAIR_WEIGHT: f32 = 1.0;

/// Makes the queries of one search.
pub(crate) struct Builder<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) analyser: &'a Analyser,
    pub(crate) scope: &'a Scope,
    pub(crate) asked: &'a Asked,
    /// Whether the order depends on the score.
    pub(crate) is_ranked: bool,
}

type Clause = (Occur, Box<dyn Query>);

impl Builder<'_> {
    /// Texts with all the words, the literal ones scored above [`LITERAL`].
    pub(crate) fn all_words(&self) -> Result<Box<dyn Query>, TantivyError> {
        if self.asked.is_empty() {
            return Ok(self.scoped(vec![must(Box::new(AllQuery))]));
        }
        let matching = self.or_number(self.all_of(&self.asked.scattered));
        let literal = if self.asked.is_looser_than_literal() {
            self.or_number(self.all_of(&self.asked.words))
        } else {
            Box::new(AllQuery)
        };
        let mut clauses = vec![
            must(matching),
            (
                Occur::Should,
                Box::new(ConstScoreQuery::new(literal, LITERAL)),
            ),
        ];
        if self.is_ranked {
            clauses.extend(self.scoring()?);
        }
        Ok(self.scoped(clauses))
    }

    /// Texts with several of the pieces; `None` when the query is too short to leave some out.
    pub(crate) fn most_pieces(&self) -> Result<Option<Box<dyn Query>>, TantivyError> {
        const FEWEST: usize = 2;
        let asked = self.asked.pieces.len();
        if asked <= FEWEST {
            return Ok(None);
        }
        let mut known: Vec<(u64, &String)> = Vec::new();
        for piece in &self.asked.pieces {
            let frequency = self.frequency(piece)?;
            if frequency > 0 {
                known.push((frequency, piece));
            }
        }
        known.sort();
        known.truncate(RELAXED_PIECES_MAX);
        let needed = known.len().div_ceil(3).max(FEWEST);
        if known.len() < needed {
            return Ok(None);
        }
        let pieces = known
            .into_iter()
            .map(|(_, piece)| self.substring(piece))
            .collect();
        let most = BooleanQuery::union_with_minimum_required_clauses(pieces, needed);
        let mut clauses = vec![must(Box::new(most))];
        if self.is_ranked {
            clauses.extend(self.scoring()?);
        }
        Ok(Some(self.scoped(clauses)))
    }

    /// The viewer's rights are a part of the query: what is outside is neither counted nor scored.
    fn scoped(&self, mut clauses: Vec<Clause>) -> Box<dyn Query> {
        match &self.scope.units {
            UnitScope::All => {}
            UnitScope::Nothing => return Box::new(EmptyQuery),
            UnitScope::Of(units) => {
                let units: Vec<Box<dyn Query>> = units
                    .iter()
                    .map(|unit| Term::from_field_i64(self.fields.visible_unit, unit.0))
                    .map(|term| -> Box<dyn Query> { Box::new(present(term)) })
                    .collect();
                if units.is_empty() {
                    return Box::new(EmptyQuery);
                }
                clauses.push(must(Box::new(BooleanQuery::union(units))));
            }
        }
        if !self.scope.restricted {
            let term = Term::from_field_bool(self.fields.restricted, true);
            clauses.push((Occur::MustNot, Box::new(present(term))));
        }
        let viewer = &self.scope.viewer;
        let account = viewer
            .account
            .map(|account| Term::from_field_i64(self.fields.accused_account, account.0));
        let units = viewer
            .units
            .iter()
            .map(|unit| Term::from_field_i64(self.fields.accused_unit, unit.0));
        for term in account.into_iter().chain(units) {
            clauses.push((Occur::MustNot, Box::new(present(term))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn all_of(&self, needles: &[String]) -> Box<dyn Query> {
        let each: Vec<Box<dyn Query>> = needles.iter().map(|one| self.substring(one)).collect();
        Box::new(BooleanQuery::intersection(each))
    }

    fn or_number(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        match &self.asked.number {
            None => query,
            Some(number) => {
                let term = Term::from_field_text(self.fields.number, number);
                Box::new(BooleanQuery::union(vec![query, Box::new(present(term))]))
            }
        }
    }

    /// Texts that contain the needle. Bigrams at their places fix every character, so this is
    /// exact; every second one is enough, for two that touch leave nothing open between them.
    fn substring(&self, needle: &str) -> Box<dyn Query> {
        let pairs: Vec<(usize, &str)> = bigrams(needle).collect();
        let term = |text: &str| Term::from_field_text(self.fields.bigrams, text);
        match pairs.as_slice() {
            [] => Box::new(present(Term::from_field_text(
                self.fields.characters,
                needle,
            ))),
            [(_, only)] => Box::new(present(term(only))),
            [.., (last, _)] => {
                let cover = pairs
                    .iter()
                    .filter(|(place, _)| place % 2 == 0 || place == last)
                    .map(|(place, pair)| (*place, term(pair)))
                    .collect();
                Box::new(PhraseQuery::new_with_offset(cover))
            }
        }
    }

    /// In how many texts the needle can be at most.
    fn frequency(&self, needle: &str) -> Result<u64, TantivyError> {
        let mut least = None;
        for (_, pair) in bigrams(needle) {
            let term = Term::from_field_text(self.fields.bigrams, pair);
            let frequency = self.searcher.doc_freq(&term)?;
            least = Some(least.map_or(frequency, |least: u64| least.min(frequency)));
        }
        match least {
            Some(least) => Ok(least),
            None => self
                .searcher
                .doc_freq(&Term::from_field_text(self.fields.characters, needle)),
        }
    }

    /// Words and bigrams in the whole text, and again in the title: both rank better together
    /// than either alone.
    fn scoring(&self) -> Result<Vec<Clause>, TantivyError> {
        let joined = self.asked.joined();
        let words = self.analyser.all_words_now(&joined);
        let words = self.rarest(self.fields.words, words, SCORING_WORDS_MAX)?;
        let pairs = bigrams(&joined)
            .map(|(_, pair)| pair)
            .filter(|pair| pair.chars().all(char::is_alphanumeric))
            .collect();
        let pairs = self.rarest(self.fields.bigrams, pairs, SCORING_PAIRS_MAX)?;
        let mut clauses = Vec::new();
        for (texts, field, weight) in [
            (&words, self.fields.words, WORD_WEIGHT),
            (&words, self.fields.title_words, TITLE_WORD_WEIGHT),
            (&pairs, self.fields.bigrams, PAIR_WEIGHT),
            (&pairs, self.fields.title_bigrams, TITLE_PAIR_WEIGHT),
        ] {
            clauses.extend(texts.iter().map(|text| scored(field, text, weight)));
        }
        Ok(clauses)
    }

    fn rarest<'t>(
        &self,
        field: Field,
        mut texts: Vec<&'t str>,
        most: usize,
    ) -> Result<Vec<&'t str>, TantivyError> {
        texts.sort_unstable();
        texts.dedup();
        let mut counted = Vec::with_capacity(texts.len());
        for text in texts {
            let frequency = self
                .searcher
                .doc_freq(&Term::from_field_text(field, text))?;
            if frequency > 0 {
                counted.push((frequency, text));
            }
        }
        counted.sort_unstable();
        counted.truncate(most);
        Ok(counted.into_iter().map(|(_, text)| text).collect())
    }
}

/// A condition without a score of its own.
fn must(query: Box<dyn Query>) -> Clause {
    (Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0)))
}

fn present(term: Term) -> TermQuery {
    TermQuery::new(term, IndexRecordOption::Basic)
}

fn scored(field: Field, text: &str, weight: f32) -> Clause {
    let term = TermQuery::new(
        Term::from_field_text(field, text),
        IndexRecordOption::WithFreqs,
    );
    (
        Occur::Should,
        Box::new(BoostQuery::new(Box::new(term), weight)),
    )
}
