//! The dictionary of words, which takes its time to load, and those who cannot wait for it.

use std::sync::{Arc, OnceLock};

use huiyin_core::Digest;
use jieba_rs::Jieba;

use crate::normalise::Normalised;

/// Cuts folded text into words. Made at once; its dictionary loads behind.
///
/// Indexing needs the words and waits for them; a query asked before they are there is answered
/// from character bigrams alone, which find the same literal matches.
#[derive(Clone)]
pub struct Analyser(Arc<Inner>);

struct Inner {
    /// The customer's own terms, folded.
    terms: Vec<String>,
    jieba: OnceLock<Jieba>,
}

impl Analyser {
    /// An analyser whose dictionary loads when it is first needed, or by [`Self::load_behind`].
    ///
    /// `own_terms` is a text with one term a line (互助保障, 双走双促 …); what follows a blank in a
    /// line, and lines starting with `#`, are left out.
    pub fn new(own_terms: &str) -> Self {
        let mut terms: Vec<String> = own_terms
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_whitespace().next())
            .map(|term| Normalised::of(term).into_string())
            .filter(|term| term.chars().count() > 1)
            .collect();
        terms.sort();
        terms.dedup();
        Self(Arc::new(Inner {
            terms,
            jieba: OnceLock::new(),
        }))
    }

    /// Starts loading on a thread of its own and returns at once.
    pub fn load_behind(&self) {
        let analyser = self.clone();
        let started = std::thread::Builder::new()
            .name("dictionary".to_owned())
            .spawn(move || analyser.load());
        if let Err(error) = started {
            // whoever needs the words first will load them
            tracing::warn!(%error, "cannot start a thread for the dictionary");
        }
    }

    /// Returns once the dictionary is there, loading it if nobody has begun to.
    pub fn load(&self) {
        // the folding table is needed by the first query as well
        let _ = Normalised::of("。");
        self.jieba();
    }

    /// Whether words are there already.
    pub fn is_loaded(&self) -> bool {
        self.0.jieba.get().is_some()
    }

    /// Identifies the terms: an index made with others must be rebuilt.
    pub(crate) fn digest(&self) -> Digest {
        let parts: Vec<&[u8]> = self.0.terms.iter().map(String::as_bytes).collect();
        Digest::of_parts(&parts)
    }

    /// All words of a folded text, overlapping ones too (无障碍通道: 障碍, 无障碍, 通道).
    /// Waits for the dictionary.
    pub(crate) fn all_words<'a>(&self, folded: &'a str) -> Vec<&'a str> {
        let mut words: Vec<&str> = self
            .jieba()
            .cut_for_search(folded, true)
            .into_iter()
            .map(|token| token.word)
            .filter(|word| is_word(word))
            .collect();
        words.extend(document_numbers(folded));
        words
    }

    /// Those of three characters and more that a text is found by: of the dictionary, the letters
    /// of an alphabet, the numbers of documents. What statistics alone take for a word is left
    /// out: to guess at it is half of the work of cutting, and it is hardly ever asked for.
    pub(crate) fn long_words<'a>(&self, folded: &'a str) -> Vec<&'a str> {
        let mut words: Vec<&str> = self
            .jieba()
            .cut_for_search(folded, false)
            .into_iter()
            .map(|token| token.word)
            .filter(|word| is_long(word) && is_word(word))
            .collect();
        words.extend(document_numbers(folded));
        words
    }

    /// Whether a word of a query has a term of its own, as [`Self::long_words`] cuts them.
    pub(crate) fn is_long_word(&self, word: &str) -> bool {
        is_long(word) && (!word.chars().all(is_ideograph) || self.knows(word))
    }

    /// Whether a word stands in the dictionary; no word does while it is still loading.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.0.jieba.get().is_some_and(|jieba| jieba.has_word(word))
    }

    /// [`Self::all_words`], or nothing while the dictionary is still loading.
    pub(crate) fn all_words_now<'a>(&self, folded: &'a str) -> Vec<&'a str> {
        if self.is_loaded() {
            self.all_words(folded)
        } else {
            Vec::new()
        }
    }

    /// [`Self::long_words`], or nothing while the dictionary is still loading.
    pub(crate) fn long_words_now<'a>(&self, folded: &'a str) -> Vec<&'a str> {
        if self.is_loaded() {
            self.long_words(folded)
        } else {
            Vec::new()
        }
    }

    /// A folded text cut into pieces in order, nothing left out and nothing twice (words, signs,
    /// blanks); `None` while the dictionary is still loading.
    pub(crate) fn pieces_now<'a>(&self, folded: &'a str) -> Option<Vec<&'a str>> {
        let pieces = self.0.jieba.get()?.cut(folded, true);
        Some(pieces.into_iter().map(|token| token.word).collect())
    }

    fn jieba(&self) -> &Jieba {
        self.0.jieba.get_or_init(|| {
            let mut jieba = Jieba::new();
            for term in &self.0.terms {
                jieba.add_word(term, None, None);
            }
            jieba
        })
    }
}

