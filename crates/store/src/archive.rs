//! 归档: which items are in the archive, and where their packages lie.

use huiyin_core::time::Instant;
use huiyin_core::{AccountId, Digest, Scope, Status, SuggestionId};
use huiyin_workflow::{Author, Event, Recorded};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::code;
use crate::entity::{archive, obligation, suggestion_row};
use crate::error::StoreError;
use crate::read::{Page, Read};
use crate::scope::within;
use crate::tx::Tx;

/// An item in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    pub suggestion: SuggestionId,
    pub ticket_no: String,
    pub title: String,
    pub digest: Digest,
    pub size: u64,
    pub archived_at: Instant,
    /// `None`: by the rule.
    pub archived_by: Option<AccountId>,
}

impl Tx {
    pub(crate) async fn keep_archive(
        &self,
        id: SuggestionId,
        recorded: &Recorded,
    ) -> Result<(), StoreError> {
        let Event::Archived { digest, bytes } = &recorded.change.event else {
            return Ok(());
        };
        let by = match &recorded.author {
            Author::Staff { account, .. } => Some(account.0),
            Author::Submitter | Author::System { .. } => None,
        };
        let row = archive::ActiveModel {
            suggestion_id: Set(id.0),
            digest: Set(digest.as_bytes().to_vec()),
            size: Set(i64::try_from(*bytes).unwrap_or(i64::MAX)),
            archived_at: Set(recorded.at),
            archived_by_id: Set(by),
        };
        archive::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

const OVER: [Status; 4] = [
    Status::Closed,
    Status::Declined,
    Status::Withdrawn,
    Status::Terminated,
];

impl Read {
    /// Items that ended before then, owe nothing any more and are not in the archive; the longest
    /// ended first. Within a scope, or all of them for the rule.
    ///
    /// # Errors
    /// What the database says.
    pub async fn archivable(
        &self,
        scope: Option<&Scope>,
        before: Instant,
        limit: u64,
    ) -> Result<Vec<SuggestionId>, StoreError> {
        let archived = Query::select()
            .column(archive::Column::SuggestionId)
            .from(archive::Entity)
            .to_owned();
        let owing = Query::select()
            .column(obligation::Column::SuggestionId)
            .from(obligation::Entity)
            .and_where(obligation::Column::EndedAt.is_null())
            .to_owned();
        let mut found = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Id)
            .filter(suggestion_row::Column::Status.is_in(OVER.map(Status::code)))
            .filter(suggestion_row::Column::ClosedAt.lt(before))
            .filter(suggestion_row::Column::Id.not_in_subquery(archived))
            .filter(suggestion_row::Column::Id.not_in_subquery(owing));
        if let Some(scope) = scope {
            found = found.filter(within(scope));
        }
        let ids: Vec<i64> = found
            .order_by_asc(suggestion_row::Column::ClosedAt)
            .order_by_asc(suggestion_row::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(ids.into_iter().map(SuggestionId).collect())
    }

    /// The archive within a scope, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn archive(
        &self,
        scope: &Scope,
        offset: u64,
        limit: u64,
    ) -> Result<Page<ArchiveEntry>, StoreError> {
        let seen = Query::select()
            .column(suggestion_row::Column::Id)
            .from(suggestion_row::Entity)
            .cond_where(within(scope))
            .to_owned();
        let found = archive::Entity::find().filter(archive::Column::SuggestionId.in_subquery(seen));
        let total = found.clone().count(&self.conn).await?;
        let rows = found
            .order_by_desc(archive::Column::ArchivedAt)
            .order_by_desc(archive::Column::SuggestionId)
            .offset(offset)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let items = suggestion_row::Entity::find()
            .filter(suggestion_row::Column::Id.is_in(rows.iter().map(|row| row.suggestion_id)))
            .all(&self.conn)
            .await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(item) = items.iter().find(|item| item.id == row.suggestion_id) else {
                continue;
            };
            entries.push(ArchiveEntry {
                suggestion: SuggestionId(row.suggestion_id),
                ticket_no: item.ticket_no.clone(),
                title: item.title.0.clone(),
                digest: code::digest("archive.digest", &row.digest)?,
                size: u64::try_from(row.size).unwrap_or(0),
                archived_at: row.archived_at,
                archived_by: row.archived_by_id.map(AccountId),
            });
        }
        Ok(Page {
            total,
            rows: entries,
        })
    }
}
