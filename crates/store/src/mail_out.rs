//! 外发邮件: queued in the transaction that causes it, sent by a worker, kept as proof.

use huiyin_core::time::{self, Instant};
use huiyin_core::{MailId, NoticeChannel, Personal, SuggestionId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::code;
use crate::entity::outgoing_mail;
use crate::error::StoreError;
use crate::read::{Page, Read};
use crate::tx::Tx;

/// A mail to send.
#[derive(Clone)]
pub struct NewOutgoingMail {
    pub suggestion: Option<SuggestionId>,
    pub channel: NoticeChannel,
    /// Which notice it is, e.g. `receipt`.
    pub kind: String,
    /// A mail address, a phone number, or the name of a configured robot.
    pub recipient: Personal<String>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    /// Without angle brackets; unique.
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub created_at: Instant,
    /// Fresh random bytes for the encryption.
    pub nonce: [u8; 24],
}

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutgoingState {
    Queued,
    Sent,
    /// Given up.
    Failed,
    /// Kept back: so many went to this address that a loop is likely.
    Held,
}

impl OutgoingState {
    /// Stable code for rows and addresses of pages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Held => "held",
        }
    }

    /// The state of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "queued" => Some(Self::Queued),
            "sent" => Some(Self::Sent),
            "failed" => Some(Self::Failed),
            "held" => Some(Self::Held),
            _ => None,
        }
    }

    /// The Chinese word a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Queued => "待发送",
            Self::Sent => "已发送",
            Self::Failed => "发送失败",
            Self::Held => "已暂停发送",
        }
    }
}

/// A mail whose turn it is, decrypted.
#[derive(Clone)]
pub struct DueMail {
    pub id: MailId,
    pub suggestion: Option<SuggestionId>,
    pub channel: NoticeChannel,
    pub kind: String,
    /// Equal for equal recipients, and says nothing about them.
    pub address_key: Option<String>,
    pub recipient: Personal<String>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub message_id: String,
    pub in_reply_to: Option<String>,
    /// Failed attempts so far.
    pub attempts: i32,
    pub created_at: Instant,
}

/// A mail in the list of the administrators: no recipient, no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    pub id: MailId,
    pub suggestion: Option<SuggestionId>,
    pub channel: NoticeChannel,
    pub kind: String,
    pub subject: String,
    pub message_id: String,
    pub state: OutgoingState,
    pub attempts: i32,
    pub next_attempt_at: Instant,
    pub last_error: Option<String>,
    pub created_at: Instant,
    pub sent_at: Option<Instant>,
    /// What the relay or gateway answered when it took it.
    pub relay_answer: Option<String>,
}

/// Whether a failed mail gets another chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    At(Instant),
    Never,
}

/// What is encrypted: an acknowledgement carries the query code, which stands nowhere else.
#[derive(serde::Serialize, serde::Deserialize)]
struct Envelope {
    to: String,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    html: Option<String>,
}

fn context(message_id: &str) -> String {
    format!("outgoing_mail {message_id}")
}

impl Tx {
    /// Queues a mail. It is sent after this transaction is committed, if it is.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the Message-ID was used before.
    pub async fn queue_mail(&self, mail: NewOutgoingMail) -> Result<(), StoreError> {
        let address_key = self.address_key(mail.recipient.expose())?;
        let envelope = code::to_json(&Envelope {
            to: mail.recipient.into_inner(),
            text: mail.text,
            html: mail.html,
        })?;
        let context = context(&mail.message_id);
        let created_at = time::to_micros(mail.created_at);
        let row = outgoing_mail::ActiveModel {
            id: NotSet,
            suggestion_id: Set(mail.suggestion.map(|s| s.0)),
            kind: Set(mail.kind),
            subject: Set(mail.subject),
            nonce: Set(mail.nonce.to_vec()),
            ciphertext: Set(self
                .vault
                .lock(&mail.nonce, &context, envelope.as_bytes())?),
            message_id: Set(mail.message_id),
            in_reply_to: Set(mail.in_reply_to),
            state: Set(OutgoingState::Queued.code().to_owned()),
            attempts: Set(0),
            next_attempt_at: Set(created_at),
            last_error: Set(None),
            created_at: Set(created_at),
            sent_at: Set(None),
            channel: Set(mail.channel.code().to_owned()),
            address_key: Set(Some(address_key)),
            relay_answer: Set(None),
        };
        outgoing_mail::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Notes that a mail was handed over, and what was answered.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_sent(&self, id: MailId, at: Instant, answer: &str) -> Result<(), StoreError> {
        self.change_outgoing(
            id,
            outgoing_mail::ActiveModel {
                state: Set(OutgoingState::Sent.code().to_owned()),
                sent_at: Set(Some(time::to_micros(at))),
                last_error: Set(None),
                relay_answer: Set(Some(code::without_nul(answer))),
                ..Default::default()
            },
        )
        .await
    }

    /// Notes that an attempt failed. The error must not name the recipient.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_failed(
        &self,
        id: MailId,
        error: &str,
        retry: Retry,
    ) -> Result<(), StoreError> {
        outgoing_mail::Entity::update_many()
            .col_expr(
                outgoing_mail::Column::Attempts,
                Expr::col(outgoing_mail::Column::Attempts).add(1),
            )
            .filter(outgoing_mail::Column::Id.eq(id.0))
            .exec(&self.conn)
            .await?;
        let mut row = outgoing_mail::ActiveModel {
            last_error: Set(Some(error.to_owned())),
            ..Default::default()
        };
        match retry {
            Retry::At(at) => row.next_attempt_at = Set(time::to_micros(at)),
            Retry::Never => row.state = Set(OutgoingState::Failed.code().to_owned()),
        }
        self.change_outgoing(id, row).await
    }

