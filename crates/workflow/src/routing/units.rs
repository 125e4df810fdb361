//! The organisation as routing sees it: who is above whom, and by which words a text names a unit.

use std::collections::BTreeMap;

use huiyin_core::UnitId;

/// Which tree a unit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitBranch {
    /// 地方工会: 区、市、县、街道、乡镇.
    Territory,
    /// 产业工会.
    Industry,
    /// 基层工会, which stands below one of the two.
    Grassroots,
    /// Offices and departments: they are not places and not industries.
    Other,
}

impl UnitBranch {
    pub fn from_code(code: &str) -> Self {
        match code {
            "territory" => Self::Territory,
            "industry" => Self::Industry,
            "grassroots" => Self::Grassroots,
            _ => Self::Other,
        }
    }
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingUnit {
    pub id: UnitId,
    pub parent: Option<UnitId>,
    pub branch: UnitBranch,
    /// As people say it.
    pub name: String,
    /// Words in a text that mean this unit: its names, its place, its employer.
    pub words: Vec<String>,
    /// Whether work can be given to it: not disabled, not merged away.
    pub is_active: bool,
}

/// How it is known that a suggestion concerns a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutingEvidence {
    /// The submitter or the registrar chose the unit from the list.
    Chosen,
    /// The text says this word.
    Word(String),
}

/// A unit that a suggestion concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcernedUnit {
    pub unit: UnitId,
    /// The unit and those above it.
    pub line: Vec<UnitId>,
    pub evidence: RoutingEvidence,
}

/// The units of an installation.
#[derive(Debug, Clone, Default)]
pub struct RoutingUnits {
    units: BTreeMap<UnitId, RoutingUnit>,
    /// (word, unit), the longest first.
    words: Vec<(Vec<char>, UnitId)>,
}

impl RoutingUnits {
    pub fn new(units: Vec<RoutingUnit>) -> Self {
        let mut words = Vec::new();
        for unit in &units {
            // 工资 in the keywords of a department names a subject, not a place: topics do that
            if unit.branch == UnitBranch::Other {
                continue;
            }
            for word in &unit.words {
                let word: Vec<char> = word.trim().chars().collect();
                // one character is part of too many words
                if word.len() >= 2 {
                    words.push((word, unit.id));
                }
            }
        }
        words.sort_by(|a, b| (b.0.len(), &a.0, a.1).cmp(&(a.0.len(), &b.0, b.1)));
        words.dedup();
        Self {
            units: units.into_iter().map(|unit| (unit.id, unit)).collect(),
            words,
        }
    }

    /// Whether work can be given to it.
    pub fn is_active(&self, unit: UnitId) -> bool {
        self.units.get(&unit).is_some_and(|unit| unit.is_active)
    }

    pub(super) fn name(&self, unit: UnitId) -> String {
        self.units
            .get(&unit)
            .map_or_else(|| format!("单位{unit}"), |unit| unit.name.clone())
    }

    /// The unit and those above it, nearest first.
    pub fn line(&self, unit: UnitId) -> Vec<UnitId> {
        let mut line = vec![unit];
        let mut at = unit;
        while let Some(parent) = self.units.get(&at).and_then(|unit| unit.parent) {
            // a tree that bites its own tail ends here
            if line.contains(&parent) {
                break;
            }
            line.push(parent);
            at = parent;
        }
        line
    }

    /// The units that a suggestion concerns. What a person chose from the list counts more than
    /// what the text says: a chosen place silences the places of the text, a chosen industry its
    /// industries.
    pub fn concerned(&self, chosen: Option<UnitId>, text: &str) -> Vec<ConcernedUnit> {
        let mut concerned = Vec::new();
        let mut silent = Vec::new();
        if let Some(unit) = chosen.filter(|unit| self.units.contains_key(unit)) {
            let line = self.line(unit);
            silent = self.trees(&line);
            concerned.push(ConcernedUnit {
                unit,
                line,
                evidence: RoutingEvidence::Chosen,
            });
        }
        for (unit, word) in self.named_in(text) {
            let line = self.line(unit);
            let is_silent = self.trees(&line).iter().any(|tree| silent.contains(tree));
            let is_known = concerned.iter().any(|c| c.unit == unit);
            if !is_silent && !is_known {
                concerned.push(ConcernedUnit {
                    unit,
                    line,
                    evidence: RoutingEvidence::Word(word),
                });
            }
        }
        concerned
    }

    /// The trees that a line runs through.
    fn trees(&self, line: &[UnitId]) -> Vec<UnitBranch> {
        line.iter()
            .filter_map(|unit| self.units.get(unit))
            .map(|unit| unit.branch)
            .filter(|branch| matches!(branch, UnitBranch::Territory | UnitBranch::Industry))
            .collect()
    }

    /// The units whose words stand in a text, in its order. At each place the longest word counts:
    /// 蓝鲸电子 is not 蓝鲸, and 港湾区 not 港湾.
    fn named_in(&self, text: &str) -> Vec<(UnitId, String)> {
        let text: Vec<char> = text.chars().collect();
        let mut found = Vec::new();
        let mut rest = text.as_slice();
        while !rest.is_empty() {
            let mut length = 0;
            for (word, unit) in &self.words {
                if word.len() < length {
                    break;
                }
                if rest.starts_with(word) {
                    length = word.len();
                    found.push((*unit, word.iter().collect()));
                }
            }
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        found
    }
}
