//! 分办规则: which unit a suggestion belongs to, as data. Rules propose, the clerk decides.
//!
//! [`route`] never gives nothing: one unit, several of which the clerk chooses the lead, or the
//! office (分办台) as fallback (DOMAIN 10). A unit that is out of use is never proposed.

mod dry_run;
mod proposal;
mod rule;
mod units;

pub use dry_run::{DryRun, RoutedItem, RuleUse, Tally};
pub use proposal::{CampaignFact, Routing, RoutingFacts, RoutingMatch, TopicFact, route};
pub use rule::{RoutingRule, RoutingRuleError, RoutingRules, RoutingSelectors};
pub use units::{ConcernedUnit, RoutingEvidence, RoutingUnit, RoutingUnits, UnitBranch};

#[cfg(test)]
mod tests;
