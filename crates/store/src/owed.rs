//! Open obligations over all suggestions: what the deadline worker walks through.

use huiyin_core::time::Instant;
use huiyin_core::{ObligationKind, SuggestionId, UnitId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{obligation, suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::read::Read;

/// An open obligation and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub suggestion: SuggestionId,
    pub no: i64,
    pub kind: ObligationKind,
    pub unit: UnitId,
    pub due_at: Instant,
}

impl Read {
    /// Open obligations of these kinds due at or before an instant, earliest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open_obligations_due_before(
        &self,
        at: Instant,
        kinds: &[ObligationKind],
        limit: u64,
    ) -> Result<Vec<Owed>, StoreError> {
        obligation::Entity::find()
            .filter(obligation::Column::EndedAt.is_null())
            .filter(obligation::Column::DueAt.lte(at))
            .filter(obligation::Column::Kind.is_in(kinds.iter().map(|k| k.code())))
            .order_by_asc(obligation::Column::DueAt)
            .order_by_asc(obligation::Column::SuggestionId)
            .limit(limit)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| {
                Ok(Owed {
                    suggestion: SuggestionId(row.suggestion_id),
                    no: row.no,
                    kind: code::read("obligation.kind", &row.kind, ObligationKind::from_code)?,
                    unit: UnitId(row.unit_id),
                    due_at: row.due_at,
                })
            })
            .collect()
    }

    /// How many suggestions there are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_suggestions(&self) -> Result<u64, StoreError> {
        Ok(suggestion_row::Entity::find().count(&self.conn).await?)
    }

    /// How many entries the ledger has.
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_events(&self) -> Result<u64, StoreError> {
        Ok(suggestion_event::Entity::find().count(&self.conn).await?)
    }
}
