//! What a change makes of the rows, in a preview and in a confirmation alike.

use chrono::{Datelike, NaiveDate};
use huiyin_core::time::{self, chinese_date};
use huiyin_core::{LimitUnit, UnitId};
use huiyin_store::{ClosureRow, ProcedureVersion};
use huiyin_workflow::calendar::LocalClosure;
use huiyin_workflow::recount::Because;
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::time_rule::{Selectors, TimeRule, TimeRules};

use super::rules_from;
use crate::application::App;
use crate::error::AppError;
use crate::policy::{PolicyRows, Procedure};

/// A change with the reason for it.
#[derive(Debug, Clone)]
pub(super) struct PolicyEdit {
    pub(super) edit: Edit,
    pub(super) reason: String,
}

#[derive(Debug, Clone)]
pub(super) enum Edit {
    /// A version of a rule; without a limit it ends.
    Rule {
        selectors: Selectors,
        limit: Option<TimeLimit>,
        label: String,
        from: NaiveDate,
    },
    Procedure {
        from: NaiveDate,
        value: Procedure,
    },
    Close {
        unit: Option<UnitId>,
        from: NaiveDate,
        to: NaiveDate,
        name: String,
    },
    /// Takes a closure away, by the number of its row.
    Reopen(i64),
}

/// What a change comes to.
#[derive(Debug)]
pub(super) struct Planned {
    /// In words, for the log.
    pub(super) what: String,
    /// What the open items are told.
    pub(super) told: String,
    /// `None`: takes effect at once.
    pub(super) effective_from: Option<NaiveDate>,
    /// How open items are counted again; `None` when nothing that is owed follows from it.
    pub(super) because: Option<Because>,
    /// Whether moving the open items is the administrator's choice.
    pub(super) is_choice: bool,
    pub(super) warnings: Vec<String>,
    pub(super) write: Write,
}

/// The row to add or to change.
#[derive(Debug, Clone)]
pub(super) enum Write {
    Rule(TimeRule),
    Procedure(ProcedureVersion),
    Close(LocalClosure),
    Reopen(i64),
}

impl PolicyEdit {
    /// Changes the rows as the change with this number.
    pub(super) fn apply(
        &self,
        app: &App,
        rows: &mut PolicyRows,
        no: i64,
    ) -> Result<Planned, AppError> {
        match &self.edit {
            Edit::Rule {
                selectors,
                limit,
                label,
                from,
            } => self.rule(rows, no, (selectors, *limit), label, *from),
            Edit::Procedure { from, value } => self.procedure(rows, no, *from, value),
            Edit::Close {
                unit,
                from,
                to,
                name,
            } => {
                let closure = LocalClosure {
                    unit: *unit,
                    from: *from,
                    to: *to,
                    name: name.clone(),
                    changed_no: no,
                    is_removed: false,
                };
                Ok(close(app, rows, closure))
            }
            Edit::Reopen(id) => reopen(app, rows, no, *id),
        }
    }

    fn rule(
        &self,
        rows: &mut PolicyRows,
        no: i64,
        (selectors, limit): (&Selectors, Option<TimeLimit>),
        label: &str,
        from: NaiveDate,
    ) -> Result<Planned, AppError> {
        let known = TimeRules::new(rows.rules.clone()).map_err(AppError::internal)?;
        let &(obligation, kind, track, channel, urgent) = selectors;
        let rule = TimeRule {
            code: known.code_of(selectors),
            version: format!("{}-{:02}.{no}", from.year(), from.month()),
            obligation,
            kind,
            track,
            channel,
            urgent,
            limit: limit.unwrap_or(TimeLimit::new(1, LimitUnit::WorkingDay)),
            effective_from: from,
            label: label.to_owned(),
            is_end: limit.is_none(),
            revision: no,
        };
        let theirs = || {
            let same = |other: &&TimeRule| other.selectors() == *selectors;
            known.rules().iter().filter(same)
        };
        let newest = theirs().max_by_key(|other| (other.effective_from, other.revision));
        if limit.is_none() && newest.is_none_or(|newest| newest.is_end) {
            return Err(AppError::invalid(
                "rule",
                "没有这样的规则，或者已经停止适用",
            ));
        }
        let mut warnings = Vec::new();
        if let Some(later) = theirs().find(|other| other.effective_from > from) {
            warnings.push(format!(
                "这条规则另有一个版本自{}起施行，到那一天以它为准。",
                chinese_date(later.effective_from)
            ));
        }
        let says = limit.map_or_else(|| "停止适用".to_owned(), |limit| limit.to_string());
        let what = format!(
            "时限规则 {}（{}）自{}起{}{says}，版本 {}",
            rule.code,
            scope_in_words(selectors),
            chinese_date(from),
            if limit.is_some() { "为" } else { "" },
            rule.version,
        );
        rows.rules.push(rule.clone());
        let general = rows.rules.iter().any(|other| {
            other.obligation == obligation && other.selectors() != *selectors && !other.is_end
        });
        if limit.is_none() && !general {
            warnings.push("停止之后，这项义务没有任何规则适用，一律按 1 个工作日计算。".to_owned());
        }
        Ok(Planned {
            what,
            told: format!("时限规则有调整：{}", self.reason),
            effective_from: Some(from),
            because: Some(rules_from(from)),
            is_choice: true,
            warnings,
            write: Write::Rule(rule),
        })
    }

