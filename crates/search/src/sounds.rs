//! How Chinese sounds: syllables in pinyin without tones, ü written v.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

/// Readings of one word that are told apart; more come of several characters with several each.
const READINGS_MAX: usize = 6;

/// The ways to read a word, the likeliest first; none when a character has no reading.
pub(crate) fn readings(word: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = word.chars().collect();
    let mut ways: Vec<Vec<String>> = vec![Vec::new()];
    let mut at = 0;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((length, known)) = overridden(rest) {
            for way in &mut ways {
                way.extend(known.iter().map(|one| (*one).to_owned()));
            }
            at += length;
            continue;
        }
        let Some(here) = rest
            .first()
            .map(|c| of_char(*c))
            .filter(|here| !here.is_empty())
        else {
            return Vec::new();
        };
        let mut longer = Vec::new();
        // the usual reading of every character comes first
        for syllable in &here {
            for way in &ways {
                if longer.len() < READINGS_MAX {
                    let mut next = way.clone();
                    next.push(syllable.clone());
                    longer.push(next);
                }
            }
        }
        ways = longer;
        at += 1;
    }
    ways.retain(|way| !way.is_empty());
    ways
}

/// The readings of a character, the usual one first.
fn of_char(c: char) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    let mut add = |plain: &str| {
        let one = plain.replace('ü', "v");
        if !readings.contains(&one) {
            readings.push(one);
        }
    };
    if let Some(usual) = c.to_pinyin() {
        add(usual.plain());
    }
    if let Some(all) = c.to_pinyin_multi() {
        for one in all {
            add(one.plain());
        }
    }
    readings
}

/// A syllable as those write it who mix up the sounds that many mix up: zh and z, n and l, ing
/// and in.
pub(crate) fn confused(syllable: &str) -> Vec<String> {
    const STARTS: [(&str, &str); 8] = [
        ("zh", "z"),
        ("ch", "c"),
        ("sh", "s"),
        ("z", "zh"),
        ("c", "ch"),
        ("s", "sh"),
        ("n", "l"),
        ("l", "n"),
    ];
    const ENDS: [(&str, &str); 6] = [
        ("ing", "in"),
        ("eng", "en"),
        ("ang", "an"),
        ("in", "ing"),
        ("en", "eng"),
        ("an", "ang"),
    ];
    let mut found = Vec::new();
    if let Some((from, to)) = STARTS.iter().find(|(from, _)| syllable.starts_with(from))
        && let Some(rest) = syllable.strip_prefix(from)
    {
        found.push(format!("{to}{rest}"));
    }
    if let Some((from, to)) = ENDS.iter().find(|(from, _)| syllable.ends_with(from))
        && let Some(rest) = syllable.strip_suffix(from)
    {
        found.push(format!("{rest}{to}"));
    }
    found
}

fn overridden(chars: &[char]) -> Option<(usize, &'static [&'static str])> {
    const LONGEST: usize = 4;
    (2..=LONGEST.min(chars.len())).rev().find_map(|length| {
        let word: String = chars.get(..length)?.iter().collect();
        let known = OVERRIDES.get(word.as_str())?;
        Some((length, known.as_slice()))
    })
}

/// Words whose characters are not read as usual.
static OVERRIDES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    include_str!("sounds/overrides.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split_whitespace();
            let word = parts.next()?;
            Some((word, parts.collect()))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_people_say_them() {
        let check = |word: &str, expect: &str| {
            let ways: Vec<String> = readings(word).iter().map(|way| way.join(" ")).collect();
            assert_eq!(
                ways.first().map(String::as_str),
                Some(expect),
                "{word} {ways:?}"
            );
        };
        check("职工食堂", "zhi gong shi tang");
        check("银行", "yin hang");
        check("重庆路", "chong qing lu");
        check("校长", "xiao zhang");
        check("法律援助", "fa lv yuan zhu");
        check("会计", "kuai ji");
        check("出差", "chu chai");
        check("曾用名", "ceng yong ming");
        assert!(readings("食堂abc").is_empty());
        assert!(readings("").is_empty());
    }

    #[test]
    fn every_override_has_a_syllable_for_each_character() {
        for (word, syllables) in OVERRIDES.iter() {
            assert_eq!(word.chars().count(), syllables.len(), "{word}");
        }
        assert!(OVERRIDES.len() > 100);
    }

    #[test]
    fn sounds_are_mixed_up_as_people_do() {
        assert_eq!(confused("shi"), ["si"]);
        assert_eq!(confused("ning"), ["ling", "nin"]);
        assert_eq!(confused("a"), [] as [&str; 0]);
    }
}
