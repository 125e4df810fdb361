//! Words of the same meaning, from a list.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::normalise::fold_text;

/// A stretch of a text that other words could stand for, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The stretch itself and all that mean the same.
    pub(crate) class: &'static [String],
}

struct Synonyms {
    classes: Vec<Vec<String>>,
    /// The places of the classes.
    by_word: HashMap<String, usize>,
    longest: usize,
}

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(|| {
    let mut synonyms = Synonyms {
        classes: Vec::new(),
        by_word: HashMap::new(),
        longest: 0,
    };
    for line in include_str!("synonyms.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let class: Vec<String> = line.split_whitespace().map(fold_text).collect();
        if class.len() < 2 {
            continue;
        }
        for word in &class {
            synonyms.longest = synonyms.longest.max(word.chars().count());
            synonyms
                .by_word
                .insert(word.clone(), synonyms.classes.len());
        }
        synonyms.classes.push(class);
    }
    synonyms
});

/// The stretches of a folded text that have synonyms, in order and apart; where several begin at
/// one place, the longest.
pub(crate) fn spans(text: &str) -> Vec<Span> {
    let synonyms = &*SYNONYMS;
    let ends: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain(std::iter::once(text.len()))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < ends.len() {
        let longest = synonyms.longest.min(ends.len() - 1 - at);
        let here = (1..=longest).rev().find_map(|length| {
            let (start, end) = (*ends.get(at)?, *ends.get(at + length)?);
            let class = synonyms.by_word.get(text.get(start..end)?)?;
            let class = synonyms.classes.get(*class)?.as_slice();
            Some((length, Span { start, end, class }))
        });
        match here {
            Some((length, span)) => {
                found.push(span);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_stretch_counts() {
        let words = |text: &str| -> Vec<String> {
            spans(text)
                .iter()
                .map(|span| {
                    text.get(span.start..span.end)
                        .unwrap_or_default()
                        .to_owned()
                })
                .collect()
        };
        assert_eq!(words("拖欠农民工工资"), ["拖欠", "农民工", "工资"]);
        assert_eq!(words("无关的话"), [] as [&str; 0]);
        let class = spans("外来务工人员").remove(0).class;
        assert!(class.contains(&"农民工".to_owned()));
    }

    #[test]
    fn no_word_stands_twice() {
        let all: usize = SYNONYMS.classes.iter().map(Vec::len).sum();
        assert_eq!(
            all,
            SYNONYMS.by_word.len(),
            "a word is in two classes or twice in one"
        );
        assert!(all > 400, "{all}");
    }
}
