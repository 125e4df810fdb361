//! Writes what an event changed, and nothing else.

use std::collections::BTreeSet;

use huiyin_core::{Digest, SuggestionId, UnitId};
use huiyin_workflow::Suggestion;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};

use super::rows;
use crate::accused::save_accused;
use crate::entity::{
    assignment, obligation, point, rating, reply, reply_point, suggestion_row, visible_unit,
};
use crate::error::StoreError;

/// Writes all parts of a suggestion that has none in rows yet.
pub(crate) async fn insert_parts(
    conn: &impl ConnectionTrait,
    s: &Suggestion,
) -> Result<(), StoreError> {
    let nothing = Suggestion {
        points: Vec::new(),
        assignments: Vec::new(),
        obligations: Vec::new(),
        replies: Vec::new(),
        ratings: Vec::new(),
        ..s.clone()
    };
    save_parts(conn, &nothing, s).await?;
    if !s.overlays.accused.is_empty() {
        save_accused(conn, s.id, &s.overlays.accused).await?;
    }
    let units = s.visible_units();
    show_to(conn, s.id, units.into_iter()).await
}

/// Writes what differs between two states. The row is changed only if it still has the revision
/// of the first state.
pub(crate) async fn save_changes(
    conn: &impl ConnectionTrait,
    before: &Suggestion,
    after: &Suggestion,
    head_hash: Digest,
) -> Result<(), StoreError> {
    let changed = suggestion_row::Entity::update_many()
        .set(rows::suggestion_columns(after, head_hash)?)
        .filter(suggestion_row::Column::Id.eq(after.id.0))
        .filter(suggestion_row::Column::Revision.eq(before.revision))
        .exec(conn)
        .await?;
    if changed.rows_affected != 1 {
        return Err(StoreError::Stale);
    }
    save_parts(conn, before, after).await?;
    if before.overlays.accused != after.overlays.accused {
        save_accused(conn, after.id, &after.overlays.accused).await?;
    }
    let old: BTreeSet<UnitId> = before.visible_units().into_iter().collect();
    let new: BTreeSet<UnitId> = after.visible_units().into_iter().collect();
    let gone: Vec<i64> = old.difference(&new).map(|u| u.0).collect();
    if !gone.is_empty() {
        visible_unit::Entity::delete_many()
            .filter(visible_unit::Column::SuggestionId.eq(after.id.0))
            .filter(visible_unit::Column::UnitId.is_in(gone))
            .exec(conn)
            .await?;
    }
    show_to(conn, after.id, new.difference(&old).copied()).await
}

async fn show_to(
    conn: &impl ConnectionTrait,
    id: SuggestionId,
    units: impl Iterator<Item = UnitId>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = units
        .map(|unit| visible_unit::ActiveModel {
            suggestion_id: Set(id.0),
            unit_id: Set(unit.0),
        })
        .collect();
    insert(conn, rows).await
}

async fn save_parts(
    conn: &impl ConnectionTrait,
    before: &Suggestion,
    after: &Suggestion,
) -> Result<(), StoreError> {
    let id = after.id;
    if before.points != after.points {
        if !before.points.is_empty() {
            point::Entity::delete_many()
                .filter(point::Column::SuggestionId.eq(id.0))
                .exec(conn)
                .await?;
        }
        insert(
            conn,
            after
                .points
                .iter()
                .map(|p| rows::point_row(id, p))
                .collect(),
        )
        .await?;
    }
    let changed = after
        .assignments
        .iter()
        .filter(|a| !before.assignments.contains(a));
    upsert(
        conn,
        changed.map(|a| rows::assignment_row(id, a)).collect(),
        [assignment::Column::SuggestionId, assignment::Column::No],
        [
            assignment::Column::DueAt,
            assignment::Column::AcknowledgedAt,
            assignment::Column::HandlerId,
            assignment::Column::IsCurrent,
        ],
    )
    .await?;
    let changed = after
        .obligations
        .iter()
        .filter(|o| !before.obligations.contains(o));
    upsert(
        conn,
        changed
            .map(|o| rows::obligation_row(id, o))
            .collect::<Result<_, _>>()?,
        [obligation::Column::SuggestionId, obligation::Column::No],
        [
            obligation::Column::DueAt,
            obligation::Column::Basis,
            obligation::Column::EndedAt,
            obligation::Column::EndedHow,
        ],
    )
    .await?;
    let changed: Vec<_> = after
        .replies
        .iter()
        .filter(|r| !before.replies.contains(r))
        .collect();
    let fresh = changed
        .iter()
        .filter(|r| before.replies.iter().all(|old| old.no != r.no));
    let texts = fresh.flat_map(|r| rows::reply_point_rows(id, r)).collect();
    upsert(
        conn,
        changed
            .iter()
            .map(|r| rows::reply_row(id, r))
            .collect::<Result<_, _>>()?,
        [reply::Column::SuggestionId, reply::Column::No],
        [
            reply::Column::State,
            reply::Column::SignedById,
            reply::Column::IssuedAt,
        ],
    )
    .await?;
    insert::<reply_point::ActiveModel>(conn, texts).await?;
    let fresh = (1..).zip(&after.ratings).skip(before.ratings.len());
    insert::<rating::ActiveModel>(
        conn,
        fresh.map(|(no, r)| rows::rating_row(id, no, r)).collect(),
    )
    .await
}

async fn insert<A>(conn: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
{
    if !rows.is_empty() {
        A::Entity::insert_many(rows)
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// Inserts rows, or writes the columns that may change of those that exist.
async fn upsert<A, const K: usize, const N: usize>(
    conn: &impl ConnectionTrait,
    rows: Vec<A>,
    key: [<A::Entity as EntityTrait>::Column; K],
    columns: [<A::Entity as EntityTrait>::Column; N],
) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
{
    if !rows.is_empty() {
        A::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(key).update_columns(columns).to_owned())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}
