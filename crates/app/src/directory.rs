//! Units, topics and the policy, read once and kept: they change rarely and are asked always.

use std::collections::HashMap;

use huiyin_core::{AccountId, CampaignId, TopicId, UnitId, Viewer};
use huiyin_store::{CampaignRow, TopicRow, UnitRow};
use huiyin_workflow::reminder::ReminderPlan;
use huiyin_workflow::routing::{RoutingRules, RoutingUnits};
use serde::Deserialize;

/// One meaning in a dictionary of the installation.
#[derive(Debug, Clone, Deserialize)]
pub struct DictionaryEntry {
    pub code: String,
    pub label: String,
    /// What a person is told: the explanation, or where to go instead.
    #[serde(default)]
    pub text: String,
}

/// 奖励等级 of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwardLevel {
    pub code: String,
    pub label: String,
    /// Most money that goes with it, in 元.
    pub yuan_max: i64,
}

/// The organisation as the pages and the routing see it.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub units: Vec<UnitRow>,
    pub topics: Vec<TopicRow>,
    unit_at: HashMap<UnitId, usize>,
    topic_at: HashMap<TopicId, usize>,
    /// Words that make an item urgent at registration.
    pub urgent_words: Vec<String>,
    pub result_classes: Vec<DictionaryEntry>,
    pub decline_reasons: Vec<DictionaryEntry>,
    /// What an improvement is assessed by (可行性、创新性 …).
    pub assess_criteria: Vec<DictionaryEntry>,
    pub award_levels: Vec<AwardLevel>,
    /// When whom is reminded of what is owed (催办).
    pub reminder_plan: ReminderPlan,
    /// Which unit a suggestion is proposed to (分办规则).
    pub routing: RoutingRules,
    pub routing_units: RoutingUnits,
    /// 征集活动, the latest first.
    pub campaigns: Vec<CampaignRow>,
}

impl Directory {
    pub fn new(units: Vec<UnitRow>, topics: Vec<TopicRow>) -> Self {
        let unit_at = units.iter().enumerate().map(|(i, u)| (u.id, i)).collect();
        let topic_at = topics.iter().enumerate().map(|(i, t)| (t.id, i)).collect();
        let routing_units = crate::routing::units(&units);
        Self {
            units,
            topics,
            unit_at,
            topic_at,
            routing_units,
            ..Self::default()
        }
    }

    pub fn unit(&self, id: UnitId) -> Option<&UnitRow> {
        self.unit_at.get(&id).and_then(|i| self.units.get(*i))
    }

    pub fn campaign(&self, id: CampaignId) -> Option<&CampaignRow> {
        self.campaigns.iter().find(|row| row.id == id)
    }

    /// The campaign whose printed address carries this code.
    pub fn campaign_coded(&self, code: &str) -> Option<&CampaignRow> {
        self.campaigns.iter().find(|row| row.campaign.code == code)
    }

    /// Name of a unit as people say it.
    pub fn unit_name(&self, id: UnitId) -> String {
        self.unit(id)
            .map_or_else(|| format!("单位{id}"), |u| u.name.clone())
    }

    pub fn topic(&self, id: TopicId) -> Option<&TopicRow> {
        self.topic_at.get(&id).and_then(|i| self.topics.get(*i))
    }

    /// `上级 / 下级` of a topic.
    pub fn topic_name(&self, id: TopicId) -> String {
        let Some(topic) = self.topic(id) else {
            return format!("类别{id}");
        };
        match topic.parent.and_then(|p| self.topic(p)) {
            Some(parent) => format!("{} / {}", parent.name, topic.name),
            None => topic.name.clone(),
        }
    }

    /// Name of a criterion; its code when the dictionary no longer has it.
    pub fn criterion_label<'a>(&'a self, code: &'a str) -> &'a str {
        let found = self.assess_criteria.iter().find(|c| c.code == code);
        found.map_or(code, |c| c.label.as_str())
    }

    /// Name of an award level; its code when the dictionary no longer has it.
    pub fn award_level_label<'a>(&'a self, code: &'a str) -> &'a str {
        let found = self.award_levels.iter().find(|l| l.code == code);
        found.map_or(code, |l| l.label.as_str())
    }

    /// 分办台.
    pub fn desk(&self) -> Option<UnitId> {
        self.units.iter().find(|u| u.is_desk).map(|u| u.id)
    }

    /// A unit and everything below it.
    pub fn below(&self, root: UnitId) -> Vec<UnitId> {
        let mut found = vec![root];
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            found.extend(
                self.units
                    .iter()
                    // what was merged into a unit is its past: the archive stays visible
                    .filter(|u| u.parent == Some(parent) || u.merged_into == Some(parent))
                    .filter(|u| !found.contains(&u.id))
                    .map(|u| u.id)
                    .collect::<Vec<_>>(),
            );
            at += 1;
        }
        found
    }

    /// The units as whose member somebody of this unit counts where one is accused: the unit, those
    /// above it, and those that were merged into one of them.
    pub fn counts_as(&self, unit: UnitId) -> Vec<UnitId> {
        let mut found = vec![unit];
        let mut at = 0;
        while let Some(one) = found.get(at).copied() {
            let above = self.unit(one).and_then(|u| u.parent);
            // nobody becomes accused because the desk took over what a dissolved unit owed
            let is_desk = self.unit(one).is_some_and(|u| u.is_desk);
            let merged = self
                .units
                .iter()
                .filter(|u| !is_desk && u.merged_into == Some(one))
                .map(|u| u.id);
            let more: Vec<UnitId> = above
                .into_iter()
                .chain(merged)
                .filter(|id| !found.contains(id))
                .collect();
            found.extend(more);
            at += 1;
        }
        found
    }

    /// Who looks, for what may accuse them.
    pub fn viewer(&self, account: AccountId, unit: UnitId) -> Viewer {
        Viewer {
            account: Some(account),
            units: self.counts_as(unit),
        }
    }

    /// A unit or topic by the name or code a file uses.
    pub fn unit_named(&self, name: &str) -> Option<UnitId> {
        let name = name.trim();
        self.units
            .iter()
            .find(|u| u.name == name || u.short_name == name || u.code == name)
            .map(|u| u.id)
    }

    pub fn topic_named(&self, name: &str) -> Option<TopicId> {
        let name = name.trim();
        self.topics
            .iter()
            .find(|t| t.name == name || t.code == name)
            .map(|t| t.id)
    }

    /// Whether the text holds one of the urgent words (DOMAIN 5, 紧急).
    pub fn sounds_urgent(&self, text: &str) -> bool {
        self.urgent_words
            .iter()
            .any(|word| text.contains(word.as_str()))
    }

    pub fn result_class_label(&self, code: &str) -> String {
        self.result_classes
            .iter()
            .find(|e| e.code == code)
            .map_or_else(
                || format!("{code}类"),
                |e| format!("{code}类（{}）", e.label),
            )
    }
}
