//! What a query without a match may have meant: words of the same sound, pinyin, initials.

use crate::sounds;
use crate::vocabulary::Vocabulary;

/// Other queries that are tried; each costs a walk.
const TRIED_MAX: usize = 120;
/// Ways to cut pinyin that are followed at once.
const BEAM: usize = 24;
/// Letters of pinyin that are read.
const LETTERS_MAX: usize = 48;

/// A reading of a query, as the words it consists of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Meant {
    pub(crate) words: Vec<String>,
    likely: f32,
    /// Whether the words may also stand apart.
    pub(crate) may_be_apart: bool,
}

impl Meant {
    pub(crate) fn text(&self) -> String {
        self.words.concat()
    }
}

/// Pinyin or initials, as the words they may stand for, the likeliest first.
pub(crate) fn spelt(vocabulary: &Vocabulary, letters: &str) -> Vec<Meant> {
    let letters: String = letters
        .chars()
        .filter(char::is_ascii_alphabetic)
        .take(LETTERS_MAX)
        .collect();
    let mut found = cut(vocabulary, &letters, Spelling::Full);
    if letters.len() <= 8 {
        found.extend(cut(vocabulary, &letters, Spelling::Initials));
    }
    found.truncate(TRIED_MAX);
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Full,
    Initials,
}

impl Spelling {
    fn words<'v>(self, vocabulary: &'v Vocabulary, letters: &str) -> Vec<(&'v str, u32)> {
        match self {
            Self::Full => vocabulary.sounding(letters).take(4).collect(),
            Self::Initials if letters.len() < 2 => Vec::new(),
            Self::Initials => vocabulary.with_initials(letters).take(16).collect(),
        }
    }
}

/// The best ways to read letters as words in a row.
fn cut(vocabulary: &Vocabulary, letters: &str, spelling: Spelling) -> Vec<Meant> {
    const WORD_LETTERS_MAX: usize = 26;
    let is_full = spelling == Spelling::Full;
    let start = Meant {
        words: Vec::new(),
        likely: 0.0,
        may_be_apart: is_full,
    };
    let beam = if is_full { BEAM } else { TRIED_MAX };
    let mut ways: Vec<Vec<Meant>> = vec![Vec::new(); letters.len() + 1];
    if let Some(first) = ways.first_mut() {
        first.push(start);
    }
    for from in 0..letters.len() {
        let Some(here) = ways
            .get_mut(from)
            .map(std::mem::take)
            .filter(|here| !here.is_empty())
        else {
            continue;
        };
        for to in from + 1..=letters.len().min(from + WORD_LETTERS_MAX) {
            let part = letters.get(from..to).unwrap_or_default();
            for (word, n) in spelling.words(vocabulary, part) {
                for way in &here {
                    let mut longer = way.clone();
                    longer.words.push(word.to_owned());
                    // few and frequent words are likelier than many
                    longer.likely += (n as f32).ln_1p() - 9.0;
                    if let Some(there) = ways.get_mut(to) {
                        there.push(longer);
                    }
                }
            }
        }
        for there in &mut ways {
            keep_best(there, beam);
        }
    }
    let mut all = ways.pop().unwrap_or_default();
    keep_best(&mut all, beam);
    all
}

fn keep_best(ways: &mut Vec<Meant>, most: usize) {
    ways.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    ways.truncate(most);
}

/// The same text with a stretch of it replaced by a word of the same sound, the likeliest first.
pub(crate) fn sounding_alike(vocabulary: &Vocabulary, text: &str) -> Vec<Meant> {
    const TRIED: usize = 24;
    const LONGEST: usize = 4;
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<Meant> = Vec::new();
    for from in 0..chars.len() {
        for length in 2..=LONGEST.min(chars.len() - from) {
            let stretch: String = chars.iter().skip(from).take(length).collect();
            for (word, n, is_same_sound) in alike(vocabulary, &stretch) {
                let before: String = chars.iter().take(from).collect();
                let after: String = chars.iter().skip(from + length).collect();
                let differs = word
                    .chars()
                    .zip(stretch.chars())
                    .filter(|(a, b)| a != b)
                    .count();
                let words = vec![before, word, after];
                found.push(Meant {
                    words: words.into_iter().filter(|word| !word.is_empty()).collect(),
                    likely: (n as f32).ln_1p() + 1.5 * length as f32
                        - 2.0 * differs as f32
                        - if is_same_sound { 0.0 } else { 3.0 },
                    may_be_apart: false,
                });
            }
        }
    }
    found.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    found.dedup_by(|a, b| a.text() == b.text());
    found.truncate(TRIED);
    found
}

/// Words that sound like a stretch, or nearly so.
fn alike(vocabulary: &Vocabulary, stretch: &str) -> Vec<(String, u32, bool)> {
    let mut found = Vec::new();
    for reading in sounds::readings(stretch).into_iter().take(3) {
        let mut take = |sound: &str, is_same: bool| {
            let length = stretch.chars().count();
            let fits = |word: &str| word != stretch && word.chars().count() == length;
            found.extend(
                vocabulary
                    .sounding(sound)
                    .filter(|(word, _)| fits(word))
                    .take(4)
                    .map(|(word, n)| (word.to_owned(), n, is_same)),
            );
        };
        take(&reading.concat(), true);
        for (place, syllable) in reading.iter().enumerate() {
            for other in sounds::confused(syllable) {
                let mut changed = reading.clone();
                if let Some(one) = changed.get_mut(place) {
                    *one = other;
                }
                take(&changed.concat(), false);
            }
        }
    }
    found
}
