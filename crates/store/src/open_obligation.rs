//! Open obligations with what they were counted from: what a new calendar is held against.

use huiyin_core::time::Instant;
use huiyin_core::{Channel, ObligationKind, SuggestionId, SuggestionKind, Track, UnitId};
use huiyin_workflow::DueBasis;
use huiyin_workflow::policy::Facts;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{accused, obligation, suggestion_row};
use crate::error::StoreError;
use crate::read::Read;

/// An open obligation of an open item, with its basis.
#[derive(Debug, Clone)]
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
    /// What a time rule is chosen by.
    pub facts: Facts,
}

struct Item {
    ticket_no: String,
    is_restricted: bool,
    facts: Facts,
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
        let items: std::collections::HashMap<i64, Item> = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Id)
            .column(suggestion_row::Column::TicketNo)
            .column(suggestion_row::Column::IsRestricted)
            .column(suggestion_row::Column::Kind)
            .column(suggestion_row::Column::Track)
            .column(suggestion_row::Column::Channel)
            .column(suggestion_row::Column::IsUrgent)
            .filter(suggestion_row::Column::Id.is_in(ids))
            .into_tuple::<(i64, String, bool, String, String, String, bool)>()
            .all(&self.conn)
            .await?
            .into_iter()
            .map(
                |(id, ticket_no, is_restricted, kind, track, channel, is_urgent)| {
                    let facts = Facts {
                        kind: code::read("suggestion.kind", &kind, SuggestionKind::from_code)?,
                        track: code::read("suggestion.track", &track, Track::from_code)?,
                        channel: code::read("suggestion.channel", &channel, Channel::from_code)?,
                        is_urgent,
                    };
                    let item = Item {
                        ticket_no,
                        is_restricted,
                        facts,
                    };
                    Ok((id, item))
                },
            )
            .collect::<Result<_, StoreError>>()?;
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
            // an item that closed between the two queries owes nothing more
            .filter_map(|row| Some((items.get(&row.suggestion_id)?, row)))
            .map(|(item, row)| {
                Ok(CountedObligation {
                    suggestion: SuggestionId(row.suggestion_id),
                    ticket_no: item.ticket_no.clone(),
                    is_restricted: item.is_restricted || named.contains(&row.suggestion_id),
                    facts: item.facts,
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
