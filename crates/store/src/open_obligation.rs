//! Open obligations with what they were counted from: what a new calendar is held against.

use huiyin_core::time::Instant;
use huiyin_core::{ObligationKind, SuggestionId, UnitId};
use huiyin_workflow::DueBasis;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{accused, obligation, suggestion_row};
use crate::error::StoreError;
use crate::read::Read;

/// An open obligation of an open item, with its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedObligation {
    pub suggestion: SuggestionId,
    pub ticket_no: String,
    /// 保密件, or somebody is accused: whoever keeps the calendar need not learn its number.
    pub is_restricted: bool,
    pub no: i64,
    pub kind: ObligationKind,
    pub unit: UnitId,
    pub due_at: Instant,
    pub basis: DueBasis,
}

impl Read {
    /// A page of the open obligations of open items, by item and number, after the given one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open_obligations_after(
        &self,
        after: Option<(SuggestionId, i64)>,
        limit: u64,
    ) -> Result<Vec<CountedObligation>, StoreError> {
        let open_items = sea_orm::sea_query::Query::select()
            .column(suggestion_row::Column::Id)
            .from(suggestion_row::Entity)
            .and_where(suggestion_row::Column::IsOpen.eq(true))
            .to_owned();
        let mut query = obligation::Entity::find()
            .filter(obligation::Column::EndedAt.is_null())
            .filter(obligation::Column::SuggestionId.in_subquery(open_items));
        if let Some((suggestion, no)) = after {
            query = query.filter(
                Condition::any()
                    .add(obligation::Column::SuggestionId.gt(suggestion.0))
                    .add(
                        Condition::all()
                            .add(obligation::Column::SuggestionId.eq(suggestion.0))
                            .add(obligation::Column::No.gt(no)),
                    ),
            );
        }
        let rows = query
            .order_by_asc(obligation::Column::SuggestionId)
            .order_by_asc(obligation::Column::No)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let ids: std::collections::BTreeSet<i64> = rows.iter().map(|r| r.suggestion_id).collect();
        let items: std::collections::HashMap<i64, (String, bool)> = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Id)
            .column(suggestion_row::Column::TicketNo)
            .column(suggestion_row::Column::IsRestricted)
            .filter(suggestion_row::Column::Id.is_in(ids))
            .into_tuple::<(i64, String, bool)>()
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|(id, ticket_no, is_restricted)| (id, (ticket_no, is_restricted)))
            .collect();
        let named: std::collections::HashSet<i64> = accused::Entity::find()
            .select_only()
            .column(accused::Column::SuggestionId)
            .filter(accused::Column::SuggestionId.is_in(items.keys().copied()))
            .into_tuple::<i64>()
            .all(&self.conn)
            .await?
            .into_iter()
            .collect();
        rows.into_iter()
            .map(|row| {
                let (ticket_no, is_restricted) =
                    items.get(&row.suggestion_id).cloned().unwrap_or_default();
                Ok(CountedObligation {
                    suggestion: SuggestionId(row.suggestion_id),
                    ticket_no,
                    is_restricted: is_restricted || named.contains(&row.suggestion_id),
                    no: row.no,
                    kind: code::read("obligation.kind", &row.kind, ObligationKind::from_code)?,
                    unit: UnitId(row.unit_id),
                    due_at: row.due_at,
                    basis: code::from_json("obligation.basis", &row.basis)?,
                })
            })
            .collect()
    }
}
