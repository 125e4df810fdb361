//! Wording of notices, as an administrator changed it. Versions are never edited.

use huiyin_core::AccountId;
use huiyin_core::time::{self, Instant};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::code;
use crate::entity::mail_template;
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// A version to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMailTemplate {
    pub kind: String,
    /// The shipped wording is to hold again; the texts are empty.
    pub is_default: bool,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub account: Option<AccountId>,
    pub created_at: Instant,
}

/// A version as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTemplate {
    pub kind: String,
    pub version: u32,
    pub is_default: bool,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub account: Option<AccountId>,
    pub created_at: Instant,
}

impl Tx {
    /// Adds a version, which holds from then on. Of two that add at once, one gets
    /// [`StoreError::Taken`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_mail_template(&self, new: NewMailTemplate) -> Result<u32, StoreError> {
        let last = mail_template::Entity::find()
            .filter(mail_template::Column::Kind.eq(&new.kind))
            .order_by_desc(mail_template::Column::Version)
            .one(&self.conn)
            .await?;
        let version = last.map_or(1, |row| row.version.saturating_add(1));
        let row = mail_template::ActiveModel {
            id: NotSet,
            kind: Set(new.kind),
            version: Set(version),
            is_default: Set(new.is_default),
            subject: Set(code::without_nul(&new.subject)),
            text: Set(code::without_nul(&new.text)),
            html: Set(code::without_nul(&new.html)),
            account_id: Set(new.account.map(|a| a.0)),
            created_at: Set(time::to_micros(new.created_at)),
        };
        mail_template::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(u32::try_from(version).unwrap_or(0))
    }
}

impl Read {
    /// All versions of a kind, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mail_templates(&self, kind: &str) -> Result<Vec<MailTemplate>, StoreError> {
        let rows = mail_template::Entity::find()
            .filter(mail_template::Column::Kind.eq(kind))
            .order_by_desc(mail_template::Column::Version)
            .all(&self.conn)
            .await?;
        Ok(rows.into_iter().map(read_template).collect())
    }

    /// The version that holds; `None` when nobody changed the shipped wording.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mail_template(&self, kind: &str) -> Result<Option<MailTemplate>, StoreError> {
        let row = mail_template::Entity::find()
            .filter(mail_template::Column::Kind.eq(kind))
            .order_by_desc(mail_template::Column::Version)
            .one(&self.conn)
            .await?;
        Ok(row.map(read_template).filter(|t| !t.is_default))
    }
}

fn read_template(row: mail_template::Model) -> MailTemplate {
    MailTemplate {
        kind: row.kind,
        version: u32::try_from(row.version).unwrap_or(0),
        is_default: row.is_default,
        subject: row.subject,
        text: row.text,
        html: row.html,
        account: row.account_id.map(AccountId),
        created_at: row.created_at,
    }
}
