//! 征集活动.

use std::collections::HashMap;

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, CampaignId};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::entity::{campaign, submission};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// What people are asked for, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Stands in the address that is printed; unique, never changed.
    pub code: String,
    pub name: String,
    /// What is asked for; shown above the form.
    pub intro: String,
    pub opens_on: NaiveDate,
    /// The last day; `None`: until further notice.
    pub closes_on: Option<NaiveDate>,
}

impl Campaign {
    /// Whether it runs on a day.
    pub fn is_open(&self, on: NaiveDate) -> bool {
        self.opens_on <= on && self.closes_on.is_none_or(|last| on <= last)
    }
}

/// A campaign and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignRow {
    pub id: CampaignId,
    pub campaign: Campaign,
}

impl Tx {
    /// Adds a campaign.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the code is in use.
    pub async fn insert_campaign(
        &self,
        new: Campaign,
        (at, by): (Instant, AccountId),
    ) -> Result<CampaignId, StoreError> {
        let row = campaign::ActiveModel {
            id: NotSet,
            code: Set(new.code),
            name: Set(new.name),
            intro: Set(new.intro),
            opens_on: Set(new.opens_on),
            closes_on: Set(new.closes_on),
            changed_at: Set(time::to_micros(at)),
            changed_by_id: Set(by.0),
        };
        let done = campaign::Entity::insert(row).exec(&self.conn).await?;
        Ok(CampaignId(done.last_insert_id))
    }

    /// Changes everything but the code.
    ///
    /// # Errors
    /// What the database says.
    pub async fn update_campaign(
        &self,
        id: CampaignId,
        new: Campaign,
        (at, by): (Instant, AccountId),
    ) -> Result<(), StoreError> {
        use sea_orm::sea_query::Expr;
        campaign::Entity::update_many()
            .col_expr(campaign::Column::Name, Expr::value(new.name))
            .col_expr(campaign::Column::Intro, Expr::value(new.intro))
            .col_expr(campaign::Column::OpensOn, Expr::value(new.opens_on))
            .col_expr(campaign::Column::ClosesOn, Expr::value(new.closes_on))
            .col_expr(
                campaign::Column::ChangedAt,
                Expr::value(time::to_micros(at)),
            )
            .col_expr(campaign::Column::ChangedById, Expr::value(by.0))
            .filter(campaign::Column::Id.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// All campaigns, the latest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn campaigns(&self) -> Result<Vec<CampaignRow>, StoreError> {
        let rows = campaign::Entity::find()
            .order_by_desc(campaign::Column::OpensOn)
            .order_by_desc(campaign::Column::Id)
            .all(&self.conn)
            .await?;
        let read = |row: campaign::Model| CampaignRow {
            id: CampaignId(row.id),
            campaign: Campaign {
                code: row.code,
                name: row.name,
                intro: row.intro,
                opens_on: row.opens_on,
                closes_on: row.closes_on,
            },
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// How many suggestions answered each campaign; one that nobody answered is not among them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn campaign_counts(&self) -> Result<HashMap<CampaignId, u64>, StoreError> {
        let rows: Vec<(i64, i64)> = submission::Entity::find()
            .select_only()
            .column(submission::Column::CampaignId)
            .column_as(submission::Column::SuggestionId.count(), "n")
            .filter(submission::Column::CampaignId.is_not_null())
            .group_by(submission::Column::CampaignId)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(id, n)| (CampaignId(id), n.unsigned_abs()))
            .collect())
    }
}
