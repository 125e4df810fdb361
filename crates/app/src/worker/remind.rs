//! 催办: tells the staff, as notices at the desk, what is due soon and what is late.

use std::sync::Arc;

use chrono::Duration;
use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, ObligationKind, ReminderNotice, ReminderOutcome, Role};
use huiyin_store::{NewReminder, NewStaffNotice, OwedByStaff, Tx};
use huiyin_workflow::Suggestion;
use huiyin_workflow::reminder::{DueReminder, ReminderStep, due_reminder};

use super::keep_deadlines::CLOSE_AHEAD;
use crate::application::App;
use crate::error::AppError;
use crate::notice;

/// Obligations looked at in one run.
const BATCH: u64 = 50_000;

/// Longest stretch of rest days that a plan's days may span.
const REST_DAYS: i64 = 20;

/// Sends the reminders that are due; gives how many. Step and notices are one transaction, so a
/// second run, another node, or the one after a crash finds either both or neither.
pub(super) async fn remind(app: &App) -> Result<u64, AppError> {
    let now = app.now();
    let policy = app.policy_in(&app.store().read()).await?;
    let directory = app.directory();
    let before = i64::from(directory.reminder_plan.first_working_days_before());
    // each working week has at least one working day
    let ahead = Duration::days(before.saturating_mul(7).min(3_650) + REST_DAYS);
    let read = app.store().read();
    let owed = read.owed_by_staff_due_before(now + ahead, BATCH).await?;
    let mut sent = 0;
    for owed in owed {
        let open = &owed.remindable;
        // what the system is about to close by itself is nobody's to do
        if open.kind == ObligationKind::Close && now + CLOSE_AHEAD < open.due_at {
            continue;
        }
        let steps = directory.reminder_plan.steps(owed.unit);
        let due = due_reminder(&owed.remindable, steps, policy.calendar_for(owed.unit), now);
        if due == DueReminder::default() {
            continue;
        }
        let work = Arc::new(Work {
            app: app.clone(),
            owed,
            due,
            now,
        });
        let is_sent = app
            .store()
            .write(move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { work.run(tx).await })
            })
            .await?;
        sent += u64::from(is_sent);
    }
    if sent > 0 {
        tracing::info!(sent, "reminders sent");
    }
    Ok(sent)
}

struct Work {
    app: App,
    owed: OwedByStaff,
    due: DueReminder,
    now: Instant,
}

impl Work {
    async fn run(&self, tx: &Tx) -> Result<bool, AppError> {
        // the lock makes what follows one with what others do to the item
        let Some(suggestion) = tx.load(self.owed.suggestion).await? else {
            return Ok(false);
        };
        let is_still_open = |o: &huiyin_workflow::Obligation| o.no == self.owed.no && o.is_open();
        if !suggestion.obligations.iter().any(is_still_open) {
            return Ok(false);
        }
        for step in &self.due.skip {
            self.note(tx, step, ReminderOutcome::Skipped).await?;
        }
        let Some(step) = &self.due.send else {
            return Ok(false);
        };
        if !self.note(tx, step, ReminderOutcome::Sent).await? {
            return Ok(false);
        }
        for account in self.readers(tx, &suggestion, step.notice).await? {
            let notice = NewStaffNotice {
                account,
                suggestion: Some(suggestion.id),
                kind: step.notice,
                text: self.text(&suggestion, step),
                created_at: self.now,
            };
            tx.insert_staff_notice(notice).await?;
        }
        let (settings, nonce) = (self.app.settings(), self.app.entropy());
        let what = step.notice.label();
        notice::tell_robots(settings, tx, &suggestion, what, self.now, nonce).await?;
        Ok(true)
    }

    async fn note(
        &self,
        tx: &Tx,
        step: &ReminderStep,
        outcome: ReminderOutcome,
    ) -> Result<bool, AppError> {
        let new = NewReminder {
            suggestion: self.owed.suggestion,
            obligation_no: self.owed.no,
            step: step.working_days,
            notice: step.notice,
            unit: self.owed.unit,
            due_at: self.owed.remindable.due_at,
            sent_at: self.now,
            outcome,
        };
        Ok(tx.insert_reminder(new).await?)
    }

