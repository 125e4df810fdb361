//! The file in which rules are shipped. Units and topics go by their codes there.

use chrono::NaiveDate;
use huiyin_core::Channel;
use huiyin_store::{RoutingRuleVersion, TopicRow, UnitRow};
use huiyin_workflow::routing::{RoutingRule, RoutingSelectors};
use serde::Deserialize;

use crate::error::AppError;

const NAME: &str = "routing.toml";

/// The rules of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoutingFile {
    effective_from: toml::value::Datetime,
    #[serde(default, rename = "rule")]
    rules: Vec<FileRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    code: String,
    label: String,
    topic: Option<String>,
    territory: Option<String>,
    industry: Option<String>,
    channel: Option<Channel>,
    unit: String,
    priority: i32,
}

impl RoutingFile {
    pub(crate) fn read(text: &str) -> Result<Self, AppError> {
        toml::from_str(text).map_err(|e| AppError::internal(format!("{NAME}：{e}")))
    }

    /// The first versions of its rules.
    pub(crate) fn versions(
        &self,
        units: &[UnitRow],
        topics: &[TopicRow],
    ) -> Result<Vec<RoutingRuleVersion>, AppError> {
        let effective_from: NaiveDate = self
            .effective_from
            .to_string()
            .parse()
            .map_err(|e| AppError::internal(format!("{NAME}：effective_from 不是日期：{e}")))?;
        let unit = |code: &str| {
            let found = units.iter().find(|unit| unit.code == code);
            let missing = || AppError::internal(format!("{NAME}：单位 {code} 不存在"));
            found.map(|unit| unit.id).ok_or_else(missing)
        };
        let topic = |code: &str| {
            let found = topics.iter().find(|topic| topic.code == code);
            let missing = || AppError::internal(format!("{NAME}：类别 {code} 不存在"));
            found.map(|topic| topic.id).ok_or_else(missing)
        };
        let mut versions = Vec::new();
        for entry in &self.rules {
            let rule = RoutingRule {
                code: entry.code.clone(),
                version: 1,
                label: entry.label.clone(),
                when: RoutingSelectors {
                    territory: entry.territory.as_deref().map(unit).transpose()?,
                    industry: entry.industry.as_deref().map(unit).transpose()?,
                    topic: entry.topic.as_deref().map(topic).transpose()?,
                    channel: entry.channel,
                    campaign: None,
                },
                unit: unit(&entry.unit)?,
                priority: entry.priority,
                is_active: true,
                effective_from,
            };
            rule.check().map_err(AppError::internal)?;
            versions.push(RoutingRuleVersion {
                rule,
                changed_at: None,
                changed_by: None,
                reason: "出厂配置".to_owned(),
            });
        }
        Ok(versions)
    }
}
