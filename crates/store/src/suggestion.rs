//! Registering, loading and changing a suggestion.

use huiyin_core::time::{self, Instant};
use huiyin_core::{Actor, Digest, Identity, Submission, SuggestionId, TicketNo};
use huiyin_workflow::{Change, Event, Recorded, Suggestion, apply, invariants, replay};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
};

use crate::aggregate::{Lock, insert_parts, load_one, save_changes, suggestion_columns};
use crate::attachment::AttachmentPart;
use crate::entity::{Words, submission as submission_row, suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::ledger::{cut, event_row};
use crate::read::Read;
use crate::tx::Tx;

/// Everything a registration writes. What is random in it was drawn before the transaction, so
/// that another try writes the same.
#[derive(Debug, Clone)]
pub struct NewSuggestion<'a> {
    pub submission: &'a Submission,
    /// The first event, made by [`huiyin_workflow::register`].
    pub first: Recorded,
    pub lookup: Digest,
    pub text_salt: [u8; 16],
    pub text_seal: Digest,
    pub identity: Option<SealedIdentity<'a>>,
}

/// An identity on its way into the vault.
#[derive(Debug, Clone)]
pub struct SealedIdentity<'a> {
    pub identity: &'a Identity,
    pub salt: [u8; 16],
    pub seal: Digest,
    /// Fresh random bytes for the encryption.
    pub nonce: [u8; 24],
}

#[derive(FromQueryResult)]
struct Counted {
    value: i64,
}

