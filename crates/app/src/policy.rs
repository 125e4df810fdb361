//! The policy as the database keeps it, with all its versions, and as it holds on a day.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use huiyin_core::{RestDayArrival, UnitId};
use huiyin_store::{ClosureRow, ProcedureVersion, Read};
use huiyin_workflow::Policy;
use huiyin_workflow::calendar::{
    CalendarNotice, DueSettings, LocalClosure, UnitCalendars, WorkCalendar,
};
use huiyin_workflow::policy::ProcedureLimits;
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::time_rule::{TimeRule, TimeRules};
use serde::{Deserialize, Serialize};

use crate::directory::Directory;
use crate::error::AppError;

/// 程序性期限和计算方法, the way one version of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// By the code of `settings.toml`, `[[limit]]`.
    pub limits: BTreeMap<String, TimeLimit>,
    pub restart_after_supplement: bool,
    pub rest_day_arrival: RestDayArrival,
    /// `None`: 24:00.
    pub close_of_business: Option<NaiveTime>,
}

/// The limits that an administrator edits: code, name, and where the engine has it.
fn editable(limits: &mut ProcedureLimits) -> [(&'static str, &'static str, &mut TimeLimit); 6] {
    [
        ("send_back", "退回，自分办起", &mut limits.send_back),
        ("extension", "延期，自原时限起最长", &mut limits.extension),
        (
            "petition_extension",
            "信访延期，最长",
            &mut limits.petition_extension,
        ),
        (
            "petition_decline",
            "信访不予受理告知，最迟",
            &mut limits.petition_decline,
        ),
        (
            "improvement_major",
            "重大合理化建议的结论",
            &mut limits.improvement_major,
        ),
        (
            "shelve_review",
            "挂账复查日期，最迟",
            &mut limits.shelve_review,
        ),
    ]
}

impl Procedure {
    fn of(mut limits: ProcedureLimits, due: DueSettings) -> Self {
        Self {
            restart_after_supplement: limits.restart_after_supplement,
            limits: editable(&mut limits)
                .into_iter()
                .map(|(code, _, limit)| (code.to_owned(), *limit))
                .collect(),
            rest_day_arrival: due.rest_day_arrival,
            close_of_business: due.close_of_business,
        }
    }

    /// Code and name of each limit, in the order of a form.
    pub fn names() -> Vec<(&'static str, &'static str)> {
        editable(&mut ProcedureLimits::default())
            .into_iter()
            .map(|(code, name, _)| (code, name))
            .collect()
    }

    const fn due(&self) -> DueSettings {
        DueSettings {
            rest_day_arrival: self.rest_day_arrival,
            close_of_business: self.close_of_business,
        }
    }

    /// What this version does not name stays as it was.
    fn limits(&self, mut shipped: ProcedureLimits) -> ProcedureLimits {
        shipped.restart_after_supplement = self.restart_after_supplement;
        for (code, _, limit) in editable(&mut shipped) {
            if let Some(own) = self.limits.get(code) {
                *limit = *own;
            }
        }
        shipped
    }

    /// One line a limit, in words.
    pub fn in_words(&self) -> Vec<String> {
        let mut lines: Vec<String> = Self::names()
            .into_iter()
            .filter_map(|(code, name)| Some(format!("{name} {}", self.limits.get(code)?)))
            .collect();
        lines.push(format!(
            "补正之后受理时限{}",
            if self.restart_after_supplement {
                "重新计算"
            } else {
                "接着计算"
            }
        ));
        lines.push(format!("休息日收件{}", self.rest_day_arrival));
        lines.push(match self.close_of_business {
            Some(time) => format!("到期日 {} 截止", time.format("%H:%M")),
            None => "到期日 24:00 截止".to_owned(),
        });
        lines
    }
}

/// All versions of everything.
#[derive(Debug, Clone)]
pub(crate) struct PolicyRows {
    pub(crate) rules: Vec<TimeRule>,
    pub(crate) notices: Vec<CalendarNotice>,
    pub(crate) calendar_version: String,
    pub(crate) closures: Vec<ClosureRow>,
    pub(crate) procedures: Vec<ProcedureVersion>,
    /// What holds where no version says otherwise.
    shipped: (ProcedureLimits, DueSettings),
}

impl PolicyRows {
    pub(crate) async fn read(
        read: &Read,
        limits: ProcedureLimits,
        due: DueSettings,
    ) -> Result<Self, AppError> {
        Ok(Self {
            rules: read.time_rules().await?,
            notices: read.calendar_notices().await?,
            calendar_version: crate::seed::calendar_version(read).await?,
            closures: read.closures().await?,
            procedures: read.procedure_versions().await?,
            shipped: (limits, due),
        })
    }

    /// The procedure in force on a day. Of two versions from the same day on, the later one.
    pub(crate) fn procedure_on(&self, day: NaiveDate) -> Result<Procedure, AppError> {
        let version = self
            .procedures
            .iter()
            .filter(|version| version.effective_from <= day)
            .max_by_key(|version| (version.effective_from, version.no));
        match version {
            Some(version) => {
                serde_json::from_value(version.value.clone()).map_err(AppError::internal)
            }
            None => Ok(Procedure::of(self.shipped.0, self.shipped.1)),
        }
    }

    /// The policy in force on a day.
    pub(crate) fn policy(&self, directory: &Directory, day: NaiveDate) -> Result<Policy, AppError> {
        let desk = directory
            .desk()
            .ok_or_else(|| AppError::internal("没有分办台：单位中须有且只有一个 is_desk = true"))?;
        let national =
            WorkCalendar::from_notices(self.calendar_version.clone(), self.notices.clone());
        let closures: Vec<LocalClosure> = self
            .closures
            .iter()
            .map(|row| row.closure.clone())
            .collect();
        let below = |unit: UnitId| directory.below(unit);
        let (calendar, unit_calendars) = UnitCalendars::close(&national, &closures, below);
        let procedure = self.procedure_on(day)?;
        Ok(Policy {
            desk,
            rules: TimeRules::new(self.rules.clone()).map_err(AppError::internal)?,
            calendar,
            unit_calendars,
            due: procedure.due(),
            limits: procedure.limits(self.shipped.0),
        })
    }

    /// As it was before a change.
    #[must_use]
    pub(crate) fn without(mut self, no: i64) -> Self {
        self.rules.retain(|rule| rule.revision != no);
        self.procedures.retain(|version| version.no != no);
        self.closures.retain(|row| row.added_no != no);
        for row in &mut self.closures {
            if row.closure.changed_no == no {
                row.closure.changed_no = row.added_no;
                row.closure.is_removed = false;
            }
        }
        self
    }
}
