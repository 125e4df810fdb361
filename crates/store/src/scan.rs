//! What the index does not know yet: fresh changes, and the whole archive while there is no index.

use huiyin_core::{Scope, SuggestionId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::read::Read;
use crate::scope::within;

/// Suggestions that changed behind a number of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Ascending, each once.
    pub ids: Vec<SuggestionId>,
    /// The last number among their changes; the number asked for when there is none. Changes
    /// without a number come beside it.
    pub up_to_seq: i64,
}

impl Read {
    /// Suggestions that changed behind a number of the ledger, or whose change has no number yet;
    /// `None` when there are more than `most` changes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_after(
        &self,
        applied_seq: i64,
        most: u64,
    ) -> Result<Option<Changed>, StoreError> {
        let event = || {
            suggestion_event::Entity::find()
                .select_only()
                .column(suggestion_event::Column::SuggestionId)
        };
        // two questions, each of which its index answers; those without a number first, for they
        // may get one in between
        let waiting: Vec<i64> = event()
            .filter(suggestion_event::Column::Seq.is_null())
            .limit(most + 1)
            .into_tuple()
            .all(&self.conn)
            .await?;
        let numbered: Vec<(i64, Option<i64>)> = event()
            .column(suggestion_event::Column::Seq)
            .filter(suggestion_event::Column::Seq.gt(applied_seq))
            .order_by_asc(suggestion_event::Column::Seq)
            .limit(most + 1)
            .into_tuple()
            .all(&self.conn)
            .await?;
        if (waiting.len() + numbered.len()) as u64 > most {
            return Ok(None);
        }
        let up_to_seq = numbered.iter().filter_map(|(_, seq)| *seq).max();
        let mut ids: Vec<SuggestionId> = waiting
            .into_iter()
            .chain(numbered.into_iter().map(|(id, _)| id))
            .map(SuggestionId)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Some(Changed {
            ids,
            up_to_seq: up_to_seq.unwrap_or(applied_seq),
        }))
    }

    /// Of these suggestions, those within a scope, ascending.
    ///
    /// # Errors
    /// What the database says.
    pub async fn within_scope(
        &self,
        scope: &Scope,
        ids: &[SuggestionId],
    ) -> Result<Vec<SuggestionId>, StoreError> {
        let mut found = Vec::new();
        for some in ids.chunks(500) {
            let rows: Vec<i64> = suggestion_row::Entity::find()
                .select_only()
                .column(suggestion_row::Column::Id)
                .filter(suggestion_row::Column::Id.is_in(some.iter().map(|id| id.0)))
                .filter(within(scope))
                .into_tuple()
                .all(&self.conn)
                .await?;
            found.extend(rows.into_iter().map(SuggestionId));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The newest suggestions of a scope before an id, newest first, for a search without index.
    ///
    /// # Errors
    /// What the database says.
    pub async fn newest_before(
        &self,
        scope: &Scope,
        before: Option<SuggestionId>,
        limit: u64,
    ) -> Result<Vec<SuggestionId>, StoreError> {
        let mut query = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Id)
            .filter(within(scope));
        if let Some(before) = before {
            query = query.filter(suggestion_row::Column::Id.lt(before.0));
        }
        let rows: Vec<i64> = query
            .order_by_desc(suggestion_row::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(rows.into_iter().map(SuggestionId).collect())
    }
}
