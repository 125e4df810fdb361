//! What a query says when it is cut into words: the pieces that a text should hold.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::analyser::{Analyser, is_word};
use crate::index::Index;
use crate::tokenizers::bigrams;

impl Index {
    /// A text cut into its words and what stands between them, in order, nothing left out; `None`
    /// while the dictionary is still loading.
    pub fn cut<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        self.live().analyser.pieces_now(text)
    }
}

/// The pieces of the words of a query that carry meaning, each once, in their order. Without a
/// dictionary, pairs of characters stand in for words.
pub(crate) fn pieces<'t>(analyser: &Analyser, words: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let found = match analyser.pieces_now(word) {
            Some(cut) => stretches(&cut),
            None => pairs(word).map(str::to_owned).collect(),
        };
        for piece in found {
            if !kept.contains(&piece) {
                kept.push(piece);
            }
        }
    }
    kept
}

/// Whether a word is only needed to ask.
pub(crate) fn is_glue(word: &str) -> bool {
    GLUE.contains(word)
}

/// Pairs of letters and digits, without signs.
pub(crate) fn pairs(word: &str) -> impl Iterator<Item = &str> {
    bigrams(word)
        .map(|(_, pair)| pair)
        .filter(|pair| pair.chars().all(char::is_alphanumeric))
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
        let counts = is_word(piece) && !is_glue(piece);
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

/// Words that a question needs and an answer does not.
static GLUE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "的 了 着 过 地 得 吗 呢 吧 啊 呀 嘛 么 和 与 及 或 而 并 且 \
    之 其 等 在 是 有 我 你 您 他 她 它 们 我们 你们 他们 咱们 大家 自己 这 \
    那 这个 那个 这些 那些 这样 那样 请 请问 问 想 想问 一下 怎么 怎样 怎么样 如何 什么 为什么 为何 \
    哪里 哪些 谁 能 能否 能不能 可以 可否 是否 是不是 有没有 会 要 就 都 也 还 又 很 把 \
    被 给 对 于 对于 关于 从 到 向 由 以 为 因为 所以 但 但是 请教 怎么办 怎么回事 为啥 \
    哪个 哪儿 如果 虽然 然后 而且 或者 以及 还是 就是 只是 可是 这里 那里"
        .split_whitespace()
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_into_what_must_be_there() {
        let analyser = Analyser::new("");
        let check = |q: &str, expect: &[&str]| {
            assert_eq!(pieces(&analyser, q.split_whitespace()), expect, "{q}");
        };
        check("食堂素菜", &["食堂", "堂素", "素菜"]);
        analyser.load();
        check("食堂素菜窗口", &["食堂", "素菜", "窗口"]);
        check("食堂 ppe", &["食堂", "ppe"]);
        check("食堂的素菜 食堂", &["食堂", "素菜"]);
        check("怎么", &["怎么"]);
        check("工资被拖欠了怎么办", &["工资", "拖欠"]);
        check(",", &[]);
        for word in ["李畋镇,大草坪村2019年", "修,车,难", "大工发(2011)69号"] {
            for piece in pieces(&analyser, std::iter::once(word)) {
                assert!(word.contains(&piece), "{word} {piece}");
            }
        }
    }
}
