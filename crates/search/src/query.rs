//! What was typed, understood.

use huiyin_core::TicketNo;

use crate::analyser::{Analyser, is_word};
use crate::normalise::{self, Normalised};
use crate::tokenizers;

/// Longer queries are cut here; what is left still finds every text that holds the whole.
const QUERY_CHARS_MAX: usize = 2000;
const WORDS_MAX: usize = 64;
/// A query of more dictionary words than this is a quotation: literal or relaxed, nothing between.
const SCATTERED_MAX: usize = 24;

/// A query, folded and cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// What stood between blanks; a literal match contains each of them.
    pub(crate) words: Vec<String>,
    /// Pieces of the words; a text with all of them matches, though not literally. Each is a
    /// stretch of a word, so every literal match has them all.
    pub(crate) scattered: Vec<String>,
    /// All pieces that carry meaning, for the search for texts with most of them.
    pub(crate) pieces: Vec<String>,
    /// The printed form, folded, when the query is a ticket number with or without its zeros.
    pub(crate) number: Option<String>,
}

impl Asked {
    pub(crate) fn parse(q: &str, analyser: &Analyser) -> Self {
        let capped: String = q.chars().take(QUERY_CHARS_MAX).collect();
        let mut words = normalise::words(&capped);
        words.truncate(WORDS_MAX);
        let cut: Option<Vec<Vec<String>>> = words
            .iter()
            .map(|word| analyser.pieces_now(word).map(|pieces| stretches(&pieces)))
            .collect();
        let (scattered, pieces) = match cut {
            Some(cut) => {
                let pieces = distinct(cut.into_iter().flatten());
                let scattered = if pieces.is_empty() || pieces.len() > SCATTERED_MAX {
                    words.clone()
                } else {
                    pieces.clone()
                };
                (scattered, pieces)
            }
            None => (
                words.clone(),
                distinct(words.iter().flat_map(|word| pairs(word))),
            ),
        };
        Self {
            words,
            scattered,
            pieces,
            number: TicketNo::parse(&capped)
                .map(|no| Normalised::of(&no.to_string()).into_string()),
        }
    }

    /// Nothing to look for: everything is an answer.
    pub(crate) const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a text can match without matching literally.
    pub(crate) fn is_looser_than_literal(&self) -> bool {
        self.scattered != self.words
    }

    /// The words as one text, nothing running across them.
    pub(crate) fn joined(&self) -> String {
        let mut joined = String::new();
        for word in &self.words {
            joined.push_str(word);
            joined.push(tokenizers::SEPARATOR);
        }
        joined
    }
}

/// The stretches of a word that a text must hold: its dictionary words, without those that only
/// glue a sentence together. Neighbouring single characters stay together, for they are mostly
/// names that no dictionary knows.
fn stretches(pieces: &[&str]) -> Vec<String> {
    let mut stretches = Vec::new();
    let mut run = String::new();
    let flush = |run: &mut String, stretches: &mut Vec<String>| {
        if !run.is_empty() {
            stretches.push(std::mem::take(run));
        }
    };
    for piece in pieces {
        let counts = is_word(piece) && !GLUE.contains(piece);
        let is_single = piece.chars().nth(1).is_none();
        match (counts, is_single) {
            (true, true) => run.push_str(piece),
            (true, false) => {
                flush(&mut run, &mut stretches);
                stretches.push((*piece).to_owned());
            }
            (false, _) => flush(&mut run, &mut stretches),
        }
    }
    flush(&mut run, &mut stretches);
    if stretches.is_empty() {
        // 怎么, 可以: glue, but all there is
        stretches.extend(
            pieces
                .iter()
                .filter(|piece| is_word(piece))
                .map(|piece| (*piece).to_owned()),
        );
    }
    stretches
}

/// Stands in for dictionary words while there are none.
fn pairs(word: &str) -> impl Iterator<Item = String> {
    tokenizers::bigrams(word)
        .map(|(_, pair)| pair)
        .filter(|pair| pair.chars().all(char::is_alphanumeric))
        .map(str::to_owned)
}

fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

/// Words that a question needs and an answer does not.
const GLUE: [&str; 96] = [
    "的",
    "了",
    "着",
    "过",
    "地",
    "得",
    "吗",
    "呢",
    "吧",
    "啊",
    "呀",
    "嘛",
    "么",
    "和",
    "与",
    "及",
    "或",
    "而",
    "并",
    "且",
    "之",
    "其",
    "等",
    "在",
    "是",
    "有",
    "我",
    "你",
    "您",
    "他",
    "她",
    "它",
    "们",
    "我们",
    "你们",
    "他们",
    "咱们",
    "大家",
    "自己",
    "这",
    "那",
    "这个",
    "那个",
    "这些",
    "那些",
    "这样",
    "那样",
    "请",
    "请问",
    "问",
    "想",
    "想问",
    "一下",
    "怎么",
    "怎样",
    "怎么样",
    "如何",
    "什么",
    "为什么",
    "为何",
    "哪里",
    "哪些",
    "谁",
    "能",
    "能否",
    "能不能",
    "可以",
    "可否",
    "是否",
    "是不是",
    "有没有",
    "会",
    "要",
    "就",
    "都",
    "也",
    "还",
    "又",
    "很",
    "把",
    "被",
    "给",
    "对",
    "于",
    "对于",
    "关于",
    "从",
    "到",
    "向",
    "由",
    "以",
    "为",
    "因为",
    "所以",
    "但",
    "但是",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded() -> Analyser {
        let analyser = Analyser::new("");
        analyser.load();
        analyser
    }

    #[test]
    fn queries_are_cut_into_what_must_be_there() {
        let analyser = loaded();
        let check = |q: &str, words: &[&str], scattered: &[&str]| {
            let asked = Asked::parse(q, &analyser);
            assert_eq!(asked.words, words, "{q}");
            assert_eq!(asked.scattered, scattered, "{q}");
        };
        check("食堂素菜窗口", &["食堂素菜窗口"], &["食堂", "素菜", "窗口"]);
        check("食堂 PPE", &["食堂", "ppe"], &["食堂", "ppe"]);
        check("食堂的素菜", &["食堂的素菜"], &["食堂", "素菜"]);
        check("怎么", &["怎么"], &["怎么"]);
        check("，", &[","], &[","]);
        check("", &[], &[]);
        check(" \u{200b}　", &[], &[]);
    }

    #[test]
    fn every_stretch_is_a_stretch_of_its_word() {
        let analyser = loaded();
        for q in [
            "李畋镇、大草坪村2019年",
            "修、车、难",
            "hello，world的PPE",
            "大工发〔2011〕69号",
        ] {
            let asked = Asked::parse(q, &analyser);
            for piece in &asked.scattered {
                assert!(
                    asked.words.iter().any(|word| word.contains(piece)),
                    "{q} {piece}"
                );
            }
        }
    }

    #[test]
    fn without_a_dictionary_only_literal_matches_count() {
        let asked = Asked::parse("食堂素菜", &Analyser::new(""));
        assert_eq!(asked.scattered, asked.words);
        assert_eq!(asked.pieces, ["食堂", "堂素", "素菜"]);
    }

    #[test]
    fn numbers_and_lengths() {
        let analyser = loaded();
        let number = |q| Asked::parse(q, &analyser).number;
        assert_eq!(number("gh2026-12").as_deref(), Some("gh2026-000012"));
        assert_eq!(number("2026"), None);
        let long = Asked::parse(&"字".repeat(9000), &analyser);
        assert_eq!(long.words.concat().chars().count(), QUERY_CHARS_MAX);
        let many: String = (0..500).map(|i| format!("词{i} ")).collect();
        assert_eq!(Asked::parse(&many, &analyser).words.len(), WORDS_MAX);
    }
}
