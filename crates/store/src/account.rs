//! Accounts of the staff.

use std::collections::HashMap;

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, Role, UnitId};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter,
    QueryOrder,
};

use crate::code;
use crate::entity::{Words, account, account_role};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// An account to add. The user name is in lower case.
#[derive(Clone)]
pub struct NewAccount {
    pub username: String,
    pub name: String,
    pub unit: UnitId,
    pub roles: Vec<Role>,
    pub password_hash: String,
    pub must_change_password: bool,
    pub created_at: Instant,
}

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub username: String,
    pub name: String,
    pub unit: UnitId,
    pub roles: Vec<Role>,
    pub password_hash: String,
    pub must_change_password: bool,
    pub is_active: bool,
    pub n_failures: i32,
    pub locked_until: Option<Instant>,
    pub created_at: Instant,
    pub last_login_at: Option<Instant>,
    pub away: Option<Away>,
    /// Who takes over while the account is away or disabled.
    pub deputy: Option<AccountId>,
}

/// 请假: both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Account {
    /// Whether somebody works with the account on that day.
    pub fn is_on_duty(&self, day: NaiveDate) -> bool {
        self.is_active
            && self
                .away
                .is_none_or(|away| day < away.from || day > away.until)
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

impl Tx {
    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the user name is in use.
    pub async fn insert_account(&self, new: NewAccount) -> Result<AccountId, StoreError> {
        let row = account::ActiveModel {
            id: NotSet,
            username: Set(new.username),
            name: Set(new.name),
            unit_id: Set(new.unit.0),
            password_hash: Set(Words(new.password_hash)),
            must_change_password: Set(new.must_change_password),
            is_active: Set(true),
            n_failures: Set(0),
            locked_until: Set(None),
            created_at: Set(time::to_micros(new.created_at)),
            last_login_at: Set(None),
            away_from: Set(None),
            away_until: Set(None),
            deputy_id: Set(None),
        };
        let id = account::Entity::insert(row)
            .exec(&self.conn)
            .await?
            .last_insert_id;
        self.set_roles(AccountId(id), &new.roles).await?;
        Ok(AccountId(id))
    }

    /// Sets a password; failures before it are forgotten.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_password(
        &self,
        id: AccountId,
        password_hash: &str,
        must_change: bool,
    ) -> Result<(), StoreError> {
        self.change(
            id,
            account::ActiveModel {
                password_hash: Set(Words(password_hash.to_owned())),
                must_change_password: Set(must_change),
                n_failures: Set(0),
                locked_until: Set(None),
                ..Default::default()
            },
        )
        .await
    }

    /// Replaces the roles.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_roles(&self, id: AccountId, roles: &[Role]) -> Result<(), StoreError> {
        account_role::Entity::delete_many()
            .filter(account_role::Column::AccountId.eq(id.0))
            .exec(&self.conn)
            .await?;
        let mut roles = roles.to_vec();
        roles.sort_unstable();
        roles.dedup();
        let rows: Vec<_> = roles
            .iter()
            .map(|role| account_role::ActiveModel {
                account_id: Set(id.0),
                role: Set(role.code().to_owned()),
            })
            .collect();
        if !rows.is_empty() {
            account_role::Entity::insert_many(rows)
                .exec_without_returning(&self.conn)
                .await?;
        }
        Ok(())
    }

    /// Changes name and unit of an account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_person(
        &self,
        id: AccountId,
        name: &str,
        unit: UnitId,
    ) -> Result<(), StoreError> {
        self.change(
            id,
            account::ActiveModel {
                name: Set(name.to_owned()),
                unit_id: Set(unit.0),
                ..Default::default()
            },
        )
        .await
    }

    /// Enables or disables an account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_active(&self, id: AccountId, is_active: bool) -> Result<(), StoreError> {
        let row = account::ActiveModel {
            is_active: Set(is_active),
            ..Default::default()
        };
        self.change(id, row).await
    }

    /// A right password: failures before it are forgotten.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record_login(&self, id: AccountId, at: Instant) -> Result<(), StoreError> {
        self.change(
            id,
            account::ActiveModel {
                last_login_at: Set(Some(time::to_micros(at))),
                n_failures: Set(0),
                locked_until: Set(None),
                ..Default::default()
            },
        )
        .await
    }

    /// A wrong password: how many in a row now, and until when the account pauses.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record_failure(
        &self,
        id: AccountId,
        n_failures: i32,
        locked_until: Option<Instant>,
    ) -> Result<(), StoreError> {
        self.change(
            id,
            account::ActiveModel {
                n_failures: Set(n_failures),
                locked_until: Set(locked_until.map(time::to_micros)),
                ..Default::default()
            },
        )
        .await
    }

    async fn change(&self, id: AccountId, row: account::ActiveModel) -> Result<(), StoreError> {
        account::Entity::update_many()
            .set(row)
            .filter(account::Column::Id.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// The account of a user name, upper or lower case.
    ///
    /// # Errors
    /// What the database says.
    pub async fn account_by_username(&self, username: &str) -> Result<Option<Account>, StoreError> {
        let condition = account::Column::Username.eq(username.to_lowercase());
        Ok(self
            .accounts_where(Condition::all().add(condition))
            .await?
            .pop())
    }

    /// An account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let condition = account::Column::Id.eq(id.0);
        Ok(self
            .accounts_where(Condition::all().add(condition))
            .await?
            .pop())
    }

    /// All accounts, by user name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.accounts_where(Condition::all()).await
    }

    /// The active accounts of a unit that hold a role.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounts_of_unit(
        &self,
        unit: UnitId,
        role: Role,
    ) -> Result<Vec<Account>, StoreError> {
        let condition = Condition::all()
            .add(account::Column::UnitId.eq(unit.0))
            .add(account::Column::IsActive.eq(true));
        let mut accounts = self.accounts_where(condition).await?;
        accounts.retain(|a| a.roles.contains(&role));
        Ok(accounts)
    }

    async fn accounts_where(&self, condition: Condition) -> Result<Vec<Account>, StoreError> {
        let rows = account::Entity::find()
            .filter(condition)
            .order_by_asc(account::Column::Username)
            .all(&self.conn)
            .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut roles: HashMap<i64, Vec<Role>> = HashMap::new();
        if !ids.is_empty() {
            let given = account_role::Entity::find()
                .filter(account_role::Column::AccountId.is_in(ids))
                .all(&self.conn)
                .await?;
            for row in given {
                let role = code::read("account_role.role", &row.role, Role::from_code)?;
                roles.entry(row.account_id).or_default().push(role);
            }
        }
        Ok(rows
            .into_iter()
            .map(|row| {
                let mut roles = roles.remove(&row.id).unwrap_or_default();
                roles.sort_unstable();
                Account {
                    id: AccountId(row.id),
                    username: row.username,
                    name: row.name,
                    unit: UnitId(row.unit_id),
                    roles,
                    password_hash: row.password_hash.0,
                    must_change_password: row.must_change_password,
                    is_active: row.is_active,
                    n_failures: row.n_failures,
                    locked_until: row.locked_until,
                    created_at: row.created_at,
                    last_login_at: row.last_login_at,
                    away: row
                        .away_from
                        .zip(row.away_until)
                        .map(|(from, until)| Away { from, until }),
                    deputy: row.deputy_id.map(AccountId),
                }
            })
            .collect())
    }
}
