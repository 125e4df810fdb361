//! 并案: the item that handles, and those that are handled with it. 拆分: a letter and its parts.

use huiyin_core::{Scope, Status, SuggestionId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::code;
use crate::entity::suggestion_row::{Column, Entity};
use crate::error::StoreError;
use crate::read::Read;
use crate::scope::within;
use crate::tx::Tx;

/// Another item, as a reference to it shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Relative {
    pub id: SuggestionId,
    pub ticket_no: String,
    pub title: String,
    pub status: Status,
}

impl std::fmt::Debug for Relative {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relative")
            .field("ticket_no", &self.ticket_no)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Read {
    /// Those of these items that the viewer may see, by id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn relatives(
        &self,
        scope: &Scope,
        ids: &[SuggestionId],
    ) -> Result<Vec<Relative>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = Entity::find()
            .filter(within(scope))
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(Column::Id)
            .all(&self.conn)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Relative {
                    id: SuggestionId(row.id),
                    ticket_no: row.ticket_no,
                    title: row.title.0,
                    status: code::read("suggestion.status", &row.status, Status::from_code)?,
                })
            })
            .collect()
    }
}

impl Read {
    /// An item with all that came of the same letter by 拆分, the original first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn letter_of(&self, id: SuggestionId) -> Result<Vec<SuggestionId>, StoreError> {
        let Some(given) = self.load_unlocked(id).await? else {
            return Ok(vec![id]);
        };
        let original = match &given.overlays.split_from {
            Some(from) => self.load_unlocked(from.original).await?.unwrap_or(given),
            None => given,
        };
        let mut ids = vec![original.id];
        ids.extend(original.overlays.split_off.iter().map(|part| part.part));
        Ok(ids)
    }
}

impl Tx {
    /// Locks an item together with its parent and its children, and with `others`, in the order of
    /// their ids: two people who act on two ends of the same 并案 wait for each other instead of
    /// ending in a deadlock. What joins the family in between is locked when it is loaded; should
    /// that deadlock, PostgreSQL gives the work another try.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock_family(
        &self,
        id: SuggestionId,
        others: &[SuggestionId],
    ) -> Result<(), StoreError> {
        // SQLite has no row locks and needs none: there is one writer
        if self.conn.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        let parent: Option<Option<i64>> = Entity::find_by_id(id.0)
            .select_only()
            .column(Column::ParentId)
            .into_tuple()
            .one(&self.conn)
            .await?;
        let mut ids: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ParentId.eq(id.0))
            .into_tuple()
            .all(&self.conn)
            .await?;
        ids.extend(parent.flatten());
        ids.extend(others.iter().map(|other| other.0));
        if ids.is_empty() {
            return Ok(());
        }
        ids.push(id.0);
        let _: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.is_in(ids))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(())
    }
}
