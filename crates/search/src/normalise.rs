//! The one normaliser for text and query: what is equal for a reader is equal for the index.
//!
//! **Every character is folded by itself**, never by what stands beside it. That is the property
//! everything else rests on: if a text contains a string, the folded text contains the folded
//! string, wherever the string was cut out. Normalisation forms and phrase conversions that look
//! at neighbours would break it (乾隆 is 乾隆 for a phrase converter, 乾 alone is 干).
//!
//! A character becomes, in this order: its compatibility decomposition (NFKD: ２→2, ①→1, ㎡→m2),
//! without diacritics; lower case; a radical's character (⻝→食); simplified; one form of each bracket, quote, dash, stop and
//! comma (大工发〔2011〕69号 = 大工发[2011]69号 = 大工发【２０１１】69号). Invisible characters vanish.
//!
//! White space vanishes too, except that one blank stays between two letters of an alphabet
//! (`hello world`): Chinese is not separated by blanks, and mail breaks lines anywhere. All other
//! punctuation stays and can be searched.

mod fold;

use std::ops::Range;

use fold::Folded;

/// A folded text and the way back to the text it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    text: String,
    /// For each character of `text`, where its origin starts in the original, in bytes.
    origins: Vec<usize>,
}

impl Normalised {
    /// Folds a text.
    pub fn of(original: &str) -> Self {
        let mut folder = Folder::with_capacity(original.len());
        for (at, c) in original.char_indices() {
            folder.push(at, c);
        }
        Self {
            text: folder.text,
            origins: folder.origins,
        }
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }

    /// Where a folded needle occurs, as byte ranges of `original`, in reading order and without
    /// overlaps. `original` must be the text this was made from.
    pub(crate) fn find_all(&self, original: &str, needle: &str) -> Vec<Range<usize>> {
        if needle.is_empty() {
            return Vec::new();
        }
        let length = needle.chars().count();
        let mut found = Vec::new();
        let mut chars_seen = 0;
        let mut bytes_seen = 0;
        for (at, _) in self.text.match_indices(needle) {
            let between = self.text.get(bytes_seen..at).unwrap_or_default();
            chars_seen += between.chars().count();
            bytes_seen = at;
            let first = self.origins.get(chars_seen);
            let last = self.origins.get(chars_seen + length - 1);
            if let (Some(&start), Some(&last)) = (first, last) {
                found.push(start..end_of_cluster(original, last));
            }
        }
        found
    }
}

/// Stands between the parts of an indexed text; folding never produces it.
pub(crate) const SEPARATOR: char = '\n';

/// Appends the fold of a text, as [`Normalised::of`] makes it but without the way back.
pub(crate) fn fold_into(out: &mut String, original: &str) {
    let mut last = None;
    let mut is_blank = false;
    let mut emit = |c: char, is_blank: &mut bool| {
        if *is_blank && is_letter(c) && last.is_some_and(is_letter) {
            out.push(' ');
        }
        *is_blank = false;
        out.push(c);
        last = Some(c);
    };
    for c in original.chars() {
        if c.is_whitespace() {
            is_blank = true;
            continue;
        }
        match fold::fold(c) {
            Folded::Nothing => {}
            Folded::One(one) => emit(one, &mut is_blank),
            Folded::Many(many) => many.chars().for_each(|one| emit(one, &mut is_blank)),
        }
    }
}

/// A text folded, without the way back.
pub(crate) fn fold_text(original: &str) -> String {
    let mut out = String::with_capacity(original.len());
    fold_into(&mut out, original);
    out
}

/// The end of the character at `at` together with the invisible ones and marks that follow it.
fn end_of_cluster(original: &str, at: usize) -> usize {
    let rest = original.get(at..).unwrap_or_default();
    let mut end = at;
    for (i, c) in rest.chars().enumerate() {
        let vanishes = !c.is_whitespace() && matches!(fold::fold(c), Folded::Nothing);
        if i > 0 && !vanishes {
            break;
        }
        end += c.len_utf8();
    }
    end
}

struct Folder {
    text: String,
    origins: Vec<usize>,
    last: Option<char>,
    blank_at: Option<usize>,
}

impl Folder {
    fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            origins: Vec::with_capacity(bytes / 2),
            last: None,
            blank_at: None,
        }
    }

    fn push(&mut self, at: usize, c: char) {
        if c.is_whitespace() {
            self.blank_at.get_or_insert(at);
            return;
        }
        match fold::fold(c) {
            Folded::Nothing => {}
            Folded::One(one) => self.emit(at, one),
            Folded::Many(many) => many.chars().for_each(|one| self.emit(at, one)),
        }
    }

    fn emit(&mut self, at: usize, c: char) {
        if let Some(blank_at) = self.blank_at.take()
            && is_letter(c)
            && self.last.is_some_and(is_letter)
        {
            self.text.push(' ');
            self.origins.push(blank_at);
        }
        self.text.push(c);
        self.origins.push(at);
        self.last = Some(c);
    }
}

