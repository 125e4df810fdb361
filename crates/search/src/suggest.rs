//! Search as you type: what the beginning of a query may become.

use huiyin_core::search::{Filters, SearchNames, SuggestRequest, Suggested};
use tantivy::TantivyError;

use crate::asking::{Asking, Bring};
use crate::error::IndexError;
use crate::index::Index;
use crate::language::Query;
use crate::meant;
use crate::normalise::fold_text;

/// Continuations that are tried; each costs a walk.
const TRIED_MAX: usize = 24;
/// A longer beginning is a text, not a beginning.
const TYPED_CHARS_MAX: usize = 40;

impl Index {
    /// Queries that begin with what has been typed, in characters or in pinyin, and have matches in
    /// the scope; those with the most matches first. None while the dictionary is loading.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Suggested>, IndexError> {
        let filters = Filters::default();
        let asking = Asking::new(self, &request.scope, &filters, &filters)?;
        suggest(&asking, request).map_err(|error| asking.live.slot.explain(error))
    }

    /// Makes ready what the first query would otherwise wait for: the dictionary, and the words of
    /// the archive by their sound.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn warm(&self) -> Result<(), IndexError> {
        let live = self.live();
        live.analyser.load();
        let searcher = live.reader.searcher();
        live.vocabulary
            .of(&searcher, &live.fields, &live.analyser)
            .map(|_made| ())
            .map_err(|error| live.slot.explain(error))
    }
}

fn suggest(asking: &Asking, request: &SuggestRequest) -> Result<Vec<Suggested>, TantivyError> {
    let typed = request.typed.trim_start();
    let is_too_long = typed.chars().nth(TYPED_CHARS_MAX).is_some();
    if typed.is_empty() || is_too_long || !asking.live.analyser.is_loaded() {
        return Ok(Vec::new());
    }
    let (before, last) = match typed.rfind(char::is_whitespace) {
        Some(at) => typed.split_at_checked(at).unwrap_or(("", typed)),
        None => ("", typed),
    };
    let before = before.trim();
    let mut found: Vec<Suggested> = Vec::new();
    for last in continuations(asking, last.trim())? {
        let q = if before.is_empty() {
            last
        } else {
            format!("{before} {last}")
        };
        if found.iter().any(|one| one.q == q) {
            continue;
        }
        let query = Query::read(&q, &SearchNames::default());
        let plans = asking.exact_plans(&query)?;
        let total = asking.walk(&plans, Bring::NOTHING)?.total;
        if total > 0 {
            found.push(Suggested { q, total });
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.total));
    found.truncate(request.limit);
    Ok(found)
}

/// What a word may become.
fn continuations(asking: &Asking, typed: &str) -> Result<Vec<String>, TantivyError> {
    let live = &asking.live;
    let vocabulary = live
        .vocabulary
        .of(&asking.searcher, &live.fields, &live.analyser)?;
    let folded = fold_text(typed);
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    if folded.bytes().all(|b| b.is_ascii_alphabetic()) {
        let words = vocabulary.sounding_from(&folded, TRIED_MAX / 2);
        found.extend(words.into_iter().map(|(word, _)| word.to_owned()));
        let spelt = meant::spelt(&vocabulary, &folded);
        found.extend(spelt.iter().take(TRIED_MAX / 2).map(meant::Meant::text));
    } else {
        found.push(folded.clone());
        found.extend(
            vocabulary
                .beginning(&folded)
                .take(TRIED_MAX / 2)
                .map(|(word, _)| word.to_owned()),
        );
        // 职工食: the last word goes on, what stands before it stays
        let starts: Vec<usize> = folded.char_indices().map(|(at, _)| at).skip(1).collect();
        for start in starts {
            let (kept, rest) = folded.split_at_checked(start).unwrap_or(("", &folded));
            found.extend(
                vocabulary
                    .beginning(rest)
                    .take(4)
                    .filter(|(word, _)| *word != rest)
                    .map(|(word, _)| format!("{kept}{word}")),
            );
        }
        found.truncate(TRIED_MAX);
    }
    Ok(found)
}
