//! One row: cells in, an [`ImportRow`] or a reason out.

use std::collections::BTreeMap;

use huiyin_core::text::{Body, Title, tidy};
use huiyin_core::time::Instant;
use huiyin_core::{Channel, Identity, IdentityLevel, Personal, SuggestionKind};

use super::date::{Moment, parse_moment};
use super::errors::{RowError, RowReason};
use super::field::Field;
use super::values::{self, Cell};
use crate::form::{parse_email, parse_phone};

const EXTERNAL_NO_MAX: usize = 64;

/// One item of a foreign table, ready for the funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Line of the file, from 1.
    pub line: u64,
    pub external_no: Option<String>,
    pub title: Option<Title>,
    /// The body, or the title where the body was empty.
    pub body: Body,
    /// A day without a time begins at 0:00 in China.
    pub received_at: Option<Instant>,
    pub reply: Option<Body>,
    pub replied_at: Option<Instant>,
    /// `None` when the table has no channel or a word we do not know.
    pub channel: Option<Channel>,
    /// Name of the unit as written.
    pub unit: Option<String>,
    /// Name of the topic as written.
    pub topic: Option<String>,
    pub kind: Option<SuggestionKind>,
    pub identity_level: IdentityLevel,
    /// `None` for anonymous rows, whatever stood in their columns.
    pub identity: Option<Identity>,
    /// A day without a time counts to its end.
    pub due_at: Option<Instant>,
}

impl ImportRow {
    /// The title, or one proposed from the body.
    pub fn title_or_proposed(&self) -> Title {
        match &self.title {
            Some(title) => title.clone(),
            None => Title::propose(self.body.as_str()),
        }
    }
}

/// The mapped cells of one row.
#[derive(Debug)]
pub(super) struct RawRow {
    pub(super) line: u64,
    pub(super) cells: BTreeMap<Field, Cell>,
}

