//! What arrived in a period, with its words and where it went: what routing rules are tried on.

use std::collections::HashMap;

use huiyin_core::time::Instant;
use huiyin_core::{AssignmentRole, CampaignId, Channel, Scope, SuggestionId, TopicId, UnitId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{assignment, submission, suggestion_row, supplement};
use crate::error::StoreError;
use crate::read::Read;
use crate::scope::within;

/// An item as routing rules see it, and who led it.
#[derive(Clone, PartialEq, Eq)]
pub struct AssignedItem {
    pub id: SuggestionId,
    pub ticket_no: String,
    pub is_restricted: bool,
    pub title: String,
    pub channel: Channel,
    pub topic: Option<TopicId>,
    /// The unit that the submitter or the registrar chose.
    pub unit: Option<UnitId>,
    pub campaign: Option<CampaignId>,
    /// Everything the submitter wrote.
    pub text: String,
    /// Who led first and who leads last; `None` while it is not assigned.
    pub leads: Option<(UnitId, UnitId)>,
}

impl std::fmt::Debug for AssignedItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AssignedItem({})", self.id)
    }
}

/// What a submitter sent.
#[derive(Default)]
struct Letter {
    unit: Option<UnitId>,
    campaign: Option<CampaignId>,
    text: String,
}

impl Read {
    /// A page of the items received in [`from`, `until`) within a scope, by id, after the given
    /// one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn items_received(
        &self,
        scope: &Scope,
        (from, until): (Instant, Instant),
        after: SuggestionId,
        limit: u64,
    ) -> Result<Vec<AssignedItem>, StoreError> {
        let rows = suggestion_row::Entity::find()
            .filter(within(scope))
            .filter(suggestion_row::Column::ReceivedAt.gte(from))
            .filter(suggestion_row::Column::ReceivedAt.lt(until))
            .filter(suggestion_row::Column::Id.gt(after.0))
            .order_by_asc(suggestion_row::Column::Id)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut texts = self.texts_of(&ids).await?;
        let leads = self.leads_of(&ids).await?;
        rows.into_iter()
            .map(|row| {
                let Letter {
                    unit,
                    campaign,
                    text,
                } = texts.remove(&row.id).unwrap_or_default();
                Ok(AssignedItem {
                    id: SuggestionId(row.id),
                    ticket_no: row.ticket_no,
                    is_restricted: row.is_restricted,
                    title: row.title.0,
                    channel: code::read("suggestion.channel", &row.channel, Channel::from_code)?,
                    topic: row.topic_id.map(TopicId),
                    unit,
                    campaign,
                    text,
                    leads: leads.get(&row.id).copied(),
                })
            })
            .collect()
    }

    async fn texts_of(&self, ids: &[i64]) -> Result<HashMap<i64, Letter>, StoreError> {
        let mut texts = HashMap::new();
        let submissions = submission::Entity::find()
            .filter(submission::Column::SuggestionId.is_in(ids.iter().copied()))
            .all(&self.conn)
            .await?;
        for row in submissions {
            let text = format!("{}\n{}", row.title.0, row.body.0);
            let letter = Letter {
                unit: row.unit_id.map(UnitId),
                campaign: row.campaign_id.map(CampaignId),
                text,
            };
            texts.insert(row.suggestion_id, letter);
        }
        let supplements = supplement::Entity::find()
            .filter(supplement::Column::SuggestionId.is_in(ids.iter().copied()))
            .order_by_asc(supplement::Column::SuggestionId)
            .order_by_asc(supplement::Column::N)
            .all(&self.conn)
            .await?;
        for row in supplements {
            if let Some(letter) = texts.get_mut(&row.suggestion_id) {
                letter.text.push('\n');
                letter.text.push_str(&row.body.0);
            }
        }
        Ok(texts)
    }

    async fn leads_of(&self, ids: &[i64]) -> Result<HashMap<i64, (UnitId, UnitId)>, StoreError> {
        let rows = assignment::Entity::find()
            .filter(assignment::Column::SuggestionId.is_in(ids.iter().copied()))
            .filter(assignment::Column::Role.eq(AssignmentRole::Lead.code()))
            .order_by_asc(assignment::Column::SuggestionId)
            .order_by_asc(assignment::Column::No)
            .all(&self.conn)
            .await?;
        let mut leads = HashMap::new();
        for row in rows {
            let unit = UnitId(row.unit_id);
            leads
                .entry(row.suggestion_id)
                .and_modify(|(_, last)| *last = unit)
                .or_insert((unit, unit));
        }
        Ok(leads)
    }
}
