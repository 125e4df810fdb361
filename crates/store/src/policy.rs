//! The number of the policy, which every node watches, and the history of its changes: rules by
//! version, the procedure's limits, 停办.

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, UnitId};
use huiyin_workflow::calendar::LocalClosure;
use huiyin_workflow::time_rule::TimeRule;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::code;
use crate::entity::{
    calendar_closure, policy_change, policy_version, procedure_version, time_rule,
};
use crate::error::StoreError;
use crate::read::Read;
use crate::rules::rule_row;
use crate::tx::Tx;

/// The one row of `policy_version`.
const ONLY: i64 = 1;

/// Who changed what, when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyChange {
    /// Number of the policy that the change made.
    pub no: i64,
    pub at: Instant,
    /// `None`: from the command line.
    pub account: Option<AccountId>,
    pub what: String,
    pub reason: String,
}

/// The procedure's limits and the way of counting, as from a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureVersion {
    pub no: i64,
    pub effective_from: NaiveDate,
    pub value: serde_json::Value,
}

/// 停办 with what it is addressed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosureRow {
    pub id: i64,
    pub closure: LocalClosure,
    pub added_no: i64,
}

impl Tx {
    /// Raises the number of the policy and gives the new one. Comes first in every change of the
    /// policy: the row is locked from here on, so what is read next stays true until the commit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next_policy_no(&self) -> Result<i64, StoreError> {
        policy_version::Entity::update_many()
            .col_expr(
                policy_version::Column::No,
                Expr::col(policy_version::Column::No).add(1),
            )
            .filter(policy_version::Column::Id.eq(ONLY))
            .exec(&self.conn)
            .await?;
        self.policy_no().await
    }

    /// # Errors
    /// What the database says.
    pub async fn log_policy_change(&self, change: &PolicyChange) -> Result<(), StoreError> {
        let row = policy_change::ActiveModel {
            no: Set(change.no),
            at: Set(time::to_micros(change.at)),
            account_id: Set(change.account.map(|a| a.0)),
            what: Set(change.what.clone()),
            reason: Set(change.reason.clone()),
        };
        policy_change::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Adds a version of a rule; those before it stay.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_time_rule(&self, rule: &TimeRule) -> Result<(), StoreError> {
        time_rule::Entity::insert(rule_row(rule))
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// # Errors
    /// What the database says.
    pub async fn add_procedure_version(&self, new: &ProcedureVersion) -> Result<(), StoreError> {
        let row = procedure_version::ActiveModel {
            no: Set(new.no),
            effective_from: Set(new.effective_from),
            value: Set(new.value.to_string()),
        };
        procedure_version::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// # Errors
    /// What the database says.
    pub async fn add_closure(&self, new: &LocalClosure) -> Result<(), StoreError> {
        let row = calendar_closure::ActiveModel {
            id: NotSet,
            unit_id: Set(new.unit.map(|u| u.0)),
            from_day: Set(new.from),
            to_day: Set(new.to),
            name: Set(new.name.clone()),
            added_no: Set(new.changed_no),
            removed_no: Set(None),
        };
        calendar_closure::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Takes a closure away; the row stays. `false` when there is none in force.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_closure(&self, id: i64, no: i64) -> Result<bool, StoreError> {
        let removed = calendar_closure::Entity::update_many()
            .col_expr(calendar_closure::Column::RemovedNo, Expr::value(no))
            .filter(calendar_closure::Column::Id.eq(id))
            .filter(calendar_closure::Column::RemovedNo.is_null())
            .exec(&self.conn)
            .await?;
        Ok(removed.rows_affected == 1)
    }
}

impl Read {
    /// The number of the policy in force: one small row, cheap enough to be asked before every
    /// write.
    ///
    /// # Errors
    /// What the database says.
    pub async fn policy_no(&self) -> Result<i64, StoreError> {
        let row = policy_version::Entity::find_by_id(ONLY)
            .one(&self.conn)
            .await?;
        Ok(row.map_or(0, |row| row.no))
    }

    /// The newest changes of the policy, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn policy_changes(&self, limit: u64) -> Result<Vec<PolicyChange>, StoreError> {
        let rows = policy_change::Entity::find()
            .order_by_desc(policy_change::Column::No)
            .limit(limit)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| PolicyChange {
                no: row.no,
                at: row.at,
                account: row.account_id.map(AccountId),
                what: row.what,
                reason: row.reason,
            })
            .collect())
    }

    /// All versions, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn procedure_versions(&self) -> Result<Vec<ProcedureVersion>, StoreError> {
        procedure_version::Entity::find()
            .order_by_asc(procedure_version::Column::No)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| {
                Ok(ProcedureVersion {
                    no: row.no,
                    effective_from: row.effective_from,
                    value: code::from_json("procedure_version.value", &row.value)?,
                })
            })
            .collect()
    }

    /// All closures, those that were taken away as well, by first day.
    ///
    /// # Errors
    /// What the database says.
    pub async fn closures(&self) -> Result<Vec<ClosureRow>, StoreError> {
        let rows = calendar_closure::Entity::find()
            .order_by_asc(calendar_closure::Column::FromDay)
            .order_by_asc(calendar_closure::Column::Id)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| ClosureRow {
                id: row.id,
                closure: LocalClosure {
                    unit: row.unit_id.map(UnitId),
                    from: row.from_day,
                    to: row.to_day,
                    name: row.name,
                    changed_no: row.removed_no.unwrap_or(row.added_no),
                    is_removed: row.removed_no.is_some(),
                },
                added_no: row.added_no,
            })
            .collect())
    }
}
