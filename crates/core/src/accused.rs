//! 被反映人: who is accused in an item, and which viewer that is.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, UnitId};

/// Who is accused in an item (DOMAIN 2). A unit stands for everybody who works in it or below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Accused {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
}

impl Accused {
    pub const fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.units.is_empty()
    }

    pub fn names_account(&self, account: AccountId) -> bool {
        self.accounts.contains(&account)
    }

    pub fn names_unit(&self, unit: UnitId) -> bool {
        self.units.contains(&unit)
    }

    /// Whether the viewer is one of them.
    pub fn names(&self, viewer: &Viewer) -> bool {
        viewer.account.is_some_and(|a| self.names_account(a))
            || viewer.units.iter().any(|unit| self.names_unit(*unit))
    }
}

/// Who looks: the account, and the units as whose member that person counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewer {
    /// `None`: nobody in particular (the command line).
    pub account: Option<AccountId>,
    /// The own unit, those above it, and those that were merged into one of them.
    pub units: Vec<UnitId>,
}

impl Viewer {
    /// Nobody who could be accused of anything.
    pub const fn nobody() -> Self {
        Self {
            account: None,
            units: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_is_accused_by_name_or_by_unit() {
        let accused = Accused {
            accounts: vec![AccountId(7)],
            units: vec![UnitId(3)],
        };
        let check = |account: i64, units: &[i64], expect: bool| {
            let viewer = Viewer {
                account: Some(AccountId(account)),
                units: units.iter().copied().map(UnitId).collect(),
            };
            assert_eq!(accused.names(&viewer), expect, "{viewer:?}");
        };
        check(7, &[1], true);
        check(8, &[5, 3, 1], true);
        check(8, &[5, 1], false);
        assert!(!accused.names(&Viewer::nobody()));
    }
}
