//! The piece of a text that shows why it was found, marked where it matches.

use std::ops::Range;

use huiyin_core::search::Highlighted;

use crate::hit::Needles;
use crate::normalise::Normalised;

/// Length of a snippet, in characters.
const LENGTH: usize = 120;
/// Characters kept before the best match.
const BEFORE: usize = 30;

/// A text with the places where it matches.
pub(crate) struct Marked<'a> {
    text: &'a str,
    /// In reading order, apart from each other.
    marks: Vec<Mark>,
}

#[derive(Clone)]
struct Mark {
    range: Range<usize>,
    /// Which needle matched, so that two different ones count more than one twice.
    needle: usize,
    weight: usize,
}

impl<'a> Marked<'a> {
    /// Marks every word of the query; one that is not there as a whole is marked in pieces.
    pub(crate) fn new(text: &'a str, needles: &Needles) -> Self {
        let folded = Normalised::of(text);
        let mut marks = Vec::new();
        let mut n_needles = 0;
        let mut add = |needle: &str| {
            let found = folded.find_all(text, needle);
            let length = needle.chars().count();
            n_needles += 1;
            marks.extend(found.iter().map(|range| Mark {
                range: range.clone(),
                needle: n_needles,
                weight: weight_of(length),
            }));
            !found.is_empty()
        };
        let mut is_whole = true;
        for word in &needles.words {
            is_whole &= add(word);
        }
        if !is_whole {
            for piece in &needles.pieces {
                add(piece);
            }
        }
        Self {
            text,
            marks: apart(marks),
        }
    }

    /// The whole text with its marks.
    pub(crate) fn whole(&self) -> Highlighted {
        self.stretch(0..self.text.len())
    }

    /// How well the best stretch matches; 0 without any match.
    pub(crate) fn weight(&self) -> usize {
        self.best().map_or(0, |(_, weight)| weight)
    }

    /// The best stretch of about [`LENGTH`] characters, with `…` where it was cut.
    pub(crate) fn snippet(&self) -> Highlighted {
        let starts: Vec<usize> = self.text.char_indices().map(|(at, _)| at).collect();
        let first = self
            .best()
            .map_or(0, |(start, _)| starts.partition_point(|&at| at < start));
        let last_start = starts.len().saturating_sub(LENGTH);
        let mut from = first.saturating_sub(BEFORE).min(last_start);
        // better to begin with a sentence
        let begun = starts.get(from..first).unwrap_or_default();
        if from > 0
            && let Some(end) = begun.iter().rposition(|&at| self.ends_sentence(at))
        {
            from += end + 1;
        }
        let to = (from + LENGTH).min(starts.len());
        let at = |place: usize| starts.get(place).copied().unwrap_or(self.text.len());
        let mut snippet = self.stretch(at(from)..at(to));
        if from > 0 {
            snippet.0.insert(0, ("…".to_owned(), false));
        }
        if to < starts.len() {
            snippet.0.push(("…".to_owned(), false));
        }
        snippet
    }

    fn ends_sentence(&self, at: usize) -> bool {
        self.text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(|c| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n'))
    }

    /// Where the best stretch has its first match, and its weight: each needle counts once.
    fn best(&self) -> Option<(usize, usize)> {
        // a window in bytes is near enough to choose by; Chinese is three bytes a character
        const WINDOW: usize = (LENGTH - BEFORE) * 3;
        let mut best: Option<(usize, usize)> = None;
        for (i, first) in self.marks.iter().enumerate() {
            let mut seen: Vec<usize> = Vec::new();
            let mut weight = 0;
            for mark in self.marks.iter().skip(i) {
                if mark.range.end > first.range.start + WINDOW && !seen.is_empty() {
                    break;
                }
                if !seen.contains(&mark.needle) {
                    seen.push(mark.needle);
                    weight += mark.weight;
                }
            }
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((first.range.start, weight));
            }
        }
        best
    }

    fn stretch(&self, range: Range<usize>) -> Highlighted {
        let mut parts = Vec::new();
        let mut push = |from: usize, to: usize, is_marked: bool| {
            if let Some(text) = self.text.get(from..to)
                && !text.is_empty()
            {
                parts.push((one_line(text), is_marked));
            }
        };
        let mut at = range.start;
        for mark in &self.marks {
            let start = mark.range.start.clamp(at, range.end);
            let end = mark.range.end.clamp(start, range.end);
            push(at, start, false);
            push(start, end, true);
            at = end;
        }
        push(at, range.end, false);
        Highlighted(parts)
    }
}

