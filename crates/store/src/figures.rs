//! Numbers and lists for the home page, the health page and the mail worker.

use huiyin_core::time;
use huiyin_core::{MailState, Status, Viewer};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::accused::not_about_accusing;
use crate::code;
use crate::entity::{incoming_mail, outgoing_mail, suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::read::Read;

/// What came of the letters of a year; public, so nothing that could point at a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EchoFigures {
    pub registered: u64,
    /// Answered, a told refusal included.
    pub replied: u64,
    pub closed: u64,
}

impl Read {
    /// Figures of the items received in a year (in China), restricted ones left out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn echo_figures(&self, year: i32) -> Result<EchoFigures, StoreError> {
        let start = |year| {
            chrono::NaiveDate::from_ymd_opt(year, 1, 1)
                .map(|day| time::at_local(day, chrono::NaiveTime::MIN))
                .ok_or_else(|| StoreError::Corrupt(format!("year {year}")))
        };
        let rows: Vec<(String, i64)> = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Status)
            .column_as(suggestion_row::Column::Id.count(), "n")
            .filter(suggestion_row::Column::ReceivedAt.gte(start(year)?))
            .filter(suggestion_row::Column::ReceivedAt.lt(start(year.saturating_add(1))?))
            .filter(suggestion_row::Column::IsRestricted.eq(false))
            .group_by(suggestion_row::Column::Status)
            .into_tuple()
            .all(&self.conn)
            .await?;
        let mut figures = EchoFigures::default();
        for (status, n) in rows {
            let status = code::read("suggestion.status", &status, Status::from_code)?;
            let n = u64::try_from(n).unwrap_or(0);
            figures.registered += n;
            if matches!(status, Status::Replied | Status::Closed | Status::Declined) {
                figures.replied += n;
            }
            if status == Status::Closed {
                figures.closed += n;
            }
        }
        Ok(figures)
    }

    /// Incoming mails by state; none of an item that accuses the viewer.
    ///
    /// # Errors
    /// What the database says.
    pub async fn incoming_counts(
        &self,
        viewer: &Viewer,
    ) -> Result<Vec<(MailState, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::State)
            .column_as(incoming_mail::Column::Id.count(), "n")
            .filter(not_about_accusing(
                viewer,
                incoming_mail::Column::SuggestionId,
            ))
            .group_by(incoming_mail::Column::State)
            .into_tuple()
            .all(&self.conn)
            .await?;
        rows.into_iter()
            .map(|(state, n)| {
                let state = code::read("incoming_mail.state", &state, MailState::from_code)?;
                Ok((state, u64::try_from(n).unwrap_or(0)))
            })
            .collect()
    }

    /// Outgoing mails that were given up.
    ///
    /// # Errors
    /// What the database says.
    pub async fn failed_outgoing(&self) -> Result<u64, StoreError> {
        let found = outgoing_mail::Entity::find().filter(outgoing_mail::Column::State.eq("failed"));
        Ok(found.count(&self.conn).await?)
    }

    /// Committed events that have no place in the one order yet.
    ///
    /// # Errors
    /// What the database says.
    pub async fn n_unsequenced(&self) -> Result<u64, StoreError> {
        let found =
            suggestion_event::Entity::find().filter(suggestion_event::Column::Seq.is_null());
        Ok(found.count(&self.conn).await?)
    }
}