/// A letter of a script that writes blanks between words.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (c.is_alphabetic() && c < '\u{1100}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(Normalised::of(text).as_str(), expect, "{text:?}");
    }

    #[test]
    fn what_reads_alike_becomes_alike() {
        check("ＰＰＥ　１２３", "ppe123");
        check("ﬁre Café NAÏVE", "fire cafe naive");
        check("①㎡℃…", "1m2°c...");
        check("，。！？；：、", ",.!?;:,");
        check("“引”‘号’「」『』", "\"引\"'号'\"\"\"\"");
        check("二○一一年", "二〇一一年");
        check("⼯会⽇", "工会日");
        check("⻝堂⻋⻔⻑", "食堂车门长");
        check("a\u{200b}b\u{feff}c\u{ad}", "abc");
        check("❤\u{fe0f}👨\u{200d}👩", "❤👨👩");
        check("\u{20000}𠮷", "\u{20000}𠮷");
        check("İI", "ii");
        check("", "");
    }

    #[test]
    fn document_numbers_find_each_other() {
        for form in [
            "大工发[2011]69号",
            "大工发〔2011〕69号",
            "大工发【2011】69号",
            "大工发（2011）69号",
            "大工发(２０１１)６９号",
            "大工发 〔 2011 〕 69 號",
            "大工發［2011］69号",
            "大工发﹝2011﹞69号",
            "大工发〖2011〗69号",
            "大工发\n{2011}\t69号",
        ] {
            check(form, "大工发(2011)69号");
        }
    }

    #[test]
    fn traditional_and_simplified_are_one() {
        check("職工醫療互助保障", "职工医疗互助保障");
        check("食堂裡麵條太鹹", "食堂里面条太咸");
        check("瞭解、了解", "了解,了解");
        check("乾隆", "干隆");
        check("後台臺灣颱風", "后台台湾台风");
        check("沿著着", "沿着着");
        check("妳們甚麼時候", "你们甚么时候");
    }

    #[test]
    fn blanks_stay_only_between_letters() {
        check("hello   world", "hello world");
        check("iPhone 12", "iphone12");
        check("138 1234 5678", "13812345678");
        check("张 三\r\n李 四", "张三李四");
        check("用 PPE 防护", "用ppe防护");
        check("  x  ", "x");
    }

    #[test]
    fn occurrences_point_into_the_original() {
        let original = "在《大工发 〔２０１１〕６９號》里，Cafe\u{301}和❤\u{fe0f}。";
        let normalised = Normalised::of(original);
        let found = |needle: &str| {
            normalised
                .find_all(original, needle)
                .into_iter()
                .map(|range| original.get(range).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("大工发(2011)69号"), ["大工发 〔２０１１〕６９號"]);
        assert_eq!(found("cafe"), ["Cafe\u{301}"]);
        assert_eq!(found("❤"), ["❤\u{fe0f}"]);
        assert_eq!(found("没有"), Vec::<&str>::new());
        assert_eq!(found(""), Vec::<&str>::new());
        let twice = "工会。工会";
        assert_eq!(
            Normalised::of(twice).find_all(twice, "工会"),
            vec![0..6, 9..15]
        );
    }

    proptest::proptest! {
        /// The property that everything else rests on.
        #[test]
        fn what_a_text_contains_its_fold_contains(
            before in "\\PC{0,8}",
            middle in "\\PC{1,8}",
            after in "\\PC{0,8}",
        ) {
            let text = format!("{before}{middle}{after}");
            let folded = Normalised::of(&text);
            proptest::prop_assert_eq!(folded.as_str(), fold_text(&text));
            for word in middle.split_whitespace().map(fold_text).filter(|word| !word.is_empty()) {
                proptest::prop_assert!(folded.as_str().contains(&word), "{text:?} {word:?}");
                let found = folded.find_all(&text, &word);
                proptest::prop_assert!(!found.is_empty());
                for range in found {
                    let marked = text.get(range);
                    proptest::prop_assert!(marked.is_some());
                    let refolded = Normalised::of(marked.unwrap_or_default());
                    proptest::prop_assert!(refolded.as_str().contains(&word));
                }
            }
        }
    }
}
