//! 催办: the open obligations of the staff, and what was sent for them.

use std::collections::HashMap;

use huiyin_core::time::{self, Instant};
use huiyin_core::{ObligationKind, ReminderNotice, ReminderOutcome, SuggestionId, UnitId, Viewer};
use huiyin_workflow::DueBasis;
use huiyin_workflow::reminder::{Remindable, is_reminded};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};

use crate::accused::not_accusing;
use crate::code;
use crate::entity::{obligation, reminder};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// Suggestions asked about in one query: databases limit the values of a list.
const AT_ONCE: usize = 500;

/// An open obligation of the staff, with the steps dealt with so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedByStaff {
    pub suggestion: SuggestionId,
    pub no: i64,
    pub unit: UnitId,
    pub remindable: Remindable,
}

/// A step of the plan that is dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReminder {
    pub suggestion: SuggestionId,
    pub obligation_no: i64,
    /// Working days from the due day.
    pub step: i32,
    pub notice: ReminderNotice,
    /// Who owes it.
    pub unit: UnitId,
    pub due_at: Instant,
    pub sent_at: Instant,
    pub outcome: ReminderOutcome,
}

/// What the 通报 names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircularEntry {
    pub suggestion: SuggestionId,
    pub obligation_no: i64,
    pub unit: UnitId,
    pub due_at: Instant,
    pub sent_at: Instant,
}

impl Tx {
    /// Notes a step; `false` when it was noted before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_reminder(&self, new: NewReminder) -> Result<bool, StoreError> {
        let row = reminder::ActiveModel {
            suggestion_id: Set(new.suggestion.0),
            obligation_no: Set(new.obligation_no),
            step: Set(new.step),
            notice: Set(new.notice.code().to_owned()),
            unit_id: Set(new.unit.0),
            due_at: Set(time::to_micros(new.due_at)),
            sent_at: Set(time::to_micros(new.sent_at)),
            outcome: Set(new.outcome.code().to_owned()),
            explained_at: Set(None),
        };
        let key = [
            reminder::Column::SuggestionId,
            reminder::Column::ObligationNo,
            reminder::Column::Step,
        ];
        let inserted = reminder::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .try_insert()
            .exec_without_returning(&self.conn)
            .await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }

    /// Notes that the unit has said why it is late: the circular names it no more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn explain_reminders(
        &self,
        suggestion: SuggestionId,
        obligation_no: i64,
        at: Instant,
    ) -> Result<(), StoreError> {
        let row = reminder::ActiveModel {
            explained_at: Set(Some(time::to_micros(at))),
            ..Default::default()
        };
        reminder::Entity::update_many()
            .set(row)
            .filter(reminder::Column::SuggestionId.eq(suggestion.0))
            .filter(reminder::Column::ObligationNo.eq(obligation_no))
            .filter(reminder::Column::ExplainedAt.is_null())
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// Open obligations of the staff due at or before an instant, earliest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn owed_by_staff_due_before(
        &self,
        at: Instant,
        limit: u64,
    ) -> Result<Vec<OwedByStaff>, StoreError> {
        let kinds = ObligationKind::ALL
            .iter()
            .filter(|kind| is_reminded(**kind));
        let rows = obligation::Entity::find()
            .filter(obligation::Column::EndedAt.is_null())
            .filter(obligation::Column::DueAt.lte(at))
            .filter(obligation::Column::Kind.is_in(kinds.map(|k| k.code())))
            .order_by_asc(obligation::Column::DueAt)
            .order_by_asc(obligation::Column::SuggestionId)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let mut done = self.reminders_of(&rows).await?;
        rows.into_iter()
            .map(|row| {
                let basis: DueBasis = code::from_json("obligation.basis", &row.basis)?;
                let steps = done
                    .remove(&(row.suggestion_id, row.no))
                    .unwrap_or_default();
                let mut remindable = Remindable {
                    kind: code::read("obligation.kind", &row.kind, ObligationKind::from_code)?,
                    opened_at: row.opened_at,
                    due_at: row.due_at,
                    limit_unit: basis.limit.unit,
                    done: std::collections::BTreeMap::new(),
                    is_explained: false,
                };
                for step in steps {
                    let outcome = code::read(
                        "reminder.outcome",
                        &step.outcome,
                        ReminderOutcome::from_code,
                    )?;
                    let sent_on = match outcome {
                        ReminderOutcome::Sent => Some(time::local_date(step.sent_at)),
                        ReminderOutcome::Skipped => None,
                    };
                    remindable.done.insert(step.step, sent_on);
                    remindable.is_explained |= step.explained_at.is_some();
                }
                Ok(OwedByStaff {
                    suggestion: SuggestionId(row.suggestion_id),
                    no: row.no,
                    unit: UnitId(row.unit_id),
                    remindable,
                })
            })
            .collect()
    }

    async fn reminders_of(
        &self,
        rows: &[obligation::Model],
    ) -> Result<HashMap<(i64, i64), Vec<reminder::Model>>, StoreError> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        let mut ids: Vec<i64> = rows.iter().map(|row| row.suggestion_id).collect();
        ids.sort_unstable();
        ids.dedup();
        for ids in ids.chunks(AT_ONCE) {
            let steps = reminder::Entity::find()
                .filter(reminder::Column::SuggestionId.is_in(ids.iter().copied()))
                .all(&self.conn)
                .await?;
            for step in steps {
                let of = (step.suggestion_id, step.obligation_no);
                found.entry(of).or_default().push(step);
            }
        }
        Ok(found)
    }

    /// What the circular of a period names to a viewer: sent in [`from`, `until`) and not explained.
    ///
    /// # Errors
    /// What the database says.
    pub async fn circular_entries(
        &self,
        viewer: &Viewer,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<CircularEntry>, StoreError> {
        let rows = reminder::Entity::find()
            .filter(not_accusing(viewer, reminder::Column::SuggestionId))
            .filter(reminder::Column::Notice.eq(ReminderNotice::Circular.code()))
            .filter(reminder::Column::Outcome.eq(ReminderOutcome::Sent.code()))
            .filter(reminder::Column::ExplainedAt.is_null())
            .filter(reminder::Column::SentAt.gte(from))
            .filter(reminder::Column::SentAt.lt(until))
            .order_by_asc(reminder::Column::SentAt)
            .order_by_asc(reminder::Column::SuggestionId)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| CircularEntry {
                suggestion: SuggestionId(row.suggestion_id),
                obligation_no: row.obligation_no,
                unit: UnitId(row.unit_id),
                due_at: row.due_at,
                sent_at: row.sent_at,
            })
            .collect())
    }
}