    /// Gives a failed mail another chance.
    ///
    /// # Errors
    /// What the database says.
    pub async fn requeue_mail(&self, id: MailId, now: Instant) -> Result<(), StoreError> {
        self.change_outgoing(
            id,
            outgoing_mail::ActiveModel {
                state: Set(OutgoingState::Queued.code().to_owned()),
                next_attempt_at: Set(time::to_micros(now)),
                ..Default::default()
            },
        )
        .await
    }

    pub(crate) async fn change_outgoing(
        &self,
        id: MailId,
        row: outgoing_mail::ActiveModel,
    ) -> Result<(), StoreError> {
        outgoing_mail::Entity::update_many()
            .set(row)
            .filter(outgoing_mail::Column::Id.eq(id.0))
            .filter(outgoing_mail::Column::State.ne(OutgoingState::Sent.code()))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// The mails whose turn it is, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with another vault key than the one they were locked with.
    pub async fn due_outgoing(&self, now: Instant, limit: u64) -> Result<Vec<DueMail>, StoreError> {
        outgoing_mail::Entity::find()
            .filter(outgoing_mail::Column::State.eq(OutgoingState::Queued.code()))
            .filter(outgoing_mail::Column::NextAttemptAt.lte(now))
            .order_by_asc(outgoing_mail::Column::NextAttemptAt)
            .order_by_asc(outgoing_mail::Column::Id)
            .limit(limit)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| self.open_outgoing(row))
            .collect()
    }

    pub(crate) fn open_outgoing(&self, row: outgoing_mail::Model) -> Result<DueMail, StoreError> {
        let context = context(&row.message_id);
        let plain = self.vault.unlock(&row.nonce, &context, &row.ciphertext)?;
        let plain = String::from_utf8_lossy(&plain);
        let envelope: Envelope = code::from_json("outgoing_mail", &plain)?;
        Ok(DueMail {
            id: MailId(row.id),
            suggestion: row.suggestion_id.map(SuggestionId),
            channel: read_channel(&row.channel)?,
            kind: row.kind,
            address_key: row.address_key,
            recipient: Personal::new(envelope.to),
            subject: row.subject,
            text: envelope.text,
            html: envelope.html,
            message_id: row.message_id,
            in_reply_to: row.in_reply_to,
            attempts: row.attempts,
            created_at: row.created_at,
        })
    }

    /// Mails in a state (all when `None`), newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn outgoing_mails(
        &self,
        state: Option<OutgoingState>,
        offset: u64,
        limit: u64,
    ) -> Result<Page<OutgoingMail>, StoreError> {
        let mut query = outgoing_mail::Entity::find();
        if let Some(state) = state {
            query = query.filter(outgoing_mail::Column::State.eq(state.code()));
        }
        self.outgoing_page(query, offset, limit).await
    }

    /// A page of what a query finds, newest first.
    pub(crate) async fn outgoing_page(
        &self,
        query: sea_orm::Select<outgoing_mail::Entity>,
        offset: u64,
        limit: u64,
    ) -> Result<Page<OutgoingMail>, StoreError> {
        let total = query.clone().count(&self.conn).await?;
        let rows = query
            .order_by_desc(outgoing_mail::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let rows = rows.into_iter().map(read_mail).collect::<Result<_, _>>()?;
        Ok(Page { total, rows })
    }

    /// The suggestion that a mail of ours was about.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_outgoing_by_message_id(
        &self,
        message_id: &str,
    ) -> Result<Option<SuggestionId>, StoreError> {
        let id: Option<Option<i64>> = outgoing_mail::Entity::find()
            .select_only()
            .column(outgoing_mail::Column::SuggestionId)
            .filter(outgoing_mail::Column::MessageId.eq(message_id))
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(id.flatten().map(SuggestionId))
    }
}

fn read_channel(text: &str) -> Result<NoticeChannel, StoreError> {
    code::read("outgoing_mail.channel", text, NoticeChannel::from_code)
}

pub(crate) fn read_mail(row: outgoing_mail::Model) -> Result<OutgoingMail, StoreError> {
    Ok(OutgoingMail {
        id: MailId(row.id),
        suggestion: row.suggestion_id.map(SuggestionId),
        channel: read_channel(&row.channel)?,
        kind: row.kind,
        subject: row.subject,
        message_id: row.message_id,
        state: code::read("outgoing_mail.state", &row.state, OutgoingState::from_code)?,
        attempts: row.attempts,
        next_attempt_at: row.next_attempt_at,
        last_error: row.last_error,
        created_at: row.created_at,
        sent_at: row.sent_at,
        relay_answer: row.relay_answer,
    })
}