    /// Who is told, each once.
    async fn readers(
        &self,
        tx: &Tx,
        suggestion: &Suggestion,
        notice: ReminderNotice,
    ) -> Result<Vec<AccountId>, AppError> {
        let mut readers = match notice {
            ReminderNotice::Reminder | ReminderNotice::Moved => {
                self.who_owe(tx, suggestion).await?
            }
            ReminderNotice::Formal => {
                let mut readers = self.who_owe(tx, suggestion).await?;
                readers.extend(self.in_charge(tx, suggestion).await?);
                readers
            }
            ReminderNotice::Circular => with_role(tx, Role::Supervisor).await?,
        };
        readers.sort_unstable();
        readers.dedup();
        self.without_accused(tx, suggestion, readers).await
    }

    /// The people of the unit that owes it; the desk's clerks when it is the desk, or when the
    /// unit has nobody who may know. What waits to be closed is the supervisors' to do.
    async fn who_owe(&self, tx: &Tx, suggestion: &Suggestion) -> Result<Vec<AccountId>, AppError> {
        if self.owed.remindable.kind == ObligationKind::Close {
            return with_role(tx, Role::Supervisor).await;
        }
        let (unit, desk) = (self.owed.unit, suggestion.desk);
        let mut found = Vec::new();
        if unit != desk {
            for role in [Role::Liaison, Role::Handler, Role::Head] {
                for account in tx.accounts_of_unit(unit, role).await? {
                    // 举报: the head and the handler whom the head named (DOMAIN 6)
                    let is_named = suggestion
                        .assignments
                        .iter()
                        .any(|a| a.is_current && a.unit == unit && a.handler == Some(account.id));
                    if !suggestion.is_restricted || role == Role::Head || is_named {
                        found.push(account.id);
                    }
                }
            }
        }
        if found.is_empty() {
            let clerks = tx.accounts_of_unit(desk, Role::Clerk).await?;
            found.extend(clerks.into_iter().map(|account| account.id));
        }
        Ok(found)
    }

    /// 分管领导: of the unit that owes it, or of the nearest one above that has one; all leaders
    /// where nobody is in charge. Who is accused is passed over for the next one.
    async fn in_charge(
        &self,
        tx: &Tx,
        suggestion: &Suggestion,
    ) -> Result<Vec<AccountId>, AppError> {
        let directory = self.app.directory();
        let accounts = tx.accounts().await?;
        let mut unit = directory.unit(self.owed.unit);
        while let Some(row) = unit {
            let leader = accounts.iter().find(|a| Some(a.id) == row.leader);
            let is_there = |a: &&huiyin_store::Account| {
                let viewer = directory.viewer(a.id, a.unit);
                a.is_active
                    && a.roles.contains(&Role::Leader)
                    && !suggestion.overlays.accused.names(&viewer)
            };
            if let Some(leader) = leader.filter(is_there) {
                return Ok(vec![leader.id]);
            }
            unit = row.parent.and_then(|parent| directory.unit(parent));
        }
        with_role(tx, Role::Leader).await
    }

    /// Who is accused in it is not told of it (DOMAIN 2).
    async fn without_accused(
        &self,
        tx: &Tx,
        suggestion: &Suggestion,
        mut readers: Vec<AccountId>,
    ) -> Result<Vec<AccountId>, AppError> {
        let accused = &suggestion.overlays.accused;
        if accused.is_empty() {
            return Ok(readers);
        }
        let directory = self.app.directory();
        let accounts = tx.accounts().await?;
        readers.retain(|reader| {
            let account = accounts.iter().find(|a| a.id == *reader);
            account.is_some_and(|a| !accused.names(&directory.viewer(a.id, a.unit)))
        });
        Ok(readers)
    }

    /// Number, what is owed, until when: nothing of what the item says.
    fn text(&self, suggestion: &Suggestion, step: &ReminderStep) -> String {
        let open = &self.owed.remindable;
        let unit = self.app.directory().unit_name(self.owed.unit);
        format!(
            "【{}】{}：{unit}应于{}前完成“{}”。{}。",
            step.notice,
            suggestion.ticket_no,
            until(open.due_at),
            open.kind,
            step.label
        )
    }
}

fn until(due_at: Instant) -> String {
    let day = time::due_date(due_at);
    if due_at == time::end_of_day(day) {
        format!("{}24时", time::chinese_date(day))
    } else {
        time::minute(due_at)
    }
}

async fn with_role(tx: &Tx, role: Role) -> Result<Vec<AccountId>, AppError> {
    let mut accounts = tx.accounts().await?;
    accounts.retain(|a| a.is_active && a.roles.contains(&role));
    Ok(accounts.into_iter().map(|account| account.id).collect())
}
