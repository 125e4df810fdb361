//! How folded text becomes terms. Three views of the same text: words rank, bigrams with
//! positions find every substring of two characters and more, single characters find the rest.

use std::collections::HashSet;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::analyser::Analyser;

pub(crate) const WORDS: &str = "huiyin_words";
pub(crate) const BIGRAMS: &str = "huiyin_bigrams";
pub(crate) const CHARACTERS: &str = "huiyin_characters";

/// Stands between the parts of an indexed text; folding never produces it, and no bigram holds
/// it, so nothing matches across two parts.
pub(crate) const SEPARATOR: char = '\n';

pub(crate) fn manager(analyser: &Analyser) -> TokenizerManager {
    // the default ones are asked for by fields that are not cut at all
    let manager = TokenizerManager::default();
    manager.register(WORDS, Words(analyser.clone()));
    manager.register(BIGRAMS, Bigrams);
    manager.register(CHARACTERS, Characters);
    manager
}

/// The overlapping pairs of characters of a folded text, each with the place of its first
/// character. Every place counts, so consecutive places mean consecutive characters.
pub(crate) fn bigrams(folded: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = folded.char_indices().map(|(at, _)| at);
    let ends = folded
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .skip(1);
    starts
        .zip(ends)
        .enumerate()
        .filter_map(|(place, (start, end))| Some((place, folded.get(start..end)?)))
        .filter(|(_, pair)| !pair.contains(SEPARATOR))
}

#[derive(Clone)]
struct Words(Analyser);

impl Tokenizer for Words {
    type TokenStream<'a> = Pieces<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Pieces<'a> {
        Pieces::new(self.0.all_words(text).into_iter().enumerate().collect())
    }
}

#[derive(Clone)]
struct Bigrams;

impl Tokenizer for Bigrams {
    type TokenStream<'a> = Pieces<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Pieces<'a> {
        Pieces::new(bigrams(text).collect())
    }
}

#[derive(Clone)]
struct Characters;

impl Tokenizer for Characters {
    type TokenStream<'a> = Pieces<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Pieces<'a> {
        let mut seen = HashSet::new();
        let pieces = text
            .char_indices()
            .filter(|&(_, c)| c != SEPARATOR && seen.insert(c))
            .filter_map(|(at, c)| text.get(at..at + c.len_utf8()))
            .enumerate()
            .collect();
        Pieces::new(pieces)
    }
}

/// Terms with their positions, cut already.
pub(crate) struct Pieces<'a> {
    rest: std::vec::IntoIter<(usize, &'a str)>,
    token: Token,
}

impl<'a> Pieces<'a> {
    fn new(pieces: Vec<(usize, &'a str)>) -> Self {
        Self {
            rest: pieces.into_iter(),
            token: Token::default(),
        }
    }
}

impl TokenStream for Pieces<'_> {
    fn advance(&mut self) -> bool {
        let Some((position, piece)) = self.rest.next() else {
            return false;
        };
        self.token.position = position;
        self.token.text.clear();
        self.token.text.push_str(piece);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bigrams_count_characters_and_stop_at_separators() {
        let pairs = |text| bigrams(text).collect::<Vec<_>>();
        assert_eq!(pairs("a食😀"), [(0, "a食"), (1, "食😀")]);
        assert_eq!(pairs("食堂\n太"), [(0, "食堂")]);
        assert_eq!(pairs("食\n堂太"), [(2, "堂太")]);
        assert_eq!(pairs("食"), []);
        assert_eq!(pairs(""), []);
    }
}
