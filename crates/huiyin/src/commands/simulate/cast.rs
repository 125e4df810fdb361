//! The made-up union: a desk, twelve units, an office of oversight, and people who go on leave.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use huiyin_core::{AccountId, Actor, Role, StaffActor, UnitId};

use super::dice::Dice;

pub(super) const DESK: UnitId = UnitId(1);
const UNITS: i64 = 12;
/// 督查室: supervises and calls, and handles nothing.
const OVERSIGHT: UnitId = UnitId(DESK.0 + UNITS + 1);

/// Who works where, and when they are away.
pub(super) struct Cast {
    staff: Vec<StaffActor>,
    away: BTreeMap<AccountId, Vec<(NaiveDate, NaiveDate)>>,
    /// How many of a thousand steps a unit takes late.
    late: BTreeMap<UnitId, u64>,
    closed: Vec<UnitId>,
}

impl Cast {
    /// Everybody has two to four stretches of leave of three to twelve days in the year.
    pub(super) fn hire(year: i32, dice: &mut Dice) -> Self {
        let mut cast = Self {
            staff: Vec::new(),
            away: BTreeMap::new(),
            late: BTreeMap::new(),
            closed: Vec::new(),
        };
        let desk: [&[Role]; 12] = [
            // the desk has people of its own who could handle an item
            &[Role::Liaison],
            &[Role::Handler],
            &[Role::Head],
            &[Role::Clerk],
            &[Role::Clerk],
            &[Role::Clerk],
            &[Role::Supervisor],
            &[Role::Supervisor],
            &[Role::Leader],
            &[Role::Leader],
            &[Role::Caller],
            &[Role::Caller],
        ];
        for roles in desk {
            cast.employ(DESK, roles);
        }
        cast.late.insert(DESK, 15);
        for unit in cast.unit_ids() {
            for roles in [
                [Role::Liaison],
                [Role::Handler],
                [Role::Handler],
                [Role::Handler],
                [Role::Head],
            ] {
                cast.employ(unit, &roles);
            }
            let late = dice.between(10, 120);
            cast.late.insert(unit, late.unsigned_abs());
        }
        // nobody supervises or calls about what their own unit handles, so somebody sits in a unit
        // that handles nothing
        for role in [
            Role::Supervisor,
            Role::Supervisor,
            Role::Caller,
            Role::Caller,
        ] {
            cast.employ(OVERSIGHT, &[role]);
        }
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        for staff in &cast.staff {
            let leaves = (0..dice.between(2, 4)).map(|_| {
                let from = first + Duration::days(dice.between(0, 400));
                (from, from + Duration::days(dice.between(3, 12)))
            });
            cast.away.insert(staff.account, leaves.collect());
        }
        cast
    }

    fn employ(&mut self, unit: UnitId, roles: &[Role]) {
        let no = i64::try_from(self.staff.len()).unwrap_or(i64::MAX);
        self.staff.push(StaffActor {
            account: AccountId(no.saturating_add(1)),
            name: format!("模拟人员{}", no.saturating_add(1)),
            unit,
            roles: roles.to_vec(),
        });
    }

    /// The units that handle items.
    pub(super) fn unit_ids(&self) -> Vec<UnitId> {
        let units = (1..=UNITS).map(|n| UnitId(DESK.0 + n));
        units.filter(|unit| !self.closed.contains(unit)).collect()
    }

    /// Ends a unit. Its people go with it to the successor.
    pub(super) fn close(&mut self, unit: UnitId, to: UnitId) {
        self.closed.push(unit);
        for staff in self.staff.iter_mut().filter(|staff| staff.unit == unit) {
            staff.unit = to;
        }
    }

    pub(super) fn lateness(&self, unit: UnitId) -> u64 {
        self.late.get(&unit).copied().unwrap_or(50)
    }

    pub(super) fn is_away(&self, account: AccountId, day: NaiveDate) -> bool {
        self.away
            .get(&account)
            .is_some_and(|spans| spans.iter().any(|(from, to)| *from <= day && day <= *to))
    }

    /// Somebody of the unit in that office who is there that day.
    pub(super) fn someone(
        &self,
        unit: UnitId,
        role: Role,
        day: NaiveDate,
        dice: &mut Dice,
    ) -> Option<Actor> {
        self.one_of(|of| of == unit, role, day, dice)
    }

    /// Somebody in that office who is there that day, from a unit other than these.
    pub(super) fn someone_apart(
        &self,
        units: &[UnitId],
        role: Role,
        day: NaiveDate,
        dice: &mut Dice,
    ) -> Option<Actor> {
        self.one_of(|of| !units.contains(&of), role, day, dice)
    }

    fn one_of(
        &self,
        is_there: impl Fn(UnitId) -> bool,
        role: Role,
        day: NaiveDate,
        dice: &mut Dice,
    ) -> Option<Actor> {
        let there: Vec<&StaffActor> = self
            .staff
            .iter()
            .filter(|s| is_there(s.unit) && s.has(role) && !self.is_away(s.account, day))
            .collect();
        dice.pick(&there).map(|staff| Actor::Staff(staff.clone()))
    }

    pub(super) fn person(&self, account: AccountId) -> Option<Actor> {
        let found = self.staff.iter().find(|s| s.account == account);
        found.map(|staff| Actor::Staff(staff.clone()))
    }

    pub(super) fn anybody(&self, dice: &mut Dice) -> Option<Actor> {
        dice.pick(&self.staff).map(Actor::Staff)
    }
}
