//! 来信邮件: stored raw before it is parsed; what cannot be placed stays a visible row.

use huiyin_core::time::{self, Instant};
use huiyin_core::{Digest, MailId, MailState, SuggestionId, Viewer};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, TryInsertResult,
};

use crate::accused::not_about_accusing;
use crate::code;
use crate::entity::{Words, incoming_mail};
use crate::error::StoreError;
use crate::read::{Page, Read};
use crate::tx::Tx;

/// A mail whose raw bytes already lie in the blob store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncomingMail {
    /// Which mailbox it came to, or how it was handed in.
    pub mailbox: String,
    pub uidvalidity: Option<i64>,
    pub uid: Option<i64>,
    pub raw_digest: Digest,
    /// What makes it the same mail when it is delivered again.
    pub dedup_key: String,
    /// Equal for the same words of the same sender, whatever the Message-ID; `None` when unread.
    pub content_key: Option<String>,
    pub size: u64,
    /// When it reached the mailbox.
    pub received_at: Instant,
}

/// Whether a mail was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    New(MailId),
    /// Delivered again.
    Known(MailId),
}

impl Stored {
    pub const fn id(self) -> MailId {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }
}

/// What a mail says about itself, once parsed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MailDescription {
    pub subject: String,
    /// `z***@qq.com`.
    pub sender_masked: String,
    pub message_id: Option<String>,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailOutcome {
    pub state: MailState,
    /// Why, in Chinese; may be empty.
    pub reason: String,
    pub suggestion: Option<SuggestionId>,
    /// How it was judged, step by step, one line each, in Chinese; empty leaves what is there.
    pub trace: String,
    /// The one suggestion it most likely belongs to, when that is not certain.
    pub guess: Option<SuggestionId>,
}

/// One incoming mail.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingMail {
    pub id: MailId,
    pub mailbox: String,
    pub uidvalidity: Option<i64>,
    pub uid: Option<i64>,
    pub raw_digest: Digest,
    pub size: u64,
    pub received_at: Instant,
    pub state: MailState,
    pub reason: String,
    pub suggestion: Option<SuggestionId>,
    pub subject: String,
    pub sender_masked: String,
    pub message_id: Option<String>,
    /// How it was judged, one line a step.
    pub trace: String,
    /// Why the last attempt to process it failed.
    pub error: Option<String>,
    /// Failed attempts to process it.
    pub attempts: u32,
    pub guess: Option<SuggestionId>,
}

impl std::fmt::Debug for IncomingMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IncomingMail")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("suggestion", &self.suggestion)
            .finish_non_exhaustive()
    }
}

