//! 被反映人 as part of every query: what accuses the viewer is neither listed nor counted nor
//! opened (DOMAIN 2, 6).
//!
//! The condition is the same for everybody and for what does not exist, so that the time of an
//! answer tells nothing either: an item that accuses the viewer is left out by the database like
//! one outside the scope, before anything of it is read.

use huiyin_core::{Accused, SuggestionId, Viewer};
use sea_orm::sea_query::{Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    PaginatorTrait, QueryFilter,
};

use crate::entity::accused;
use crate::error::StoreError;
use crate::read::Read;

/// Whom the rows name.
fn naming(viewer: &Viewer) -> Condition {
    let units = viewer.units.iter().map(|unit| unit.0);
    let mut condition = Condition::any().add(accused::Column::UnitId.is_in(units));
    if let Some(account) = viewer.account {
        condition = condition.add(accused::Column::AccountId.eq(account.0));
    }
    condition
}

fn accusing(viewer: &Viewer) -> SelectStatement {
    Query::select()
        .column(accused::Column::SuggestionId)
        .from(accused::Entity)
        .cond_where(naming(viewer))
        .to_owned()
}

/// The rows whose `column`, the id of an item, is not one that accuses the viewer.
pub(crate) fn not_accusing(viewer: &Viewer, column: impl ColumnTrait) -> SimpleExpr {
    column.not_in_subquery(accusing(viewer))
}

/// As [`not_accusing`], for a column that may be empty.
pub(crate) fn not_about_accusing(viewer: &Viewer, column: impl ColumnTrait) -> Condition {
    Condition::any()
        .add(column.is_null())
        .add(not_accusing(viewer, column))
}

/// Replaces the rows of an item.
pub(crate) async fn save_accused(
    conn: &impl ConnectionTrait,
    id: SuggestionId,
    now: &Accused,
) -> Result<(), StoreError> {
    accused::Entity::delete_many()
        .filter(accused::Column::SuggestionId.eq(id.0))
        .exec(conn)
        .await?;
    let row = |account: Option<i64>, unit: Option<i64>| accused::ActiveModel {
        id: NotSet,
        suggestion_id: Set(id.0),
        account_id: Set(account),
        unit_id: Set(unit),
    };
    let accounts = now.accounts.iter().map(|a| row(Some(a.0), None));
    let rows: Vec<_> = accounts
        .chain(now.units.iter().map(|u| row(None, Some(u.0))))
        .collect();
    if !rows.is_empty() {
        accused::Entity::insert_many(rows)
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

impl Read {
    /// Whether the item accuses the viewer.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accuses(&self, id: SuggestionId, viewer: &Viewer) -> Result<bool, StoreError> {
        let found = accused::Entity::find()
            .filter(accused::Column::SuggestionId.eq(id.0))
            .filter(naming(viewer))
            .count(&self.conn)
            .await?;
        Ok(found > 0)
    }
}
