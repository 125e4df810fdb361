//! The submitter's own words. They stand outside the ledger, which holds only their salted digest.

use huiyin_core::time::{self, Instant};
use huiyin_core::{CampaignId, Digest, NewAttachment, SuggestionId, UnitId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::attachment::AttachmentPart;
use crate::entity::{Words, rating, submission, supplement};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// What was submitted, unchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct SubmissionText {
    pub title: String,
    pub body: String,
    /// The unit the submitter named.
    pub unit: Option<UnitId>,
    /// 征集活动 that it answers.
    pub campaign: Option<CampaignId>,
    pub consented_at: Option<Instant>,
}

/// What was added later.
#[derive(Clone, PartialEq, Eq)]
pub struct SupplementText {
    /// From 1; attachments of the supplement carry it as their part number.
    pub n: i64,
    pub body: String,
    pub at: Instant,
}

/// The words that came with a rating.
#[derive(Clone, PartialEq, Eq)]
pub struct RatingComment {
    pub round: i32,
    pub comment: String,
    pub at: Instant,
}

macro_rules! silent_debug {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    )+};
}

silent_debug!(SubmissionText, SupplementText, RatingComment);

/// A supplement on its way into the rows; its event carries the same seal.
#[derive(Clone)]
pub struct NewSupplement<'a> {
    pub body: &'a str,
    pub salt: [u8; 16],
    pub seal: Digest,
    pub at: Instant,
    pub attachments: &'a [NewAttachment],
}

impl Tx {
    /// Keeps further words of the submitter and gives their number. The event (a supplement, or a
    /// withdrawal with its reason) is recorded apart, with the same seal.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_supplement(
        &self,
        id: SuggestionId,
        new: NewSupplement<'_>,
    ) -> Result<i64, StoreError> {
        let before = supplement::Entity::find()
            .filter(supplement::Column::SuggestionId.eq(id.0))
            .count(&self.conn)
            .await?;
        let n = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
        let row = supplement::ActiveModel {
            suggestion_id: Set(id.0),
            n: Set(n),
            body: Set(Words(new.body.to_owned())),
            salt: Set(new.salt.to_vec()),
            seal: Set(new.seal.as_bytes().to_vec()),
            at: Set(time::to_micros(new.at)),
        };
        supplement::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        self.insert_attachments(id, AttachmentPart::Supplement, n, new.attachments)
            .await?;
        Ok(n)
    }

    /// Keeps the words that came with the rating of a round, after the rating is recorded.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the round has no rating.
    pub async fn add_rating_comment(
        &self,
        id: SuggestionId,
        round: i32,
        comment: &str,
        salt: [u8; 16],
    ) -> Result<(), StoreError> {
        let done = rating::Entity::update_many()
            .col_expr(rating::Column::Comment, Expr::value(comment))
            .col_expr(rating::Column::Salt, Expr::value(salt.to_vec()))
            .filter(rating::Column::SuggestionId.eq(id.0))
            .filter(rating::Column::Round.eq(round))
            .filter(rating::Column::Comment.is_null())
            .exec(&self.conn)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }
}

impl Read {
    /// What was submitted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn submission(&self, id: SuggestionId) -> Result<Option<SubmissionText>, StoreError> {
        let row = submission::Entity::find_by_id(id.0).one(&self.conn).await?;
        Ok(row.map(|row| SubmissionText {
            title: row.title.0,
            body: row.body.0,
            unit: row.unit_id.map(UnitId),
            campaign: row.campaign_id.map(CampaignId),
            consented_at: row.consented_at,
        }))
    }

    /// What was added later, in order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn supplements(&self, id: SuggestionId) -> Result<Vec<SupplementText>, StoreError> {
        let rows = supplement::Entity::find()
            .filter(supplement::Column::SuggestionId.eq(id.0))
            .order_by_asc(supplement::Column::N)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| SupplementText {
                n: row.n,
                body: row.body.0,
                at: row.at,
            })
            .collect())
    }

    /// The words that came with ratings, in order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rating_comments(
        &self,
        id: SuggestionId,
    ) -> Result<Vec<RatingComment>, StoreError> {
        let rows = rating::Entity::find()
            .filter(rating::Column::SuggestionId.eq(id.0))
            .filter(rating::Column::Comment.is_not_null())
            .order_by_asc(rating::Column::No)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                Some(RatingComment {
                    round: row.round,
                    comment: row.comment?.0,
                    at: row.rated_at,
                })
            })
            .collect())
    }
}
