//! 台账: events, each hash-linked to the suggestion's previous one.

use huiyin_core::time::{self, Instant};
use huiyin_core::{Digest, EventId, SuggestionId};
use huiyin_workflow::{Author, Change, Event, Recorded};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::code;
use crate::entity::{Words, suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::read::Read;

/// One entry of the ledger as it stands in the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    pub id: EventId,
    pub recorded: Recorded,
    pub hash: Digest,
    /// Place in the ledger of the installation; `None` until it is sequenced.
    pub seq: Option<i64>,
}

/// The link of an event: digest of the previous link and everything the event says, from the very
/// bytes that are stored.
pub(crate) fn link(
    prev: Digest,
    id: SuggestionId,
    n: i64,
    at: Instant,
    author: &str,
    payload: &str,
) -> Digest {
    Digest::of_parts(&[
        prev.as_bytes(),
        id.to_string().as_bytes(),
        n.to_string().as_bytes(),
        time::canonical(at).as_bytes(),
        author.as_bytes(),
        payload.as_bytes(),
    ])
}

/// Cuts the instants that an event carries into the rows to the precision of rows, so that the
/// ledger and the rows say the same on both databases.
pub(crate) fn cut(change: &mut Change) {
    if let Event::Submitted(facts) = &mut change.event {
        facts.received_at = time::to_micros(facts.received_at);
        facts.external_due_at = facts.external_due_at.map(time::to_micros);
    }
    if let Event::ImportedClosed { replied_at, .. } = &mut change.event {
        *replied_at = replied_at.map(time::to_micros);
    }
    for open in &mut change.opens {
        open.due_at = time::to_micros(open.due_at);
    }
}

/// The row of an event, linked to the one before it.
pub(crate) fn event_row(
    id: SuggestionId,
    prev: Digest,
    recorded: &Recorded,
) -> Result<(suggestion_event::ActiveModel, Digest), StoreError> {
    let author = code::to_json(&recorded.author)?;
    let payload = code::to_json(&recorded.change)?;
    let at = time::to_micros(recorded.at);
    let hash = link(prev, id, recorded.n, at, &author, &payload);
    let row = suggestion_event::ActiveModel {
        id: NotSet,
        suggestion_id: Set(id.0),
        n: Set(recorded.n),
        kind: Set(recorded.change.event.kind().0.to_owned()),
        at: Set(at),
        author: Set(author),
        payload: Set(Words(payload)),
        prev_hash: Set(prev.as_bytes().to_vec()),
        hash: Set(hash.as_bytes().to_vec()),
        seq: Set(None),
    };
    Ok((row, hash))
}

/// Reads what an event row says.
pub(crate) fn read_recorded(row: &suggestion_event::Model) -> Result<Recorded, StoreError> {
    Ok(Recorded {
        n: row.n,
        at: row.at,
        author: code::from_json::<Author>("suggestion_event.author", &row.author)?,
        change: code::from_json::<Change>("suggestion_event.payload", &row.payload.0)?,
    })
}

impl Read {
    /// The ledger of one suggestion, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when an entry is not readable.
    pub async fn events(&self, id: SuggestionId) -> Result<Vec<LedgerEntry>, StoreError> {
        suggestion_event::Entity::find()
            .filter(suggestion_event::Column::SuggestionId.eq(id.0))
            .order_by_asc(suggestion_event::Column::N)
            .all(&self.conn)
            .await?
            .iter()
            .map(|row| {
                Ok(LedgerEntry {
                    id: EventId(row.id),
                    recorded: read_recorded(row)?,
                    hash: code::digest("suggestion_event.hash", &row.hash)?,
                    seq: row.seq,
                })
            })
            .collect()
    }

    /// The hash of the newest entry of a suggestion; of the only one right after registration.
    ///
    /// # Errors
    /// What the database says.
    pub async fn head_hash(&self, id: SuggestionId) -> Result<Option<Digest>, StoreError> {
        let hash: Option<Vec<u8>> = suggestion_row::Entity::find_by_id(id.0)
            .select_only()
            .column(suggestion_row::Column::HeadHash)
            .into_tuple()
            .one(&self.conn)
            .await?;
        hash.map(|h| code::digest("suggestion.head_hash", &h))
            .transpose()
    }

    /// Where a hash stands in the ledger: the proof that a receipt is still good.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_by_event_hash(
        &self,
        id: SuggestionId,
        hash: Digest,
    ) -> Result<Option<i64>, StoreError> {
        let n: Option<i64> = suggestion_event::Entity::find()
            .select_only()
            .column(suggestion_event::Column::N)
            .filter(suggestion_event::Column::SuggestionId.eq(id.0))
            .filter(suggestion_event::Column::Hash.eq(hash.as_bytes().to_vec()))
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(n)
    }
}
