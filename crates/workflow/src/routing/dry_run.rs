//! 试算: what rules would have proposed for items that are already assigned, against what happened.

use std::collections::{BTreeMap, BTreeSet};

use huiyin_core::{SuggestionId, UnitId};

use super::proposal::Routing;

/// An item under the rules as they are and as they would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutedItem {
    pub suggestion: SuggestionId,
    pub old: Routing,
    pub new: Routing,
    /// Who led first and who leads last; `None` while it is not assigned.
    pub leads: Option<(UnitId, UnitId)>,
}

impl RoutedItem {
    /// Whether other units are proposed.
    pub fn is_changed(&self) -> bool {
        self.old.units() != self.new.units()
    }
}

/// What a set of rules proposed, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub single: u64,
    pub several: u64,
    pub fallback: u64,
    /// Assigned items whose one proposed unit is the one that led in the end.
    pub right: u64,
    /// Assigned items with several proposals, the right one among them.
    pub among_several: u64,
    /// Assigned items: what `right` is held against.
    pub assigned: u64,
}

impl Tally {
    fn count(&mut self, routing: &Routing, leads: Option<(UnitId, UnitId)>) {
        match routing {
            Routing::Single(_) => self.single += 1,
            Routing::Several(_) => self.several += 1,
            Routing::Fallback { .. } => self.fallback += 1,
        }
        let Some((_, lead)) = leads else {
            return;
        };
        self.assigned += 1;
        match routing.only_unit() {
            Some(unit) if unit == lead => self.right += 1,
            Some(_) => {}
            None if routing.units().contains(&lead) => self.among_several += 1,
            None => {}
        }
    }
}

/// How often a rule decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleUse {
    pub old: u64,
    pub new: u64,
}

/// The result of a dry run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DryRun {
    pub items: u64,
    pub changed: u64,
    pub old: Tally,
    pub new: Tally,
    /// Assigned items that went to another unit later.
    pub rerouted: u64,
    /// By code of the rule.
    pub rules: BTreeMap<String, RuleUse>,
}

impl DryRun {
    pub fn count(&mut self, item: &RoutedItem) {
        self.items += 1;
        self.changed += u64::from(item.is_changed());
        self.old.count(&item.old, item.leads);
        self.new.count(&item.new, item.leads);
        self.rerouted += u64::from(item.leads.is_some_and(|(first, last)| first != last));
        let (old, new) = (item.old.rules(), item.new.rules());
        let codes: BTreeSet<&str> = old.iter().chain(&new).copied().collect();
        for code in codes {
            let used = self.rules.entry(code.to_owned()).or_default();
            used.old += u64::from(old.contains(&code));
            used.new += u64::from(new.contains(&code));
        }
    }
}
