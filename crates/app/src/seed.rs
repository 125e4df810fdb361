//! 出厂配置: reads the shipped configuration into an empty database, and the configuration of a
//! database into memory.

mod improvement;

use std::collections::HashMap;

use chrono::NaiveDate;
use huiyin_core::{LimitUnit, ReminderNotice, UnitId};
use huiyin_store::{CalendarYear, NewTopic, NewUnit, Read, Store, StoreError};
use huiyin_workflow::Policy;
use huiyin_workflow::calendar::CalendarNotice;
use huiyin_workflow::policy::ProcedureLimits;
use huiyin_workflow::reminder::{ReminderPlan, ReminderStep};
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::time_rule::TimeRules;
use serde::{Deserialize, Serialize};

use crate::directory::{DictionaryEntry, Directory};
use crate::error::AppError;
use crate::policy::PolicyRows;
use crate::settings::Settings;

use improvement::{AssessEntry, AwardLevelEntry, CriterionEntry};

/// The texts of the files under `config/seed`, as the binary carries them.
#[derive(Debug, Clone)]
pub struct SeedFiles {
    pub organisation: String,
    pub topics: String,
    pub time_rules: String,
    pub routing: String,
    pub settings: String,
    /// One year each, in the holiday-cn format, oldest first.
    pub calendars: Vec<String>,
}

/// Key of the setting that holds [`Dictionaries`].
const DICTIONARIES: &str = "dictionaries";
/// Key of the setting that names the calendar's version.
pub(crate) const CALENDAR_VERSION: &str = "calendar_version";

/// Version of the calendar that the binary carries.
const SHIPPED: &str = "shipped-1";

#[derive(Deserialize)]
struct OrganisationFile {
    unit: Vec<UnitEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    code: String,
    name: String,
    short_name: String,
    parent: Option<String>,
    branch: String,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    is_desk: bool,
}

