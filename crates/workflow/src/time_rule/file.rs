//! The file in which time rules are shipped and exchanged.

use chrono::NaiveDate;
use huiyin_core::{Channel, LimitUnit, ObligationKind, SuggestionKind, Track};

use super::{Selectors, TimeRule, TimeRuleError};
use crate::time_limit::TimeLimit;

/// The rules of a file, not yet compared with each other.
pub(super) fn read(text: &str) -> Result<Vec<TimeRule>, TimeRuleError> {
    let file: File = toml::from_str(text).map_err(TimeRuleError::Format)?;
    let effective_from = file.effective_from.read()?;
    file.rules
        .into_iter()
        .map(|rule| rule.into_rule(&file.version, effective_from))
        .collect()
}

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
        let day = text.parse().ok();
        day.ok_or(TimeRuleError::Date { text })
    }
}

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
            is_end: false,
            revision: 0,
        })
    }

    /// `reply.complaint`, `reply.urgent`: the obligation and the selectors that are set.
    fn derived_code(&self) -> String {
        derived_code(&(
            self.obligation,
            self.kind,
            self.track,
            self.channel,
            self.urgent,
        ))
    }
}

/// `reply.complaint`, `reply.urgent`: the obligation and the selectors that are set.
pub(super) fn derived_code((obligation, kind, track, channel, urgent): &Selectors) -> String {
    [
        Some(obligation.code()),
        kind.map(SuggestionKind::code),
        track.map(Track::code),
        channel.map(Channel::code),
        urgent.map(|urgent| if urgent { "urgent" } else { "not_urgent" }),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(".")
}
