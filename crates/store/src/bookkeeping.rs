//! Leases of workers, positions of followers, the administrators' log.

use huiyin_core::AccountId;
use huiyin_core::time::{self, Instant};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, TryInsertResult,
};

use crate::entity::{admin_log, follower, lease};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// What an administrator did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminLogEntry {
    pub at: Instant,
    /// `None`: from the command line.
    pub account: Option<AccountId>,
    pub what: String,
}

impl Tx {
    /// Takes a lease or renews the own one; `false` while somebody else holds it. Of two that try
    /// at once, one gets it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take_lease(
        &self,
        name: &str,
        holder: &str,
        now: Instant,
        until: Instant,
    ) -> Result<bool, StoreError> {
        let row = lease::ActiveModel {
            name: Set(name.to_owned()),
            holder: Set(holder.to_owned()),
            until: Set(time::to_micros(until)),
        };
        let inserted = lease::Entity::insert(row)
            .on_conflict(
                OnConflict::column(lease::Column::Name)
                    .do_nothing()
                    .to_owned(),
            )
            .try_insert()
            .exec_without_returning(&self.conn)
            .await?;
        if matches!(inserted, TryInsertResult::Inserted(1)) {
            return Ok(true);
        }
        let free = Condition::any()
            .add(lease::Column::Holder.eq(holder))
            .add(lease::Column::Until.lte(now));
        let taken = lease::Entity::update_many()
            .col_expr(lease::Column::Holder, Expr::value(holder))
            .col_expr(lease::Column::Until, Expr::value(time::to_micros(until)))
            .filter(lease::Column::Name.eq(name))
            .filter(free)
            .exec(&self.conn)
            .await?;
        Ok(taken.rows_affected == 1)
    }

    /// Gives a lease back before its time.
    ///
    /// # Errors
    /// What the database says.
    pub async fn release_lease(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        lease::Entity::delete_many()
            .filter(lease::Column::Name.eq(name))
            .filter(lease::Column::Holder.eq(holder))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    /// Notes how far a follower of the ledger has come.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_follower(&self, name: &str, seq: i64) -> Result<(), StoreError> {
        let row = follower::ActiveModel {
            name: Set(name.to_owned()),
            seq: Set(seq),
        };
        let conflict = OnConflict::column(follower::Column::Name)
            .update_column(follower::Column::Seq)
            .to_owned();
        follower::Entity::insert(row)
            .on_conflict(conflict)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Logs what an administrator did.
    ///
    /// # Errors
    /// What the database says.
    pub async fn log_admin(
        &self,
        at: Instant,
        account: Option<AccountId>,
        what: &str,
    ) -> Result<(), StoreError> {
        let row = admin_log::ActiveModel {
            id: NotSet,
            at: Set(time::to_micros(at)),
            account_id: Set(account.map(|a| a.0)),
            what: Set(what.to_owned()),
        };
        admin_log::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// How far a follower of the ledger has come; 0 for a new one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn follower(&self, name: &str) -> Result<i64, StoreError> {
        let row = follower::Entity::find_by_id(name).one(&self.conn).await?;
        Ok(row.map_or(0, |row| row.seq))
    }

    /// The latest entries of the administrators' log, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admin_log(&self, limit: u64) -> Result<Vec<AdminLogEntry>, StoreError> {
        let rows = admin_log::Entity::find()
            .order_by_desc(admin_log::Column::Id)
            .limit(limit)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| AdminLogEntry {
                at: row.at,
                account: row.account_id.map(AccountId),
                what: row.what,
            })
            .collect())
    }
}