impl Tx {
    /// Notes a mail, once: the same key again gives the row that is there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn store_incoming(&self, new: NewIncomingMail) -> Result<Stored, StoreError> {
        let key = new.dedup_key.clone();
        let row = incoming_mail::ActiveModel {
            id: NotSet,
            mailbox: Set(new.mailbox),
            uidvalidity: Set(new.uidvalidity),
            uid: Set(new.uid),
            raw_digest: Set(new.raw_digest.as_bytes().to_vec()),
            dedup_key: Set(new.dedup_key),
            size: Set(i64::try_from(new.size).unwrap_or(i64::MAX)),
            received_at: Set(time::to_micros(new.received_at)),
            state: Set(MailState::Stored.code().to_owned()),
            reason: Set(String::new()),
            suggestion_id: Set(None),
            subject: Set(Words(String::new())),
            sender_masked: Set(Words(String::new())),
            message_id: Set(None),
            content_key: Set(new.content_key),
            trace: Set(None),
            error: Set(None),
            attempts: Set(0),
            guess_id: Set(None),
        };
        let conflict = OnConflict::column(incoming_mail::Column::DedupKey)
            .do_nothing()
            .to_owned();
        let inserted = incoming_mail::Entity::insert(row)
            .on_conflict(conflict)
            .try_insert()
            .exec_without_returning(&self.conn)
            .await?;
        let is_new = matches!(inserted, TryInsertResult::Inserted(1));
        let id: Option<i64> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::Id)
            .filter(incoming_mail::Column::DedupKey.eq(key))
            .into_tuple()
            .one(&self.conn)
            .await?;
        let id = id.map(MailId);
        let id = id.ok_or_else(|| StoreError::Corrupt("incoming_mail: gone".to_owned()))?;
        Ok(if is_new {
            Stored::New(id)
        } else {
            Stored::Known(id)
        })
    }

    /// Keeps what the mail says about itself.
    ///
    /// # Errors
    /// What the database says.
    pub async fn describe_incoming(
        &self,
        id: MailId,
        description: MailDescription,
    ) -> Result<(), StoreError> {
        self.change_incoming(
            id,
            incoming_mail::ActiveModel {
                subject: Set(Words(code::without_nul(&description.subject))),
                sender_masked: Set(Words(code::without_nul(&description.sender_masked))),
                message_id: Set(description.message_id.map(|id| code::without_nul(&id))),
                ..Default::default()
            },
        )
        .await
    }

    /// Notes what became of a mail that has no suggestion yet. Of two that settle the same mail at
    /// once, one wins.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it became or joined a suggestion in the meantime.
    pub async fn finish_incoming(
        &self,
        id: MailId,
        outcome: MailOutcome,
    ) -> Result<(), StoreError> {
        let mut row = incoming_mail::ActiveModel {
            state: Set(outcome.state.code().to_owned()),
            reason: Set(outcome.reason),
            suggestion_id: Set(outcome.suggestion.map(|s| s.0)),
            guess_id: Set(outcome.guess.map(|s| s.0)),
            error: Set(None),
            ..Default::default()
        };
        if !outcome.trace.is_empty() {
            row.trace = Set(Some(Words(code::without_nul(&outcome.trace))));
        }
        let done = incoming_mail::Entity::update_many()
            .set(row)
            .filter(incoming_mail::Column::Id.eq(id.0))
            .filter(incoming_mail::Column::SuggestionId.is_null())
            .exec(&self.conn)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }

    pub(crate) async fn change_incoming(
        &self,
        id: MailId,
        row: incoming_mail::ActiveModel,
    ) -> Result<(), StoreError> {
        incoming_mail::Entity::update_many()
            .set(row)
            .filter(incoming_mail::Column::Id.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// One mail.
    ///
    /// # Errors
    /// What the database says.
    pub async fn incoming_mail(&self, id: MailId) -> Result<Option<IncomingMail>, StoreError> {
        let row = incoming_mail::Entity::find_by_id(id.0)
            .one(&self.conn)
            .await?;
        row.map(read_mail).transpose()
    }

    /// Mails in a state (in any when `None`), newest first; none of an item that accuses the viewer.
    ///
    /// # Errors
    /// What the database says.
    pub async fn incoming_mails(
        &self,
        viewer: &Viewer,
        state: Option<MailState>,
        offset: u64,
        limit: u64,
    ) -> Result<Page<IncomingMail>, StoreError> {
        let mut query = incoming_mail::Entity::find().filter(not_about_accusing(
            viewer,
            incoming_mail::Column::SuggestionId,
        ));
        if let Some(state) = state {
            query = query.filter(incoming_mail::Column::State.eq(state.code()));
        }
        let total = query.clone().count(&self.conn).await?;
        let rows = query
            .order_by_desc(incoming_mail::Column::ReceivedAt)
            .order_by_desc(incoming_mail::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let rows = rows.into_iter().map(read_mail).collect::<Result<_, _>>()?;
        Ok(Page { total, rows })
    }

    /// Mails stored but not yet processed, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unprocessed_mails(&self, limit: u64) -> Result<Vec<MailId>, StoreError> {
        let ids: Vec<i64> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::Id)
            .filter(incoming_mail::Column::State.eq(MailState::Stored.code()))
            .order_by_asc(incoming_mail::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(ids.into_iter().map(MailId).collect())
    }

    /// The Message-ID of a mail, to answer in its thread.
    ///
    /// # Errors
    /// What the database says.
    pub async fn incoming_message_id(&self, id: MailId) -> Result<Option<String>, StoreError> {
        Ok(self
            .incoming_mail(id)
            .await?
            .and_then(|mail| mail.message_id))
    }

    /// The suggestion that an earlier mail with this Message-ID became or went to.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_incoming_by_message_id(
        &self,
        message_id: &str,
    ) -> Result<Option<SuggestionId>, StoreError> {
        let id: Option<Option<i64>> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::SuggestionId)
            .filter(incoming_mail::Column::MessageId.eq(message_id))
            .filter(incoming_mail::Column::SuggestionId.is_not_null())
            .order_by_asc(incoming_mail::Column::Id)
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(id.flatten().map(SuggestionId))
    }
}

fn read_mail(row: incoming_mail::Model) -> Result<IncomingMail, StoreError> {
    Ok(IncomingMail {
        id: MailId(row.id),
        mailbox: row.mailbox,
        uidvalidity: row.uidvalidity,
        uid: row.uid,
        raw_digest: code::digest("incoming_mail.raw_digest", &row.raw_digest)?,
        size: u64::try_from(row.size).unwrap_or(0),
        received_at: row.received_at,
        state: code::read("incoming_mail.state", &row.state, MailState::from_code)?,
        reason: row.reason,
        suggestion: row.suggestion_id.map(SuggestionId),
        subject: row.subject.0,
        sender_masked: row.sender_masked.0,
        message_id: row.message_id,
        trace: row.trace.map(|words| words.0).unwrap_or_default(),
        error: row.error,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        guess: row.guess_id.map(SuggestionId),
    })
}
