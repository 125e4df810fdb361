//! 时限规则: which limit an obligation has. Data, with version and effective date; the defaults are
//! shipped in `config/seed/time_rules.toml`.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use huiyin_core::{Channel, ObligationKind, SuggestionKind, Track};

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
    /// From its day on nothing of its own holds for these selectors: the next less specific rule
    /// does. Its limit means nothing.
    #[serde(default)]
    pub is_end: bool,
    /// Of two versions from the same day on, the higher is the correction. 0: shipped.
    #[serde(default)]
    pub revision: i64,
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
    #[error("时限规则文件的格式不对")]
    Format(#[source] toml::de::Error),
    #[error("时限规则的 effective_from“{text}”不是日期，例如 2026-01-01")]
    Date { text: String },
    #[error("时限规则 {code} 的数量应为 1 到 9999")]
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
            if !seen.insert((rule.selectors(), rule.effective_from, rule.revision)) {
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
        Self::new(file::read(text)?)
    }

    pub fn rules(&self) -> &[TimeRule] {
        &self.0
    }

    /// The rule that holds: of those that fit and are in force, the most specific, and of its
    /// versions the newest. With equally many selectors, urgency counts more than the kind, the
    /// kind more than the track, the track more than the channel.
    pub fn find(&self, query: &RuleQuery) -> Option<&TimeRule> {
        // selectors that all fit the same query and are as specific are the same selectors
        let mut newest: BTreeMap<_, &TimeRule> = BTreeMap::new();
        for rule in self.0.iter().filter(|rule| rule.fits(query)) {
            let held = newest.entry(rule.specificity()).or_insert(rule);
            if rule.age() > held.age() {
                *held = rule;
            }
        }
        newest.into_values().rev().find(|rule| !rule.is_end)
    }

    /// The code of a rule for these selectors: the one it has, or a new one.
    pub fn code_of(&self, selectors: &Selectors) -> String {
        self.0
            .iter()
            .find(|rule| rule.selectors() == *selectors)
            .map_or_else(|| file::derived_code(selectors), |rule| rule.code.clone())
    }

    /// The first day on which a version no longer holds, because a newer one of the same
    /// selectors begins. `None`: without end so far. The day on which it begins itself: corrected
    /// before it ever held.
    pub fn until(&self, of: &TimeRule) -> Option<NaiveDate> {
        self.0
            .iter()
            .filter(|rule| rule.selectors() == of.selectors() && rule.age() > of.age())
            .map(|rule| rule.effective_from)
            .min()
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

    const fn age(&self) -> (NaiveDate, i64) {
        (self.effective_from, self.revision)
    }

    /// What two versions of one rule have in common.
    pub const fn selectors(&self) -> Selectors {
        (
            self.obligation,
            self.kind,
            self.track,
            self.channel,
            self.urgent,
        )
    }
}

/// What a rule fits: obligation, kind, track, channel, urgency.
pub type Selectors = (
    ObligationKind,
    Option<SuggestionKind>,
    Option<Track>,
    Option<Channel>,
    Option<bool>,
);

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
        version = "2026-1"
        effective_from = 2026-01-01

        [[rule]]
        obligation = "reply"
        amount = 10
        unit = "working_day"
        label = "答复"

        [[rule]]
        obligation = "reply"
        kind = "complaint"
        amount = 15
        unit = "working_day"
        label = "答复（投诉）"

        [[rule]]
        obligation = "reply"
        urgent = true
        amount = 24
        unit = "hour"
        label = "答复（紧急）"

        [[rule]]
        obligation = "reply"
        kind = "complaint"
        channel = "phone"
        amount = 5
        unit = "working_day"
        label = "答复（电话投诉）"

        [[rule]]
        obligation = "accept"
        track = "petition"
        amount = 15
        unit = "day"
        label = "受理告知（信访）"
    "#;

    fn query(obligation: ObligationKind, kind: SuggestionKind) -> RuleQuery {
        RuleQuery {
            obligation,
            kind,
            track: Track::Ordinary,
            channel: Channel::Web,
            urgent: false,
            on: day(2026, 3, 2),
        }
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn found(rules: &TimeRules, query: &RuleQuery) -> Option<(String, String)> {
        let rule = rules.find(query)?;
        Some((rule.code.clone(), rule.limit.to_string()))
    }

    fn pair(code: &str, limit: &str) -> Option<(String, String)> {
        Some((code.to_owned(), limit.to_owned()))
    }

    #[test]
    fn the_most_specific_rule_holds() {
        let rules = TimeRules::from_toml(RULES).unwrap();
        let complaint = query(ObligationKind::Reply, SuggestionKind::Complaint);
        let proposal = query(ObligationKind::Reply, SuggestionKind::Proposal);
        assert_eq!(found(&rules, &proposal), pair("reply", "10个工作日"));
        assert_eq!(
            found(&rules, &complaint),
            pair("reply.complaint", "15个工作日")
        );
        let by_phone = RuleQuery {
            channel: Channel::Phone,
            ..complaint
        };
        assert_eq!(
            found(&rules, &by_phone),
            pair("reply.complaint.phone", "5个工作日")
        );
        // one selector each: urgency beats the kind
        let urgent = RuleQuery {
            urgent: true,
            ..complaint
        };
        assert_eq!(found(&rules, &urgent), pair("reply.urgent", "24小时"));
        let accept = query(ObligationKind::Accept, SuggestionKind::Petition);
        assert_eq!(found(&rules, &accept), None);
        let petition = RuleQuery {
            track: Track::Petition,
            ..accept
        };
        assert_eq!(found(&rules, &petition), pair("accept.petition", "15日"));
    }

    #[test]
    fn a_version_holds_from_its_day_on() {
        let mut rules = TimeRules::from_toml(RULES).unwrap().rules().to_vec();
        let newer = TimeRules::from_toml(
            "version = \"2026-2\"\neffective_from = \"2026-07-01\"\n[[rule]]\nobligation = \"reply\"\n\
             amount = 7\nunit = \"working_day\"\nlabel = \"答复\"\n",
        )
        .unwrap();
        rules.extend(newer.rules().iter().cloned());
        rules.rotate_left(2);
        let rules = TimeRules::new(rules).unwrap();
        let on = |on| {
            let query = RuleQuery {
                on,
                ..query(ObligationKind::Reply, SuggestionKind::Inquiry)
            };
            rules.find(&query).map(|rule| rule.version.as_str())
        };
        assert_eq!(on(day(2025, 12, 31)), None);
        assert_eq!(on(day(2026, 6, 30)), Some("2026-1"));
        assert_eq!(on(day(2026, 7, 1)), Some("2026-2"));
    }

    #[test]
    fn rules_that_cannot_hold_are_refused() {
        let check = |from: &str, to: &str, expect: &str| {
            assert!(RULES.contains(from), "{from}");
            let text = RULES.replacen(from, to, 1);
            let message = TimeRules::from_toml(&text).unwrap_err().to_string();
            assert!(message.contains(expect), "{message}");
        };
        check("amount = 10", "amount = 0", "reply 的数量应为 1 到 9999");
        check("amount = 10", "amount = 10000", "1 到 9999");
        check("amount = 10", "amount = -1", "格式不对");
        check("\"working_day\"", "\"week\"", "格式不对");
        check("unit", "units", "格式不对");
        check("\"reply\"", "\"answer\"", "格式不对");
        check("2026-01-01", "2026-13-01", "格式不对");
        check("2026-01-01", "\"next year\"", "不是日期");
        check("2026-01-01", "2026-01-01T08:00:00", "不是日期");
        check("\"答复（投诉）\"", "\" \"", "没有写说明");
        check("        kind = \"complaint\"\n", "", "完全相同");
    }

    #[test]
    fn a_due_date_names_the_rule_it_follows() {
        use crate::calendar::{DueSettings, WorkCalendar};

        let rules = TimeRules::from_toml(RULES).unwrap();
        let rule = rules
            .find(&query(ObligationKind::Reply, SuggestionKind::Complaint))
            .unwrap();
        let calendar = WorkCalendar::new("2026-1", []);
        let due = calendar.due_from_day(day(2026, 3, 2), rule.limit, &DueSettings::default());
        let text = due.explain_by(rule);
        assert!(
            text.ends_with(
                "时限依据：答复（投诉）（规则 reply.complaint，版本 2026-1，2026年1月1日起施行）。"
            ),
            "{text}"
        );
    }
}
