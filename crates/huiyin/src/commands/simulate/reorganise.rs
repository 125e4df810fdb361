//! 单位撤并 in the middle of the year: one unit is merged into another and one is dissolved, and what
//! they still owe goes to the successor or to the desk, as the worker does it.

use chrono::{Datelike, NaiveDate};
use huiyin_core::time::Instant;
use huiyin_core::{Actor, UnitId};
use huiyin_workflow::{Action, Suggestion};

use super::cast::DESK;
use super::office::Office;
use super::story::story;

const WORKER: Actor = Actor::System("reorganise");

/// Which unit ends on a day of the year, and who takes over; the desk where it is dissolved.
const fn ending(month: u32, day: u32) -> Option<(UnitId, UnitId)> {
    match (month, day) {
        (7, 1) => Some((UnitId(DESK.0 + 12), UnitId(DESK.0 + 11))),
        (9, 1) => Some((UnitId(DESK.0 + 10), DESK)),
        _ => None,
    }
}

impl Office {
    /// Ends a unit when its day has come, and moves everything that it still has in hand.
    pub(super) fn reorganise(&mut self, day: NaiveDate, now: Instant) {
        let Some((from, to)) = ending(day.month(), day.day()).filter(|_| day.year() == self.year)
        else {
            return;
        };
        self.cast.close(from, to);
        let mut held: Vec<(bool, i64)> = self
            .open
            .iter()
            .filter(|(_, slot)| is_held(&slot.state, from))
            .map(|(id, slot)| (slot.state.is_child(), *id))
            .collect();
        // parents first: their children follow
        held.sort_unstable();
        for (_, id) in held {
            // a child may have followed its parent already
            let is_held = |slot: &super::office::Slot| is_held(&slot.state, from);
            if !self.open.get(&id).is_some_and(is_held) {
                continue;
            }
            let reason = "单位撤并".to_owned();
            let action = Action::HandOver { from, to, reason };
            if self.act(id, &WORKER, &action, now) {
                self.tally.handed_over += 1;
            }
            let left = self
                .open
                .get(&id)
                .filter(|slot| owes(&slot.state, from))
                .map(story);
            if let Some(story) = left {
                self.tally
                    .violation(format!("第 {id} 件：撤并的单位仍有未了的义务\n{story}"));
            }
            self.plan_a_look(id, now);
        }
    }
}

fn owes(s: &Suggestion, unit: UnitId) -> bool {
    s.open_obligations().any(|o| o.unit == unit)
}

fn is_held(s: &Suggestion, unit: UnitId) -> bool {
    let takes_part = || s.assignments.iter().any(|a| a.is_current && a.unit == unit);
    owes(s, unit) || (!s.status.is_final() && takes_part())
}
