//! Files that belong to a suggestion; their bytes lie in the blob store.

use huiyin_core::{AttachmentId, Digest, NewAttachment, SuggestionId};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::code;
use crate::entity::{Words, attachment};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// What a file came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentPart {
    Submission,
    Supplement,
    Reply,
}

impl AttachmentPart {
    const fn code(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Supplement => "supplement",
            Self::Reply => "reply",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        match code {
            "submission" => Some(Self::Submission),
            "supplement" => Some(Self::Supplement),
            "reply" => Some(Self::Reply),
            _ => None,
        }
    }
}

/// One file of a suggestion.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    pub id: AttachmentId,
    pub suggestion: SuggestionId,
    pub part: AttachmentPart,
    /// Number of the supplement or reply; 1 for the submission.
    pub part_no: i64,
    pub file_name: String,
    pub media_type: String,
    pub size: u64,
    pub digest: Digest,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // file names often name people
        f.debug_struct("Attachment")
            .field("id", &self.id)
            .field("suggestion", &self.suggestion)
            .field("part", &self.part)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl Tx {
    /// Adds files to a reply.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_reply_attachments(
        &self,
        id: SuggestionId,
        reply_no: i64,
        files: &[NewAttachment],
    ) -> Result<(), StoreError> {
        self.insert_attachments(id, AttachmentPart::Reply, reply_no, files)
            .await
    }

    pub(crate) async fn insert_attachments(
        &self,
        id: SuggestionId,
        part: AttachmentPart,
        part_no: i64,
        files: &[NewAttachment],
    ) -> Result<(), StoreError> {
        let rows: Vec<_> = files
            .iter()
            .map(|file| attachment::ActiveModel {
                id: NotSet,
                suggestion_id: Set(id.0),
                part: Set(part.code().to_owned()),
                part_no: Set(part_no),
                file_name: Set(Words(code::without_nul(&file.file_name))),
                media_type: Set(file.media_type.clone()),
                size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
                digest: Set(file.digest.as_bytes().to_vec()),
            })
            .collect();
        if !rows.is_empty() {
            attachment::Entity::insert_many(rows)
                .exec_without_returning(&self.conn)
                .await?;
        }
        Ok(())
    }
}

impl Read {
    /// The files of a suggestion, in the order they came.
    ///
    /// # Errors
    /// What the database says.
    pub async fn attachments(&self, id: SuggestionId) -> Result<Vec<Attachment>, StoreError> {
        attachment::Entity::find()
            .filter(attachment::Column::SuggestionId.eq(id.0))
            .order_by_asc(attachment::Column::Id)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(read_attachment)
            .collect()
    }

    /// One file.
    ///
    /// # Errors
    /// What the database says.
    pub async fn attachment(&self, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
        let row = attachment::Entity::find_by_id(id.0).one(&self.conn).await?;
        row.map(read_attachment).transpose()
    }
}

fn read_attachment(row: attachment::Model) -> Result<Attachment, StoreError> {
    Ok(Attachment {
        id: AttachmentId(row.id),
        suggestion: SuggestionId(row.suggestion_id),
        part: code::read("attachment.part", &row.part, AttachmentPart::from_code)?,
        part_no: row.part_no,
        file_name: row.file_name.0,
        media_type: row.media_type,
        size: u64::try_from(row.size).unwrap_or(0),
        digest: code::digest("attachment.digest", &row.digest)?,
    })
}
