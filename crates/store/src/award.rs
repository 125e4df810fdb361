//! 奖励登记簿: one matter is awarded once, also when several items brought it.

use huiyin_core::SuggestionId;
use huiyin_core::time::{self, Instant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, TryInsertResult};

use crate::entity::award_register;
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

impl Read {
    /// The item whose award settled the matter of this one; itself, when it was awarded.
    ///
    /// # Errors
    /// What the database says.
    pub async fn settled_by(
        &self,
        suggestion: SuggestionId,
    ) -> Result<Option<SuggestionId>, StoreError> {
        let row = award_register::Entity::find_by_id(suggestion.0)
            .one(&self.conn)
            .await?;
        Ok(row.map(|row| SuggestionId(row.awarded_id)))
    }
}

impl Tx {
    /// Notes that the award of `awarded` settles the matter of an item; `false` when it was
    /// settled before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn settle_matter(
        &self,
        suggestion: SuggestionId,
        awarded: SuggestionId,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let row = award_register::ActiveModel {
            suggestion_id: Set(suggestion.0),
            awarded_id: Set(awarded.0),
            settled_at: Set(time::to_micros(at)),
        };
        let inserted = award_register::Entity::insert(row)
            .on_conflict(
                OnConflict::column(award_register::Column::SuggestionId)
                    .do_nothing()
                    .to_owned(),
            )
            .try_insert()
            .exec_without_returning(&self.conn)
            .await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }
}