impl RawRow {
    /// Whether every mapped cell is empty, as at the foot of many spreadsheets.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.values().all(|cell| match cell {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            Cell::Number { .. } | Cell::Moment(_) | Cell::Bool(_) | Cell::NotAValue => false,
        })
    }

    pub(super) fn build(&self) -> Result<ImportRow, RowError> {
        let external_no = self.external_no();
        let shown = external_no.as_ref().ok().cloned().flatten();
        let fail = |reason| RowError {
            line: self.line,
            external_no: shown.clone(),
            reason,
        };
        let mut row = self.texts().map_err(fail)?;
        row.external_no = external_no.map_err(fail)?;
        self.times(&mut row).map_err(fail)?;
        self.words(&mut row).map_err(fail)?;
        self.person(&mut row).map_err(fail)?;
        Ok(row)
    }

    /// What stands in a cell, as text; `None` when there is nothing.
    fn text(&self, field: Field) -> Result<Option<String>, RowReason> {
        let text = match self.cells.get(&field) {
            None | Some(Cell::Empty) => return Ok(None),
            Some(Cell::Text(text)) => tidy(text),
            Some(Cell::Number { text, .. }) => text.clone(),
            Some(Cell::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
            Some(Cell::Moment(moment)) => match moment.time {
                Some(time) => format!("{} {}", moment.day, time.format("%H:%M:%S")),
                None => moment.day.to_string(),
            },
            Some(Cell::NotAValue) => return Err(RowReason::NotAValue { field }),
        };
        Ok((!text.is_empty()).then_some(text))
    }

    /// As [`Self::text`], for columns where 无 or / stands for nothing.
    fn word(&self, field: Field) -> Result<Option<String>, RowReason> {
        Ok(self.text(field)?.filter(|text| !values::says_nothing(text)))
    }

    fn external_no(&self) -> Result<Option<String>, RowReason> {
        if let Some(Cell::Number { exact: false, .. }) = self.cells.get(&Field::ExternalNo) {
            return Err(RowReason::LostDigits);
        }
        let Some(text) = self.word(Field::ExternalNo)? else {
            return Ok(None);
        };
        let no = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if no.chars().count() > EXTERNAL_NO_MAX {
            return Err(RowReason::ExternalNoTooLong {
                max: EXTERNAL_NO_MAX,
            });
        }
        Ok(Some(no))
    }

    fn texts(&self) -> Result<ImportRow, RowReason> {
        let title_text = self.text(Field::Title)?;
        let body_text = self.text(Field::Body)?;
        let body = match body_text.as_ref().or(title_text.as_ref()) {
            Some(text) => Body::parse("内容", text)?,
            None => return Err(RowReason::NoText),
        };
        let reply = match self.text(Field::Reply)? {
            Some(text) => Some(Body::parse("答复", &text)?),
            None => None,
        };
        Ok(ImportRow {
            line: self.line,
            external_no: None,
            title: title_text.as_deref().and_then(Title::shorten),
            body,
            received_at: None,
            reply,
            replied_at: None,
            channel: None,
            unit: None,
            topic: None,
            kind: None,
            identity_level: IdentityLevel::Anonymous,
            identity: None,
            due_at: None,
        })
    }

    fn moment(&self, field: Field) -> Result<Option<Moment>, RowReason> {
        if let Some(Cell::Moment(moment)) = self.cells.get(&field) {
            return Ok(Some(*moment));
        }
        let Some(text) = self.word(field)? else {
            return Ok(None);
        };
        match parse_moment(&text) {
            Ok(moment) => Ok(Some(moment)),
            Err(why) => {
                let found = text.chars().take(40).collect();
                Err(RowReason::BadDate { field, found, why })
            }
        }
    }

    fn times(&self, row: &mut ImportRow) -> Result<(), RowReason> {
        let received = self.moment(Field::ReceivedAt)?;
        let replied = self.moment(Field::RepliedAt)?;
        if let (Some(received), Some(replied)) = (received, replied) {
            // days are compared where one side has no time
            let early = match (received.time, replied.time) {
                (Some(_), Some(_)) => replied.start() < received.start(),
                (Some(_) | None, Some(_) | None) => replied.day < received.day,
            };
            if early {
                return Err(RowReason::ReplyBeforeArrival);
            }
        }
        row.received_at = received.map(Moment::start);
        // a reply of the day of arrival is not older than the arrival
        row.replied_at = row.reply.as_ref().and(replied).map(|replied| {
            row.received_at
                .map_or(replied.start(), |at| at.max(replied.start()))
        });
        row.due_at = self.moment(Field::DueAt)?.map(Moment::limit);
        Ok(())
    }

    fn words(&self, row: &mut ImportRow) -> Result<(), RowReason> {
        row.channel = self
            .word(Field::Channel)?
            .as_deref()
            .and_then(values::channel);
        row.unit = self.word(Field::Unit)?;
        row.topic = self.word(Field::Topic)?;
        if let Some(word) = self.word(Field::Kind)? {
            match values::kind(&word) {
                Some(kind) => row.kind = Some(kind),
                None => {
                    let found = word.chars().take(40).collect();
                    return Err(RowReason::UnknownKind { found });
                }
            }
        }
        Ok(())
    }

    /// Without a column that says otherwise a known person is 隐名: known to the desk only.
    fn person(&self, row: &mut ImportRow) -> Result<(), RowReason> {
        let said = self
            .text(Field::Anonymous)?
            .as_deref()
            .and_then(values::identity_level);
        let level = said.unwrap_or(IdentityLevel::Confidential);
        if level == IdentityLevel::Anonymous {
            return Ok(());
        }
        let email = match self.word(Field::Email)? {
            Some(text) => Some(parse_email(&text).map_err(|_not_an_address| RowReason::BadEmail)?),
            None => None,
        };
        let identity = Identity {
            name: self.word(Field::Submitter)?.map(Personal::new),
            // a number that we cannot read is still read by a person
            phone: self
                .word(Field::Phone)?
                .map(|text| Personal::new(parse_phone(&text).unwrap_or(text))),
            email: email.map(Personal::new),
            employer: self.word(Field::Employer)?.map(Personal::new),
        };
        if !identity.is_empty() {
            row.identity_level = level;
            row.identity = Some(identity);
        }
        Ok(())
    }
}
