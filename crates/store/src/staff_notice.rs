//! 站内通知: what a member of staff finds at the desk. Written in the transaction that causes it.

use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, ReminderNotice, StaffNoticeId, SuggestionId, Viewer};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::accused::not_about_accusing;
use crate::code;
use crate::entity::staff_notice;
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// A notice to write. The text carries nothing of what a submitter wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStaffNotice {
    pub account: AccountId,
    pub suggestion: Option<SuggestionId>,
    pub kind: ReminderNotice,
    pub text: String,
    pub created_at: Instant,
}

/// A notice as its reader finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffNotice {
    pub id: StaffNoticeId,
    pub suggestion: Option<SuggestionId>,
    pub kind: ReminderNotice,
    pub text: String,
    pub created_at: Instant,
    pub read_at: Option<Instant>,
}

impl Tx {
    /// Adds a notice.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_staff_notice(&self, new: NewStaffNotice) -> Result<(), StoreError> {
        let row = staff_notice::ActiveModel {
            id: NotSet,
            account_id: Set(new.account.0),
            suggestion_id: Set(new.suggestion.map(|s| s.0)),
            kind: Set(new.kind.code().to_owned()),
            text: Set(new.text),
            created_at: Set(time::to_micros(new.created_at)),
            read_at: Set(None),
        };
        staff_notice::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Notes that the reader has read it; only the own ones, and the first time counts.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_staff_notice_read(
        &self,
        reader: AccountId,
        id: StaffNoticeId,
        at: Instant,
    ) -> Result<(), StoreError> {
        let row = staff_notice::ActiveModel {
            read_at: Set(Some(time::to_micros(at))),
            ..Default::default()
        };
        staff_notice::Entity::update_many()
            .set(row)
            .filter(staff_notice::Column::Id.eq(id.0))
            .filter(staff_notice::Column::AccountId.eq(reader.0))
            .filter(staff_notice::Column::ReadAt.is_null())
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

fn addressed_to(reader: &Viewer) -> Condition {
    let account = reader.account.map(|account| account.0);
    Condition::all()
        .add(staff_notice::Column::AccountId.is_in(account))
        .add(not_about_accusing(
            reader,
            staff_notice::Column::SuggestionId,
        ))
}

impl Read {
    /// The notices of a reader, newest first; none about an item that accuses the reader.
    ///
    /// # Errors
    /// What the database says.
    pub async fn staff_notices(
        &self,
        reader: &Viewer,
        limit: u64,
    ) -> Result<Vec<StaffNotice>, StoreError> {
        staff_notice::Entity::find()
            .filter(addressed_to(reader))
            .order_by_desc(staff_notice::Column::Id)
            .limit(limit)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| {
                Ok(StaffNotice {
                    id: StaffNoticeId(row.id),
                    suggestion: row.suggestion_id.map(SuggestionId),
                    kind: code::read("staff_notice.kind", &row.kind, ReminderNotice::from_code)?,
                    text: row.text,
                    created_at: row.created_at,
                    read_at: row.read_at,
                })
            })
            .collect()
    }

    /// How many notices wait for a reader.
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_unread_staff_notices(&self, reader: &Viewer) -> Result<u64, StoreError> {
        Ok(staff_notice::Entity::find()
            .filter(addressed_to(reader))
            .filter(staff_notice::Column::ReadAt.is_null())
            .count(&self.conn)
            .await?)
    }
}
