//! 来往邮件的线索: a secret of each suggestion that ties answers to it.

use huiyin_core::SuggestionId;
use huiyin_core::time::{self, Instant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{incoming_mail, mail_thread, outgoing_mail};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

impl Tx {
    /// The token of a suggestion: the one it has, else `fresh`, which must be unguessable.
    ///
    /// # Errors
    /// What the database says.
    pub async fn thread_token(
        &self,
        id: SuggestionId,
        fresh: &str,
        at: Instant,
    ) -> Result<String, StoreError> {
        if let Some(row) = mail_thread::Entity::find_by_id(id.0)
            .one(&self.conn)
            .await?
        {
            return Ok(row.token);
        }
        let row = mail_thread::ActiveModel {
            suggestion_id: Set(id.0),
            token: Set(fresh.to_owned()),
            created_at: Set(time::to_micros(at)),
        };
        mail_thread::Entity::insert(row)
            .on_conflict(
                OnConflict::column(mail_thread::Column::SuggestionId)
                    .do_nothing()
                    .to_owned(),
            )
            .try_insert()
            .exec_without_returning(&self.conn)
            .await?;
        let row = mail_thread::Entity::find_by_id(id.0)
            .one(&self.conn)
            .await?;
        row.map(|row| row.token)
            .ok_or_else(|| StoreError::Corrupt("mail_thread: gone".to_owned()))
    }
}

impl Read {
    /// The suggestion of a token.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_thread(&self, token: &str) -> Result<Option<SuggestionId>, StoreError> {
        let row = mail_thread::Entity::find()
            .filter(mail_thread::Column::Token.eq(token))
            .one(&self.conn)
            .await?;
        Ok(row.map(|row| SuggestionId(row.suggestion_id)))
    }

    /// What a new notice about a suggestion answers: the latest mail of its submitter, else the
    /// first notice that they got.
    ///
    /// # Errors
    /// What the database says.
    pub async fn thread_parent(&self, id: SuggestionId) -> Result<Option<String>, StoreError> {
        let came: Option<Option<String>> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::MessageId)
            .filter(incoming_mail::Column::SuggestionId.eq(id.0))
            .filter(incoming_mail::Column::MessageId.is_not_null())
            .order_by_desc(incoming_mail::Column::Id)
            .into_tuple()
            .one(&self.conn)
            .await?;
        if let Some(Some(message_id)) = came {
            return Ok(Some(message_id));
        }
        let went: Option<String> = outgoing_mail::Entity::find()
            .select_only()
            .column(outgoing_mail::Column::MessageId)
            .filter(outgoing_mail::Column::SuggestionId.eq(id.0))
            .filter(outgoing_mail::Column::Channel.eq("mail"))
            .order_by_asc(outgoing_mail::Column::Id)
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(went)
    }
}
