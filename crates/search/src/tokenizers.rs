//! How folded text becomes terms. Two views of the same text: bigrams with positions find every
//! substring, a single character by all the pairs it begins; words rank, and those of two
//! characters are bigrams already, so only longer ones have terms of their own.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::analyser::Analyser;
use crate::normalise::SEPARATOR;

pub(crate) const LONG_WORDS: &str = "huiyin_long_words";
pub(crate) const BIGRAMS: &str = "huiyin_bigrams";
pub(crate) const TITLE_BIGRAMS: &str = "huiyin_title_bigrams";

pub(crate) fn manager(analyser: &Analyser) -> TokenizerManager {
    // the default ones are asked for by fields that are not cut at all
    let manager = TokenizerManager::default();
    manager.register(LONG_WORDS, LongWords(analyser.clone()));
    manager.register(BIGRAMS, Bigrams { with_ends: true });
    manager.register(TITLE_BIGRAMS, Bigrams { with_ends: false });
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
struct Bigrams {
    /// Whether the last character of each part makes a pair with the separator behind it.
    with_ends: bool,
}

impl Tokenizer for Bigrams {
    type TokenStream<'a> = Pairs<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Pairs<'a> {
        Pairs {
            rest: text.char_indices(),
            text,
            with_ends: self.with_ends,
            place: 0,
            last: None,
            token: Token::default(),
        }
    }
}

/// [`bigrams`] as terms, without a list in between: this runs over every character put in.
struct Pairs<'a> {
    text: &'a str,
    with_ends: bool,
    rest: std::str::CharIndices<'a>,
    /// The place of the next character.
    place: usize,
    /// Where the character before it starts.
    last: Option<usize>,
    token: Token,
}

impl Pairs<'_> {
    fn put(&mut self, position: usize, pair: &str) {
        self.token.position = position;
        self.token.text.clear();
        self.token.text.push_str(pair);
    }

    /// The pair of the last character of a part, which stood right before [`Self::place`].
    fn end(&mut self, last: usize) -> bool {
        let rest = self.text.get(last..).unwrap_or_default();
        let Some(c) = rest.chars().next().filter(|_| self.with_ends) else {
            return false;
        };
        self.put(self.place - 1, "");
        self.token.text.push(c);
        self.token.text.push(SEPARATOR);
        true
    }
}

impl TokenStream for Pairs<'_> {
    fn advance(&mut self) -> bool {
        while let Some((at, c)) = self.rest.next() {
            if c == SEPARATOR {
                let ended = self.last.take().is_some_and(|last| self.end(last));
                self.place += 1;
                if ended {
                    return true;
                }
                continue;
            }
            self.place += 1;
            if let Some(start) = self.last.replace(at)
                && let Some(pair) = self.text.get(start..at + c.len_utf8())
            {
                self.put(self.place - 2, pair);
                return true;
            }
        }
        self.last.take().is_some_and(|last| self.end(last))
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
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

    fn stream(text: &str, with_ends: bool) -> Vec<(usize, String)> {
        let mut tokenizer = Bigrams { with_ends };
        let mut stream = tokenizer.token_stream(text);
        let mut streamed = Vec::new();
        while stream.advance() {
            streamed.push((stream.token().position, stream.token().text.clone()));
        }
        streamed
    }

    fn owned(terms: &[(usize, &str)]) -> Vec<(usize, String)> {
        let owned = terms.iter().map(|(at, pair)| (*at, (*pair).to_owned()));
        owned.collect()
    }

    #[test]
    fn every_character_begins_a_pair() {
        let check = |text: &str, expect: &[(usize, &str)]| {
            assert_eq!(stream(text, true), owned(expect), "{text:?}");
        };
        check("a食😀", &[(0, "a食"), (1, "食😀"), (2, "😀\n")]);
        check("食堂\n太", &[(0, "食堂"), (1, "堂\n"), (3, "太\n")]);
        check("食\n\n堂太\n", &[(0, "食\n"), (3, "堂太"), (4, "太\n")]);
        check("\n食", &[(1, "食\n")]);
        check("", &[]);
    }

    #[test]
    fn bigrams_count_characters_and_stop_at_separators() {
        let check = |text: &str, expect: &[(usize, &str)]| {
            assert_eq!(bigrams(text).collect::<Vec<_>>(), expect, "{text:?}");
            assert_eq!(stream(text, false), owned(expect), "{text:?}");
        };
        check("a食😀", &[(0, "a食"), (1, "食😀")]);
        check("食堂\n太", &[(0, "食堂")]);
        check("食\n堂太", &[(2, "堂太")]);
        check("食", &[]);
        check("", &[]);
    }
}
