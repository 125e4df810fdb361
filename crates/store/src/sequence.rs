//! The sequencer: committed events get gap-free numbers, and seals over stretches of them.

use std::collections::HashMap;

use huiyin_core::time::{self, Instant};
use huiyin_core::{Digest, SuggestionId};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};

use crate::code;
use crate::entity::{seal, suggestion_event};
use crate::error::StoreError;
use crate::merkle;
use crate::read::Read;
use crate::tx::Tx;

/// A seal over a stretch of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerSeal {
    pub first_seq: i64,
    pub last_seq: i64,
    /// Merkle tree hash (RFC 6962, 2.1) over the hashes of these events.
    pub root: Digest,
    pub made_at: Instant,
    /// Hash of the seal before.
    pub prev: Digest,
    /// Hash of this one: what is published.
    pub hash: Digest,
}

/// The hash that links seals.
pub(crate) fn link(prev: Digest, first: i64, last: i64, root: Digest, at: Instant) -> Digest {
    Digest::of_parts(&[
        prev.as_bytes(),
        first.to_string().as_bytes(),
        last.to_string().as_bytes(),
        root.as_bytes(),
        time::canonical(at).as_bytes(),
    ])
}

/// Numbers continue after the highest; only events without one are touched, so a second sequencer
/// at the same moment meets the unique index instead of making a gap. The `+` keeps SQLite from
/// walking all unnumbered events for each of the few that are numbered now.
const NUMBER: &str = "\
UPDATE suggestion_event SET seq = fresh.seq \
FROM (SELECT id, (SELECT COALESCE(MAX(seq), 0) FROM suggestion_event) \
        + ROW_NUMBER() OVER (ORDER BY id) AS seq \
      FROM (SELECT id FROM suggestion_event WHERE seq IS NULL ORDER BY id LIMIT $1) AS waiting\
     ) AS fresh \
WHERE suggestion_event.id = fresh.id AND +suggestion_event.seq IS NULL";

impl Tx {
    /// Numbers up to `limit` committed events that have no number yet; gives how many. Run by
    /// one worker at a time (a lease).
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another sequencer was faster: nothing is lost, run it again.
    pub async fn sequence(&self, limit: u64) -> Result<u64, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let backend = self.conn.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, NUMBER, [limit.into()]);
        Ok(self.conn.execute_raw(statement).await?.rows_affected())
    }

    /// Seals the numbered events after the last seal, when there are at least `at_least` of them;
    /// at most `at_most` in one seal.
    ///
    /// # Errors
    /// What the database says.
    pub async fn make_seal(
        &self,
        at: Instant,
        at_least: u64,
        at_most: u64,
    ) -> Result<Option<LedgerSeal>, StoreError> {
        let last = self.last_seal().await?;
        let (first_seq, prev) =
            last.map_or((1, Digest::ZERO), |seal| (seal.last_seq + 1, seal.hash));
        let hashes: Vec<(Option<i64>, Vec<u8>)> = suggestion_event::Entity::find()
            .select_only()
            .column(suggestion_event::Column::Seq)
            .column(suggestion_event::Column::Hash)
            .filter(suggestion_event::Column::Seq.gte(first_seq))
            .order_by_asc(suggestion_event::Column::Seq)
            .limit(at_most)
            .into_tuple()
            .all(&self.conn)
            .await?;
        let Some((Some(last_seq), _)) = hashes.last() else {
            return Ok(None);
        };
        if (hashes.len() as u64) < at_least.max(1) {
            return Ok(None);
        }
        let leaves: Vec<Digest> = hashes
            .iter()
            .map(|(_, hash)| code::digest("suggestion_event.hash", hash))
            .collect::<Result<_, _>>()?;
        let made_at = time::to_micros(at);
        let root = merkle::root(&leaves);
        let made = LedgerSeal {
            first_seq,
            last_seq: *last_seq,
            root,
            made_at,
            prev,
            hash: link(prev, first_seq, *last_seq, root, made_at),
        };
        let row = seal::ActiveModel {
            id: NotSet,
            first_seq: Set(made.first_seq),
            last_seq: Set(made.last_seq),
            root: Set(made.root.as_bytes().to_vec()),
            made_at: Set(made.made_at),
            prev: Set(made.prev.as_bytes().to_vec()),
            hash: Set(made.hash.as_bytes().to_vec()),
        };
        seal::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(Some(made))
    }
}

impl Read {
    /// The highest number in the ledger; 0 when it is empty.
    ///
    /// # Errors
    /// What the database says.
    pub async fn max_seq(&self) -> Result<i64, StoreError> {
        let seq: Option<Option<i64>> = suggestion_event::Entity::find()
            .select_only()
            .column_as(suggestion_event::Column::Seq.max(), "seq")
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(seq.flatten().unwrap_or(0))
    }

    /// What happened after a number, for followers: number and suggestion, in order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn index_feed(
        &self,
        after: i64,
        limit: u64,
    ) -> Result<Vec<(i64, SuggestionId)>, StoreError> {
        let rows: Vec<(Option<i64>, i64)> = suggestion_event::Entity::find()
            .select_only()
            .column(suggestion_event::Column::Seq)
            .column(suggestion_event::Column::SuggestionId)
            .filter(suggestion_event::Column::Seq.gt(after))
            .order_by_asc(suggestion_event::Column::Seq)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(seq, id)| Some((seq?, SuggestionId(id))))
            .collect())
    }

    /// The last number of each of these suggestions; those without a number are left out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn last_seqs(
        &self,
        ids: &[SuggestionId],
    ) -> Result<HashMap<SuggestionId, i64>, StoreError> {
        /// Asked for at once: a database allows some ten thousand parameters.
        const TOGETHER: usize = 1_000;
        let mut last = HashMap::with_capacity(ids.len());
        for some in ids.chunks(TOGETHER) {
            let rows: Vec<(i64, Option<i64>)> = suggestion_event::Entity::find()
                .select_only()
                .column(suggestion_event::Column::SuggestionId)
                .column_as(suggestion_event::Column::Seq.max(), "seq")
                .filter(suggestion_event::Column::SuggestionId.is_in(some.iter().map(|id| id.0)))
                .group_by(suggestion_event::Column::SuggestionId)
                .into_tuple()
                .all(&self.conn)
                .await?;
            let rows = rows.into_iter();
            last.extend(rows.filter_map(|(id, seq)| Some((SuggestionId(id), seq?))));
        }
        Ok(last)
    }

    /// The newest seal.
    ///
    /// # Errors
    /// What the database says.
    pub async fn last_seal(&self) -> Result<Option<LedgerSeal>, StoreError> {
        let row = seal::Entity::find()
            .order_by_desc(seal::Column::LastSeq)
            .one(&self.conn)
            .await?;
        row.as_ref().map(read_seal).transpose()
    }
}

pub(crate) fn read_seal(row: &seal::Model) -> Result<LedgerSeal, StoreError> {
    Ok(LedgerSeal {
        first_seq: row.first_seq,
        last_seq: row.last_seq,
        root: code::digest("seal.root", &row.root)?,
        made_at: row.made_at,
        prev: code::digest("seal.prev", &row.prev)?,
        hash: code::digest("seal.hash", &row.hash)?,
    })
}
