//! Mails that came before in another wrapping, and mails whose processing failed.

use huiyin_core::time::Instant;
use huiyin_core::{MailId, MailState, SuggestionId};
use sea_orm::sea_query::Condition;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{incoming_mail, outgoing_mail};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// An earlier mail that is this one over again, or claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    pub mail: MailId,
    pub suggestion: Option<SuggestionId>,
    /// The same words of the same sender; otherwise only the Message-ID is the same.
    pub is_same_content: bool,
}

impl Tx {
    /// Notes that processing a mail failed; after `attempts_max` failures it waits for a person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn fail_incoming(
        &self,
        id: MailId,
        error: &str,
        attempts_max: u32,
    ) -> Result<(), StoreError> {
        let Some(row) = incoming_mail::Entity::find_by_id(id.0)
            .filter(incoming_mail::Column::State.eq(MailState::Stored.code()))
            .one(&self.conn)
            .await?
        else {
            return Ok(());
        };
        let attempts = row.attempts.saturating_add(1);
        let mut change = incoming_mail::ActiveModel {
            attempts: Set(attempts),
            error: Set(Some(code::without_nul(error))),
            ..Default::default()
        };
        if u32::try_from(attempts).unwrap_or(0) >= attempts_max {
            change.state = Set(MailState::Failed.code().to_owned());
            change.reason = Set("多次处理失败，原件已经保存，可以重新处理".to_owned());
        }
        self.change_incoming(id, change).await
    }

    /// Puts a mail whose processing failed back to be processed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn revive_incoming(&self, id: MailId) -> Result<(), StoreError> {
        incoming_mail::Entity::update_many()
            .set(incoming_mail::ActiveModel {
                state: Set(MailState::Stored.code().to_owned()),
                attempts: Set(0),
                reason: Set(String::new()),
                ..Default::default()
            })
            .filter(incoming_mail::Column::Id.eq(id.0))
            .filter(incoming_mail::Column::State.eq(MailState::Failed.code()))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// The key by which equal contents are found; useless without the installation's key.
    ///
    /// # Errors
    /// When the cipher fails.
    pub fn content_key(&self, content: &str) -> Result<String, StoreError> {
        Ok(self.vault.keyed("mail content", content)?.to_hex())
    }

    /// Mails in a state, oldest first, after that one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mails_in(
        &self,
        state: MailState,
        after: MailId,
        limit: u64,
    ) -> Result<Vec<MailId>, StoreError> {
        let ids: Vec<i64> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::Id)
            .filter(incoming_mail::Column::State.eq(state.code()))
            .filter(incoming_mail::Column::Id.gt(after.0))
            .order_by_asc(incoming_mail::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(ids.into_iter().map(MailId).collect())
    }

    /// The first earlier mail with the same Message-ID, or since then with the same content.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_twin(
        &self,
        of: MailId,
        message_id: Option<&str>,
        content_key: Option<&str>,
        since: Instant,
    ) -> Result<Option<Twin>, StoreError> {
        let mut same = Condition::any();
        if let Some(message_id) = message_id {
            same = same.add(incoming_mail::Column::MessageId.eq(message_id));
        }
        if let Some(key) = content_key {
            same = same.add(
                Condition::all()
                    .add(incoming_mail::Column::ContentKey.eq(key))
                    .add(incoming_mail::Column::ReceivedAt.gte(since)),
            );
        }
        if same.is_empty() {
            return Ok(None);
        }
        let row: Option<(i64, Option<i64>, Option<String>)> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::Id)
            .column(incoming_mail::Column::SuggestionId)
            .column(incoming_mail::Column::ContentKey)
            .filter(same)
            .filter(incoming_mail::Column::Id.lt(of.0))
            .order_by_asc(incoming_mail::Column::Id)
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(row.map(|(id, suggestion, key)| Twin {
            mail: MailId(id),
            suggestion: suggestion.map(SuggestionId),
            is_same_content: key.is_some() && key.as_deref() == content_key,
        }))
    }

    /// The suggestion that an address was last told about: only ever shown as a guess.
    ///
    /// # Errors
    /// What the database says.
    pub async fn last_told(&self, address: &str) -> Result<Option<SuggestionId>, StoreError> {
        let key = self.address_key(address)?;
        let id: Option<Option<i64>> = outgoing_mail::Entity::find()
            .select_only()
            .column(outgoing_mail::Column::SuggestionId)
            .filter(outgoing_mail::Column::AddressKey.eq(key))
            .filter(outgoing_mail::Column::SuggestionId.is_not_null())
            .order_by_desc(outgoing_mail::Column::Id)
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(id.flatten().map(SuggestionId))
    }
}