impl std::fmt::Debug for Analyser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyser")
            .field("own_terms", &self.0.terms.len())
            .field("is_loaded", &self.is_loaded())
            .finish()
    }
}

/// The numbers of documents in a folded text, each as one word: 大工发(2020)37号 with up to three
/// characters of its series, and without them.
fn document_numbers(folded: &str) -> impl Iterator<Item = &str> {
    const SERIES: usize = 3;
    folded.match_indices('(').flat_map(move |(open, _)| {
        let end = number_end(folded, open);
        let series = folded.get(..open).unwrap_or_default();
        let start = series
            .char_indices()
            .rev()
            .take(SERIES)
            .take_while(|(_, c)| c.is_alphabetic() && !c.is_ascii())
            .last()
            .map(|(at, _)| at);
        let from = |at: Option<usize>| folded.get(at?..end?);
        [from(Some(open)), from(start)].into_iter().flatten()
    })
}

/// Where `(2020)37号` ends that begins here.
fn number_end(folded: &str, open: usize) -> Option<usize> {
    let rest = folded.get(open + 1..)?;
    let year_ends = rest.find(|c: char| !c.is_ascii_digit())?;
    let behind = rest.get(year_ends..)?.strip_prefix(')')?;
    let digits = behind.find(|c: char| !c.is_ascii_digit())?;
    let is_number = year_ends == 4 && (1..=6).contains(&digits);
    let has_sign = behind.get(digits..)?.starts_with('号');
    (is_number && has_sign).then_some(open + 1 + year_ends + 1 + digits + '号'.len_utf8())
}

/// Whether a word has terms of its own; a shorter one is a bigram.
pub(crate) fn is_long(word: &str) -> bool {
    word.chars().nth(2).is_some()
}

/// What only a dictionary or a guess makes words of.
fn is_ideograph(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii()
}

/// Not only signs and blanks.
pub(crate) fn is_word(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_terms_stay_whole() {
        let text = "开展双走双促活动";
        let plain = Analyser::new("");
        plain.load();
        assert!(!plain.pieces_now(text).unwrap().contains(&"双走双促"));
        let own = Analyser::new("# 本会用语\n雙走雙促 10 n\n\n会\n");
        own.load();
        assert!(own.pieces_now(text).unwrap().contains(&"双走双促"));
        assert_ne!(own.digest(), plain.digest());
    }

    #[test]
    fn document_numbers_are_words() {
        let found = |text| document_numbers(text).collect::<Vec<_>>();
        assert_eq!(
            found("根据大工发(2020)37号文"),
            ["(2020)37号", "大工发(2020)37号"]
        );
        assert_eq!(found("(2020)37号"), ["(2020)37号"]);
        assert_eq!(found("见(2020)号、(20)3号、(2020)37条、("), [] as [&str; 0]);
        let analyser = Analyser::new("");
        analyser.load();
        assert!(
            analyser
                .all_words("见辽工发(2011)9号")
                .contains(&"(2011)9号")
        );
    }

    #[test]
    fn words_are_not_waited_for_by_queries() {
        let analyser = Analyser::new("");
        assert_eq!(analyser.pieces_now("食堂素菜窗口"), None);
        assert!(analyser.all_words_now("食堂素菜窗口").is_empty());
        analyser.load_behind();
        analyser.load();
        assert!(analyser.is_loaded());
        assert_eq!(
            analyser.pieces_now("食堂,素菜窗口.").unwrap(),
            ["食堂", ",", "素菜", "窗口", "."]
        );
        assert!(analyser.all_words("长江大桥").contains(&"大桥"));
    }
}
