//! The words that stand in the archive, by their sound: what a query may have meant.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::{Searcher, TantivyError};

use crate::analyser::Analyser;
use crate::schema::Fields;
use crate::sounds;

/// The most frequent words are kept; about 150 bytes each.
const WORDS_MAX: usize = 100_000;
const WORD_CHARS_MAX: usize = 6;
/// Words of one sound that are looked at.
const ALIKE_MAX: usize = 24;

#[derive(Default)]
pub(crate) struct Vocabulary {
    /// The most frequent first.
    words: Vec<(Box<str>, u32)>,
    /// Syllables written together, and their initials; places in `words`.
    by_sound: HashMap<Box<str>, Vec<u32>>,
    by_initials: HashMap<Box<str>, Vec<u32>>,
}

/// The vocabulary of one copy of the index: made when it is first needed, and again when the
/// archive has grown by a quarter.
#[derive(Default)]
pub(crate) struct VocabularyCell(Mutex<Option<(u64, Arc<Vocabulary>)>>);

impl VocabularyCell {
    pub(crate) fn of(
        &self,
        searcher: &Searcher,
        fields: &Fields,
        analyser: &Analyser,
    ) -> Result<Arc<Vocabulary>, TantivyError> {
        let n = searcher.num_docs();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((then, vocabulary)) = kept.as_ref()
            && n >= *then
            && n - *then <= *then / 4
        {
            return Ok(Arc::clone(vocabulary));
        }
        let made = Arc::new(Vocabulary::read(searcher, fields, analyser)?);
        *kept = Some((n, Arc::clone(&made)));
        Ok(made)
    }
}

impl Vocabulary {
    /// Longer words as they were cut, and pairs of characters that the dictionary knows.
    fn read(
        searcher: &Searcher,
        fields: &Fields,
        analyser: &Analyser,
    ) -> Result<Self, TantivyError> {
        let mut counts: HashMap<Box<str>, u32> = HashMap::new();
        for segment in searcher.segment_readers() {
            for field in [fields.long_words, fields.bigrams] {
                let index = segment.inverted_index(field)?;
                let mut terms = index.terms().stream()?;
                while terms.advance() {
                    let Ok(word) = std::str::from_utf8(terms.key()) else {
                        continue;
                    };
                    let is_known = || field != fields.bigrams || analyser.knows(word);
                    if is_counted(word) && is_known() {
                        let frequency = terms.value().doc_freq;
                        match counts.get_mut(word) {
                            Some(sum) => *sum += frequency,
                            None => {
                                counts.insert(word.into(), frequency);
                            }
                        }
                    }
                }
            }
        }
        Ok(Self::of(counts))
    }

    fn of(counts: HashMap<Box<str>, u32>) -> Self {
        let mut words: Vec<(Box<str>, u32)> = counts.into_iter().collect();
        words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.truncate(WORDS_MAX);
        let mut vocabulary = Self {
            words: Vec::new(),
            ..Self::default()
        };
        for (place, (word, _)) in (0..).zip(&words) {
            for reading in sounds::readings(word) {
                let initials: String = reading
                    .iter()
                    .filter_map(|one| one.chars().next())
                    .collect();
                add(&mut vocabulary.by_sound, reading.concat(), place);
                add(&mut vocabulary.by_initials, initials, place);
            }
        }
        vocabulary.words = words;
        vocabulary
    }

    /// The words with these syllables, written together, the most frequent first, each with the
    /// number of texts that hold it.
    pub(crate) fn sounding(&self, syllables: &str) -> impl Iterator<Item = (&str, u32)> {
        self.at(self.by_sound.get(syllables))
    }

    pub(crate) fn with_initials(&self, initials: &str) -> impl Iterator<Item = (&str, u32)> {
        self.at(self.by_initials.get(initials))
    }

    fn at(&self, places: Option<&Vec<u32>>) -> impl Iterator<Item = (&str, u32)> {
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.words.get(*place as usize))
            .map(|(word, n)| (&**word, *n))
    }

    /// Words that begin with a text, the most frequent first.
    pub(crate) fn beginning(&self, text: &str) -> impl Iterator<Item = (&str, u32)> {
        self.words
            .iter()
            .filter(move |(word, _)| word.starts_with(text))
            .map(|(word, n)| (&**word, *n))
    }

    /// Words whose pinyin begins with these letters, the most frequent first.
    pub(crate) fn sounding_from(&self, letters: &str, most: usize) -> Vec<(&str, u32)> {
        let mut found: Vec<u32> = self
            .by_sound
            .iter()
            .chain(&self.by_initials)
            .filter(|(sound, _)| sound.starts_with(letters))
            .flat_map(|(_, places)| places.iter().take(most).copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found.truncate(most);
        self.at(Some(&found)).collect()
    }
}

fn add(map: &mut HashMap<Box<str>, Vec<u32>>, key: String, place: u32) {
    let places = map.entry(key.into_boxed_str()).or_default();
    if places.len() < ALIKE_MAX && places.last() != Some(&place) {
        places.push(place);
    }
}

/// Chinese words of a few characters.
fn is_counted(word: &str) -> bool {
    let mut n = 0;
    for c in word.chars() {
        if !('\u{4e00}'..='\u{9fff}').contains(&c) {
            return false;
        }
        n += 1;
    }
    (2..=WORD_CHARS_MAX).contains(&n)
}