impl Tx {
    /// The next number of a series in a year, without gaps: a rollback gives it back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next_ticket(&self, series: &str, year: i32) -> Result<TicketNo, StoreError> {
        let mut count = sea_orm::sea_query::Query::insert();
        count
            .into_table("counter")
            .columns(["series", "year", "value"])
            .values_panic([series.into(), year.into(), 1_i64.into()])
            .on_conflict(
                OnConflict::columns(["series", "year"])
                    .value("value", Expr::col(("counter", "value")).add(1))
                    .to_owned(),
            )
            .returning_col("value");
        let row = self.conn.query_one(&count).await?;
        let row = row.ok_or_else(|| StoreError::Corrupt("counter gave no number".to_owned()))?;
        let Counted { value } = Counted::from_query_result(&row, "")?;
        Ok(TicketNo {
            series: series.to_owned(),
            year,
            seq: value,
        })
    }

    /// Writes a new suggestion: its row, the words, the vault, the parts, the first event.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the external number exists already, [`StoreError::Broken`] when
    /// the first event does not make a suggestion that keeps the promises.
    pub async fn register(&self, new: NewSuggestion<'_>) -> Result<Suggestion, StoreError> {
        let NewSuggestion {
            submission,
            first,
            lookup,
            text_salt,
            text_seal,
            identity,
        } = new;
        let mut first = Recorded {
            at: time::to_micros(first.at),
            ..first
        };
        cut(&mut first.change);
        // the id is part of the first hash and comes from the row, so the hash is set afterwards;
        // until then the row carries the predecessor of all hashes
        let mut suggestion = replay(SuggestionId(0), std::slice::from_ref(&first))
            .ok_or_else(|| StoreError::Broken("the first event is no registration".to_owned()))?;
        let mut row = suggestion_columns(&suggestion, Digest::ZERO)?;
        let ticket = &suggestion.ticket_no;
        row.ticket_no = Set(ticket.to_string());
        row.ticket_series = Set(ticket.series.clone());
        row.ticket_year = Set(ticket.year);
        row.ticket_seq = Set(ticket.seq);
        row.lookup_digest = Set(lookup.as_bytes().to_vec());
        row.title = Set(Words(submission.title.as_str().to_owned()));
        row.registered_by_id = Set(submission.registered_by.map(|a| a.0));
        row.external_no = Set(submission.external_no.clone());
        let id = suggestion_row::Entity::insert(row)
            .exec(&self.conn)
            .await?
            .last_insert_id;
        suggestion.id = SuggestionId(id);
        self.insert_submission(suggestion.id, submission, text_salt, text_seal)
            .await?;
        if let Some(sealed) = identity {
            self.insert_identity(suggestion.id, &sealed).await?;
        }
        self.insert_attachments(
            suggestion.id,
            AttachmentPart::Submission,
            1,
            &submission.attachments,
        )
        .await?;
        hold(&suggestion)?;
        insert_parts(&self.conn, &suggestion).await?;
        self.append_first(&suggestion, &first).await?;
        Ok(suggestion)
    }

    async fn append_first(&self, s: &Suggestion, first: &Recorded) -> Result<(), StoreError> {
        let (event, hash) = event_row(s.id, Digest::ZERO, first)?;
        suggestion_event::Entity::insert(event)
            .exec_without_returning(&self.conn)
            .await?;
        suggestion_row::Entity::update_many()
            .col_expr(
                suggestion_row::Column::HeadHash,
                Expr::value(hash.as_bytes().to_vec()),
            )
            .filter(suggestion_row::Column::Id.eq(s.id.0))
            .exec(&self.conn)
            .await?;
        self.remember_head(s.id, hash);
        Ok(())
    }

    async fn insert_submission(
        &self,
        id: SuggestionId,
        submission: &Submission,
        salt: [u8; 16],
        seal: Digest,
    ) -> Result<(), StoreError> {
        let row = submission_row::ActiveModel {
            suggestion_id: Set(id.0),
            title: Set(Words(submission.title.as_str().to_owned())),
            body: Set(Words(submission.body.as_str().to_owned())),
            unit_id: Set(submission.unit.map(|u| u.0)),
            campaign_id: Set(submission.campaign.map(|c| c.0)),
            consented_at: Set(submission.consented_at),
            salt: Set(salt.to_vec()),
            seal: Set(seal.as_bytes().to_vec()),
        };
        submission_row::Entity::insert(row)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Loads a suggestion to change it: until the transaction ends, nobody else does.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(&self, id: SuggestionId) -> Result<Option<Suggestion>, StoreError> {
        let Some((suggestion, head)) = load_one(&self.conn, id, Lock::ForUpdate).await? else {
            return Ok(None);
        };
        self.remember_head(id, head);
        Ok(Some(suggestion))
    }

    /// Records changes: an event each, linked to the one before, and the rows they change. The
    /// suggestion is then in the state that is in the rows.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else changed it since it was loaded,
    /// [`StoreError::Broken`] when the result would break a promise; either rolls back.
    pub async fn record(
        &self,
        suggestion: &mut Suggestion,
        at: Instant,
        actor: &Actor,
        changes: Vec<Change>,
    ) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let at = time::to_micros(at);
        let mut after = suggestion.clone();
        let mut head = self
            .head_hash(suggestion.id)
            .await?
            .ok_or(StoreError::Stale)?;
        let mut rows = Vec::with_capacity(changes.len());
        let mut told = Vec::with_capacity(changes.len());
        for mut change in changes {
            cut(&mut change);
            if matches!(change.event, Event::Submitted(_)) {
                return Err(StoreError::Broken(
                    "a suggestion is registered once".to_owned(),
                ));
            }
            let recorded = Recorded::next(&after, at, actor, change);
            apply(&mut after, &recorded);
            let (row, hash) = event_row(after.id, head, &recorded)?;
            rows.push(row);
            told.push(recorded);
            head = hash;
        }
        hold(&after)?;
        save_changes(&self.conn, suggestion, &after, head).await?;
        suggestion_event::Entity::insert_many(rows)
            .exec_without_returning(&self.conn)
            .await?;
        for recorded in &told {
            self.keep_openness(after.id, recorded).await?;
        }
        self.remember_head(after.id, head);
        *suggestion = after;
        Ok(())
    }
}

/// Holds the three promises against a state about to be written.
fn hold(s: &Suggestion) -> Result<(), StoreError> {
    let broken = invariants(s);
    if broken.is_empty() {
        return Ok(());
    }
    let broken: Vec<String> = broken.iter().map(ToString::to_string).collect();
    Err(StoreError::Broken(broken.join("；")))
}

impl Read {
    /// Loads a suggestion to look at it. Outside a write it may change the next moment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load_unlocked(&self, id: SuggestionId) -> Result<Option<Suggestion>, StoreError> {
        let snapshot = self.conn.snapshot().await?;
        let found = load_one(&snapshot, id, Lock::No).await?;
        snapshot.end().await?;
        Ok(found.map(|(s, _)| s))
    }
}
