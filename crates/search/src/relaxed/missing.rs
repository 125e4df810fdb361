//! Texts that hold only some of the words.

use std::collections::HashSet;

use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query as _, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{TantivyError, Term};

use super::Finder;
use crate::analyser::is_long;
use crate::asking::{Asking, Bring};
use crate::pieces::{self, is_glue};
use crate::top::Ranked;

/// Hits looked for.
const MISSING_MAX: usize = 200;
/// Terms that bring candidates: the rarest.
const LEADING_WORDS: usize = 4;
const LEADING_PAIRS: usize = 12;

impl Finder<'_> {
    /// Texts with most of the words, brought by the rarest of them.
    pub(super) fn missing(&self) -> Result<Vec<Ranked>, TantivyError> {
        let Asking { live, searcher, .. } = self.asking;
        let fields = &live.fields;
        let words: Vec<&str> = self
            .texts()
            .flat_map(|text| live.analyser.all_words_now(text))
            .filter(|word| !is_glue(word))
            .collect();
        let long = words.iter().copied();
        let long = long
            .filter(|word| live.analyser.is_long_word(word))
            .collect();
        let long = self.rarest(fields.long_words, long, LEADING_WORDS)?;
        let pairs = self.texts().flat_map(pieces::pairs).collect();
        let pairs = self.rarest(fields.bigrams, pairs, LEADING_PAIRS)?;
        let has_fresh = !self.asking.fresh.documents.is_empty();
        if long.len() + pairs.len() < 2 && !has_fresh {
            return Ok(Vec::new());
        }
        let clauses = long
            .into_iter()
            .chain(pairs)
            .map(|(term, text)| -> (Occur, Box<dyn tantivy::query::Query>) {
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                // a pair that is a word counts as both
                let weight = if words.contains(&text) && !is_long(text) {
                    2.0
                } else {
                    1.0
                };
                (
                    Occur::Should,
                    Box::new(BoostQuery::new(Box::new(query), weight)),
                )
            })
            .collect();
        let scoring =
            EnableScoring::enabled_from_statistics_provider(&self.asking.lookups, searcher);
        let weight = BooleanQuery::new(clauses).weight(scoring)?;
        let mut list = self.asking.candidates(&*weight, MISSING_MAX)?;
        list.retain(|one| !self.seen.contains(&one.id));
        if !self.query.without.is_empty() {
            self.keep_without(&mut list)?;
        }
        Ok(list)
    }

    /// What must not occur must not occur here either.
    fn keep_without(&self, list: &mut Vec<Ranked>) -> Result<(), TantivyError> {
        let groups: Vec<Vec<String>> = vec![self.query.without.clone()];
        let plan = self.asking.plan(&groups, &[])?;
        let bring = Bring {
            wanted: self.asking.all(),
            ..Bring::NOTHING
        };
        let found = self.asking.walk(&[plan], bring)?.top.into_sorted();
        let forbidden: HashSet<i64> = found.iter().map(|one| one.id).collect();
        list.retain(|one| !forbidden.contains(&one.id));
        Ok(())
    }

    fn rarest<'t>(
        &self,
        field: Field,
        mut texts: Vec<&'t str>,
        most: usize,
    ) -> Result<Vec<(Term, &'t str)>, TantivyError> {
        texts.sort_unstable();
        texts.dedup();
        let mut counted = Vec::with_capacity(texts.len());
        for text in texts {
            let term = Term::from_field_text(field, text);
            let frequency = self.asking.frequency(&term)?;
            if frequency > 0 {
                counted.push((frequency, (term, text)));
            }
        }
        counted.sort_by_key(|(frequency, _)| *frequency);
        counted.truncate(most);
        Ok(counted.into_iter().map(|(_, one)| one).collect())
    }
}