#[derive(Deserialize)]
struct TopicFile {
    topic: Vec<TopicEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicEntry {
    code: String,
    name: String,
    parent: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Dictionaries {
    result_class: Vec<ResultClassEntry>,
    decline_reason: Vec<DeclineReasonEntry>,
    urgent: UrgentWords,
    /// Absent in databases that were seeded before these were read: then the defaults hold.
    #[serde(default)]
    limit: Vec<LimitEntry>,
    #[serde(default)]
    supplement: Option<SupplementEntry>,
    /// Empty in a database that was seeded before there were reminders.
    #[serde(default)]
    reminder: Vec<ReminderEntry>,
    /// Empty in a database that was seeded before improvements were assessed and awarded: then
    /// the shipped ones hold.
    #[serde(default)]
    assess_criterion: Vec<CriterionEntry>,
    #[serde(default)]
    award_level: Vec<AwardLevelEntry>,
    #[serde(default)]
    assess: Option<AssessEntry>,
}

/// A 程序性期限, by its code.
#[derive(Serialize, Deserialize)]
struct LimitEntry {
    code: String,
    amount: u32,
    unit: LimitUnit,
}

#[derive(Serialize, Deserialize)]
struct SupplementEntry {
    clock: SupplementClock,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SupplementClock {
    Resume,
    Restart,
}

impl Dictionaries {
    fn limits(&self) -> ProcedureLimits {
        let shipped = ProcedureLimits::default();
        let of = |code: &str, default: TimeLimit| {
            let entry = self.limit.iter().find(|l| l.code == code);
            entry.map_or(default, |l| TimeLimit::new(l.amount, l.unit))
        };
        ProcedureLimits {
            send_back: of("send_back", shipped.send_back),
            extension: of("extension", shipped.extension),
            petition_extension: of("petition_extension", shipped.petition_extension),
            petition_decline: of("petition_decline", shipped.petition_decline),
            shelve_review: of("shelve_review", shipped.shelve_review),
            improvement_major: of("improvement_major", shipped.improvement_major),
            assessments: self
                .assess
                .as_ref()
                .map_or(shipped.assessments, |a| a.at_least),
            restart_after_supplement: self
                .supplement
                .as_ref()
                .is_some_and(|s| s.clock == SupplementClock::Restart),
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReminderEntry {
    /// Code of the unit whose own plan this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    working_days: i32,
    notice: ReminderNotice,
    label: String,
}

#[derive(Serialize, Deserialize)]
struct ResultClassEntry {
    code: String,
    name: String,
    meaning: String,
}

#[derive(Serialize, Deserialize)]
struct DeclineReasonEntry {
    code: String,
    name: String,
    text: String,
    go_instead: String,
}

#[derive(Serialize, Deserialize)]
struct UrgentWords {
    words: Vec<String>,
}

fn read<T: serde::de::DeserializeOwned>(file: &'static str, text: &str) -> Result<T, AppError> {
    toml::from_str(text).map_err(|e| AppError::internal(format!("{file}：{e}")))
}

/// Seeds a database that has no units yet; does nothing to any other. Gives whether it did.
///
/// # Errors
/// [`AppError::Internal`] naming the file that cannot be read.
pub async fn seed_if_empty(store: &Store, files: &SeedFiles) -> Result<bool, AppError> {
    if !store.read().units().await?.is_empty() {
        return Ok(false);
    }
    let units = read::<OrganisationFile>("organisation.toml", &files.organisation)?.unit;
    let topics = read::<TopicFile>("topics.toml", &files.topics)?.topic;
    let rules = TimeRules::from_toml(&files.time_rules).map_err(AppError::internal)?;
    let dictionaries = read::<Dictionaries>("settings.toml", &files.settings)?;
    reminder_plan(&dictionaries.reminder, |code| {
        // the units have no ids yet; any number that tells them apart will do
        let position = units.iter().position(|unit| unit.code == code)?;
        i64::try_from(position).ok().map(UnitId)
    })?;
    let dictionaries = serde_json::to_value(dictionaries).map_err(AppError::internal)?;
    let notices = files
        .calendars
        .iter()
        .map(|text| CalendarNotice::from_holiday_cn(text).map_err(AppError::internal))
        .collect::<Result<Vec<_>, _>>()?;
    let routing = crate::routing::RoutingFile::read(&files.routing)?;
    let work = std::sync::Arc::new((units, topics, rules, dictionaries, notices, routing));
    store
        .write(move |tx| {
            let work = std::sync::Arc::clone(&work);
            Box::pin(async move {
                let (units, topics, rules, dictionaries, notices, routing) = &*work;
                let mut ids = HashMap::new();
                for (sort, unit) in (1..).zip(units) {
                    let parent = parent_of(&ids, "organisation.toml", unit.parent.as_deref())?;
                    let new = NewUnit {
                        parent,
                        code: unit.code.clone(),
                        name: unit.name.clone(),
                        short_name: unit.short_name.clone(),
                        branch: unit.branch.clone(),
                        keywords: unit.keywords.clone(),
                        is_desk: unit.is_desk,
                        is_active: true,
                        sort_no: sort,
                    };
                    ids.insert(unit.code.clone(), tx.upsert_unit(new).await?);
                }
                let mut ids = HashMap::new();
                for (sort, topic) in (1..).zip(topics) {
                    let parent = parent_of(&ids, "topics.toml", topic.parent.as_deref())?;
                    let new = NewTopic {
                        parent,
                        code: topic.code.clone(),
                        name: topic.name.clone(),
                        keywords: topic.keywords.clone(),
                        is_active: true,
                        sort_no: sort,
                    };
                    ids.insert(topic.code.clone(), tx.upsert_topic(new).await?);
                }
                tx.replace_time_rules(rules.rules()).await?;
                for rule in routing.versions(&tx.units().await?, &tx.topics().await?)? {
                    tx.insert_routing_rule(rule).await?;
                }
                for notice in notices {
                    let year = CalendarYear {
                        year: notice.year,
                        version: SHIPPED.to_owned(),
                    };
                    tx.replace_calendar(year, &notice.days).await?;
                }
                tx.set_setting(DICTIONARIES, dictionaries).await?;
                tx.set_setting(CALENDAR_VERSION, &serde_json::json!(SHIPPED))
                    .await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    tracing::info!("shipped configuration stored");
    Ok(true)
}

fn parent_of<Id: Copy>(
    known: &HashMap<String, Id>,
    file: &'static str,
    code: Option<&str>,
) -> Result<Option<Id>, AppError> {
    match code {
        None => Ok(None),
        Some(code) => known.get(code).copied().map(Some).ok_or_else(|| {
            AppError::internal(format!("{file}：上级 {code} 不存在，或者写在了下级后面"))
        }),
    }
}

/// The plan of these entries; the shipped one when there are none.
fn reminder_plan(
    entries: &[ReminderEntry],
    unit: impl Fn(&str) -> Option<UnitId>,
) -> Result<ReminderPlan, AppError> {
    if entries.is_empty() {
        return Ok(ReminderPlan::default());
    }
    let mut steps = Vec::new();
    for entry in entries {
        let of = match &entry.unit {
            None => None,
            Some(code) => Some(unit(code).ok_or_else(|| {
                AppError::internal(format!("settings.toml：催办的单位 {code} 不存在"))
            })?),
        };
        let step = ReminderStep {
            working_days: entry.working_days,
            notice: entry.notice,
            label: entry.label.clone(),
        };
        steps.push((of, step));
    }
    ReminderPlan::new(steps).map_err(AppError::internal)
}

/// Which edition of the calendar is in the database.
pub(crate) async fn calendar_version(read: &Read) -> Result<String, StoreError> {
    let version = read.setting(CALENDAR_VERSION).await?;
    Ok(version
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_else(|| "none".to_owned()))
}

/// All versions of what the policy is made of.
pub(crate) async fn policy_rows(read: &Read, settings: &Settings) -> Result<PolicyRows, AppError> {
    let limits = match read.setting(DICTIONARIES).await? {
        Some(value) => serde_json::from_value::<Dictionaries>(value)
            .map_err(AppError::internal)?
            .limits(),
        None => ProcedureLimits::default(),
    };
    PolicyRows::read(read, limits, settings.due).await
}

/// Reads directory and policy, as they hold on a day, from the database.
pub(crate) async fn load_configuration(
    read: &Read,
    settings: &Settings,
    day: NaiveDate,
) -> Result<(Directory, Policy), AppError> {
    let mut directory = Directory::new(read.units().await?, read.topics().await?);
    if let Some(value) = read.setting(DICTIONARIES).await? {
        let dictionaries: Dictionaries =
            serde_json::from_value(value).map_err(AppError::internal)?;
        directory.reminder_plan = reminder_plan(&dictionaries.reminder, |code| {
            directory
                .units
                .iter()
                .find(|u| u.code == code)
                .map(|u| u.id)
        })?;
        directory.assess_criteria = improvement::criteria(&dictionaries.assess_criterion);
        directory.award_levels = improvement::award_levels(&dictionaries.award_level);
        directory.urgent_words = dictionaries.urgent.words;
        directory.result_classes = dictionaries
            .result_class
            .into_iter()
            .map(|c| DictionaryEntry {
                code: c.code,
                label: c.name,
                text: c.meaning,
            })
            .collect();
        directory.decline_reasons = dictionaries
            .decline_reason
            .into_iter()
            .map(|r| DictionaryEntry {
                code: r.code,
                label: r.name,
                text: r.go_instead,
            })
            .collect();
    }
    directory.routing = crate::routing::stored(read).await?;
    directory.campaigns = read.campaigns().await?;
    let policy = policy_rows(read, settings).await?.policy(&directory, day)?;
    Ok((directory, policy))
}
