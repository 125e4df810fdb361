//! 人员配备: whether for every step that may be owed there is somebody who may take it.
//!
//! The rights table and the conflict rules (DOMAIN 2) say who may not. Where they leave nobody,
//! an item lies although its unit is accountable; so the gap is named before an item falls into
//! it.

use std::collections::BTreeSet;

use huiyin_core::{Role, UnitId};

/// Somebody who can log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub unit: UnitId,
    pub roles: Vec<Role>,
}

/// A step for which nobody is there, in some units or altogether.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffingGap {
    /// 没有分办员: nothing is accepted or assigned.
    NoClerk,
    /// 没有分管领导: no key item is signed, no directive given, nothing shelved.
    NoLeader,
    /// Fewer than two people may propose and confirm that something is not accepted.
    NoSecondPerson,
    /// In these units nobody signs for what is assigned to them (签收).
    NobodyAcknowledges(Vec<UnitId>),
    /// These units have people but no head: nobody asks for an extension or sends back, and the
    /// leader in charge signs every reply.
    NoHead(Vec<UnitId>),
    /// What these units handle nobody may supervise, grant an extension for or close by hand: there
    /// is no supervisor, or all belong to the unit itself (督导员不得督导本单位承办的事项).
    NoSupervisor(Vec<UnitId>),
    /// What these units handle nobody may follow up: there is no caller, or all belong to the unit
    /// itself (承办单位的人员不得回访自己承办的事项).
    NoCaller(Vec<UnitId>),
}

/// What is missing, the gravest first. `units` are those that items are assigned to, in the order
/// in which they are to be named; `members` are the active accounts.
pub fn staffing_gaps(units: &[UnitId], members: &[Member]) -> Vec<StaffingGap> {
    let n_with = |roles: &[Role]| {
        let holds_one = |member: &&Member| roles.iter().any(|role| member.roles.contains(role));
        members.iter().filter(holds_one).count()
    };
    let units_of = |role: Role| -> BTreeSet<UnitId> {
        let holders = members.iter().filter(|member| member.roles.contains(&role));
        holders.map(|member| member.unit).collect()
    };
    let (liaisons, heads) = (units_of(Role::Liaison), units_of(Role::Head));
    let (supervisors, callers) = (units_of(Role::Supervisor), units_of(Role::Caller));
    let without = |is_covered: &dyn Fn(&UnitId) -> bool| -> Vec<UnitId> {
        let gaps = units.iter().copied().filter(|unit| !is_covered(unit));
        gaps.collect()
    };
    let from_outside = |of: &BTreeSet<UnitId>, unit: &UnitId| of.iter().any(|other| other != unit);
    let of_units = [
        (
            without(&|unit| liaisons.contains(unit) || heads.contains(unit)),
            StaffingGap::NobodyAcknowledges as fn(Vec<UnitId>) -> StaffingGap,
        ),
        (
            without(&|unit| from_outside(&supervisors, unit)),
            StaffingGap::NoSupervisor,
        ),
        (
            without(&|unit| heads.contains(unit) || !liaisons.contains(unit)),
            StaffingGap::NoHead,
        ),
        (
            without(&|unit| from_outside(&callers, unit)),
            StaffingGap::NoCaller,
        ),
    ];
    let mut gaps = Vec::new();
    if n_with(&[Role::Clerk]) == 0 {
        gaps.push(StaffingGap::NoClerk);
    }
    if n_with(&[Role::Leader]) == 0 {
        gaps.push(StaffingGap::NoLeader);
    }
    if n_with(&[Role::Clerk, Role::Supervisor, Role::Leader]) < 2 {
        gaps.push(StaffingGap::NoSecondPerson);
    }
    let found = of_units.into_iter().filter(|(units, _)| !units.is_empty());
    gaps.extend(found.map(|(units, gap)| gap(units)));
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: UnitId = UnitId(1);
    const A: UnitId = UnitId(2);
    const B: UnitId = UnitId(3);

    fn member(unit: UnitId, roles: &[Role]) -> Member {
        Member {
            unit,
            roles: roles.to_vec(),
        }
    }

    /// A union in which every step has somebody.
    fn complete() -> Vec<Member> {
        vec![
            member(DESK, &[Role::Clerk]),
            member(DESK, &[Role::Leader]),
            member(DESK, &[Role::Head, Role::Supervisor]),
            member(DESK, &[Role::Caller]),
            member(A, &[Role::Liaison, Role::Supervisor]),
            member(A, &[Role::Head]),
            member(B, &[Role::Head, Role::Caller]),
        ]
    }

    fn gaps_without(place: usize) -> Vec<StaffingGap> {
        let mut members = complete();
        members.remove(place);
        staffing_gaps(&[DESK, A, B], &members)
    }

    #[test]
    fn a_complete_staff_has_no_gap() {
        assert_eq!(staffing_gaps(&[DESK, A, B], &complete()), []);
    }

    #[test]
    fn whoever_leaves_leaves_a_gap_with_its_name() {
        let all = || vec![DESK, A, B];
        assert_eq!(gaps_without(0), [StaffingGap::NoClerk]);
        assert_eq!(gaps_without(1), [StaffingGap::NoLeader]);
        // the supervisor of the desk was the one for A, and its head signed for the desk
        assert_eq!(
            gaps_without(2),
            [
                StaffingGap::NobodyAcknowledges(vec![DESK]),
                StaffingGap::NoSupervisor(vec![A]),
            ]
        );
        assert_eq!(gaps_without(3), [StaffingGap::NoCaller(vec![B])]);
        assert_eq!(gaps_without(4), [StaffingGap::NoSupervisor(vec![DESK])]);
        assert_eq!(gaps_without(5), [StaffingGap::NoHead(vec![A])]);
        assert_eq!(
            staffing_gaps(&all(), &[]),
            [
                StaffingGap::NoClerk,
                StaffingGap::NoLeader,
                StaffingGap::NoSecondPerson,
                StaffingGap::NobodyAcknowledges(all()),
                StaffingGap::NoSupervisor(all()),
                StaffingGap::NoCaller(all()),
            ]
        );
    }
}
