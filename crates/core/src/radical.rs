//! Signs that stand in tables of radicals and look like characters: a font draws both with one
//! picture, and what made a PDF or an old input method may have written the wrong one.

/// The character that a sign of CJK Radicals Supplement (U+2E80 to U+2EF3) stands for by itself in
/// a text (Unicode, EquivalentUnifiedIdeograph.txt); `None` for every other. The Kangxi radicals
/// have a compatibility decomposition instead.
pub fn unified(c: char) -> Option<char> {
    if !('\u{2E80}'..='\u{2EF3}').contains(&c) {
        return None;
    }
    RADICALS
        .iter()
        .find(|(radical, _)| *radical == c)
        .map(|(_, unified)| *unified)
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
        let meant: String = "职工⻝堂大⻛⻋⻔aⅡ"
            .chars()
            .map(|c| unified(c).unwrap_or(c))
            .collect();
        assert_eq!(meant, "职工食堂大风车门aⅡ");
        assert!(
            RADICALS
                .iter()
                .all(|(radical, _)| unified(*radical).is_some())
        );
    }
}
