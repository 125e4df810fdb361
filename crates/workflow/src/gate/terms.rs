//! Key terms without a dictionary: pairs of Han characters, each with a weight that says how much
//! it tells about one matter rather than another.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::text::{clauses, is_cjk};

/// A pair that hardly any letter or reply holds.
const LEVEL_MAX: u8 = 5;
/// A level in natural units of information (the logarithm of how rare the pair is).
const LEVEL_UNIT: f64 = 0.4;
/// What a pair must exceed in rarity to weigh anything, as the shipped levels were made.
const RARITY_MIN: f64 = 2.2;
/// From so many recent replies on, the unit's own everyday words are told from them.
const RECENT_MIN: usize = 20;
/// Counted beside the recent replies, so that chance in few of them does not count as habit.
const PRIOR: f64 = 5.0;
/// A shorter number is a list number or a day.
const WORD_LEN_MIN: usize = 2;

/// Words of grammar: a pair that holds one tells nothing.
const FUNCTION_CHARS: &str = "的了在是我有和就不人都一个上也为这到你会着没看好自及与对等将要以于并其或被由把给让从向请吗呢吧啊";

static COMMON: LazyLock<HashMap<Pair, u8>> =
    LazyLock::new(|| read_levels(include_str!("common_bigrams.txt")));

type Pair = [char; 2];

/// The key terms of a text.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pairs: HashSet<Pair>,
    /// Pairs of pairs: a shared run of three is no chance.
    triples: HashSet<[char; 3]>,
    /// Numbers and Latin words.
    words: HashSet<String>,
}

impl Terms {
    pub(super) fn of<'a>(clauses: impl IntoIterator<Item = &'a str>) -> Self {
        let mut terms = Self::default();
        for clause in clauses {
            terms.add(clause);
        }
        terms
    }

    fn add(&mut self, clause: &str) {
        for run in clause.split(|c: char| !is_cjk(c)) {
            let chars: Vec<char> = run.chars().collect();
            self.pairs.extend(pairs_of(&chars));
            self.triples.extend(
                chars
                    .windows(3)
                    .filter_map(|w| <[char; 3]>::try_from(w).ok()),
            );
        }
        for word in clause.split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.len() >= WORD_LEN_MIN && !is_year(word) {
                self.words.insert(word.to_ascii_uppercase());
            }
        }
    }

    pub(super) fn holds_pair(&self, pair: &Pair) -> bool {
        self.pairs.contains(pair)
    }
}

/// What the terms of this unit's texts weigh.
pub(super) struct Weights {
    n_recent: usize,
    recent_pairs: HashMap<Pair, usize>,
    recent_words: HashMap<String, usize>,
}

impl Weights {
    /// A word in most of the unit's recent replies tells little, whatever it tells elsewhere.
    pub(super) fn new(recent: &[&str]) -> Self {
        let mut weights = Self {
            n_recent: recent.len(),
            recent_pairs: HashMap::new(),
            recent_words: HashMap::new(),
        };
        if recent.len() >= RECENT_MIN {
            for text in recent {
                let terms = Terms::of(clauses(text));
                for pair in terms.pairs {
                    *weights.recent_pairs.entry(pair).or_default() += 1;
                }
                for word in terms.words {
                    *weights.recent_words.entry(word).or_default() += 1;
                }
            }
        }
        weights
    }

    pub(super) fn of_pair(&self, pair: &Pair) -> f64 {
        if pair.iter().any(|c| is_function(*c)) {
            return 0.0;
        }
        let level = COMMON.get(pair).copied().unwrap_or(LEVEL_MAX);
        self.held(level, self.recent_pairs.get(pair).copied())
    }

    fn of_word(&self, word: &str) -> f64 {
        // a day, a count, a building
        let level = if word.len() <= 2 { 2 } else { LEVEL_MAX };
        self.held(level, self.recent_words.get(word).copied())
    }

