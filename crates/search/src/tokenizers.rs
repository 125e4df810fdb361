//! How folded text becomes terms. Three views of the same text: bigrams with positions find every
//! substring of two characters and more, single characters find the rest, and words rank; those
//! of two characters are bigrams already, so only longer ones have terms of their own.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::analyser::Analyser;
use crate::normalise::SEPARATOR;

pub(crate) const LONG_WORDS: &str = "huiyin_long_words";
pub(crate) const BIGRAMS: &str = "huiyin_bigrams";
pub(crate) const CHARACTERS: &str = "huiyin_characters";

pub(crate) fn manager(analyser: &Analyser) -> TokenizerManager {
    // the default ones are asked for by fields that are not cut at all
    let manager = TokenizerManager::default();
    manager.register(LONG_WORDS, LongWords(analyser.clone()));
    manager.register(BIGRAMS, Bigrams);
    manager.register(CHARACTERS, Characters);
    manager
}

/// The overlapping pairs of characters of a folded text, each with the place of its first
/// character. Every place counts, so consecutive places mean consecutive characters. No pair
/// holds a separator, so nothing matches across two parts.
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
struct LongWords(Analyser);

impl Tokenizer for LongWords {
    type TokenStream<'a> = Pieces<std::iter::Enumerate<std::vec::IntoIter<&'a str>>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        Pieces::new(self.0.long_words(text).into_iter().enumerate())
    }
}

#[derive(Clone)]
struct Bigrams;

impl Tokenizer for Bigrams {
    type TokenStream<'a> = Pairs<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Pairs<'a> {
        Pairs {
            rest: text.char_indices(),
            text,
            place: 0,
            last: None,
            token: Token::default(),
        }
    }
}

/// [`bigrams`] as terms, without a list in between: this runs over every character put in.
struct Pairs<'a> {
    text: &'a str,
    rest: std::str::CharIndices<'a>,
    /// The place of the next character.
    place: usize,
    /// Where the character before it starts.
    last: Option<usize>,
    token: Token,
}

impl TokenStream for Pairs<'_> {
    fn advance(&mut self) -> bool {
        for (at, c) in self.rest.by_ref() {
            self.place += 1;
            if c == SEPARATOR {
                self.last = None;
                continue;
            }
            if let Some(start) = self.last.replace(at)
                && let Some(pair) = self.text.get(start..at + c.len_utf8())
            {
                self.token.position = self.place - 2;
                self.token.text.clear();
                self.token.text.push_str(pair);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[derive(Clone)]
struct Characters;

impl Tokenizer for Characters {
    type TokenStream<'a> = Pieces<std::iter::Enumerate<std::vec::IntoIter<&'a str>>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        let mut pieces: Vec<(char, usize)> = text
            .char_indices()
            .filter(|&(_, c)| c != SEPARATOR)
            .map(|(at, c)| (c, at))
            .collect();
        pieces.sort_unstable();
        pieces.dedup_by_key(|(c, _)| *c);
        let pieces: Vec<&str> = pieces
            .into_iter()
            .filter_map(|(c, at)| text.get(at..at + c.len_utf8()))
            .collect();
        Pieces::new(pieces.into_iter().enumerate())
    }
}

/// Terms with their positions, cut already.
pub(crate) struct Pieces<I> {
    rest: I,
    token: Token,
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> Pieces<I> {
    fn new(rest: I) -> Self {
        Self {
            rest,
            token: Token::default(),
        }
    }
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> TokenStream for Pieces<I> {
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
        let check = |text: &str, expect: &[(usize, &str)]| {
            assert_eq!(bigrams(text).collect::<Vec<_>>(), expect, "{text:?}");
            let mut tokenizer = Bigrams;
            let mut stream = tokenizer.token_stream(text);
            let mut streamed = Vec::new();
            while stream.advance() {
                streamed.push((stream.token().position, stream.token().text.clone()));
            }
            let streamed: Vec<(usize, &str)> = streamed
                .iter()
                .map(|(at, pair)| (*at, pair.as_str()))
                .collect();
            assert_eq!(streamed, expect, "{text:?}");
        };
        check("a食😀", &[(0, "a食"), (1, "食😀")]);
        check("食堂\n太", &[(0, "食堂")]);
        check("食\n堂太", &[(2, "堂太")]);
        check("食", &[]);
        check("", &[]);
    }
}
