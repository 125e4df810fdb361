//! Characters that a font draws with one picture are one for the eye, and a PDF may say the wrong
//! one of the two: Chromium writes ⻝堂 for 食堂, with a sign that only stands in tables of radicals.

use huiyin_core::radical;
use unicode_normalization::UnicodeNormalization;

/// The character that was meant.
pub(super) fn unified(c: char) -> char {
    match c {
        // the Kangxi radicals have a compatibility decomposition, those of the supplement do not
        '\u{2F00}'..='\u{2FD5}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        other => radical::unified(other).unwrap_or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_they_look_like() {
        let meant: String = "职⼯⻝堂⼤⻛⻋⻔aⅡ".chars().map(unified).collect();
        assert_eq!(meant, "职工食堂大风车门aⅡ");
    }
}
