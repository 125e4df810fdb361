//! How many items stand where, within a scope.

use huiyin_core::{Scope, Status};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::code;
use crate::entity::suggestion_row;
use crate::error::StoreError;
use crate::read::Read;
use crate::scope::within;

/// How many items stand where, within a scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Only states that occur, in the order of the work.
    pub by_status: Vec<(Status, u64)>,
}

impl Counts {
    pub fn of(&self, status: Status) -> u64 {
        self.by_status
            .iter()
            .find(|(s, _)| *s == status)
            .map_or(0, |(_, n)| *n)
    }

    /// Not ended.
    pub fn open(&self) -> u64 {
        self.total() - self.done()
    }

    /// Ended.
    pub fn done(&self) -> u64 {
        let ended = self.by_status.iter().filter(|(s, _)| s.is_final());
        ended.map(|(_, n)| n).sum()
    }

    pub fn total(&self) -> u64 {
        self.by_status.iter().map(|(_, n)| n).sum()
    }
}

impl Read {
    /// How many items stand in each state.
    ///
    /// # Errors
    /// What the database says.
    pub async fn counts(&self, scope: &Scope) -> Result<Counts, StoreError> {
        let rows: Vec<(String, i64)> = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Status)
            .column_as(suggestion_row::Column::Id.count(), "n")
            .filter(within(scope))
            .group_by(suggestion_row::Column::Status)
            .into_tuple()
            .all(&self.conn)
            .await?;
        let mut by_status = rows
            .into_iter()
            .map(|(code, n)| {
                let status = code::read("suggestion.status", &code, Status::from_code)?;
                Ok((status, u64::try_from(n).unwrap_or(0)))
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        by_status.sort_unstable_by_key(|(status, _)| *status);
        Ok(Counts { by_status })
    }
}
