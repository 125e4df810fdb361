//! Units that change: added, renamed, merged, dissolved; and who is away. The row of a unit says
//! what became of it; what its items still owe is moved afterwards, item by item.

use huiyin_core::{AccountId, SuggestionId, UnitId};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::account::Away;
use crate::entity::{account, accused, assignment, obligation, suggestion_row, unit};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

type Item = suggestion_row::Column;

impl Tx {
    /// Changes the names of a unit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rename_unit(
        &self,
        id: UnitId,
        name: &str,
        short_name: &str,
    ) -> Result<(), StoreError> {
        self.change_unit(
            id,
            unit::ActiveModel {
                name: Set(name.to_owned()),
                short_name: Set(short_name.to_owned()),
                ..Default::default()
            },
        )
        .await
    }

    /// 分管领导 of a unit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_unit_leader(
        &self,
        id: UnitId,
        leader: Option<AccountId>,
    ) -> Result<(), StoreError> {
        self.change_unit(
            id,
            unit::ActiveModel {
                leader_id: Set(leader.map(|a| a.0)),
                ..Default::default()
            },
        )
        .await
    }

    /// Closes a unit; `into` takes its place. The units below it hang from `children_to` then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn merge_unit(
        &self,
        id: UnitId,
        into: UnitId,
        children_to: Option<UnitId>,
    ) -> Result<(), StoreError> {
        self.change_unit(
            id,
            unit::ActiveModel {
                is_active: Set(false),
                merged_into_id: Set(Some(into.0)),
                ..Default::default()
            },
        )
        .await?;
        unit::Entity::update_many()
            .set(unit::ActiveModel {
                parent_id: Set(children_to.map(|u| u.0)),
                ..Default::default()
            })
            .filter(unit::Column::ParentId.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    /// The accounts of a unit work in another from now on; gives how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn move_accounts(&self, from: UnitId, to: UnitId) -> Result<u64, StoreError> {
        let moved = account::Entity::update_many()
            .col_expr(account::Column::UnitId, Expr::value(to.0))
            .filter(account::Column::UnitId.eq(from.0))
            .exec(&self.conn)
            .await?;
        Ok(moved.rows_affected)
    }

    /// 请假 of an account, and who stands in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_away(
        &self,
        id: AccountId,
        away: Option<Away>,
        deputy: Option<AccountId>,
    ) -> Result<(), StoreError> {
        let row = account::ActiveModel {
            away_from: Set(away.map(|away| away.from)),
            away_until: Set(away.map(|away| away.until)),
            deputy_id: Set(deputy.map(|a| a.0)),
            ..Default::default()
        };
        account::Entity::update_many()
            .set(row)
            .filter(account::Column::Id.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    async fn change_unit(&self, id: UnitId, row: unit::ActiveModel) -> Result<(), StoreError> {
        unit::Entity::update_many()
            .set(row)
            .filter(unit::Column::Id.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

/// Items on which a unit owes something, or takes part while they are open.
fn held_by(unit: UnitId) -> Condition {
    let owing = of_items(obligation::Entity, obligation::Column::SuggestionId)
        .and_where(obligation::Column::EndedAt.is_null())
        .and_where(obligation::Column::UnitId.eq(unit.0))
        .to_owned();
    let taking_part = of_items(assignment::Entity, assignment::Column::SuggestionId)
        .and_where(assignment::Column::IsCurrent.eq(true))
        .and_where(assignment::Column::UnitId.eq(unit.0))
        .to_owned();
    Condition::any().add(Item::Id.in_subquery(owing)).add(
        Condition::all()
            .add(Item::IsOpen.eq(true))
            .add(Item::Id.in_subquery(taking_part)),
    )
}

fn of_items(table: impl EntityTrait, column: impl ColumnTrait) -> SelectStatement {
    Query::select().column(column).from(table).to_owned()
}

impl Read {
    /// How many items a unit still has in its hands: no title, no number, so any administrator may
    /// know (DOMAIN 6).
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_held_by(&self, unit: UnitId) -> Result<u64, StoreError> {
        let found = suggestion_row::Entity::find().filter(held_by(unit));
        Ok(found.count(&self.conn).await?)
    }

    /// A page of the items that a unit has in its hands, after the given one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn held_by(
        &self,
        unit: UnitId,
        after: SuggestionId,
        limit: u64,
    ) -> Result<Vec<SuggestionId>, StoreError> {
        self.ids(held_by(unit), after, limit).await
    }

    /// A page of the items that accuse one unit and not yet another, after the given one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accusing_only(
        &self,
        unit: UnitId,
        not: UnitId,
        after: SuggestionId,
        limit: u64,
    ) -> Result<Vec<SuggestionId>, StoreError> {
        let naming = |unit: UnitId| {
            of_items(accused::Entity, accused::Column::SuggestionId)
                .and_where(accused::Column::UnitId.eq(unit.0))
                .to_owned()
        };
        let condition = Condition::all()
            .add(Item::Id.in_subquery(naming(unit)))
            .add(Item::Id.not_in_subquery(naming(not)));
        self.ids(condition, after, limit).await
    }

    /// A page of the items in progress whose handler is one of these, or works in another unit than
    /// the one that leads, after the given one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn handled_by(
        &self,
        accounts: &[AccountId],
        after: SuggestionId,
        limit: u64,
    ) -> Result<Vec<SuggestionId>, StoreError> {
        let handled = of_items(assignment::Entity, assignment::Column::SuggestionId)
            .and_where(assignment::Column::IsCurrent.eq(true))
            .and_where(assignment::Column::HandlerId.is_in(accounts.iter().map(|a| a.0)))
            .to_owned();
        let transferred = Query::select()
            .column((assignment::Entity, assignment::Column::SuggestionId))
            .from(assignment::Entity)
            .inner_join(
                account::Entity,
                Expr::col((account::Entity, account::Column::Id))
                    .equals((assignment::Entity, assignment::Column::HandlerId)),
            )
            .and_where(assignment::Column::IsCurrent.eq(true))
            .and_where(assignment::Column::Role.eq(huiyin_core::AssignmentRole::Lead.code()))
            .and_where(
                Expr::col((account::Entity, account::Column::UnitId))
                    .not_equals((assignment::Entity, assignment::Column::UnitId)),
            )
            .to_owned();
        let condition = Condition::all()
            .add(Item::Status.eq(huiyin_core::Status::InProgress.code()))
            .add(
                Condition::any()
                    .add(Item::Id.in_subquery(handled))
                    .add(Item::Id.in_subquery(transferred)),
            );
        self.ids(condition, after, limit).await
    }

    async fn ids(
        &self,
        condition: Condition,
        after: SuggestionId,
        limit: u64,
    ) -> Result<Vec<SuggestionId>, StoreError> {
        let ids: Vec<i64> = suggestion_row::Entity::find()
            .select_only()
            .column(Item::Id)
            .filter(condition)
            .filter(Item::Id.gt(after.0))
            .order_by_asc(Item::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(ids.into_iter().map(SuggestionId).collect())
    }
}
