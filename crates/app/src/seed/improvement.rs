//! What improvements are assessed by, and how they are awarded.

use serde::{Deserialize, Serialize};

use crate::directory::{AwardLevel, DictionaryEntry};

/// What improvements are assessed by.
#[derive(Serialize, Deserialize)]
pub(super) struct CriterionEntry {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) text: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AwardLevelEntry {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) yuan_max: i64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AssessEntry {
    /// 评审意见 that an improvement needs before it is answered.
    pub(super) at_least: u8,
}

/// The installation's criteria; the shipped ones in a database that was seeded before.
pub(super) fn criteria(entries: &[CriterionEntry]) -> Vec<DictionaryEntry> {
    let entry = |code: &str, label: &str, text: &str| DictionaryEntry {
        code: code.to_owned(),
        label: label.to_owned(),
        text: text.to_owned(),
    };
    if entries.is_empty() {
        return vec![
            entry("feasibility", "可行性", ""),
            entry("novelty", "创新性", ""),
            entry("benefit", "效益", ""),
        ];
    }
    let all = entries.iter();
    all.map(|c| entry(&c.code, &c.name, &c.text)).collect()
}

/// The installation's award levels; an honour without money in a database that was seeded before.
pub(super) fn award_levels(entries: &[AwardLevelEntry]) -> Vec<AwardLevel> {
    let level = |code: &str, label: &str, yuan_max| AwardLevel {
        code: code.to_owned(),
        label: label.to_owned(),
        yuan_max,
    };
    if entries.is_empty() {
        return vec![level("honour", "荣誉奖励", 0)];
    }
    let all = entries.iter();
    all.map(|l| level(&l.code, &l.name, l.yuan_max)).collect()
}
