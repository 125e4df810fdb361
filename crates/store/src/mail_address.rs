//! What bounces say about addresses. An address itself stands nowhere in these rows.

use huiyin_core::time::{self, Instant};
use huiyin_core::{MailId, SuggestionId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};

use crate::code;
use crate::entity::{mail_address, outgoing_mail};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// Whether mail still reaches an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressStanding {
    /// Only passing failures so far.
    Shaky,
    /// A server said that there is no such mailbox.
    Dead,
}

impl AddressStanding {
    /// What the desk reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Shaky => "邮箱不稳定",
            Self::Dead => "邮箱已失效",
        }
    }
}

/// One bounce, as it is scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BounceNote {
    /// A permanent failure (RFC 3463 class 5); otherwise a passing one.
    pub is_hard: bool,
    /// What the server said, shortened, without addresses.
    pub said: String,
    pub at: Instant,
    /// The mail that brought the news, if it came as one.
    pub mail: Option<MailId>,
}

/// What is known of an address that mail came back from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressHealth {
    pub n_hard: u32,
    pub n_soft: u32,
    /// The latest answer of a server.
    pub said: String,
    pub bounced_at: Instant,
    pub mail: Option<MailId>,
}

impl AddressHealth {
    pub const fn standing(&self) -> AddressStanding {
        if self.n_hard > 0 {
            AddressStanding::Dead
        } else {
            AddressStanding::Shaky
        }
    }
}

impl Tx {
    /// Counts a bounce against the address it came from.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_bounce(&self, address_key: &str, note: BounceNote) -> Result<(), StoreError> {
        let (hard, soft) = (i32::from(note.is_hard), i32::from(!note.is_hard));
        let row = mail_address::ActiveModel {
            address_key: Set(address_key.to_owned()),
            n_hard: Set(hard),
            n_soft: Set(soft),
            said: Set(code::without_nul(&note.said)),
            bounced_at: Set(time::to_micros(note.at)),
            mail_id: Set(note.mail.map(|m| m.0)),
        };
        let inserted = mail_address::Entity::insert(row)
            .on_conflict(
                OnConflict::column(mail_address::Column::AddressKey)
                    .do_nothing()
                    .to_owned(),
            )
            .try_insert()
            .exec_without_returning(&self.conn)
            .await?;
        if matches!(inserted, TryInsertResult::Inserted(1)) {
            return Ok(());
        }
        mail_address::Entity::update_many()
            .col_expr(
                mail_address::Column::NHard,
                Expr::col(mail_address::Column::NHard).add(hard),
            )
            .col_expr(
                mail_address::Column::NSoft,
                Expr::col(mail_address::Column::NSoft).add(soft),
            )
            .set(mail_address::ActiveModel {
                said: Set(code::without_nul(&note.said)),
                bounced_at: Set(time::to_micros(note.at)),
                mail_id: Set(note.mail.map(|m| m.0)),
                ..Default::default()
            })
            .filter(mail_address::Column::AddressKey.eq(address_key))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    /// Forgets the bounces of an address: its owner wrote to us.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_bounces(&self, address: &str) -> Result<(), StoreError> {
        let key = self.address_key(address)?;
        mail_address::Entity::delete_many()
            .filter(mail_address::Column::AddressKey.eq(key))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// Equal for equal addresses (in any case), and useless without the installation's key.
    ///
    /// # Errors
    /// When the cipher fails.
    pub fn address_key(&self, address: &str) -> Result<String, StoreError> {
        let address = address.trim().to_lowercase();
        Ok(self.vault.keyed("mail address", &address)?.to_hex())
    }

    /// What is known of an address; `None` when nothing ever came back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn address_health(&self, address: &str) -> Result<Option<AddressHealth>, StoreError> {
        let key = self.address_key(address)?;
        let row = mail_address::Entity::find_by_id(key)
            .one(&self.conn)
            .await?;
        Ok(row.map(|row| AddressHealth {
            n_hard: u32::try_from(row.n_hard).unwrap_or(0),
            n_soft: u32::try_from(row.n_soft).unwrap_or(0),
            said: row.said,
            bounced_at: row.bounced_at,
            mail: row.mail_id.map(MailId),
        }))
    }

    /// Of these suggestions, those whose mail comes back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unreachable_submitters(
        &self,
        ids: &[SuggestionId],
    ) -> Result<Vec<(SuggestionId, AddressStanding)>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(Option<i64>, Option<String>)> = outgoing_mail::Entity::find()
            .select_only()
            .column(outgoing_mail::Column::SuggestionId)
            .column(outgoing_mail::Column::AddressKey)
            .filter(outgoing_mail::Column::SuggestionId.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(outgoing_mail::Column::Id)
            .into_tuple()
            .all(&self.conn)
            .await?;
        let keys: Vec<String> = rows.iter().filter_map(|(_, key)| key.clone()).collect();
        let bad: std::collections::HashMap<String, AddressStanding> = mail_address::Entity::find()
            .filter(mail_address::Column::AddressKey.is_in(keys))
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| {
                let standing = if row.n_hard > 0 {
                    AddressStanding::Dead
                } else {
                    AddressStanding::Shaky
                };
                (row.address_key, standing)
            })
            .collect();
        let mut found: Vec<(SuggestionId, AddressStanding)> = Vec::new();
        for (id, key) in rows {
            let (Some(id), Some(standing)) = (id, key.and_then(|key| bad.get(&key))) else {
                continue;
            };
            if !found.iter().any(|(known, _)| known.0 == id) {
                found.push((SuggestionId(id), *standing));
            }
        }
        Ok(found)
    }

    /// The suggestion and the recipient's key of a notice, by its Message-ID.
    ///
    /// # Errors
    /// What the database says.
    pub async fn notice_sent_as(
        &self,
        message_id: &str,
    ) -> Result<Option<(Option<SuggestionId>, Option<String>)>, StoreError> {
        let row: Option<(Option<i64>, Option<String>)> = outgoing_mail::Entity::find()
            .select_only()
            .column(outgoing_mail::Column::SuggestionId)
            .column(outgoing_mail::Column::AddressKey)
            .filter(outgoing_mail::Column::MessageId.eq(message_id))
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(row.map(|(id, key)| (id.map(SuggestionId), key)))
    }
}
