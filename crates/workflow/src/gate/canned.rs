//! 套话: the same text as for somebody else, or nothing but courtesy.

use std::collections::HashSet;

use huiyin_core::GateFindingKind;

use super::GateFinding;
use super::text::{is_cjk, substance};

/// Long enough that two texts on one topic share few, short enough to survive a changed name.
const SHINGLE_LEN: usize = 5;
/// Share of the reply's shingles that stand in one recent reply.
const CONTAINED_MIN: f64 = 0.7;
/// Below this many shingles two honest short answers may be the same sentence.
const SHINGLES_MIN: usize = 25;
/// Whoever bears on the question as clearly as five replies in six do may say it to many: the
/// same rule answers the same question.
const BEARING_MAX: f64 = 4.0;
/// Characters about the matter that make a reply more than courtesy.
const SUBSTANCE_MIN: usize = 4;
const EVIDENCE_LEN_MAX: usize = 60;

/// Nothing is left once salutation, thanks and date are taken off.
pub(super) fn without_substance(reply: &str) -> Option<GateFinding> {
    let n_chars: usize = substance(reply)
        .iter()
        .map(|clause| clause.chars().filter(|c| c.is_alphanumeric()).count())
        .sum();
    (n_chars < SUBSTANCE_MIN).then(|| GateFinding {
        kind: GateFindingKind::Canned,
        point: None,
        reason: "除了问候、致谢等客套话，答复没有实际内容。请写明调查了什么、结果怎样".to_owned(),
        evidence: vec![start_of(reply)],
    })
}

/// The reply stands, but for names and courtesies, in a recent one of the unit, and does not bear
/// much on this question.
pub(super) fn check(reply: &str, recent: &[&str], bearing: f64) -> Option<GateFinding> {
    if bearing >= BEARING_MAX {
        return None;
    }
    let own = shingles(reply);
    if own.len() < SHINGLES_MIN {
        return None;
    }
    let share = recent
        .iter()
        .map(|other| ratio(own.intersection(&shingles(other)).count(), own.len()))
        .find(|share| *share >= CONTAINED_MIN)?;
    Some(GateFinding {
        kind: GateFindingKind::Canned,
        point: None,
        reason: format!(
            "去掉问候语后，答复约 {:.0}% 的内容与本单位近期另一件的答复相同，又很少提到这一件的内容。请核对是否贴错，并针对本件情况作答；内容确应相同的，写明理由后可以发出",
            share * 100.0
        ),
        // of this reply: the other item is not for every reader
        evidence: vec![start_of(reply)],
    })
}

fn ratio(part: usize, whole: usize) -> f64 {
    let as_f64 = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    as_f64(part) / as_f64(whole).max(1.0)
}

fn shingles(text: &str) -> HashSet<[char; SHINGLE_LEN]> {
    let mut found = HashSet::new();
    for clause in substance(text) {
        let chars: Vec<char> = clause.chars().filter(|c| is_cjk(*c)).collect();
        found.extend(
            chars
                .windows(SHINGLE_LEN)
                .filter_map(|w| <[char; SHINGLE_LEN]>::try_from(w).ok()),
        );
    }
    found
}

fn start_of(text: &str) -> String {
    substance(text)
        .join("，")
        .chars()
        .take(EVIDENCE_LEN_MAX)
        .collect()
}
