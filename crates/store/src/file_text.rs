//! 附件文字: what a worker read in the files of suggestions, so that an index can be made anew
//! without reading them again.

use std::collections::HashMap;

use huiyin_core::time::{self, Instant};
use huiyin_core::{AttachmentId, Digest, FileText, SuggestionId, TextState};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::code;
use crate::entity::{Words, attachment, file_text};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// What a follower may have missed reaches back this many numbers of the ledger: two nodes may
/// commit in another order than they began.
const OVERLAP: i64 = 1_000;

/// A file whose words nobody has read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    pub attachment: AttachmentId,
    pub digest: Digest,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

/// The words of one attachment, for the index.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ReadFile {
    pub(crate) file_name: String,
    pub(crate) text: String,
}

impl Tx {
    /// Keeps what was read in a file, in place of an earlier reading.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_file_text(
        &self,
        digest: Digest,
        read: &FileText,
        form: i64,
        at: Instant,
    ) -> Result<(), StoreError> {
        file_text::Entity::delete_many()
            .filter(file_text::Column::Digest.eq(digest.as_bytes().to_vec()))
            .exec(&self.conn)
            .await?;
        let row = file_text::ActiveModel {
            id: NotSet,
            digest: Set(digest.as_bytes().to_vec()),
            form: Set(i32::try_from(form).unwrap_or(i32::MAX)),
            state: Set(read.state.code().to_owned()),
            content: Set(Words(code::without_nul(&read.text))),
            head_seq: Set(self.max_seq().await?),
            read_at: Set(time::to_micros(at)),
        };
        file_text::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// Files of these media types, behind an attachment, that were not read in this form yet.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unread_files(
        &self,
        media_types: &[&str],
        form: i64,
        after: AttachmentId,
        limit: u64,
    ) -> Result<Vec<UnreadFile>, StoreError> {
        let known = Query::select()
            .column(file_text::Column::Digest)
            .from(file_text::Entity)
            .and_where(file_text::Column::Form.gte(form))
            .to_owned();
        attachment::Entity::find()
            .filter(attachment::Column::Id.gt(after.0))
            .filter(attachment::Column::MediaType.is_in(media_types.iter().copied()))
            .filter(attachment::Column::Digest.not_in_subquery(known))
            .order_by_asc(attachment::Column::Id)
            .limit(limit)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| {
                Ok(UnreadFile {
                    attachment: AttachmentId(row.id),
                    digest: code::digest("attachment.digest", &row.digest)?,
                    media_type: row.media_type,
                    size: u64::try_from(row.size).unwrap_or(0),
                })
            })
            .collect()
    }

    /// What came of reading a file; `None` before it was read.
    ///
    /// # Errors
    /// What the database says.
    pub async fn file_text(&self, digest: Digest) -> Result<Option<FileText>, StoreError> {
        let row = file_text::Entity::find()
            .filter(file_text::Column::Digest.eq(digest.as_bytes().to_vec()))
            .one(&self.conn)
            .await?;
        row.map(|row| {
            Ok(FileText {
                state: code::read("file_text.state", &row.state, TextState::from_code)?,
                text: row.content.0,
            })
        })
        .transpose()
    }

    /// From where on a follower that has carried the ledger up to a number, and was begun anew,
    /// reads [`Self::file_text_feed`]. The overlap is harmless: it carries the same twice.
    ///
    /// # Errors
    /// What the database says.
    pub async fn file_text_start(&self, applied_seq: i64) -> Result<i64, StoreError> {
        // an empty index takes the words with the suggestions
        let mut query = file_text::Entity::find().select_only();
        query = if applied_seq == 0 {
            query.column_as(file_text::Column::Id.max(), "id")
        } else {
            query
                .column_as(file_text::Column::Id.max(), "id")
                .filter(file_text::Column::HeadSeq.lt(applied_seq.saturating_sub(OVERLAP)))
        };
        let id: Option<Option<i64>> = query.into_tuple().one(&self.conn).await?;
        Ok(id.flatten().unwrap_or(0))
    }

    /// Files read after a number, in order: the numbers, each with the suggestions it belongs to.
    ///
    /// # Errors
    /// What the database says.
    pub async fn file_text_feed(
        &self,
        after: i64,
        limit: u64,
    ) -> Result<Vec<(i64, Vec<SuggestionId>)>, StoreError> {
        let read: Vec<(i64, Vec<u8>)> = file_text::Entity::find()
            .select_only()
            .column(file_text::Column::Id)
            .column(file_text::Column::Digest)
            .filter(file_text::Column::Id.gt(after))
            .order_by_asc(file_text::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        if read.is_empty() {
            return Ok(Vec::new());
        }
        let mut owners: HashMap<Vec<u8>, Vec<SuggestionId>> = HashMap::new();
        let rows: Vec<(Vec<u8>, i64)> = attachment::Entity::find()
            .select_only()
            .column(attachment::Column::Digest)
            .column(attachment::Column::SuggestionId)
            .filter(attachment::Column::Digest.is_in(read.iter().map(|(_, digest)| digest.clone())))
            .into_tuple()
            .all(&self.conn)
            .await?;
        for (digest, id) in rows {
            owners.entry(digest).or_default().push(SuggestionId(id));
        }
        Ok(read
            .into_iter()
            .map(|(id, digest)| (id, owners.get(&digest).cloned().unwrap_or_default()))
            .collect())
    }
}

/// The attachments of suggestions with their words, in the order they came; also those in which
/// nothing was read, because their names may be searched for.
pub(crate) async fn files_of(
    conn: &impl sea_orm::ConnectionTrait,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<ReadFile>>, StoreError> {
    let attachments = attachment::Entity::find()
        .filter(attachment::Column::SuggestionId.is_in(ids.iter().copied()))
        .order_by_asc(attachment::Column::Id)
        .all(conn)
        .await?;
    let mut words: HashMap<Vec<u8>, String> = HashMap::new();
    let mut digests: Vec<Vec<u8>> = attachments.iter().map(|row| row.digest.clone()).collect();
    digests.sort_unstable();
    digests.dedup();
    for some in digests.chunks(500) {
        let rows = file_text::Entity::find()
            .filter(file_text::Column::Digest.is_in(some.iter().cloned()))
            .all(conn)
            .await?;
        words.extend(rows.into_iter().map(|row| (row.digest, row.content.0)));
    }
    let mut files: HashMap<i64, Vec<ReadFile>> = HashMap::new();
    for row in attachments {
        files.entry(row.suggestion_id).or_default().push(ReadFile {
            file_name: row.file_name.0,
            text: words.get(&row.digest).cloned().unwrap_or_default(),
        });
    }
    Ok(files)
}
