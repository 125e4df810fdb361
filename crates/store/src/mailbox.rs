//! 邮箱状态: how the visits to each mailbox went, and which mails were taken from it.

use std::collections::HashSet;

use huiyin_core::MailId;
use huiyin_core::time::{self, Instant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{incoming_mail, mail_uid, mailbox_state};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// How one visit went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// `idle`, `poll` or `pop3`; empty leaves what is known.
    pub way: String,
    pub at: Instant,
    pub next_at: Instant,
    pub n_taken: u64,
    /// Arrival of the newest mail that this visit took.
    pub last_mail_at: Option<Instant>,
    /// From the arrival in the mailbox until the mail was durable here, in seconds.
    pub lag_seconds: Option<i64>,
    /// What went wrong, in Chinese.
    pub error: Option<String>,
}

/// How a mailbox does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxState {
    pub name: String,
    pub way: String,
    pub visited_at: Instant,
    pub succeeded_at: Option<Instant>,
    pub next_visit_at: Instant,
    pub last_mail_at: Option<Instant>,
    pub lag_seconds: Option<i64>,
    /// Since the beginning.
    pub n_taken: u64,
    /// In a row.
    pub failures: u32,
    pub error: Option<String>,
}

impl Tx {
    /// Notes how a visit went; gives the failures in a row.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_visit(&self, name: &str, visit: Visit) -> Result<u32, StoreError> {
        let old = mailbox_state::Entity::find_by_id(name.to_owned())
            .one(&self.conn)
            .await?;
        let failures = match (&visit.error, &old) {
            (None, _) => 0,
            (Some(_), Some(old)) => old.failures.saturating_add(1),
            (Some(_), None) => 1,
        };
        let succeeded_at = match (&visit.error, &old) {
            (None, _) => Some(time::to_micros(visit.at)),
            (Some(_), Some(old)) => old.succeeded_at,
            (Some(_), None) => None,
        };
        let taken = i64::try_from(visit.n_taken).unwrap_or(i64::MAX);
        let row = mailbox_state::ActiveModel {
            name: Set(name.to_owned()),
            way: Set(match &old {
                Some(old) if visit.way.is_empty() => old.way.clone(),
                Some(_) | None => visit.way,
            }),
            visited_at: Set(time::to_micros(visit.at)),
            succeeded_at: Set(succeeded_at),
            next_visit_at: Set(time::to_micros(visit.next_at)),
            last_mail_at: Set(visit
                .last_mail_at
                .map(time::to_micros)
                .or_else(|| old.as_ref().and_then(|old| old.last_mail_at))),
            lag_seconds: Set(visit
                .lag_seconds
                .or_else(|| old.as_ref().and_then(|old| old.lag_seconds))),
            n_taken: Set(old
                .as_ref()
                .map_or(0, |old| old.n_taken)
                .saturating_add(taken)),
            failures: Set(failures),
            error: Set(visit.error.map(|text| code::without_nul(&text))),
        };
        mailbox_state::Entity::insert(row)
            .on_conflict(
                OnConflict::column(mailbox_state::Column::Name)
                    .update_columns([
                        mailbox_state::Column::Way,
                        mailbox_state::Column::VisitedAt,
                        mailbox_state::Column::SucceededAt,
                        mailbox_state::Column::NextVisitAt,
                        mailbox_state::Column::LastMailAt,
                        mailbox_state::Column::LagSeconds,
                        mailbox_state::Column::NTaken,
                        mailbox_state::Column::Failures,
                        mailbox_state::Column::Error,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&self.conn)
            .await?;
        Ok(u32::try_from(failures).unwrap_or(0))
    }

    /// Notes that a mail lies in that mailbox under that uid, so that it is not fetched again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_uid(
        &self,
        mailbox: &str,
        uidvalidity: i64,
        uid: &str,
        mail: MailId,
    ) -> Result<(), StoreError> {
        let row = mail_uid::ActiveModel {
            mailbox: Set(mailbox.to_owned()),
            uidvalidity: Set(uidvalidity),
            uid: Set(code::without_nul(uid)),
            mail_id: Set(mail.0),
        };
        mail_uid::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([
                    mail_uid::Column::Mailbox,
                    mail_uid::Column::Uidvalidity,
                    mail_uid::Column::Uid,
                ])
                .do_nothing()
                .to_owned(),
            )
            .try_insert()
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// All mailboxes ever visited, by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mailbox_states(&self) -> Result<Vec<MailboxState>, StoreError> {
        let rows = mailbox_state::Entity::find()
            .order_by_asc(mailbox_state::Column::Name)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| MailboxState {
                name: row.name,
                way: row.way,
                visited_at: row.visited_at,
                succeeded_at: row.succeeded_at,
                next_visit_at: row.next_visit_at,
                last_mail_at: row.last_mail_at,
                lag_seconds: row.lag_seconds,
                n_taken: u64::try_from(row.n_taken).unwrap_or(0),
                failures: u32::try_from(row.failures).unwrap_or(0),
                error: row.error,
            })
            .collect())
    }

    /// (UIDVALIDITY, uid) of every mail taken from a mailbox; POP3 has no UIDVALIDITY and gets 0.
    ///
    /// # Errors
    /// What the database says.
    pub async fn known_uids(&self, mailbox: &str) -> Result<HashSet<(u32, String)>, StoreError> {
        let noted: Vec<(i64, String)> = mail_uid::Entity::find()
            .select_only()
            .column(mail_uid::Column::Uidvalidity)
            .column(mail_uid::Column::Uid)
            .filter(mail_uid::Column::Mailbox.eq(mailbox))
            .into_tuple()
            .all(&self.conn)
            .await?;
        // rows of versions before `mail_uid`
        let older: Vec<(Option<i64>, Option<i64>)> = incoming_mail::Entity::find()
            .select_only()
            .column(incoming_mail::Column::Uidvalidity)
            .column(incoming_mail::Column::Uid)
            .filter(incoming_mail::Column::Mailbox.eq(mailbox))
            .filter(incoming_mail::Column::Uid.is_not_null())
            .into_tuple()
            .all(&self.conn)
            .await?;
        let older = older
            .into_iter()
            .filter_map(|(validity, uid)| Some((validity?, uid?.to_string())));
        Ok(noted
            .into_iter()
            .chain(older)
            .filter_map(|(validity, uid)| Some((u32::try_from(validity).ok()?, uid)))
            .collect())
    }
}
