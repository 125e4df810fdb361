//! The year itself: one agenda of what happens when, and an engine that decides each step.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{Datelike, Duration, NaiveDate};
use huiyin_core::time::{self, Instant};
use huiyin_core::{Actor, Ctx, Digest, ObligationKind, SuggestionId, TicketNo};
use huiyin_workflow::metric::MetricFacts;
use huiyin_workflow::reminder::ReminderPlan;
use huiyin_workflow::{
    Action, ActionKind, ObligationEnd, Policy, Recorded, Seals, Suggestion, apply, decide,
    invariants, register, replay,
};

use super::arrivals::{self, Letter};
use super::cast::Cast;
use super::dice::Dice;
use super::habits::{self, Moment};
use super::pace::{self, Downtime};
use super::story::story;
use super::tally::Tally;
use crate::failure::Failure;

/// How long the office goes on after the last arrival, so that the last items end.
const TAIL_DAYS: i64 = 240;

/// An item with its ledger and its reminders.
pub(super) struct Slot {
    pub(super) state: Suggestion,
    pub(super) ledger: Vec<Recorded>,
    /// Steps dealt with, for each obligation number: the day of those sent.
    pub(super) reminded: BTreeMap<i64, BTreeMap<i32, Option<NaiveDate>>>,
    /// Obligations whose delay the unit has explained.
    pub(super) explained: Vec<i64>,
}

/// What can happen, in the order in which it does at one instant.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Task {
    /// The worker that keeps deadlines.
    KeepDeadlines,
    Arrive(usize),
    Look(i64),
}

pub(super) struct Office {
    pub(super) policy: Policy,
    pub(super) plan: ReminderPlan,
    pub(super) cast: Cast,
    pub(super) dice: Dice,
    pub(super) open: BTreeMap<i64, Slot>,
    pub(super) tally: Tally,
    pub(super) downtime: Downtime,
    agenda: BinaryHeap<Reverse<(Instant, u64, Task)>>,
    n_tasks: u64,
    letters: Vec<Option<Letter>>,
    n_supervisions: i64,
    /// Items so far: letters, and what was split off them.
    pub(super) n_items: i64,
    pub(super) year: i32,
}

impl Office {
    pub(super) fn new(year: i32, seed: u64, policy: Policy, plan: ReminderPlan) -> Self {
        let mut dice = Dice::new(seed);
        Self {
            cast: Cast::hire(year, &mut dice),
            policy,
            plan,
            dice,
            open: BTreeMap::new(),
            tally: Tally::default(),
            downtime: Downtime::of(year),
            agenda: BinaryHeap::new(),
            n_tasks: 0,
            letters: Vec::new(),
            n_supervisions: 0,
            n_items: 0,
            year,
        }
    }

