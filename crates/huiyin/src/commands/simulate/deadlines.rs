//! What the workers do: windows that lapse, items that close by themselves, reminders.

use chrono::Duration;
use huiyin_core::time::{self, Instant};
use huiyin_core::{Actor, LimitUnit, ObligationKind, ReminderNotice};
use huiyin_workflow::reminder::{Remindable, due_reminder};
use huiyin_workflow::{Action, Obligation};

use super::office::Office;

const WORKER: Actor = Actor::System("keep_deadlines");
/// The system closes twelve hours before the limit what nobody closed by hand, as the worker does.
const CLOSE_AHEAD: Duration = Duration::hours(12);

impl Office {
    pub(super) fn keep_deadlines(&mut self, now: Instant) {
        let ids: Vec<i64> = self.open.keys().copied().collect();
        for id in ids {
            for action in self.due_by_itself(id, now) {
                self.act(id, &WORKER, &action, now);
            }
            self.remind(id, now);
        }
    }

    fn due_by_itself(&self, id: i64, now: Instant) -> Vec<Action> {
        let Some(slot) = self.open.get(&id) else {
            return Vec::new();
        };
        let is_due = |kind, at| {
            let open = slot.state.open_obligation(kind);
            open.is_some_and(|o: &Obligation| at >= o.due_at)
        };
        let mut due = Vec::new();
        if is_due(ObligationKind::Supplement, now) {
            due.push(Action::LapseSupplement);
        }
        if is_due(ObligationKind::Rate, now) {
            due.push(Action::LapseRating);
        }
        if is_due(ObligationKind::ReviewWindow, now) {
            due.push(Action::LapseReviewWindow);
        }
        if is_due(ObligationKind::Close, now + CLOSE_AHEAD) && !slot.state.closes_only_by_hand() {
            due.push(Action::Close);
        }
        due
    }

    fn remind(&mut self, id: i64, now: Instant) {
        let Some(slot) = self.open.get_mut(&id) else {
            return;
        };
        let today = time::local_date(now);
        let open: Vec<Obligation> = slot.state.open_obligations().cloned().collect();
        for obligation in open {
            let is_closed_by_the_system =
                obligation.kind == ObligationKind::Close && now + CLOSE_AHEAD < obligation.due_at;
            if is_closed_by_the_system {
                continue;
            }
            let done = slot.reminded.entry(obligation.no).or_default();
            let remindable = Remindable {
                kind: obligation.kind,
                opened_at: obligation.opened_at,
                due_at: obligation.due_at,
                limit_unit: obligation.basis.limit.unit,
                done: done.clone(),
                is_explained: slot.explained.contains(&obligation.no),
            };
            let steps = self.plan.steps(obligation.unit);
            let due = due_reminder(&remindable, steps, &self.policy.calendar, now);
            for step in &due.skip {
                done.insert(step.working_days, None);
                self.tally.skipped_reminders += 1;
            }
            let Some(step) = due.send else {
                continue;
            };
            done.insert(step.working_days, Some(today));
            *self.tally.reminders.entry(step.notice).or_default() += 1;
            let runs_through_nights = obligation.basis.limit.unit == LimitUnit::Hour;
            let mut wrong = Vec::new();
            if !self
                .tally
                .sent
                .insert((id, obligation.no, step.working_days))
            {
                wrong.push("同一步催办发了两次");
            }
            if !runs_through_nights && !self.policy.calendar.is_working_day(today) {
                wrong.push("休息日发了催办");
            }
            if step.notice != ReminderNotice::Reminder && now < obligation.due_at {
                wrong.push("没有超期就发了催办通知书");
            }
            for text in wrong {
                self.tally
                    .violation(format!("第 {id} 件：{}：{text}", obligation.kind));
            }
        }
    }
}
