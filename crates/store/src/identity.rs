//! 身份保险箱: who the submitter is, encrypted, apart from the item, every view logged.

use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, Identity, SuggestionId};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::code;
use crate::entity::{identity, identity_view};
use crate::error::StoreError;
use crate::read::Read;
use crate::suggestion::SealedIdentity;
use crate::tx::Tx;
use crate::vault::Vault;

/// One look into the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityView {
    pub viewed_at: Instant,
    pub account: AccountId,
    pub suggestion: SuggestionId,
    pub reason: String,
}

/// What a ciphertext belongs to.
fn context(id: SuggestionId) -> String {
    format!("identity {id}")
}

/// Opens a row of the vault; `None` once the person was erased. The text is what was sealed.
pub(crate) fn open(vault: &Vault, row: &identity::Model) -> Result<Option<String>, StoreError> {
    let (Some(nonce), Some(ciphertext)) = (&row.nonce, &row.ciphertext) else {
        return Ok(None);
    };
    let context = context(SuggestionId(row.suggestion_id));
    let plain = vault.unlock(nonce, &context, ciphertext)?;
    String::from_utf8(plain)
        .map(Some)
        .ok()
        .ok_or_else(|| StoreError::Corrupt(format!("{context}: not text")))
}

impl Tx {
    pub(crate) async fn insert_identity(
        &self,
        id: SuggestionId,
        sealed: &SealedIdentity<'_>,
    ) -> Result<(), StoreError> {
        let plain = code::to_json(sealed.identity)?;
        let ciphertext = self
            .vault
            .lock(&sealed.nonce, &context(id), plain.as_bytes())?;
        let row = identity::ActiveModel {
            suggestion_id: Set(id.0),
            nonce: Set(Some(sealed.nonce.to_vec())),
            ciphertext: Set(Some(ciphertext)),
            salt: Set(Some(sealed.salt.to_vec())),
            seal: Set(sealed.seal.as_bytes().to_vec()),
            erased_at: Set(None),
        };
        identity::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Erases a person, also where the letter was split and the identity copied with its parts.
    /// Item, ledger and proof stay: the seal alone tells nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn erase_identity(&self, id: SuggestionId, at: Instant) -> Result<(), StoreError> {
        for one in self.letter_of(id).await? {
            self.erase_one(one, at).await?;
        }
        Ok(())
    }

    async fn erase_one(&self, id: SuggestionId, at: Instant) -> Result<(), StoreError> {
        identity::Entity::update_many()
            .set(identity::ActiveModel {
                nonce: Set(None),
                ciphertext: Set(None),
                salt: Set(None),
                erased_at: Set(Some(time::to_micros(at))),
                ..Default::default()
            })
            .filter(identity::Column::SuggestionId.eq(id.0))
            .filter(identity::Column::ErasedAt.is_null())
            .exec(&self.conn)
            .await?;
        self.forget_byline(id).await
    }

    /// Logs a look into the vault, before the identity is given out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn log_identity_view(
        &self,
        id: SuggestionId,
        account: AccountId,
        reason: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        let row = identity_view::ActiveModel {
            id: NotSet,
            suggestion_id: Set(id.0),
            account_id: Set(account.0),
            at: Set(time::to_micros(at)),
            reason: Set(reason.to_owned()),
        };
        identity_view::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// Who the submitter is, decrypted. Whoever shows it to a person logs that first
    /// ([`Tx::log_identity_view`]).
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with another vault key than the one it was locked with.
    pub async fn identity(&self, id: SuggestionId) -> Result<Option<Identity>, StoreError> {
        let Some(row) = identity::Entity::find_by_id(id.0).one(&self.conn).await? else {
            return Ok(None);
        };
        let plain = open(&self.vault, &row)?;
        plain
            .map(|json| code::from_json("identity", &json))
            .transpose()
    }

    /// Whether the vault holds an identity; this is not a look into it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn has_identity(&self, id: SuggestionId) -> Result<bool, StoreError> {
        let found: Option<i64> = identity::Entity::find_by_id(id.0)
            .select_only()
            .column(identity::Column::SuggestionId)
            .filter(identity::Column::Ciphertext.is_not_null())
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(found.is_some())
    }

    /// The looks into the vault of one suggestion, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn identity_views(&self, id: SuggestionId) -> Result<Vec<IdentityView>, StoreError> {
        let views = identity_view::Entity::find()
            .filter(identity_view::Column::SuggestionId.eq(id.0))
            .order_by_desc(identity_view::Column::Id);
        Ok(views
            .all(&self.conn)
            .await?
            .into_iter()
            .map(read_view)
            .collect())
    }

    /// The latest looks into the vault, newest first: for the audit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn latest_identity_views(&self, limit: u64) -> Result<Vec<IdentityView>, StoreError> {
        let views = identity_view::Entity::find()
            .order_by_desc(identity_view::Column::Id)
            .limit(limit);
        Ok(views
            .all(&self.conn)
            .await?
            .into_iter()
            .map(read_view)
            .collect())
    }
}

fn read_view(row: identity_view::Model) -> IdentityView {
    IdentityView {
        viewed_at: row.at,
        account: AccountId(row.account_id),
        suggestion: SuggestionId(row.suggestion_id),
        reason: row.reason,
    }
}