    /// Plays the year day by day; `each_month` is told the number of the month that begins.
    pub(super) fn play(
        &mut self,
        year: i32,
        per_day: u64,
        mut each_month: impl FnMut(u32),
    ) -> Result<(), Failure> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1)
            .ok_or_else(|| Failure::usage(format!("没有 {year} 年")))?;
        let last = first + Duration::days(365 + TAIL_DAYS);
        let mut day = first;
        while day <= last {
            if day.year() == year {
                if day.day() == 1 {
                    each_month(day.month());
                }
                self.post(day, per_day)?;
            }
            let midnight = time::end_of_day(day) - Duration::days(1);
            self.reorganise(day, midnight);
            // three runs a day; a real worker runs every minute and finds nothing in between
            for minutes in [10, 8 * 60 + 30, 14 * 60] {
                self.enter(midnight + Duration::minutes(minutes), Task::KeepDeadlines);
            }
            self.work_until(time::end_of_day(day))?;
            day += Duration::days(1);
        }
        self.close_the_books();
        Ok(())
    }

    fn post(&mut self, day: NaiveDate, per_day: u64) -> Result<(), Failure> {
        let n = arrivals::count(day, per_day, &self.policy.calendar, &mut self.dice);
        for _ in 0..n {
            let letter = arrivals::letter(day, &mut self.dice)?;
            let at = letter.at;
            self.letters.push(Some(letter));
            let no = self.letters.len() - 1;
            self.enter(at, Task::Arrive(no));
        }
        Ok(())
    }

    fn enter(&mut self, at: Instant, task: Task) {
        self.n_tasks += 1;
        self.agenda.push(Reverse((at, self.n_tasks, task)));
    }

    fn work_until(&mut self, end: Instant) -> Result<(), Failure> {
        while let Some(Reverse((at, _, _))) = self.agenda.peek() {
            if *at >= end {
                break;
            }
            let Some(Reverse((at, _, task))) = self.agenda.pop() else {
                break;
            };
            if let Some(up) = self.downtime.until(at) {
                // a mail waits in its mailbox, a person tries again, a worker runs late
                if task != Task::KeepDeadlines {
                    self.tally.delayed_by_downtime += 1;
                    let later = up + Duration::minutes(self.dice.between(1, 240));
                    self.enter(later, task);
                }
                continue;
            }
            match task {
                Task::KeepDeadlines => self.keep_deadlines(at),
                Task::Arrive(no) => self.arrive(no, at)?,
                Task::Look(id) => self.look(id, at)?,
            }
        }
        Ok(())
    }

    fn arrive(&mut self, no: usize, now: Instant) -> Result<(), Failure> {
        let Some(letter) = self.letters.get_mut(no).and_then(Option::take) else {
            return Ok(());
        };
        self.tally.arrived += 1;
        let id = self.next_id();
        let seq = id.0;
        let ticket_no = TicketNo {
            series: "MN".to_owned(),
            year: time::local_date(now).year(),
            seq,
        };
        let seals = Seals {
            text: Digest::of(&seq.to_be_bytes()),
            identity: None,
        };
        let actor = Actor::Submitter(id);
        let ctx = Ctx {
            actor: actor.clone(),
            now,
        };
        let change = register(
            &letter.submission,
            ticket_no,
            seals,
            letter.is_urgent,
            &ctx,
            &self.policy,
        );
        self.open_slot(id, vec![Recorded::first(now, &actor, change)])?;
        self.plan_a_look(seq, now);
        Ok(())
    }

    pub(super) const fn next_id(&mut self) -> SuggestionId {
        self.n_items += 1;
        SuggestionId(self.n_items)
    }

    /// Puts a registered item into the cabinet.
    pub(super) fn open_slot(
        &mut self,
        id: SuggestionId,
        ledger: Vec<Recorded>,
    ) -> Result<(), Failure> {
        let state = replay(id, &ledger)
            .ok_or_else(|| Failure::new(format!("第 {id} 件登记之后无法重建")))?;
        self.hold_against_the_promises(&state);
        let slot = Slot {
            state,
            ledger,
            reminded: BTreeMap::new(),
            explained: Vec::new(),
        };
        self.open.insert(id.0, slot);
        Ok(())
    }

    pub(super) fn plan_a_look(&mut self, id: i64, now: Instant) {
        let Some(slot) = self.open.get(&id) else {
            return;
        };
        let calendar = &self.policy.calendar;
        let next = pace::next_look(&slot.state, now, calendar, &self.cast, &mut self.dice);
        match next {
            Some(at) => self.enter(at, Task::Look(id)),
            None => self.file(id),
        }
    }

    /// Somebody looks at an item and does what there is to do.
    fn look(&mut self, id: i64, now: Instant) -> Result<(), Failure> {
        if self.dice.chance(6) {
            self.split_some(id, now)?;
        }
        if self.dice.chance(12) {
            self.merge_some(id, now);
        }
        let Some(slot) = self.open.get(&id) else {
            return Ok(());
        };
        let moment = Moment {
            item: &slot.state,
            now,
            cast: &self.cast,
            next_supervision: self.n_supervisions + 1,
        };
        if self.dice.chance(20)
            && let Some((actor, action)) = habits::trespass(&moment, &mut self.dice)
        {
            self.tally.trespasses += 1;
            if self.act(id, &actor, &action, now) {
                let kind = action.kind().label();
                self.tally
                    .violation(format!("第 {id} 件：无权的人完成了{kind}"));
            }
        }
        let Some(slot) = self.open.get(&id) else {
            return Ok(());
        };
        let moment = Moment {
            item: &slot.state,
            now,
            cast: &self.cast,
            next_supervision: self.n_supervisions + 1,
        };
        match habits::choose(&moment, &mut self.dice) {
            Some((actor, action)) => {
                self.act(id, &actor, &action, now);
            }
            None => self.tally.absences += 1,
        }
        self.plan_a_look(id, now);
        Ok(())
    }

    /// Decides, records and applies, and carries it to the items that are merged with it, as the
    /// application does. Gives whether it was done.
    pub(super) fn act(&mut self, id: i64, actor: &Actor, action: &Action, now: Instant) -> bool {
        let Some(before) = self.open.get(&id).map(|slot| slot.state.clone()) else {
            return false;
        };
        let is_done = self.act_alone(id, actor, action, now);
        if is_done {
            self.keep_family(&before, now);
        }
        is_done
    }

    pub(super) fn act_alone(
        &mut self,
        id: i64,
        actor: &Actor,
        action: &Action,
        now: Instant,
    ) -> bool {
        let Some(slot) = self.open.get_mut(&id) else {
            return false;
        };
        let ctx = Ctx {
            actor: actor.clone(),
            now,
        };
        self.tally.actions += 1;
        let changes = match decide(&slot.state, action, &ctx, &self.policy) {
            Ok(changes) => changes,
            Err(_told_to_the_person) => {
                self.tally.refused += 1;
                return false;
            }
        };
        for change in changes {
            let recorded = Recorded::next(&slot.state, now, actor, change);
            apply(&mut slot.state, &recorded);
            slot.ledger.push(recorded);
        }
        if let (Action::ExplainOverdue { .. }, Actor::Staff(staff)) = (action, actor) {
            let late = slot.state.open_obligations();
            let late = late.filter(|o| o.unit == staff.unit && now >= o.due_at);
            slot.explained.extend(late.map(|o| o.no));
        }
        if action.kind() == ActionKind::Supervise {
            self.n_supervisions += 1;
        }
        *self.tally.by_kind.entry(action.kind()).or_default() += 1;
        let state = slot.state.clone();
        self.hold_against_the_promises(&state);
        true
    }

    fn hold_against_the_promises(&mut self, state: &Suggestion) {
        for violation in invariants(state) {
            self.tally.violation(format!(
                "第 {} 件（{}）：{}：{}",
                state.id.0, state.status, violation.promise, violation.detail
            ));
        }
    }

    /// Nothing is owed any more: the ledger must rebuild the item, then only its facts are kept.
    fn file(&mut self, id: i64) {
        let Some(slot) = self.open.remove(&id) else {
            return;
        };
        if replay(slot.state.id, &slot.ledger).as_ref() != Some(&slot.state) {
            self.tally
                .violation(format!("第 {id} 件：台账重建的结果与现状不同"));
        }
        self.look_for_silence(&slot);
        let late = |o: &&huiyin_workflow::Obligation| matches!(o.ended, Some((at, ObligationEnd::Met)) if at > o.due_at);
        let n_late = slot.state.obligations.iter().filter(late).count();
        self.tally.overdue_obligations += u64::try_from(n_late).unwrap_or(0);
        *self.tally.ends.entry(slot.state.status).or_default() += 1;
        // after so long a tail somebody should have found a way
        if !slot.state.status.is_final() {
            self.tally.violation(format!(
                "第 {id} 件：最后一件来件之后 {TAIL_DAYS} 天，仍在{}\n{}",
                slot.state.status,
                story(&slot),
            ));
        }
        match MetricFacts::from_ledger(slot.state.id, &slot.ledger) {
            Some(facts) => self.tally.facts.push(facts),
            None => self.tally.violation(format!("第 {id} 件：台账没有登记")),
        }
    }

    /// What was overdue for days while the workers ran must have been formally reminded of.
    fn look_for_silence(&mut self, slot: &Slot) {
        let grace = Duration::days(12);
        for obligation in &slot.state.obligations {
            let is_reminded = huiyin_workflow::reminder::is_reminded(obligation.kind);
            let end = obligation.ended.map(|(at, _)| at);
            let from = obligation.due_at.max(obligation.opened_at);
            let Some(end) = end.filter(|end| is_reminded && *end > from + grace) else {
                continue;
            };
            let is_quiet =
                obligation.kind == ObligationKind::Close || self.downtime.touches(from, end);
            let steps = slot.reminded.get(&obligation.no);
            let was_told =
                steps.is_some_and(|s| s.iter().any(|(no, day)| *no > 0 && day.is_some()));
            if !is_quiet && !was_told {
                self.tally.violation(format!(
                    "第 {} 件：{}超期十二天以上，没有发过催办通知书",
                    slot.state.id.0, obligation.kind
                ));
            }
        }
    }

    fn close_the_books(&mut self) {
        let left: Vec<i64> = self.open.keys().copied().collect();
        for id in left {
            self.file(id);
        }
    }
}
