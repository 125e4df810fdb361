//! The material of the demo as it stands in `config/seed/demo`, read and checked before anything
//! is written.

use chrono::{Duration, NaiveDate, NaiveTime};
use huiyin_app::Directory;
use huiyin_core::time::{self, Instant};
use huiyin_core::{
    Adoption, Channel, IdentityLevel, Intent, ResultClass, Role, Satisfaction, Status,
    SuggestionKind, TopicId, UnitId,
};
use serde::Deserialize;

use super::clock::{Dice, latest_day};
use crate::embedded;
use crate::failure::Failure;

/// Closed items must have had the time to be closed.
const DAYS_BACK: i64 = 40;

/// A member of staff.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) roles: Vec<Role>,
}

/// An item and what became of it; the keys are explained in `config/README.md`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    on: Option<String>,
    days_ago: Option<u16>,
    time: String,
    pub(super) channel: Channel,
    pub(super) intent: Option<Intent>,
    pub(super) kind: SuggestionKind,
    topic: String,
    unit: String,
    pub(super) identity: IdentityLevel,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) phone: String,
    #[serde(default)]
    pub(super) email: String,
    #[serde(default)]
    pub(super) employer: String,
    #[serde(default)]
    pub(super) title: String,
    pub(super) body: String,
    #[serde(default)]
    pub(super) photos: Vec<String>,
    pub(super) ends_as: Status,
    #[serde(default)]
    pub(super) points: Vec<PointText>,
    pub(super) result_class: Option<ResultClass>,
    pub(super) adoption: Option<Adoption>,
    pub(super) reason: Option<String>,
    pub(super) commitment: Option<Promise>,
    #[serde(default)]
    pub(super) is_late: bool,
    pub(super) interim: Option<String>,
    #[serde(default)]
    supports: Vec<SupportText>,
    pub(super) supplement_asked: Option<String>,
    pub(super) supplement: Option<String>,
    pub(super) decline: Option<DeclineText>,
    #[serde(default)]
    pub(super) withdraw_reason: String,
    pub(super) rating: Option<RatingText>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointText {
    pub(super) summary: String,
    pub(super) reply: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Promise {
    pub(super) text: String,
    pub(super) within_days: u16,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SupportText {
    unit: String,
    opinion: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclineText {
    pub(super) reason_code: String,
    pub(super) explanation: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RatingText {
    pub(super) result: Satisfaction,
    pub(super) attitude: Satisfaction,
    pub(super) speed: Satisfaction,
    #[serde(default)]
    pub(super) comment: String,
}

/// A mail that is not simply a letter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Letter {
    days_ago: u16,
    time: String,
    pub(super) from_name: Option<String>,
    pub(super) from: String,
    pub(super) subject: String,
    pub(super) body: String,
    /// Header lines of its own, ASCII.
    #[serde(default)]
    pub(super) headers: Vec<String>,
    /// With this reason a clerk puts it aside the next day.
    pub(super) dismissed: Option<String>,
}

impl Letter {
    /// When it comes, before `now`.
    pub(super) fn at(&self, now: Instant) -> Result<Instant, Failure> {
        let time = parse_time(&self.time)
            .ok_or_else(|| Failure::new(format!("演示邮件的时间“{}”不对", self.time)))?;
        let day = time::local_date(now) - Duration::days(self.days_ago.into());
        Ok(time::at_local(day, time).min(now - Duration::minutes(3)))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    person: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuggestionFile {
    suggestion: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MailFile {
    mail: Vec<Letter>,
}

fn read<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, Failure> {
    toml::from_str(text).map_err(|e| Failure::caused(format!("演示数据 {path} 有误"), e))
}

pub(super) fn people() -> Result<Vec<Person>, Failure> {
    Ok(read::<PeopleFile>(
        embedded::DEMO_PEOPLE,
        &embedded::text(embedded::DEMO_PEOPLE)?,
    )?
    .person)
}

pub(super) fn letters() -> Result<Vec<Letter>, Failure> {
    Ok(read::<MailFile>(embedded::DEMO_MAILS, &embedded::text(embedded::DEMO_MAILS)?)?.mail)
}

/// An item with its names looked up and its day fixed.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// Its number in the file, from 1: what an error names.
    pub(super) no: u64,
    pub(super) item: Item,
    pub(super) unit: UnitId,
    pub(super) topic: TopicId,
    pub(super) supports: Vec<(UnitId, String)>,
    pub(super) received_at: Instant,
    pub(super) is_urgent: bool,
    pub(super) dice: Dice,
}

/// All items, with days in the year before `now`.
pub(super) fn stories(directory: &Directory, now: Instant) -> Result<Vec<Story>, Failure> {
    let path = embedded::DEMO_SUGGESTIONS;
    let file: SuggestionFile = read(path, &embedded::text(path)?)?;
    (1..)
        .zip(file.suggestion)
        .map(|(no, item)| story(directory, now, no, item))
        .collect()
}

fn story(directory: &Directory, now: Instant, no: u64, item: Item) -> Result<Story, Failure> {
    let wrong = |what: &str| Failure::new(format!("演示数据第 {no} 件有误：{what}"));
    check(&item).map_err(wrong)?;
    let unit_of = |code: &str| {
        directory
            .unit_named(code)
            .ok_or_else(|| wrong(&format!("没有单位“{code}”")))
    };
    let unit = unit_of(&item.unit)?;
    let supports = item
        .supports
        .iter()
        .map(|s| Ok((unit_of(&s.unit)?, s.opinion.clone())))
        .collect::<Result<Vec<_>, Failure>>()?;
    let topic = directory
        .topic_named(&item.topic)
        .ok_or_else(|| wrong(&format!("没有类别“{}”", item.topic)))?;
    let time = parse_time(&item.time).ok_or_else(|| wrong("time 应为 HH:MM"))?;
    let day = received_on(&item, time::local_date(now))
        .ok_or_else(|| wrong("on 应为 MM-DD，且与 days_ago 只写一个"))?;
    // a quarter of an hour early in the morning must be enough for the newest ones
    let latest = now - Duration::minutes(2 + i64::try_from(no % 10).unwrap_or(0));
    Ok(Story {
        no,
        unit,
        topic,
        supports,
        received_at: time::at_local(day, time).min(latest),
        is_urgent: directory.sounds_urgent(&item.title) || directory.sounds_urgent(&item.body),
        dice: Dice(no),
        item,
    })
}

fn received_on(item: &Item, today: NaiveDate) -> Option<NaiveDate> {
    match (&item.on, item.days_ago) {
        (Some(on), None) => {
            let (month, day) = on.split_once('-')?;
            latest_day(month.parse().ok()?, day.parse().ok()?, today, DAYS_BACK)
        }
        (None, Some(days)) => Some(today - Duration::days(days.into())),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// What its end demands of an item.
fn check(item: &Item) -> Result<(), &'static str> {
    let is_drafted = matches!(
        item.ends_as,
        Status::InReview | Status::Replied | Status::Closed
    );
    if is_drafted
        && (item.points.is_empty() || item.result_class.is_none() || item.adoption.is_none())
    {
        return Err("有答复的件须有 points、result_class、adoption");
    }
    if item.ends_as == Status::Declined && item.decline.is_none() {
        return Err("不予受理的件须有 decline");
    }
    if item.ends_as == Status::Supplementing && item.supplement_asked.is_none() {
        return Err("待补正的件须有 supplement_asked");
    }
    if matches!(item.ends_as, Status::Terminated | Status::Merged) {
        return Err("还没有这种结局");
    }
    match item.channel {
        Channel::Web | Channel::WeChat if item.intent.is_none() => Err("网页和微信来件须有 intent"),
        Channel::Email if item.identity != IdentityLevel::Named || item.email.is_empty() => {
            Err("邮件总是实名的，须有 email")
        }
        Channel::Api | Channel::Import | Channel::External => Err("演示不用这个渠道"),
        Channel::Web
        | Channel::Email
        | Channel::Phone
        | Channel::Box
        | Channel::Forum
        | Channel::Talk
        | Channel::Visit
        | Channel::Survey
        | Channel::Letter
        | Channel::WalkIn
        | Channel::Request
        | Channel::WeChat => Ok(()),
    }
}
