//! The rules of an installation, all versions of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use huiyin_core::{CampaignId, Channel, TopicId, UnitId};

/// Highest priority of a rule.
const PRIORITY_MAX: i32 = 999;

/// What a rule looks at. A selector that is `None` fits everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoutingSelectors {
    /// 地方工会 of the place concerned; units below it count as it.
    pub territory: Option<UnitId>,
    /// 产业工会 concerned; units below it count as it.
    pub industry: Option<UnitId>,
    /// Subtopics count as it.
    pub topic: Option<TopicId>,
    pub channel: Option<Channel>,
    /// 征集活动 that it answers.
    pub campaign: Option<CampaignId>,
}

impl RoutingSelectors {
    /// How many selectors are set.
    pub fn specificity(&self) -> usize {
        [
            self.territory.is_some(),
            self.industry.is_some(),
            self.topic.is_some(),
            self.channel.is_some(),
            self.campaign.is_some(),
        ]
        .into_iter()
        .filter(|is_set| *is_set)
        .count()
    }
}

/// One version of a rule. An edit never changes a version: it makes the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingRule {
    /// Names the rule over all its versions.
    pub code: String,
    /// From 1.
    pub version: i32,
    /// What a person reads, e.g. 劳动报酬.
    pub label: String,
    pub when: RoutingSelectors,
    /// The unit it proposes as lead.
    pub unit: UnitId,
    /// The higher goes first; among equals the more specific rule.
    pub priority: i32,
    /// A version that is not active takes the rule out of use.
    pub is_active: bool,
    /// The first day on which this version is in force.
    pub effective_from: NaiveDate,
}

/// Why rules are refused; the message is for the person who wrote them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoutingRuleError {
    #[error("分办规则 {code} 没有写名称")]
    NoLabel { code: String },
    #[error("分办规则“{label}”没有任何条件；没有规则适用的，本来就由分办台负责")]
    NoSelector { label: String },
    #[error("分办规则“{label}”的优先级应为 0 到 999")]
    Priority { label: String },
    #[error("分办规则 {code} 的第 {version} 版有两份")]
    Twice { code: String, version: i32 },
}

impl RoutingRule {
    /// # Errors
    /// What is wrong with this version by itself.
    pub fn check(&self) -> Result<(), RoutingRuleError> {
        if self.label.trim().is_empty() {
            return Err(RoutingRuleError::NoLabel {
                code: self.code.clone(),
            });
        }
        let label = || self.label.clone();
        if self.when.specificity() == 0 {
            return Err(RoutingRuleError::NoSelector { label: label() });
        }
        if !(0..=PRIORITY_MAX).contains(&self.priority) {
            return Err(RoutingRuleError::Priority { label: label() });
        }
        Ok(())
    }
}

/// All versions of all rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoutingRules(Vec<RoutingRule>);

impl RoutingRules {
    /// # Errors
    /// The first rule that cannot hold.
    pub fn new(rules: Vec<RoutingRule>) -> Result<Self, RoutingRuleError> {
        let mut seen = BTreeSet::new();
        for rule in &rules {
            rule.check()?;
            if !seen.insert((rule.code.clone(), rule.version)) {
                return Err(RoutingRuleError::Twice {
                    code: rule.code.clone(),
                    version: rule.version,
                });
            }
        }
        Ok(Self(rules))
    }

    /// These rules and one more version.
    ///
    /// # Errors
    /// As [`RoutingRules::new`].
    pub fn with(&self, next: RoutingRule) -> Result<Self, RoutingRuleError> {
        let mut rules = self.0.clone();
        rules.push(next);
        Self::new(rules)
    }

    /// These rules as they were before a version.
    #[must_use]
    pub fn without(&self, version: &RoutingRule) -> Self {
        let others = self.0.iter().filter(|rule| *rule != version);
        Self(others.cloned().collect())
    }

    pub fn rules(&self) -> &[RoutingRule] {
        &self.0
    }

    /// The newest version of each rule, whether or not it is in force yet, by code.
    pub fn newest(&self) -> Vec<&RoutingRule> {
        newest(self.0.iter())
    }

    /// The newest version of one rule.
    pub fn newest_of(&self, code: &str) -> Option<&RoutingRule> {
        self.0
            .iter()
            .filter(|rule| rule.code == code)
            .max_by_key(|rule| rule.version)
    }

    /// What holds on a day, by code: of each rule the newest version that has taken effect, unless
    /// that version takes the rule out of use.
    pub fn in_force(&self, on: NaiveDate) -> Vec<&RoutingRule> {
        let mut rules = newest(self.0.iter().filter(|rule| rule.effective_from <= on));
        rules.retain(|rule| rule.is_active);
        rules
    }
}

fn newest<'a>(versions: impl Iterator<Item = &'a RoutingRule>) -> Vec<&'a RoutingRule> {
    let mut newest: BTreeMap<&str, &RoutingRule> = BTreeMap::new();
    for rule in versions {
        let known = newest.entry(rule.code.as_str()).or_insert(rule);
        if rule.version > known.version {
            *known = rule;
        }
    }
    newest.into_values().collect()
}
