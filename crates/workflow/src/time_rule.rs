//! 时限规则: which limit an obligation has. Data, with version and effective date; the defaults are
//! shipped in `config/seed/time_rules.toml`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use huiyin_core::{Channel, LimitUnit, ObligationKind, SuggestionKind, Track};

use crate::time_limit::{TimeLimit, TimeLimitError};

/// One rule. A selector that is `None` fits everything.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TimeRule {
    /// Names the rule over all its versions, e.g. `reply.complaint`.
    pub code: String,
    pub version: String,
    pub obligation: ObligationKind,
    pub kind: Option<SuggestionKind>,
    pub track: Option<Track>,
    pub channel: Option<Channel>,
    pub urgent: Option<bool>,
    pub limit: TimeLimit,
    /// The first day on which the rule is in force.
    pub effective_from: NaiveDate,
    /// What a person reads, e.g. 答复（投诉、举报）.
    pub label: String,
}

/// What a limit is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleQuery {
    pub obligation: ObligationKind,
    pub kind: SuggestionKind,
    pub track: Track,
    pub channel: Channel,
    pub urgent: bool,
    /// The day the obligation arises: an item keeps the rule it started under.
    pub on: NaiveDate,
}

/// Why rules are refused; the message is for the administrator who wrote them.
#[derive(Debug, thiserror::Error)]
pub enum TimeRuleError {
    #[error("时限规则文件的格式不对：{message}")]
    Format { message: String },
    #[error("时限规则 {code}：{source}")]
    Limit {
        code: String,
        #[source]
        source: TimeLimitError,
    },
    #[error("时限规则 {code} 没有写说明（label）")]
    NoLabel { code: String },
    #[error(
        "时限规则 {code} 与另一条规则的适用范围和生效日期（{effective_from}）完全相同，无法取舍"
    )]
    Twice {
        code: String,
        effective_from: NaiveDate,
    },
}

/// The rules of an installation, all versions of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeRules(Vec<TimeRule>);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    effective_from: Day,
    #[serde(default, rename = "rule")]
    rules: Vec<FileRule>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    code: Option<String>,
    obligation: ObligationKind,
    kind: Option<SuggestionKind>,
    track: Option<Track>,
    channel: Option<Channel>,
    urgent: Option<bool>,
    amount: u32,
    unit: LimitUnit,
    label: String,
    effective_from: Option<Day>,
}

/// A day written as a TOML date or as a string.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Day {
    Text(String),
    Date(toml::value::Datetime),
}

impl Day {
    fn read(&self) -> Result<NaiveDate, TimeRuleError> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
        };
        text.parse().ok().ok_or_else(|| TimeRuleError::Format {
            message: format!("effective_from“{text}”不是日期，例如 2026-01-01"),
        })
    }
}

impl TimeRules {
    /// Rules that can be chosen between: each has an amount and a label, and no two fit the same
    /// from the same day on.
    pub fn new(rules: Vec<TimeRule>) -> Result<Self, TimeRuleError> {
        let mut seen = BTreeSet::new();
        for rule in &rules {
            let code = || rule.code.clone();
            rule.limit
                .checked()
                .map_err(|source| TimeRuleError::Limit {
                    code: code(),
                    source,
                })?;
            if rule.label.trim().is_empty() {
                return Err(TimeRuleError::NoLabel { code: code() });
            }
            if !seen.insert((rule.selectors(), rule.effective_from)) {
                return Err(TimeRuleError::Twice {
                    code: code(),
                    effective_from: rule.effective_from,
                });
            }
        }
        Ok(Self(rules))
    }

    /// Reads a rules file: `version`, `effective_from`, and `[[rule]]` tables with `obligation`,
    /// the selectors `kind`, `track`, `channel`, `urgent` (each may be missing), `amount`, `unit`,
    /// `label`. A rule may have a `code` and an `effective_from` of its own.
    pub fn from_toml(text: &str) -> Result<Self, TimeRuleError> {
        let file: File = toml::from_str(text).map_err(|error| TimeRuleError::Format {
            message: error.to_string(),
        })?;
        let effective_from = file.effective_from.read()?;
        let rules = file
            .rules
            .into_iter()
            .map(|rule| rule.into_rule(&file.version, effective_from))
            .collect::<Result<_, _>>()?;
        Self::new(rules)
    }

    pub fn rules(&self) -> &[TimeRule] {
        &self.0
    }

    /// The rule that holds: of those that fit and are in force, the most specific, and of its
    /// versions the newest. With equally many selectors, urgency counts more than the kind, the
    /// kind more than the track, the track more than the channel.
    pub fn find(&self, query: &RuleQuery) -> Option<&TimeRule> {
        self.0
            .iter()
            .filter(|rule| rule.fits(query))
            .max_by_key(|rule| (rule.specificity(), rule.effective_from))
    }
}

impl TimeRule {
    fn fits(&self, query: &RuleQuery) -> bool {
        self.obligation == query.obligation
            && self.effective_from <= query.on
            && self.kind.is_none_or(|kind| kind == query.kind)
            && self.track.is_none_or(|track| track == query.track)
            && self.channel.is_none_or(|channel| channel == query.channel)
            && self.urgent.is_none_or(|urgent| urgent == query.urgent)
    }

    /// How many selectors are set, then which.
    fn specificity(&self) -> (usize, [bool; 4]) {
        let set = [
            self.urgent.is_some(),
            self.kind.is_some(),
            self.track.is_some(),
            self.channel.is_some(),
        ];
        (set.iter().filter(|is_set| **is_set).count(), set)
    }

    const fn selectors(&self) -> Selectors {
        (
            self.obligation,
            self.kind,
            self.track,
            self.channel,
            self.urgent,
        )
    }
}

type Selectors = (
    ObligationKind,
    Option<SuggestionKind>,
    Option<Track>,
    Option<Channel>,
    Option<bool>,
);

impl FileRule {
    fn into_rule(
        self,
        version: &str,
        effective_from: NaiveDate,
    ) -> Result<TimeRule, TimeRuleError> {
        let code = self.code.clone().unwrap_or_else(|| self.derived_code());
        Ok(TimeRule {
            code,
            version: version.to_owned(),
            obligation: self.obligation,
            kind: self.kind,
            track: self.track,
            channel: self.channel,
            urgent: self.urgent,
            limit: TimeLimit::new(self.amount, self.unit),
            effective_from: match &self.effective_from {
                Some(day) => day.read()?,
                None => effective_from,
            },
            label: self.label,
        })
    }

    /// `reply.complaint`, `reply.urgent`: the obligation and the selectors that are set.
    fn derived_code(&self) -> String {
        [
            Some(self.obligation.code()),
            self.kind.map(SuggestionKind::code),
            self.track.map(Track::code),
            self.channel.map(Channel::code),
            self.urgent
                .map(|urgent| if urgent { "urgent" } else { "not_urgent" }),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(".")
    }
}