    fn procedure(
        &self,
        rows: &mut PolicyRows,
        no: i64,
        from: NaiveDate,
        value: &Procedure,
    ) -> Result<Planned, AppError> {
        let old = rows.procedure_on(from)?;
        if old == *value {
            return Err(AppError::invalid(
                "change",
                "与现行的设置完全相同，没有修改",
            ));
        }
        let before = old.in_words();
        let changed: Vec<String> = value
            .in_words()
            .into_iter()
            .filter(|line| !before.contains(line))
            .collect();
        let mut warnings = Vec::new();
        if let Some(later) = rows.procedures.iter().find(|v| v.effective_from > from) {
            warnings.push(format!(
                "另有一个版本自{}起施行，到那一天以它为准。",
                chinese_date(later.effective_from)
            ));
        }
        let version = ProcedureVersion {
            no,
            effective_from: from,
            value: serde_json::to_value(value).map_err(AppError::internal)?,
        };
        rows.procedures.push(version.clone());
        // the other limits say what may be asked for; nothing that is owed follows from them
        let is_counted_otherwise = old.close_of_business != value.close_of_business;
        Ok(Planned {
            what: format!(
                "程序性期限和计算方法自{}起修改：{}",
                chinese_date(from),
                changed.join("；")
            ),
            told: format!("截止时刻有调整：{}", self.reason),
            effective_from: Some(from),
            because: is_counted_otherwise.then_some(Because::Settings),
            is_choice: true,
            warnings,
            write: Write::Procedure(version),
        })
    }
}

fn close(app: &App, rows: &mut PolicyRows, closure: LocalClosure) -> Planned {
    let mut warnings = Vec::new();
    if closure.to < time::local_date(app.now()) {
        warnings.push("停办的日期已经过去；仍未了结的时限会按停办重新计算。".to_owned());
    }
    let told = in_words(app, &closure);
    rows.closures.push(ClosureRow {
        id: 0,
        added_no: closure.changed_no,
        closure: closure.clone(),
    });
    Planned {
        what: format!("增加停办日：{told}"),
        told: format!("{told}，工作日历随之更新"),
        effective_from: None,
        because: Some(Because::Calendar),
        is_choice: false,
        warnings,
        write: Write::Close(closure),
    }
}

fn reopen(app: &App, rows: &mut PolicyRows, no: i64, id: i64) -> Result<Planned, AppError> {
    let row = rows.closures.iter_mut().find(|row| row.id == id);
    let Some(row) = row.filter(|row| !row.closure.is_removed || row.closure.changed_no == no)
    else {
        return Err(AppError::invalid("closure", "这个停办日已经取消"));
    };
    row.closure.is_removed = true;
    row.closure.changed_no = no;
    let words = in_words(app, &row.closure);
    Ok(Planned {
        what: format!("取消停办日：{words}"),
        told: format!("取消停办：{words}，工作日历随之更新"),
        effective_from: None,
        because: Some(Because::Calendar),
        is_choice: false,
        warnings: Vec::new(),
        write: Write::Reopen(id),
    })
}

/// `区总工会（含下级） 台风“梅花” 2026年9月15日至2026年9月16日停办`.
fn in_words(app: &App, closure: &LocalClosure) -> String {
    let place = closure.unit.map_or_else(
        || "全部单位".to_owned(),
        |unit| app.directory().unit_name(unit),
    );
    let days = if closure.from == closure.to {
        chinese_date(closure.from)
    } else {
        format!(
            "{}至{}",
            chinese_date(closure.from),
            chinese_date(closure.to)
        )
    };
    format!("{place}因{}于{days}停办", closure.name)
}

/// `答复，投诉，紧急件`.
pub(super) fn scope_in_words((obligation, kind, track, channel, urgent): &Selectors) -> String {
    let mut words = vec![obligation.label()];
    words.extend(kind.map(|k| k.label()));
    words.extend(track.map(|t| t.label()));
    words.extend(channel.map(|c| c.label()));
    words.extend(urgent.map(|u| if u { "紧急件" } else { "非紧急件" }));
    words.join("，")
}
