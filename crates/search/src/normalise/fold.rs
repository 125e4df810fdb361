//! The fold of a single character, from a table built once (a few milliseconds).

use std::collections::HashMap;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use huiyin_core::radical;
use unicode_normalization::UnicodeNormalization;

/// What becomes of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folded {
    /// Invisible, a mark, or a control character.
    Nothing,
    One(char),
    Many(&'static str),
}

/// Folds one character that is not white space.
pub(super) fn fold(c: char) -> Folded {
    let table = &*TABLE;
    match table.direct.get(c as usize) {
        Some(Cell::Nothing) => Folded::Nothing,
        Some(Cell::One(one)) => Folded::One(*one),
        Some(Cell::Many) => match table.many.get(&c) {
            Some(many) => Folded::Many(many),
            None => Folded::Nothing,
        },
        None => match table.beyond.get(&c) {
            Some(one) => Folded::One(*one),
            None => Folded::One(c),
        },
    }
}

#[derive(Clone, Copy)]
enum Cell {
    Nothing,
    One(char),
    Many,
}

struct Table {
    /// The basic plane and the next one (emoji, mathematical letters), where folds are dense.
    direct: Vec<Cell>,
    many: HashMap<char, String>,
    /// Rare ideographs that have a simplified or unified form.
    beyond: HashMap<char, char>,
}

/// Planes 0 and 1 lie in the direct table.
const DIRECT: u32 = 0x2_0000;
/// Planes 2 and 3 hold ideographs only, plane 14 variation selectors and tags.
const BEYOND: [std::ops::Range<u32>; 2] = [0x2_0000..0x3_4000, 0xE_0000..0xE_0200];

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let simplified = simplified();
    let mut table = Table {
        direct: Vec::with_capacity(DIRECT as usize),
        many: HashMap::new(),
        beyond: HashMap::new(),
    };
    let mut folded = String::new();
    for code in 0..DIRECT {
        let cell = match char::from_u32(code) {
            None => Cell::Nothing,
            Some(c) => {
                folded.clear();
                fold_slowly(c, &simplified, &mut folded);
                let mut chars = folded.chars();
                match (chars.next(), chars.next()) {
                    (None, _) => Cell::Nothing,
                    (Some(one), None) => Cell::One(one),
                    (Some(_), Some(_)) => {
                        table.many.insert(c, folded.clone());
                        Cell::Many
                    }
                }
            }
        };
        table.direct.push(cell);
    }
    for c in BEYOND.into_iter().flatten().filter_map(char::from_u32) {
        folded.clear();
        fold_slowly(c, &simplified, &mut folded);
        match folded.chars().next() {
            Some(one) if one != c => {
                table.beyond.insert(c, one);
            }
            Some(_) | None => {}
        }
    }
    table
});

fn fold_slowly(c: char, simplified: &HashMap<char, char>, out: &mut String) {
    for decomposed in std::iter::once(c).nfkd() {
        for lower in decomposed.to_lowercase() {
            if lower.is_whitespace() || vanishes(lower) {
                continue;
            }
            let whole = radical::unified(lower).unwrap_or(lower);
            let simple = simplified.get(&whole).copied().unwrap_or(whole);
            out.push(unify(simple));
        }
    }
}

/// Control and format characters, variation selectors, and marks that sit on another character.
fn vanishes(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ff}'
            | '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// One form of what a typist chooses by habit.
fn unify(c: char) -> char {
    match c {
        '[' | '{' | '〔' | '【' | '〖' | '〘' | '〚' | '⟦' | '⦅' | '❲' | '❨' | '❪' => {
            '('
        }
        ']' | '}' | '〕' | '】' | '〗' | '〙' | '〛' | '⟧' | '⦆' | '❳' | '❩' | '❫' => {
            ')'
        }
        '《' | '〈' | '«' | '‹' | '⟨' | '⟪' => '<',
        '》' | '〉' | '»' | '›' | '⟩' | '⟫' => '>',
        '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』' | '〝' | '〞' | '〟' | '″' => {
            '"'
        }
        '‘' | '’' | '‚' | '‛' | '`' | '′' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '~' | '〜' | '～' => {
            '-'
        }
        '。' => '.',
        '、' => ',',
        '•' | '‧' | '∙' | '⋅' | '・' | '●' => '·',
        '○' | '◯' | '⭕' => '〇',
        'ς' => 'σ',
        'ı' => 'i',
        other => variant(other),
    }
}

/// Pairs that converters treat by phrase (回复 becomes 回覆, but 复杂 複雜) or that differ between
/// Taiwan and Hong Kong; found by converting 8 MB of letters there and back. A false friend
/// (著名 = 着名) harms nobody, a missed letter does. 座/坐 and 链/炼 stay apart: too common.
fn variant(c: char) -> char {
    match c {
        '著' => '着',
        '瞭' => '了',
        '覆' => '复',
        '藉' => '借',
        '彷' => '仿',
        '俱' => '具',
        '幷' => '并',
        '擡' => '抬',
        '牴' => '抵',
        '谿' => '溪',
        '薰' => '熏',
        '揹' => '背',
        '钜' | '鉅' => '巨',
        '幺' => '么',
        '簷' => '檐',
        '痺' => '痹',
        '睪' => '睾',
        '鲶' | '鯰' => '鲇',
        '颚' | '齶' => '腭',
        '衞' => '卫',
        '敍' => '叙',
        '枱' => '台',
        '粧' => '妆',
        '糭' => '粽',
        '衹' => '只',
        '暱' => '昵',
        '馀' => '余',
        '锺' => '钟',
        '谘' => '咨',
        '讬' => '托',
        '缐' => '线',
        '麺' => '面',
        '侭' => '尽',
        '渖' => '沈',
        '苧' => '苎',
        '妳' => '你',
        '牠' => '它',
        other => other,
    }
}

/// Traditional to simplified, character by character: each stands on a line of its own, so that
/// no phrase rule applies.
fn simplified() -> HashMap<char, char> {
    const IDEOGRAPHS: [std::ops::RangeInclusive<char>; 3] = [
        '\u{3400}'..='\u{4dbf}',
        '\u{4e00}'..='\u{9fff}',
        '\u{20000}'..='\u{323af}',
    ];
    let converter = match OpenCC::from_config(BuiltinConfig::T2s) {
        Ok(converter) => converter,
        Err(error) => {
            // embedded data: cannot fail at run time, and search still works without it
            tracing::error!(%error, "traditional-to-simplified table is missing");
            return HashMap::new();
        }
    };
    let mut lines = String::new();
    for c in IDEOGRAPHS.into_iter().flatten() {
        lines.push(c);
        lines.push('\n');
    }
    let converted = converter.convert(&lines);
    lines
        .lines()
        .zip(converted.lines())
        .filter_map(|(from, to)| {
            let (from, to) = (only_char(from)?, only_char(to)?);
            (from != to).then_some((from, to))
        })
        .collect()
}

fn only_char(line: &str) -> Option<char> {
    let mut chars = line.chars();
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0..0x3_4000).filter_map(char::from_u32) {
            let once = match fold(c) {
                Folded::Nothing => continue,
                Folded::One(one) => one.to_string(),
                Folded::Many(many) => many.to_owned(),
            };
            let twice: String = once
                .chars()
                .map(|c| match fold(c) {
                    Folded::Nothing => String::new(),
                    Folded::One(one) => one.to_string(),
                    Folded::Many(many) => many.to_owned(),
                })
                .collect();
            assert_eq!(once, twice, "U+{:04X}", c as u32);
        }
    }
}
