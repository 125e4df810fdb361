//! The outbox at work: who sends a mail, how often an address is written to, what is kept back.

use std::collections::HashMap;

use huiyin_core::time::{self, Instant};
use huiyin_core::{MailId, NoticeChannel, SuggestionId, Viewer};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::accused::not_about_accusing;
use crate::entity::{incoming_mail, outgoing_mail};
use crate::error::StoreError;
use crate::mail_out::{DueMail, OutgoingMail, OutgoingState};
use crate::read::{Page, Read};
use crate::tx::Tx;

/// Message ids of a conversation that are remembered; more would not fit a header anyway.
const REFERENCES_MAX: u64 = 10;

impl Tx {
    /// Takes the mails whose turn it is, so that no other process sends them before `until`. Whoever
    /// dies meanwhile leaves them to the next one after that.
    ///
    /// # Errors
    /// As [`Read::due_outgoing`].
    pub async fn claim_outgoing(
        &self,
        now: Instant,
        until: Instant,
        limit: u64,
    ) -> Result<Vec<DueMail>, StoreError> {
        let rows = outgoing_mail::Entity::find()
            .filter(outgoing_mail::Column::State.eq(OutgoingState::Queued.code()))
            .filter(outgoing_mail::Column::NextAttemptAt.lte(now))
            .order_by_asc(outgoing_mail::Column::NextAttemptAt)
            .order_by_asc(outgoing_mail::Column::Id)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            let taken = outgoing_mail::Entity::update_many()
                .set(outgoing_mail::ActiveModel {
                    next_attempt_at: Set(time::to_micros(until)),
                    ..Default::default()
                })
                .filter(outgoing_mail::Column::Id.eq(row.id))
                .filter(outgoing_mail::Column::State.eq(OutgoingState::Queued.code()))
                .filter(outgoing_mail::Column::NextAttemptAt.lte(now))
                .exec(&self.conn)
                .await?;
            if taken.rows_affected == 1 {
                claimed.push(self.open_outgoing(row)?);
            }
        }
        Ok(claimed)
    }

    /// Puts a mail off without counting an attempt.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_off_mail(&self, id: MailId, until: Instant) -> Result<(), StoreError> {
        self.change_outgoing(
            id,
            outgoing_mail::ActiveModel {
                next_attempt_at: Set(time::to_micros(until)),
                ..Default::default()
            },
        )
        .await
    }

    /// Keeps a mail back until a person lets it go.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold_mail(&self, id: MailId, why: &str) -> Result<(), StoreError> {
        self.change_outgoing(
            id,
            outgoing_mail::ActiveModel {
                state: Set(OutgoingState::Held.code().to_owned()),
                last_error: Set(Some(why.to_owned())),
                ..Default::default()
            },
        )
        .await
    }
}

impl Read {
    /// Mails that went to an address since then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_sent_to(&self, address_key: &str, since: Instant) -> Result<u64, StoreError> {
        let found = outgoing_mail::Entity::find()
            .filter(outgoing_mail::Column::AddressKey.eq(address_key))
            .filter(outgoing_mail::Column::SentAt.gte(since));
        Ok(found.count(&self.conn).await?)
    }

    /// Mails that went out about a suggestion since then, by any channel.
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_sent_about(&self, id: SuggestionId, since: Instant) -> Result<u64, StoreError> {
        let found = outgoing_mail::Entity::find()
            .filter(outgoing_mail::Column::SuggestionId.eq(id.0))
            .filter(outgoing_mail::Column::SentAt.gte(since));
        Ok(found.count(&self.conn).await?)
    }

    /// Message ids of the conversation about a suggestion, oldest first: what its submitter wrote
    /// by mail, and what we sent them before that mail of ours.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mail_references(
        &self,
        id: SuggestionId,
        before: MailId,
    ) -> Result<Vec<String>, StoreError> {
        let came: Vec<(Option<String>, Instant)> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::MessageId)
            .column(incoming_mail::Column::ReceivedAt)
            .filter(incoming_mail::Column::SuggestionId.eq(id.0))
            .filter(incoming_mail::Column::MessageId.is_not_null())
            .order_by_asc(incoming_mail::Column::Id)
            .limit(REFERENCES_MAX)
            .into_tuple()
            .all(&self.conn)
            .await?;
        let went: Vec<(String, Instant)> = outgoing_mail::Entity::find()
            .select_only()
            .column(outgoing_mail::Column::MessageId)
            .column(outgoing_mail::Column::CreatedAt)
            .filter(outgoing_mail::Column::SuggestionId.eq(id.0))
            .filter(outgoing_mail::Column::Id.lt(before.0))
            .filter(outgoing_mail::Column::Channel.eq(NoticeChannel::Mail.code()))
            .order_by_asc(outgoing_mail::Column::Id)
            .limit(REFERENCES_MAX)
            .into_tuple()
            .all(&self.conn)
            .await?;
        let mut all: Vec<(String, Instant)> = came
            .into_iter()
            .filter_map(|(id, at)| Some((id?, at)))
            .chain(went)
            .collect();
        all.sort_by_key(|(_, at)| *at);
        Ok(all.into_iter().map(|(id, _)| id).collect())
    }

    /// Mails in a state, newest first; none about an item that accuses the viewer.
    ///
    /// # Errors
    /// What the database says.
    pub async fn outgoing_mails_for(
        &self,
        viewer: &Viewer,
        state: OutgoingState,
        offset: u64,
        limit: u64,
    ) -> Result<Page<OutgoingMail>, StoreError> {
        let query = outgoing_mail::Entity::find()
            .filter(outgoing_mail::Column::State.eq(state.code()))
            .filter(not_about_accusing(
                viewer,
                outgoing_mail::Column::SuggestionId,
            ));
        self.outgoing_page(query, offset, limit).await
    }

    /// How many mails stand where, for the health page.
    ///
    /// # Errors
    /// What the database says.
    pub async fn outgoing_counts(&self) -> Result<HashMap<OutgoingState, u64>, StoreError> {
        let rows: Vec<(String, i64)> = outgoing_mail::Entity::find()
            .select_only()
            .column(outgoing_mail::Column::State)
            .column_as(outgoing_mail::Column::Id.count(), "n")
            .group_by(outgoing_mail::Column::State)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(state, n)| {
                Some((
                    OutgoingState::from_code(&state)?,
                    u64::try_from(n).unwrap_or(0),
                ))
            })
            .collect())
    }
}
