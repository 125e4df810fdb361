//! Who acts, when, and what they may see.

use crate::accused::{Accused, Viewer};
use crate::codes::Role;
use crate::ids::{AccountId, SuggestionId, UnitId};
use crate::time::Instant;

/// The one way to learn the time. The binary owns the real one; tests own a settable one.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
}

/// The one source of randomness.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the buffer from a cryptographically secure source.
    fn fill(&self, buffer: &mut [u8]);
}

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffActor {
    pub account: AccountId,
    pub name: String,
    pub unit: UnitId,
    pub roles: Vec<Role>,
}

impl StaffActor {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }
}

/// Whoever makes something happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    Staff(StaffActor),
    /// Holder of the query code of that suggestion (or, at submission, nobody yet known).
    Submitter(SuggestionId),
    /// A worker, by its name.
    System(&'static str),
}

/// The circumstances of an action: who and when. Passed first everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ctx {
    pub actor: Actor,
    pub now: Instant,
}

/// What a viewer may list, count, search or export. Every query takes one; it becomes part of the
/// query, so nothing outside it is ever counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub units: UnitScope,
    /// Whether restricted items (举报) are visible.
    pub restricted: bool,
    /// Who looks: items in which this is the accused do not exist (DOMAIN 2, 6).
    pub viewer: Viewer,
}

/// The units whose items are visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitScope {
    /// The whole archive.
    All,
    /// Items whose lead, support or accountable unit is one of these.
    Of(Vec<UnitId>),
    /// Nothing: administrators see accounts and logs, not items (DOMAIN 6).
    Nothing,
}

impl Scope {
    /// The scope of a member of staff. `units_below` are the actor's unit and its subordinates,
    /// `counts_as` the units as whose member the actor counts where one is accused.
    ///
    /// The triage desk and leadership see the whole archive, and so do follow-up callers, who never
    /// call about what their own unit handled; everybody else what their unit handles. Restricted items are for clerks, supervisors, leaders, and the head of a unit that
    /// handles them.
    pub fn of(actor: &StaffActor, units_below: &[UnitId], counts_as: &[UnitId]) -> Self {
        use Role::{
            Archivist, Caller, Clerk, Handler, Head, Leader, Liaison, Publisher, Registrar,
            Reporter, Supervisor,
        };
        let units = if actor.has_any(&[Clerk, Supervisor, Leader, Reporter, Archivist, Caller]) {
            UnitScope::All
        } else if actor.has_any(&[Liaison, Handler, Head, Registrar, Publisher]) {
            let mut units = units_below.to_vec();
            if !units.contains(&actor.unit) {
                units.push(actor.unit);
            }
            UnitScope::Of(units)
        } else {
            UnitScope::Nothing
        };
        let mut own = counts_as.to_vec();
        if !own.contains(&actor.unit) {
            own.push(actor.unit);
        }
        // a head handles a disclosure personally, inside the own units only
        Self {
            units,
            restricted: actor.has_any(&[Clerk, Supervisor, Leader, Head]),
            viewer: Viewer {
                account: Some(actor.account),
                units: own,
            },
        }
    }

    /// Whether an item visible to those units lies inside.
    pub fn covers(&self, visible_units: &[UnitId], is_restricted: bool, accused: &Accused) -> bool {
        let unit = match &self.units {
            UnitScope::All => true,
            UnitScope::Of(units) => visible_units.iter().any(|unit| units.contains(unit)),
            UnitScope::Nothing => false,
        };
        unit && (self.restricted || !is_restricted) && !accused.names(&self.viewer)
    }

    /// The rights of a leader: the whole archive. Used by the command line, which already needs
    /// access to the data folder.
    pub const fn leader() -> Self {
        Self {
            units: UnitScope::All,
            restricted: true,
            viewer: Viewer::nobody(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(roles: &[Role]) -> StaffActor {
        StaffActor {
            account: AccountId(1),
            name: "甲".into(),
            unit: UnitId(7),
            roles: roles.to_vec(),
        }
    }

    #[test]
    fn administrators_see_no_items() {
        let scope = Scope::of(
            &staff(&[Role::SystemAdmin, Role::AuditAdmin]),
            &[UnitId(8)],
            &[],
        );
        assert_eq!(scope.units, UnitScope::Nothing);
        assert!(!scope.restricted);
    }

    #[test]
    fn a_caller_sees_what_other_units_handle_but_nothing_restricted() {
        let scope = Scope::of(&staff(&[Role::Caller]), &[UnitId(8)], &[]);
        let nobody = Accused::default();
        assert!(scope.covers(&[UnitId(3)], false, &nobody));
        assert!(!scope.covers(&[UnitId(3)], true, &nobody));
    }

    #[test]
    fn a_handler_sees_the_own_unit_and_those_below() {
        let scope = Scope::of(&staff(&[Role::Handler]), &[UnitId(8)], &[UnitId(1)]);
        assert_eq!(scope.units, UnitScope::Of(vec![UnitId(8), UnitId(7)]));
        assert!(!scope.restricted);
    }

    #[test]
    fn a_leader_sees_everything_but_what_accuses_the_leader() {
        let scope = Scope::of(&staff(&[Role::Leader]), &[], &[UnitId(1)]);
        assert_eq!(scope.units, UnitScope::All);
        let nobody = Accused::default();
        assert!(scope.covers(&[UnitId(3)], true, &nobody));
        let check = |accounts: &[i64], units: &[i64], expect: bool| {
            let accused = Accused {
                accounts: accounts.iter().copied().map(AccountId).collect(),
                units: units.iter().copied().map(UnitId).collect(),
            };
            assert_eq!(scope.covers(&[UnitId(3)], true, &accused), expect);
            assert!(Scope::leader().covers(&[UnitId(3)], true, &accused));
        };
        check(&[1], &[], false);
        check(&[2], &[3], true);
        check(&[], &[7], false);
        check(&[], &[1], false);
    }
}