/// Longer needles say more than their characters one by one.
const fn weight_of(length: usize) -> usize {
    length * length
}

impl Needles {
    /// The weight of a stretch that holds every word.
    pub(crate) fn whole_weight(&self) -> usize {
        let lengths = self.words.iter().map(|word| word.chars().count());
        lengths.map(weight_of).sum()
    }
}

/// Sorts by place and, where marks overlap, keeps the heavier one.
fn apart(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_by(|a, b| {
        b.weight
            .cmp(&a.weight)
            .then(a.range.start.cmp(&b.range.start))
    });
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        let place = kept.partition_point(|other| other.range.start < mark.range.start);
        let before = place.checked_sub(1).and_then(|i| kept.get(i));
        let is_free = before.is_none_or(|other| other.range.end <= mark.range.start)
            && kept
                .get(place)
                .is_none_or(|other| mark.range.end <= other.range.start);
        if is_free {
            kept.insert(place, mark);
        }
    }
    kept
}

/// Line breaks and runs of blanks become one blank each.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut was_blank = false;
    for c in text.chars() {
        let is_blank = c.is_whitespace();
        match (is_blank, was_blank) {
            (true, true) => {}
            (true, false) => line.push(' '),
            (false, _) => line.push(c),
        }
        was_blank = is_blank;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyser::Analyser;
    use crate::normalise::fold_text;
    use crate::pieces;

    fn marked(text: &str, q: &str) -> (String, String) {
        let analyser = Analyser::new("");
        analyser.load();
        let words: Vec<String> = q.split_whitespace().map(fold_text).collect();
        let pieces = pieces::pieces(&analyser, words.iter().map(String::as_str));
        let marked_text = Marked::new(text, &Needles { words, pieces });
        let show = |shown: Highlighted| {
            shown
                .0
                .into_iter()
                .map(|(text, is_marked)| if is_marked { format!("<{text}>") } else { text })
                .collect::<String>()
        };
        (show(marked_text.whole()), show(marked_text.snippet()))
    }

    #[test]
    fn marks_lie_on_the_original_writing() {
        let check = |text: &str, q: &str, expect: &str| {
            assert_eq!(marked(text, q).0, expect, "{q}");
        };
        check("食堂裡的麵條", "里的面条", "食堂<裡的麵條>");
        check("用ＰＰＥ防护", "ppe", "用<ＰＰＥ>防护");
        check(
            "大工发 〔2011〕 69号文",
            "大工发[2011]69号",
            "<大工发 〔2011〕 69号>文",
        );
        check("工会、工会", "工会", "<工会>、<工会>");
        check(
            "食堂的素菜，窗口太少",
            "食堂素菜窗口",
            "<食堂>的<素菜>，<窗口>太少",
        );
        check("食堂 食堂素菜", "食堂 食堂素菜", "<食堂> <食堂素菜>");
        check("什么也没有", "食堂", "什么也没有");
        check("", "食堂", "");
    }

    #[test]
    fn a_snippet_shows_the_best_place() {
        let far = format!("{}。食堂素菜太少！{}", "前".repeat(400), "后".repeat(400));
        let (_, snippet) = marked(&far, "素菜");
        assert!(snippet.starts_with("…食堂<素菜>太少！后后"), "{snippet}");
        assert!(snippet.ends_with('…'));
        assert_eq!(snippet.chars().count(), LENGTH + 4);

        let twice = format!(
            "素菜。{}食堂的素菜窗口{}",
            "字".repeat(300),
            "字".repeat(300)
        );
        assert!(
            marked(&twice, "食堂素菜窗口")
                .1
                .contains("<食堂>的<素菜><窗口>")
        );

        let end = format!("{}素菜", "字".repeat(300));
        assert!(marked(&end, "素菜").1.ends_with("<素菜>"));
        assert_eq!(marked("短\n\n  文", "没有").1, "短 文");
    }

    #[test]
    fn a_match_longer_than_a_snippet_is_cut() {
        let text = "长".repeat(500);
        let (_, snippet) = marked(&text, &"长".repeat(400));
        assert!(
            snippet.starts_with('<') && snippet.ends_with("…"),
            "{snippet}"
        );
    }
}
