//! Characters that a font draws with one picture are one for the eye, and a PDF may say the wrong
//! one of the two: Chromium writes ⻝堂 for 食堂, with a sign that only stands in tables of radicals.

use unicode_normalization::UnicodeNormalization;

/// The character that was meant (Unicode, EquivalentUnifiedIdeograph.txt), as far as it stands by
/// itself in a text.
pub(super) fn unified(c: char) -> char {
    match c {
        // the Kangxi radicals have a compatibility decomposition, those of the supplement do not
        '\u{2F00}'..='\u{2FD5}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        '\u{2E80}'..='\u{2EF3}' => RADICALS
            .iter()
            .find(|(radical, _)| *radical == c)
            .map_or(c, |(_, unified)| *unified),
        other => other,
    }
}

#[rustfmt::skip]
const RADICALS: [(char, char); 62] = [
    ('⺁', '厂'), ('⺄', '乙'), ('⺆', '冂'), ('⺈', '刀'), ('⺊', '卜'), ('⺌', '小'), ('⺍', '小'),
    ('⺎', '兀'), ('⺏', '尣'), ('⺐', '尢'), ('⺒', '巳'), ('⺓', '幺'), ('⺛', '旡'), ('⺜', '日'),
    ('⺝', '月'), ('⺞', '歺'), ('⺟', '母'), ('⺠', '民'), ('⺧', '牛'), ('⺩', '王'), ('⺫', '目'),
    ('⺬', '示'), ('⺶', '羊'), ('⺻', '聿'), ('⺼', '肉'), ('⺽', '臼'), ('⻁', '虎'), ('⻃', '覀'),
    ('⻄', '西'), ('⻅', '见'), ('⻆', '角'), ('⻉', '贝'), ('⻋', '车'), ('⻑', '長'), ('⻒', '镸'),
    ('⻓', '长'), ('⻔', '门'), ('⻗', '雨'), ('⻘', '青'), ('⻙', '韦'), ('⻚', '页'), ('⻛', '风'),
    ('⻜', '飞'), ('⻝', '食'), ('⻟', '飠'), ('⻢', '马'), ('⻣', '骨'), ('⻤', '鬼'), ('⻥', '鱼'),
    ('⻦', '鸟'), ('⻧', '卤'), ('⻨', '麦'), ('⻩', '黄'), ('⻪', '黾'), ('⻫', '斉'), ('⻬', '齐'),
    ('⻭', '歯'), ('⻮', '齿'), ('⻯', '竜'), ('⻰', '龙'), ('⻱', '龜'), ('⻳', '龟'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_they_look_like() {
        let meant: String = "职⼯⻝堂⼤⻛⻋⻔aⅡ".chars().map(unified).collect();
        assert_eq!(meant, "职工食堂大风车门aⅡ");
        assert!(
            RADICALS
                .iter()
                .all(|(radical, _)| ('\u{2E80}'..='\u{2EF3}').contains(radical))
        );
    }
}
