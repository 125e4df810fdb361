//! 汇总表: items with their words, as a table of a period lists them.

use std::collections::HashMap;

use huiyin_core::time::Instant;
use huiyin_core::{Identity, Scope, SuggestionId, UnitId};
use huiyin_workflow::Suggestion;
use huiyin_workflow::metric::MetricFacts;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::aggregate::load_many;
use crate::code;
use crate::entity::{identity, submission, suggestion_row};
use crate::error::StoreError;
use crate::identity::open;
use crate::read::Read;
use crate::scope::within;

/// One line of the table. Who the submitter is leaves this program masked only.
#[derive(Clone)]
pub struct SummaryItem {
    pub suggestion: Suggestion,
    pub title: String,
    pub body: String,
    /// The unit that the submitter named.
    pub unit: Option<UnitId>,
    pub identity: Option<Identity>,
    pub facts: Option<MetricFacts>,
}

impl std::fmt::Debug for SummaryItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SummaryItem")
            .field("ticket_no", &self.suggestion.ticket_no)
            .finish_non_exhaustive()
    }
}

impl Read {
    /// How many items inside a scope arrived in a period.
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_received(
        &self,
        scope: &Scope,
        from: Instant,
        until: Instant,
    ) -> Result<u64, StoreError> {
        use sea_orm::PaginatorTrait;
        Ok(received(scope, from, until).count(&self.conn).await?)
    }

    /// The items inside a scope that arrived in a period, by id, after the given one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn summary_items(
        &self,
        scope: &Scope,
        (from, until): (Instant, Instant),
        after: Option<SuggestionId>,
        limit: u64,
    ) -> Result<Vec<SummaryItem>, StoreError> {
        let snapshot = self.conn.snapshot().await?;
        let ids: Vec<i64> = received(scope, from, until)
            .filter(suggestion_row::Column::Id.gt(after.map_or(0, |id| id.0)))
            .select_only()
            .column(suggestion_row::Column::Id)
            .order_by_asc(suggestion_row::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&snapshot)
            .await?;
        let suggestions = load_many(&snapshot, &ids).await?;
        let mut words: HashMap<i64, submission::Model> = submission::Entity::find()
            .filter(submission::Column::SuggestionId.is_in(ids.iter().copied()))
            .all(&snapshot)
            .await?
            .into_iter()
            .map(|row| (row.suggestion_id, row))
            .collect();
        let mut identities: HashMap<i64, Identity> = HashMap::new();
        let sealed = identity::Entity::find()
            .filter(identity::Column::SuggestionId.is_in(ids.iter().copied()))
            .all(&snapshot)
            .await?;
        for row in sealed {
            if let Some(json) = open(&self.vault, &row)? {
                identities.insert(row.suggestion_id, code::from_json("identity", &json)?);
            }
        }
        snapshot.end().await?;
        let ids: Vec<SuggestionId> = ids.into_iter().map(SuggestionId).collect();
        let mut facts: HashMap<SuggestionId, MetricFacts> = self
            .facts_told(&ids)
            .await?
            .into_iter()
            .map(|told| (told.facts.id, told.facts))
            .collect();
        Ok(suggestions
            .into_iter()
            .map(|suggestion| {
                let words = words.remove(&suggestion.id.0);
                let unit = words.as_ref().and_then(|w| w.unit_id).map(UnitId);
                let (title, body) = words.map_or_else(Default::default, |w| (w.title.0, w.body.0));
                SummaryItem {
                    title,
                    body,
                    unit,
                    identity: identities.remove(&suggestion.id.0),
                    facts: facts.remove(&suggestion.id),
                    suggestion,
                }
            })
            .collect())
    }
}

fn received(
    scope: &Scope,
    from: Instant,
    until: Instant,
) -> sea_orm::Select<suggestion_row::Entity> {
    suggestion_row::Entity::find()
        .filter(within(scope))
        .filter(suggestion_row::Column::ReceivedAt.gte(from))
        .filter(suggestion_row::Column::ReceivedAt.lt(until))
}
