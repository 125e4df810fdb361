//! The questions of a measurement, taken from the archive itself.

use super::Measure;
use super::archive::{Archive, Dice};
use crate::analyser::Analyser;
use crate::normalise::fold_text;
use crate::pieces::is_glue;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Term,
    ThreeWords,
    Substring,
    /// The same, with relaxed hits behind the exact ones.
    Relaxed,
    Newest,
    Facets,
    Snippets,
    Question,
    Similar,
    /// No words at all, with facets.
    Everything,
}

impl Kind {
    pub(super) const ALL: [Self; 10] = [
        Self::Term,
        Self::ThreeWords,
        Self::Substring,
        Self::Relaxed,
        Self::Newest,
        Self::Facets,
        Self::Snippets,
        Self::Question,
        Self::Similar,
        Self::Everything,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Term => "词",
            Self::ThreeWords => "三个词都要有",
            Self::Substring => "任意字句",
            Self::Relaxed => "任意字句（含放宽）",
            Self::Newest => "筛选并按时间",
            Self::Facets => "分面计数",
            Self::Snippets => "十条摘要",
            Self::Question => "整句提问",
            Self::Similar => "相似件",
            Self::Everything => "全部（分面）",
        }
    }

    pub(super) const fn has_bare(self) -> bool {
        match self {
            Self::Term
            | Self::ThreeWords
            | Self::Substring
            | Self::Newest
            | Self::Facets
            | Self::Snippets
            | Self::Question => true,
            Self::Relaxed | Self::Similar | Self::Everything => false,
        }
    }
}

pub(super) struct Questions {
    words: Vec<String>,
    three: Vec<String>,
    substrings: Vec<String>,
    sentences: Vec<String>,
    ids: Vec<String>,
    nothing: Vec<String>,
}

impl Questions {
    pub(super) fn new(archive: &Archive<'_>, analyser: &Analyser, measure: Measure) -> Self {
        let mut dice = Dice::new(measure.seed ^ 0xabcd);
        let mut made = Self {
            words: Vec::new(),
            three: Vec::new(),
            substrings: Vec::new(),
            sentences: Vec::new(),
            ids: Vec::new(),
            nothing: vec![String::new(); 20],
        };
        let enough = measure.questions;
        for _ in 0..enough * 20 {
            if made.sentences.len() >= enough && made.three.len() >= enough {
                break;
            }
            let item = archive.item(dice.below(measure.documents));
            let folded = fold_text(&item.body);
            let words: Vec<&str> = analyser
                .all_words(&folded)
                .into_iter()
                .filter(|word| word.chars().count() == 2 && !is_glue(word) && is_chinese(word))
                .collect();
            let chars: Vec<char> = item.body.chars().filter(|c| !c.is_whitespace()).collect();
            if words.len() < 3 || chars.len() < 40 {
                continue;
            }
            let mut word = || {
                words
                    .get(dice.below(words.len()))
                    .copied()
                    .unwrap_or_default()
                    .to_owned()
            };
            put(&mut made.words, enough, word());
            put(&mut made.three, enough, [word(), word(), word()].join(" "));
            let mut stretch = |least: usize, most: usize| -> String {
                let length = least + dice.below(most - least + 1);
                let from = dice.below(chars.len() - length.min(chars.len() - 1));
                chars.iter().skip(from).take(length).collect()
            };
            put(&mut made.substrings, enough, stretch(3, 12));
            put(&mut made.sentences, enough, stretch(20, 38));
            put(&mut made.ids, enough, item.id.0.to_string());
        }
        made
    }

    pub(super) fn of(&self, kind: Kind) -> &[String] {
        match kind {
            Kind::Term | Kind::Newest | Kind::Facets | Kind::Snippets => &self.words,
            Kind::ThreeWords => &self.three,
            Kind::Substring | Kind::Relaxed => &self.substrings,
            Kind::Question => &self.sentences,
            Kind::Similar => &self.ids,
            Kind::Everything => &self.nothing,
        }
    }
}

fn put(list: &mut Vec<String>, enough: usize, one: String) {
    if list.len() < enough {
        list.push(one);
    }
}

fn is_chinese(word: &str) -> bool {
    word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}