    /// The weight of a level, if it is not one of the unit's everyday words.
    fn held(&self, level: u8, n_recent: Option<usize>) -> f64 {
        let weight = f64::from(level) * LEVEL_UNIT;
        match n_recent {
            None => weight,
            Some(n) => {
                let share = (as_f64(n) + PRIOR * 0.1) / (as_f64(self.n_recent) + PRIOR);
                weight.min((-share.ln() - RARITY_MIN).max(0.0))
            }
        }
    }

    fn of_triple(&self, [a, b, c]: &[char; 3]) -> f64 {
        let (first, second) = (self.of_pair(&[*a, *b]), self.of_pair(&[*b, *c]));
        if first > 0.0 && second > 0.0 {
            first + second
        } else {
            0.0
        }
    }

    /// Everything that the terms tell.
    pub(super) fn mass(&self, terms: &Terms) -> f64 {
        let pairs: f64 = terms.pairs.iter().map(|p| self.of_pair(p)).sum();
        let words: f64 = terms.words.iter().map(|w| self.of_word(w)).sum();
        pairs + words
    }

    pub(super) fn shared_mass(&self, one: &Terms, other: &Terms) -> f64 {
        let pairs = one.pairs.intersection(&other.pairs);
        let words = one.words.intersection(&other.words);
        let pairs: f64 = pairs.map(|p| self.of_pair(p)).sum();
        let words: f64 = words.map(|w| self.of_word(w)).sum();
        pairs + words
    }

    pub(super) fn shared_runs(&self, one: &Terms, other: &Terms) -> f64 {
        let triples = one.triples.intersection(&other.triples);
        triples.map(|t| self.of_triple(t)).sum()
    }
}

/// The neighbouring pairs of a run of characters.
pub(super) fn pairs_of(chars: &[char]) -> impl Iterator<Item = Pair> {
    chars.windows(2).filter_map(|w| Pair::try_from(w).ok())
}

fn is_function(c: char) -> bool {
    FUNCTION_CHARS.contains(c)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("20") || word.starts_with("19"))
}

fn as_f64(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// A level and its pairs a line; `#` begins a remark.
fn read_levels(text: &str) -> HashMap<Pair, u8> {
    let mut levels = HashMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(level) = words.next().and_then(|w| w.parse::<u8>().ok()) else {
            continue;
        };
        for word in words {
            let chars: Vec<char> = word.chars().collect();
            if let Ok(pair) = Pair::try_from(chars.as_slice()) {
                levels.insert(pair, level);
            }
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_shipped_levels_is_read() {
        let mut n_words = 0;
        for line in include_str!("common_bigrams.txt").lines() {
            if line.starts_with('#') {
                continue;
            }
            let mut words = line.split_whitespace();
            let level: u8 = words.next().unwrap().parse().unwrap();
            assert!(level < LEVEL_MAX, "{line}");
            for word in words {
                assert_eq!(word.chars().count(), 2, "{word}");
                n_words += 1;
            }
        }
        assert_eq!(COMMON.len(), n_words, "a pair stands twice");
        assert!(n_words > 900);
    }

    #[test]
    fn what_everybody_writes_weighs_nothing_and_what_nobody_writes_most() {
        let weights = Weights::new(&[]);
        assert!(weights.of_pair(&['问', '题']) < 0.01);
        assert!(weights.of_pair(&['我', '们']) < 0.01, "a word of grammar");
        assert!((weights.of_pair(&['坡', '道']) - 2.0).abs() < 0.01);
    }

    #[test]
    fn a_word_of_every_recent_reply_of_the_unit_loses_its_weight() {
        let recent = vec!["食堂的餐费补贴按月发放"; 30];
        let weights = Weights::new(&recent);
        assert!(weights.of_pair(&['食', '堂']) < 0.01);
        assert!(weights.of_pair(&['坡', '道']) > 1.9);
        let few = Weights::new(recent.get(..3).unwrap());
        assert!(
            few.of_pair(&['食', '堂']) > 1.0,
            "three replies are no habit"
        );
    }
}
