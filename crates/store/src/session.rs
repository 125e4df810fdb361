//! Sessions: the row holds the digest of a token that only the cookie has.

use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, Digest};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::account::Account;
use crate::entity::{Words, session};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// A session to open.
#[derive(Clone)]
pub struct NewSession {
    pub token_digest: Digest,
    pub account: AccountId,
    /// The token that forms of this session carry.
    pub csrf: String,
    pub created_at: Instant,
    pub expires_at: Instant,
}

/// An open session. Whether it is still good is decided against the clock by the caller.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    pub account: AccountId,
    pub csrf: String,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub expires_at: Instant,
}

impl Tx {
    /// Opens a session.
    ///
    /// # Errors
    /// What the database says.
    pub async fn create_session(&self, new: NewSession) -> Result<(), StoreError> {
        let created_at = time::to_micros(new.created_at);
        let row = session::ActiveModel {
            token_digest: Set(new.token_digest.as_bytes().to_vec()),
            account_id: Set(new.account.0),
            csrf: Set(Words(new.csrf)),
            created_at: Set(created_at),
            last_seen_at: Set(created_at),
            expires_at: Set(time::to_micros(new.expires_at)),
        };
        session::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// What the database says.
    pub async fn touch_session(&self, token: Digest, at: Instant) -> Result<(), StoreError> {
        session::Entity::update_many()
            .col_expr(
                session::Column::LastSeenAt,
                Expr::value(time::to_micros(at)),
            )
            .filter(session::Column::TokenDigest.eq(token.as_bytes().to_vec()))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_session(&self, token: Digest) -> Result<(), StoreError> {
        session::Entity::delete_many()
            .filter(session::Column::TokenDigest.eq(token.as_bytes().to_vec()))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    /// Ends all sessions of an account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_sessions_of(&self, account: AccountId) -> Result<(), StoreError> {
        session::Entity::delete_many()
            .filter(session::Column::AccountId.eq(account.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    /// Removes sessions whose time is over; gives how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_expired_sessions(&self, now: Instant) -> Result<u64, StoreError> {
        let done = session::Entity::delete_many()
            .filter(session::Column::ExpiresAt.lte(now))
            .exec(&self.conn)
            .await?;
        Ok(done.rows_affected)
    }
}

impl Read {
    /// The session of a token, with its account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session_by_token(
        &self,
        token: Digest,
    ) -> Result<Option<(Session, Account)>, StoreError> {
        let row = session::Entity::find_by_id(token.as_bytes().to_vec())
            .one(&self.conn)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let session = Session {
            account: AccountId(row.account_id),
            csrf: row.csrf.0,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        };
        let account = self.account(session.account).await?;
        Ok(account.map(|account| (session, account)))
    }
}
