//! Issued replies as material: what a unit lately wrote, and what was issued in a period.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use huiyin_core::time::Instant;
use huiyin_core::{AssignmentRole, ReplyKind, SuggestionId, UnitId};
use huiyin_workflow::Recorded;
use huiyin_workflow::gate::COUNTED_EVENTS;
use huiyin_workflow::suggestion::ReplyState;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{assignment, reply, reply_point, suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::ledger::read_recorded;
use crate::read::Read;

/// Items whose events are read together.
const TOGETHER: usize = 500;

impl Read {
    /// The final replies that went out since an instant on other items led by the unit, newest
    /// first; texts of restricted items are not among them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn recent_replies(
        &self,
        unit: UnitId,
        except: SuggestionId,
        since: Instant,
        limit: u64,
    ) -> Result<Vec<String>, StoreError> {
        let led = Query::select()
            .column(assignment::Column::SuggestionId)
            .from(assignment::Entity)
            .and_where(assignment::Column::UnitId.eq(unit.0))
            .and_where(assignment::Column::Role.eq(AssignmentRole::Lead.code()))
            .to_owned();
        let restricted = Query::select()
            .column(suggestion_row::Column::Id)
            .from(suggestion_row::Entity)
            .and_where(suggestion_row::Column::IsRestricted.eq(true))
            .to_owned();
        let found: Vec<(i64, i64)> = reply::Entity::find()
            .select_only()
            .column(reply::Column::SuggestionId)
            .column(reply::Column::No)
            .filter(reply::Column::IssuedAt.gte(since))
            .filter(reply::Column::State.eq(code::reply_state_code(ReplyState::Issued)))
            .filter(reply::Column::Kind.eq(ReplyKind::Final.code()))
            .filter(reply::Column::SuggestionId.ne(except.0))
            .filter(reply::Column::SuggestionId.in_subquery(led))
            .filter(reply::Column::SuggestionId.not_in_subquery(restricted))
            .order_by_desc(reply::Column::IssuedAt)
            .order_by_desc(reply::Column::SuggestionId)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let mut texts: HashMap<(i64, i64), Vec<String>> = HashMap::new();
        let ids = found.iter().map(|(id, _)| *id);
        let points = reply_point::Entity::find()
            .filter(reply_point::Column::SuggestionId.is_in(ids))
            .order_by_asc(reply_point::Column::Position)
            .all(&self.conn)
            .await?;
        for point in points {
            let key = (point.suggestion_id, point.reply_no);
            texts.entry(key).or_default().push(point.text.0);
        }
        let whole = found.iter().filter_map(|key| texts.remove(key));
        Ok(whole.map(|points| points.join("\n")).collect())
    }

    /// What [`huiyin_workflow::gate::gate_counts`] needs of every item with a final reply issued
    /// in the period: an item's events each, in order. Restricted items are not among them.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when an entry is not readable.
    pub async fn gate_ledgers(
        &self,
        period: &Range<Instant>,
    ) -> Result<Vec<Vec<Recorded>>, StoreError> {
        let restricted = Query::select()
            .column(suggestion_row::Column::Id)
            .from(suggestion_row::Entity)
            .and_where(suggestion_row::Column::IsRestricted.eq(true))
            .to_owned();
        let ids: Vec<i64> = reply::Entity::find()
            .select_only()
            .column(reply::Column::SuggestionId)
            .distinct()
            .filter(reply::Column::IssuedAt.gte(period.start))
            .filter(reply::Column::IssuedAt.lt(period.end))
            .filter(reply::Column::Kind.eq(ReplyKind::Final.code()))
            .filter(reply::Column::SuggestionId.not_in_subquery(restricted))
            .into_tuple()
            .all(&self.conn)
            .await?;
        let mut ledgers: BTreeMap<i64, Vec<Recorded>> = BTreeMap::new();
        for some in ids.chunks(TOGETHER) {
            let rows = suggestion_event::Entity::find()
                .filter(suggestion_event::Column::SuggestionId.is_in(some.iter().copied()))
                .filter(suggestion_event::Column::Kind.is_in(COUNTED_EVENTS))
                .order_by_asc(suggestion_event::Column::SuggestionId)
                .order_by_asc(suggestion_event::Column::N)
                .all(&self.conn)
                .await?;
            for row in &rows {
                let recorded = read_recorded(row)?;
                ledgers.entry(row.suggestion_id).or_default().push(recorded);
            }
        }
        Ok(ledgers.into_values().collect())
    }
}
