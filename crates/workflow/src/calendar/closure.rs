//! 停办: working days on which a place is closed by itself, because of a typhoon or a local
//! holiday. What a unit owes is counted by its own calendar: the national one and the closures of
//! the installation, of the units above it, and of its own.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use huiyin_core::UnitId;

use super::WorkCalendar;

/// One closure, from its first to its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalClosure {
    /// `None`: everywhere. Otherwise this unit and those below it.
    pub unit: Option<UnitId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The occasion, e.g. 台风“梅花”.
    pub name: String,
    /// Number of the change that added it or, when it is removed, took it away. The highest one
    /// of a calendar names its version.
    pub changed_no: i64,
    /// Kept, so that the version does not go back to one that meant other days.
    pub is_removed: bool,
}

/// The calendars of the units that have closures of their own.
#[derive(Debug, Clone, Default)]
pub struct UnitCalendars(BTreeMap<UnitId, WorkCalendar>);

impl UnitCalendars {
    /// The calendar of the installation, and those of the units that differ from it. `below`
    /// gives a unit and all the units below it.
    pub fn close(
        national: &WorkCalendar,
        closures: &[LocalClosure],
        below: impl Fn(UnitId) -> Vec<UnitId>,
    ) -> (WorkCalendar, Self) {
        let everywhere: Vec<&LocalClosure> = closures.iter().filter(|c| c.unit.is_none()).collect();
        let mut of_units: BTreeMap<UnitId, Vec<&LocalClosure>> = BTreeMap::new();
        for closure in closures {
            for unit in closure.unit.map(&below).unwrap_or_default() {
                of_units.entry(unit).or_default().push(closure);
            }
        }
        let calendars = of_units
            .into_iter()
            .map(|(unit, mut theirs)| {
                theirs.extend(&everywhere);
                (unit, national.closed(&theirs))
            })
            .collect();
        (national.closed(&everywhere), Self(calendars))
    }

    /// `None` for a unit that counts by the calendar of the installation.
    pub fn of(&self, unit: UnitId) -> Option<&WorkCalendar> {
        self.0.get(&unit)
    }
}

impl WorkCalendar {
    fn closed(&self, closures: &[&LocalClosure]) -> Self {
        let Some(changed_no) = closures.iter().map(|c| c.changed_no).max() else {
            return self.clone();
        };
        let mut days = self.0.closed.clone();
        for closure in closures.iter().filter(|c| !c.is_removed) {
            let span = closure.from.iter_days();
            for day in span.take_while(|day| *day <= closure.to) {
                days.insert(day, closure.name.clone());
            }
        }
        Self::build(
            format!("{}+closure-{changed_no}", self.version()),
            self.0.known_years.clone(),
            self.0.listed.values().cloned(),
            days,
        )
    }
}
