//! 分办规则: all versions, with who made them, when and why.

use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, CampaignId, Channel, TopicId, UnitId};
use huiyin_workflow::routing::{RoutingRule, RoutingSelectors};
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, EntityTrait, QueryOrder};

use crate::code;
use crate::entity::routing_rule;
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// A version of a rule and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingRuleVersion {
    pub rule: RoutingRule,
    /// `None`: shipped.
    pub changed_at: Option<Instant>,
    pub changed_by: Option<AccountId>,
    pub reason: String,
}

impl Tx {
    /// Adds a version; the earlier ones stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the rule already has that version.
    pub async fn insert_routing_rule(&self, new: RoutingRuleVersion) -> Result<(), StoreError> {
        let rule = new.rule;
        let row = routing_rule::ActiveModel {
            id: NotSet,
            code: Set(rule.code),
            version: Set(rule.version),
            label: Set(rule.label),
            territory_id: Set(rule.when.territory.map(|u| u.0)),
            industry_id: Set(rule.when.industry.map(|u| u.0)),
            topic_id: Set(rule.when.topic.map(|t| t.0)),
            channel: Set(rule.when.channel.map(|c| c.code().to_owned())),
            campaign_id: Set(rule.when.campaign.map(|c| c.0)),
            unit_id: Set(rule.unit.0),
            priority: Set(rule.priority),
            is_active: Set(rule.is_active),
            effective_from: Set(rule.effective_from),
            changed_at: Set(new.changed_at.map(time::to_micros)),
            changed_by_id: Set(new.changed_by.map(|a| a.0)),
            reason: Set(new.reason),
        };
        routing_rule::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// All versions of all rules, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn routing_rules(&self) -> Result<Vec<RoutingRuleVersion>, StoreError> {
        let rows = routing_rule::Entity::find()
            .order_by_asc(routing_rule::Column::Id)
            .all(&self.conn)
            .await?;
        rows.into_iter().map(read_version).collect()
    }
}

fn read_version(row: routing_rule::Model) -> Result<RoutingRuleVersion, StoreError> {
    let channel = row.channel.as_deref();
    Ok(RoutingRuleVersion {
        rule: RoutingRule {
            when: RoutingSelectors {
                territory: row.territory_id.map(UnitId),
                industry: row.industry_id.map(UnitId),
                topic: row.topic_id.map(TopicId),
                channel: code::read_opt("routing_rule.channel", channel, Channel::from_code)?,
                campaign: row.campaign_id.map(CampaignId),
            },
            code: row.code,
            version: row.version,
            label: row.label,
            unit: UnitId(row.unit_id),
            priority: row.priority,
            is_active: row.is_active,
            effective_from: row.effective_from,
        },
        changed_at: row.changed_at,
        changed_by: row.changed_by_id.map(AccountId),
        reason: row.reason,
    })
}
