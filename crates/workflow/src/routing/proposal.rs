//! From the rules and what is known of a suggestion to the units proposed for it, with reasons.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use huiyin_core::{CampaignId, Channel, TopicId, UnitId};

use super::rule::{RoutingRule, RoutingRules};
use super::units::{ConcernedUnit, RoutingEvidence, RoutingUnits};

/// A topic of a suggestion, with the word a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicFact {
    pub id: TopicId,
    pub name: String,
}

/// 征集活动 of a suggestion, with the name a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignFact {
    pub id: CampaignId,
    pub name: String,
}

/// What the rules are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingFacts {
    /// The day whose rules count.
    pub on: NaiveDate,
    pub channel: Channel,
    /// The topic and those above it, nearest first; empty while it has none.
    pub topics: Vec<TopicFact>,
    pub campaign: Option<CampaignFact>,
    pub concerned: Vec<ConcernedUnit>,
}

/// A unit that rules propose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingMatch {
    pub unit: UnitId,
    /// Codes of the rules that propose it, ascending.
    pub rules: Vec<String>,
    /// Why, one sentence a rule. May quote the text of the suggestion.
    pub reasons: Vec<String>,
}

/// What the rules say of a suggestion. There is always somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routing {
    Single(RoutingMatch),
    /// Two or more: the clerk chooses the lead.
    Several(Vec<RoutingMatch>),
    /// No rule fits: the office (兜底单位).
    Fallback {
        unit: UnitId,
        reason: String,
    },
}

impl Routing {
    /// Everybody who is proposed; never empty.
    pub fn units(&self) -> Vec<UnitId> {
        match self {
            Self::Single(one) => vec![one.unit],
            Self::Several(all) => all.iter().map(|one| one.unit).collect(),
            Self::Fallback { unit, .. } => vec![*unit],
        }
    }

    /// The unit, where only one comes into question.
    pub fn only_unit(&self) -> Option<UnitId> {
        match self {
            Self::Single(one) => Some(one.unit),
            Self::Several(_) => None,
            Self::Fallback { unit, .. } => Some(*unit),
        }
    }

    /// Codes of the rules that decided.
    pub fn rules(&self) -> Vec<&str> {
        match self {
            Self::Single(one) => one.rules.iter().map(String::as_str).collect(),
            Self::Several(all) => all
                .iter()
                .flat_map(|one| one.rules.iter().map(String::as_str))
                .collect(),
            Self::Fallback { .. } => Vec::new(),
        }
    }
}

/// Proposes the lead. Of the rules that fit, those with the highest priority count, and among
/// these the most specific; where they name different units, all of them are proposed. The order
/// of the rules means nothing.
pub fn route(
    rules: &RoutingRules,
    units: &RoutingUnits,
    desk: UnitId,
    facts: &RoutingFacts,
) -> Routing {
    let mut fitting = Vec::new();
    let mut out_of_use = Vec::new();
    for rule in rules.in_force(facts.on) {
        let Some(reason) = fits(rule, units, facts) else {
            continue;
        };
        if units.is_active(rule.unit) {
            fitting.push((rule, reason));
        } else {
            out_of_use.push(rule);
        }
    }
    let best = fitting.iter().map(|(rule, _)| rank(rule)).max();
    let mut matches: BTreeMap<UnitId, RoutingMatch> = BTreeMap::new();
    for (rule, reason) in fitting {
        if Some(rank(rule)) != best {
            continue;
        }
        let found = matches.entry(rule.unit).or_insert_with(|| RoutingMatch {
            unit: rule.unit,
            rules: Vec::new(),
            reasons: Vec::new(),
        });
        found.rules.push(rule.code.clone());
        found.reasons.push(reason);
    }
    let mut rest = matches.into_values();
    match (rest.next(), rest.next()) {
        (None, _) => Routing::Fallback {
            unit: desk,
            reason: fallback_reason(units, &out_of_use),
        },
        (Some(one), None) => Routing::Single(one),
        (Some(first), Some(second)) => {
            Routing::Several([first, second].into_iter().chain(rest).collect())
        }
    }
}

fn rank(rule: &RoutingRule) -> (i32, usize) {
    (rule.priority, rule.when.specificity())
}

/// Why the rule fits; `None` when it does not.
fn fits(rule: &RoutingRule, units: &RoutingUnits, facts: &RoutingFacts) -> Option<String> {
    let mut because = Vec::new();
    if let Some(topic) = rule.when.topic {
        // the clerk knows the topic by its own name, not by the one above that the rule has
        facts.topics.iter().find(|fact| fact.id == topic)?;
        let own = facts.topics.first().map(|fact| fact.name.as_str());
        because.push(format!("类别是“{}”", own.unwrap_or_default()));
    }
    for (word, wanted) in [
        ("所在地", rule.when.territory),
        ("所属产业", rule.when.industry),
    ] {
        if let Some(wanted) = wanted {
            let concerned = facts.concerned.iter().find(|c| c.line.contains(&wanted))?;
            because.push(format!("{word}{}", evidence(concerned, units)));
        }
    }
    if let Some(channel) = rule.when.channel {
        (channel == facts.channel).then_some(())?;
        because.push(format!("渠道是{}", channel.label()));
    }
    if let Some(wanted) = rule.when.campaign {
        let campaign = facts.campaign.as_ref().filter(|fact| fact.id == wanted)?;
        because.push(format!("征集活动是“{}”", campaign.name));
    }
    Some(format!("{}（规则“{}”）", because.join("，"), rule.label))
}

fn evidence(concerned: &ConcernedUnit, units: &RoutingUnits) -> String {
    match &concerned.evidence {
        RoutingEvidence::Chosen => {
            format!("按登记时选定的单位“{}”", units.name(concerned.unit))
        }
        RoutingEvidence::Word(word) => format!("按来件提到的“{word}”"),
    }
}

fn fallback_reason(units: &RoutingUnits, out_of_use: &[&RoutingRule]) -> String {
    let mut names: Vec<String> = out_of_use
        .iter()
        .map(|rule| format!("“{}”的{}", rule.label, units.name(rule.unit)))
        .collect();
    names.dedup();
    if names.is_empty() {
        "没有适用的分办规则，由分办台兜底".to_owned()
    } else {
        format!("规则{}已停用，由分办台兜底", names.join("、"))
    }
}
