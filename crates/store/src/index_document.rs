//! What the search index is told about a suggestion: everything searchable, nothing about identity.

use std::collections::HashMap;

use huiyin_core::search::{AttachmentText, IndexDocument};
use huiyin_core::{Status, SuggestionId};
use huiyin_workflow::Suggestion;
use huiyin_workflow::suggestion::Closure;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::aggregate::load_many;
use crate::entity::{submission, suggestion_row, supplement};
use crate::error::StoreError;
use crate::file_text::{ReadFile, files_of};
use crate::read::Read;

/// Suggestions read by one query a table: far below the databases' limit of parameters.
const TOGETHER: usize = 500;

impl Read {
    /// One suggestion as the index sees it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn index_document(
        &self,
        id: SuggestionId,
    ) -> Result<Option<IndexDocument>, StoreError> {
        Ok(self.index_documents(&[id]).await?.pop())
    }

    /// Many at once, ascending by id; ids that do not exist are left out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn index_documents(
        &self,
        ids: &[SuggestionId],
    ) -> Result<Vec<IndexDocument>, StoreError> {
        let mut ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut documents = Vec::with_capacity(ids.len());
        for some in ids.chunks(TOGETHER) {
            documents.append(&mut self.documents_of(some).await?);
        }
        Ok(documents)
    }

    async fn documents_of(&self, ids: &[i64]) -> Result<Vec<IndexDocument>, StoreError> {
        let snapshot = self.conn.snapshot().await?;
        let suggestions = load_many(&snapshot, ids).await?;
        let mut words: HashMap<i64, Words> = submission::Entity::find()
            .filter(submission::Column::SuggestionId.is_in(ids.iter().copied()))
            .all(&snapshot)
            .await?
            .into_iter()
            .map(|row| {
                let words = Words {
                    title: row.title.0,
                    body: row.body.0,
                    ..Words::default()
                };
                (row.suggestion_id, words)
            })
            .collect();
        let added = supplement::Entity::find()
            .filter(supplement::Column::SuggestionId.is_in(ids.iter().copied()))
            .order_by_asc(supplement::Column::SuggestionId)
            .order_by_asc(supplement::Column::N)
            .all(&snapshot)
            .await?;
        for row in added {
            if let Some(words) = words.get_mut(&row.suggestion_id) {
                push(&mut words.supplements, &row.body.0);
            }
        }
        let mut files = files_of(&snapshot, ids).await?;
        let external: HashMap<i64, String> = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Id)
            .column(suggestion_row::Column::ExternalNo)
            .filter(suggestion_row::Column::Id.is_in(ids.iter().copied()))
            .filter(suggestion_row::Column::ExternalNo.is_not_null())
            .into_tuple::<(i64, String)>()
            .all(&snapshot)
            .await?
            .into_iter()
            .collect();
        snapshot.end().await?;
        Ok(suggestions
            .into_iter()
            .map(|s| {
                let mut words = words.remove(&s.id.0).unwrap_or_default();
                words.files = files.remove(&s.id.0).unwrap_or_default();
                document(&s, words, external.get(&s.id.0).cloned())
            })
            .collect())
    }
}

/// What the rows hold beside the suggestion itself.
#[derive(Default)]
struct Words {
    title: String,
    body: String,
    supplements: Vec<String>,
    files: Vec<ReadFile>,
}

fn document(s: &Suggestion, words: Words, external_no: Option<String>) -> IndexDocument {
    let mut points = Vec::new();
    for point in &s.points {
        push(&mut points, &point.summary);
    }
    IndexDocument {
        id: s.id,
        revision: s.revision,
        ticket_no: s.ticket_no.to_string(),
        external_no,
        title: words.title,
        body: words.body,
        points,
        supplements: words.supplements,
        replies: told(s),
        attachments: words
            .files
            .into_iter()
            .map(|file| AttachmentText {
                name: file.file_name,
                text: file.text,
            })
            .collect(),
        status: s.status,
        kind: s.kind,
        channel: s.channel,
        topic: s.topic,
        lead_unit: s.lead_unit(),
        visible_units: s.visible_units(),
        is_restricted: s.is_restricted,
        accused: s.overlays.accused.clone(),
        received_at: s.received_at,
        due_at: s.open_obligations().map(|owed| owed.due_at).min(),
    }
}

/// What the submitter was told: issued replies with their reasons, and why an item was declined.
fn told(s: &Suggestion) -> Vec<String> {
    let mut texts = Vec::new();
    for reply in s.issued_replies() {
        for point in &reply.content.points {
            push(&mut texts, &point.text);
        }
        if let Some(outcome) = &reply.content.outcome {
            push_outcome(&mut texts, outcome);
        }
    }
    if s.status == Status::Declined
        && let Some(decline) = &s.decline
    {
        push(&mut texts, &decline.explanation);
        push(&mut texts, &decline.go_instead);
    }
    if texts.is_empty()
        && let Some(Closure::Concluded(outcome)) = &s.closure
    {
        push_outcome(&mut texts, outcome);
    }
    texts
}

fn push_outcome(texts: &mut Vec<String>, outcome: &huiyin_workflow::suggestion::Outcome) {
    if let Some(reason) = &outcome.reason {
        push(texts, reason);
    }
    if let Some(promise) = &outcome.commitment {
        push(texts, &promise.text);
    }
}

fn push(texts: &mut Vec<String>, more: &str) {
    let more = more.trim();
    if !more.is_empty() {
        texts.push(more.to_owned());
    }
}
