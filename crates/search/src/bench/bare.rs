//! The same questions to tantivy itself: its queries and collectors over the same lists, and the
//! ten documents fetched as ours are.

use std::collections::HashMap;
use std::hint::black_box;

use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{DocAddress, Order, Searcher, TantivyDocument, TantivyError, Term};

use super::PAGE;
use super::questions::Kind;
use crate::analyser::{Analyser, is_long};
use crate::normalise::fold_text;
use crate::schema::{FACTS, Fields, Part, RECEIVED_AT};
use crate::squeeze;
use crate::tokenizers::bigrams;

pub(super) struct Bare<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
    pub(super) analyser: &'a Analyser,
}

impl Bare<'_> {
    pub(super) fn ask(&self, kind: Kind, q: &str) -> Result<(), TantivyError> {
        let query = self.query(kind, q);
        match kind {
            Kind::Newest => {
                let newest =
                    TopDocs::with_limit(PAGE).order_by_fast_field::<i64>(RECEIVED_AT, Order::Desc);
                let (found, total) = self.searcher.search(&query, &(newest, Count))?;
                black_box(total);
                self.fetch(found.into_iter().map(|(_, at)| at))?;
            }
            Kind::Facets => self.facets(&query)?,
            Kind::Snippets => self.snippets(&query)?,
            Kind::Term
            | Kind::ThreeWords
            | Kind::Substring
            | Kind::Relaxed
            | Kind::Question
            | Kind::Similar
            | Kind::Everything => {
                let best = TopDocs::with_limit(PAGE).order_by_score();
                let (found, total) = self.searcher.search(&query, &(best, Count))?;
                black_box(total);
                self.fetch(found.into_iter().map(|(_, at)| at))?;
            }
        }
        Ok(())
    }

    /// What is shown of each without its text: the number and the title.
    fn fetch(&self, found: impl Iterator<Item = DocAddress>) -> Result<(), TantivyError> {
        for at in found {
            let document: TantivyDocument = self.searcher.doc(at)?;
            let packed = document.get_first(self.fields.shown);
            let packed = packed
                .and_then(|value| value.as_bytes())
                .unwrap_or_default();
            let head = squeeze::texts(packed).take_while(|(label, _)| *label <= Part::Title as u8);
            head.for_each(|(_, text)| drop(black_box(text.unpack())));
        }
        Ok(())
    }

    fn query(&self, kind: Kind, q: &str) -> Box<dyn Query> {
        let folded = fold_text(q);
        let term = |text: &str| Term::from_field_text(self.fields.bigrams, text);
        let scored = |term: Term| -> Box<dyn Query> {
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        match kind {
            Kind::Question => {
                let words = self.analyser.all_words(&folded);
                let word = |text: &str| match is_long(text) {
                    true => Term::from_field_text(self.fields.long_words, text),
                    false => term(text),
                };
                let clauses = words
                    .into_iter()
                    .filter(|text| text.chars().nth(1).is_some())
                    .map(|text| (Occur::Should, scored(word(text))));
                Box::new(BooleanQuery::new(clauses.collect()))
            }
            Kind::ThreeWords => {
                let clauses = q.split(' ').map(|text| (Occur::Must, scored(term(text))));
                Box::new(BooleanQuery::new(clauses.collect()))
            }
            Kind::Term
            | Kind::Substring
            | Kind::Relaxed
            | Kind::Newest
            | Kind::Facets
            | Kind::Snippets
            | Kind::Similar
            | Kind::Everything => {
                let terms: Vec<Term> = bigrams(&folded).map(|(_, pair)| term(pair)).collect();
                match terms.as_slice() {
                    [only] => scored(only.clone()),
                    _ => Box::new(PhraseQuery::new(terms)),
                }
            }
        }
    }

    /// Every match looked up and counted, as an application on tantivy does it.
    fn facets(&self, query: &dyn Query) -> Result<(), TantivyError> {
        let best = TopDocs::with_limit(PAGE).order_by_score();
        let (found, all) = self.searcher.search(query, &(best, DocSetCollector))?;
        let mut columns: Vec<Column<u64>> = Vec::new();
        for segment in self.searcher.segment_readers() {
            columns.push(segment.fast_fields().u64(FACTS)?);
        }
        let mut counts: HashMap<u64, u64> = HashMap::new();
        for at in all {
            let column = columns.get(at.segment_ord as usize);
            let facts = column
                .and_then(|column| column.first(at.doc_id))
                .unwrap_or(0);
            for (shift, mask) in [
                (0, 0xf),
                (4, 0xf),
                (8, 0xf),
                (12, 0xffff),
                (28, 0x3_ffff),
                (46, 0x3_ffff),
            ] {
                *counts
                    .entry((shift << 32) | ((facts >> shift) & mask))
                    .or_default() += 1;
            }
        }
        black_box(counts);
        self.fetch(found.into_iter().map(|(_, at)| at))
    }

    fn snippets(&self, query: &dyn Query) -> Result<(), TantivyError> {
        let best = TopDocs::with_limit(PAGE).order_by_score();
        let (found, total) = self.searcher.search(query, &(best, Count))?;
        let generator = SnippetGenerator::create(self.searcher, query, self.fields.bigrams)?;
        for (_, at) in found {
            let document: TantivyDocument = self.searcher.doc(at)?;
            for text in texts_of(&document, self.fields.shown) {
                black_box(generator.snippet(&text));
            }
        }
        black_box(total);
        Ok(())
    }
}

fn texts_of(document: &TantivyDocument, field: Field) -> Vec<String> {
    let packed = document.get_first(field).and_then(|value| value.as_bytes());
    squeeze::texts(packed.unwrap_or_default())
        .filter(|(label, _)| *label == Part::Text as u8)
        .map(|(_, text)| text.unpack())
        .collect()
}
