//! Why something may not happen, in words that name the rule.

/// A refusal. The `Display` text is Chinese and meant for the person who tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// For whoever is accused in an item it does not exist (DOMAIN 2): the same words as for what
    /// is missing.
    #[error("没有找到")]
    Unseen,
    /// Who may not.
    #[error("您没有“{action}”的权限：{rule}")]
    NotEntitled {
        action: &'static str,
        rule: &'static str,
    },
    /// When not.
    #[error("当前状态为“{status}”，不能“{action}”：{rule}")]
    WrongStatus {
        status: &'static str,
        action: &'static str,
        rule: &'static str,
    },
    /// What is missing or contradictory; `field` is the form field concerned.
    #[error("{message}")]
    Invalid {
        field: &'static str,
        message: String,
    },
    /// A rule of the field forbids it.
    #[error("{0}")]
    Rule(String),
}
