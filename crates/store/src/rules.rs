//! Configuration that decisions depend on: time rules, the calendar, settings.

use huiyin_core::{Channel, DayKind, LimitUnit, ObligationKind, SuggestionKind, Track};
use huiyin_workflow::calendar::{CalendarDay, CalendarNotice};
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::time_rule::TimeRule;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::code;
use crate::entity::{calendar_day, calendar_year, setting, time_rule};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// Which edition of a year's notice is in the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarYear {
    pub year: i32,
    pub version: String,
}

impl Tx {
    /// Puts these rules in the place of all others. Items keep the due times they have.
    ///
    /// # Errors
    /// What the database says.
    pub async fn replace_time_rules(&self, rules: &[TimeRule]) -> Result<(), StoreError> {
        time_rule::Entity::delete_many().exec(&self.conn).await?;
        let rows: Vec<_> = rules.iter().map(rule_row).collect();
        if !rows.is_empty() {
            time_rule::Entity::insert_many(rows)
                .exec_without_returning(&self.conn)
                .await?;
        }
        Ok(())
    }

    /// Puts these days in the place of those of a year's notice.
    ///
    /// # Errors
    /// What the database says.
    pub async fn replace_calendar(
        &self,
        year: CalendarYear,
        days: &[CalendarDay],
    ) -> Result<(), StoreError> {
        calendar_day::Entity::delete_many()
            .filter(calendar_day::Column::Year.eq(year.year))
            .exec(&self.conn)
            .await?;
        let rows: Vec<_> = days
            .iter()
            .map(|day| calendar_day::ActiveModel {
                year: Set(year.year),
                day: Set(day.day),
                kind: Set(day.kind.code().to_owned()),
                name: Set(day.name.clone()),
                source: Set(day.source.clone()),
            })
            .collect();
        if !rows.is_empty() {
            calendar_day::Entity::insert_many(rows)
                .exec_without_returning(&self.conn)
                .await?;
        }
        let row = calendar_year::ActiveModel {
            year: Set(year.year),
            version: Set(year.version),
        };
        let conflict = OnConflict::column(calendar_year::Column::Year)
            .update_column(calendar_year::Column::Version)
            .to_owned();
        calendar_year::Entity::insert(row)
            .on_conflict(conflict)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }

    /// Keeps a setting, as JSON.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_setting(
        &self,
        key: &str,
        value: &serde_json::Value,
    ) -> Result<(), StoreError> {
        let row = setting::ActiveModel {
            key: Set(key.to_owned()),
            value: Set(value.to_string()),
        };
        let conflict = OnConflict::column(setting::Column::Key)
            .update_column(setting::Column::Value)
            .to_owned();
        setting::Entity::insert(row)
            .on_conflict(conflict)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

impl Read {
    /// All time rules, all versions.
    ///
    /// # Errors
    /// What the database says.
    pub async fn time_rules(&self) -> Result<Vec<TimeRule>, StoreError> {
        time_rule::Entity::find()
            .order_by_asc(time_rule::Column::Id)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(read_rule)
            .collect()
    }

    /// The years whose notices are in the rows, ascending.
    ///
    /// # Errors
    /// What the database says.
    pub async fn calendar_years(&self) -> Result<Vec<CalendarYear>, StoreError> {
        let rows = calendar_year::Entity::find()
            .order_by_asc(calendar_year::Column::Year)
            .all(&self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| CalendarYear {
                year: row.year,
                version: row.version,
            })
            .collect())
    }

    /// The notices in the rows, by year: ready for `WorkCalendar::from_notices`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn calendar_notices(&self) -> Result<Vec<CalendarNotice>, StoreError> {
        let mut notices: Vec<CalendarNotice> = self
            .calendar_years()
            .await?
            .into_iter()
            .map(|year| CalendarNotice {
                year: year.year,
                days: Vec::new(),
            })
            .collect();
        let rows = calendar_day::Entity::find()
            .order_by_asc(calendar_day::Column::Year)
            .order_by_asc(calendar_day::Column::Day)
            .all(&self.conn)
            .await?;
        for row in rows {
            let day = CalendarDay {
                day: row.day,
                kind: code::read("calendar_day.kind", &row.kind, DayKind::from_code)?,
                name: row.name,
                source: row.source,
            };
            match notices.iter_mut().find(|n| n.year == row.year) {
                Some(notice) => notice.days.push(day),
                None => notices.push(CalendarNotice {
                    year: row.year,
                    days: vec![day],
                }),
            }
        }
        Ok(notices)
    }

    /// A setting, as JSON.
    ///
    /// # Errors
    /// What the database says.
    pub async fn setting(&self, key: &str) -> Result<Option<serde_json::Value>, StoreError> {
        let row = setting::Entity::find_by_id(key).one(&self.conn).await?;
        row.map(|row| code::from_json("setting.value", &row.value))
            .transpose()
    }
}

pub(crate) fn rule_row(rule: &TimeRule) -> time_rule::ActiveModel {
    time_rule::ActiveModel {
        id: NotSet,
        code: Set(rule.code.clone()),
        version: Set(rule.version.clone()),
        obligation: Set(rule.obligation.code().to_owned()),
        kind: Set(rule.kind.map(|k| k.code().to_owned())),
        track: Set(rule.track.map(|t| t.code().to_owned())),
        channel: Set(rule.channel.map(|c| c.code().to_owned())),
        urgent: Set(rule.urgent),
        amount: Set(i32::try_from(rule.limit.amount).unwrap_or(i32::MAX)),
        unit: Set(rule.limit.unit.code().to_owned()),
        effective_from: Set(rule.effective_from),
        label: Set(rule.label.clone()),
        is_end: Set(rule.is_end),
        revision: Set(rule.revision),
    }
}

fn read_rule(row: time_rule::Model) -> Result<TimeRule, StoreError> {
    let obligation = code::read(
        "time_rule.obligation",
        &row.obligation,
        ObligationKind::from_code,
    )?;
    let kind = row.kind.as_deref();
    let track = row.track.as_deref();
    let channel = row.channel.as_deref();
    Ok(TimeRule {
        obligation,
        kind: code::read_opt("time_rule.kind", kind, SuggestionKind::from_code)?,
        track: code::read_opt("time_rule.track", track, Track::from_code)?,
        channel: code::read_opt("time_rule.channel", channel, Channel::from_code)?,
        urgent: row.urgent,
        limit: TimeLimit {
            amount: u32::try_from(row.amount).unwrap_or(0),
            unit: code::read("time_rule.unit", &row.unit, LimitUnit::from_code)?,
        },
        code: row.code,
        version: row.version,
        effective_from: row.effective_from,
        label: row.label,
        is_end: row.is_end,
        revision: row.revision,
    })
}
