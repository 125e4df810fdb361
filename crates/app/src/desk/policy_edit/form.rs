//! What an administrator typed, and what it means.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use huiyin_core::{
    Channel, LimitUnit, ObligationKind, RestDayArrival, SuggestionKind, Track, UnitId, time,
};
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::time_rule::Selectors;

use super::apply::{Edit, PolicyEdit};
use crate::application::App;
use crate::error::{AppError, FieldError};
use crate::policy::Procedure;

/// Longest text of a field, in characters.
const TEXT_MAX: usize = 200;
/// Longest closure, in days: a typhoon does not close an office for a quarter.
const CLOSURE_MAX: i64 = 31;

/// The fields of one of the forms, by name; `change` says which form it is: `rule`, `end`,
/// `procedure`, `close`, `reopen`.
#[derive(Debug, Clone, Default)]
pub struct PolicyForm(pub BTreeMap<String, String>);

/// Collects what is wrong, so that everything is told at once.
struct Reader<'a> {
    form: &'a PolicyForm,
    errors: Vec<FieldError>,
}

/// What a rule fits, as one value of a form: `reply/praise///yes`.
pub fn selectors_code((obligation, kind, track, channel, urgent): &Selectors) -> String {
    [
        obligation.code(),
        kind.map_or("", |k| k.code()),
        track.map_or("", |t| t.code()),
        channel.map_or("", |c| c.code()),
        urgent.map_or("", |u| if u { "yes" } else { "no" }),
    ]
    .join("/")
}

/// The reverse of [`selectors_code`].
pub fn selectors_of(code: &str) -> Option<Selectors> {
    let parts: Vec<&str> = code.split('/').collect();
    let &[obligation, kind, track, channel, urgent] = parts.as_slice() else {
        return None;
    };
    Some((
        ObligationKind::from_code(obligation)?,
        chosen(kind, SuggestionKind::from_code)?,
        chosen(track, Track::from_code)?,
        chosen(channel, Channel::from_code)?,
        chosen(urgent, yes_or_no)?,
    ))
}

/// `Some(None)` where nothing is chosen.
fn chosen<T>(code: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if code.is_empty() {
        return Some(None);
    }
    parse(code).map(Some)
}

fn yes_or_no(code: &str) -> Option<bool> {
    match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

impl PolicyForm {
    fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", |value| value.trim())
    }

    /// Whether open items go over to the change as well; only new ones do unless it is said.
    pub fn moves_open(&self) -> bool {
        self.get("scope") == "open"
    }

    pub(super) fn read(&self, app: &App) -> Result<PolicyEdit, AppError> {
        let mut reader = Reader {
            form: self,
            errors: Vec::new(),
        };
        let reason = reader.words("reason", "修改的理由");
        let today = time::local_date(app.now());
        let edit = match self.get("change") {
            "rule" => reader.rule(today),
            "end" => reader.end(today),
            "procedure" => reader.procedure(today),
            "close" => reader.close(app),
            "reopen" => self.get("closure").parse().ok().map(Edit::Reopen),
            _ => None,
        };
        match edit {
            Some(edit) if reader.errors.is_empty() => Ok(PolicyEdit { edit, reason }),
            Some(_) | None if !reader.errors.is_empty() => Err(AppError::Invalid(reader.errors)),
            Some(_) | None => Err(AppError::invalid("change", "没有写明要修改什么")),
        }
    }
}

impl Reader<'_> {
    fn wrong(&mut self, field: &'static str, message: impl Into<String>) {
        self.errors.push(FieldError {
            field,
            message: message.into(),
        });
    }

    fn words(&mut self, field: &'static str, name: &str) -> String {
        let text = self.form.get(field);
        match text.chars().count() {
            0 => self.wrong(field, format!("请填写{name}")),
            1..=TEXT_MAX => {}
            _ => self.wrong(field, format!("{name}最多 {TEXT_MAX} 字")),
        }
        text.to_owned()
    }

    fn day(&mut self, field: &'static str, name: &str) -> Option<NaiveDate> {
        let day = NaiveDate::parse_from_str(self.form.get(field), "%Y-%m-%d");
        if day.is_err() {
            self.wrong(field, format!("请选择{name}"));
        }
        day.ok()
    }

    /// The past is not rewritten: what was owed was owed.
    fn effective_from(&mut self, today: NaiveDate) -> Option<NaiveDate> {
        let day = self.day("effective_from", "生效日期")?;
        if day < today {
            self.wrong("effective_from", "生效日期不能早于今天");
            return None;
        }
        Some(day)
    }

    /// `None` where nothing was chosen: fits everything.
    fn selector<T>(&mut self, field: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        match self.form.get(field) {
            "" => None,
            code => {
                let value = parse(code);
                if value.is_none() {
                    self.wrong(field, "请从列表中选择");
                }
                value
            }
        }
    }

    fn selectors(&mut self) -> Option<Selectors> {
        let obligation = self.selector("obligation", ObligationKind::from_code);
        if obligation.is_none() && self.errors.iter().all(|e| e.field != "obligation") {
            self.wrong("obligation", "请选择是哪一项义务");
        }
        let kind = self.selector("kind", SuggestionKind::from_code);
        let track = self.selector("track", Track::from_code);
        let channel = self.selector("channel", Channel::from_code);
        let urgent = self.selector("urgent", yes_or_no);
        let obligation = obligation?;
        if obligation == ObligationKind::Commitment {
            self.wrong("obligation", "承诺的日期由承诺写明，没有时限规则");
        }
        Some((obligation, kind, track, channel, urgent))
    }

    fn limit(&mut self, amount: &'static str, unit: &'static str) -> Option<TimeLimit> {
        let parsed_unit = LimitUnit::from_code(self.form.get(unit));
        if parsed_unit.is_none() {
            self.wrong(unit, "请选择单位");
        }
        let number = self.form.get(amount).parse::<u32>();
        if number.is_err() {
            self.wrong(amount, "请填写 1 到 9999 的整数");
        }
        let limit = TimeLimit::new(number.ok()?, parsed_unit?);
        match limit.checked() {
            Ok(limit) => Some(limit),
            Err(error) => {
                self.wrong(amount, error.to_string());
                None
            }
        }
    }

    fn rule(&mut self, today: NaiveDate) -> Option<Edit> {
        let selectors = self.selectors();
        let limit = self.limit("amount", "unit");
        let label = self.words("label", "说明");
        let from = self.effective_from(today);
        Some(Edit::Rule {
            selectors: selectors?,
            limit: Some(limit?),
            label,
            from: from?,
        })
    }

    fn end(&mut self, today: NaiveDate) -> Option<Edit> {
        let selectors = selectors_of(self.form.get("rule"));
        if selectors.is_none() {
            self.wrong("rule", "请选择要停止适用的规则");
        }
        let from = self.effective_from(today);
        Some(Edit::Rule {
            selectors: selectors?,
            limit: None,
            label: "停止适用".to_owned(),
            from: from?,
        })
    }

    fn procedure(&mut self, today: NaiveDate) -> Option<Edit> {
        let mut limits = BTreeMap::new();
        for (code, _) in Procedure::names() {
            let text = self.form.get(code).to_owned();
            match TimeLimit::parse(&text) {
                Ok(limit) => {
                    limits.insert(code.to_owned(), limit);
                }
                Err(error) => self.wrong(code, error.to_string()),
            }
        }
        let arrival = RestDayArrival::from_code(self.form.get("rest_day_arrival"));
        if arrival.is_none() {
            self.wrong("rest_day_arrival", "请选择休息日收件怎样计算");
        }
        let close = match self.form.get("close_of_business") {
            "" | "24:00" => Some(None),
            text => {
                let time = NaiveTime::parse_from_str(text, "%H:%M");
                if time.is_err() {
                    self.wrong(
                        "close_of_business",
                        "请写成 17:00 这样的时刻；留空为当日 24:00",
                    );
                }
                time.ok().map(Some)
            }
        };
        let from = self.effective_from(today);
        Some(Edit::Procedure {
            from: from?,
            value: Procedure {
                limits,
                restart_after_supplement: self.form.get("after_supplement") == "restart",
                rest_day_arrival: arrival?,
                close_of_business: close?,
            },
        })
    }

    fn close(&mut self, app: &App) -> Option<Edit> {
        let name = self.words("name", "停办的事由");
        let unit = match self.form.get("unit") {
            "" => None,
            id => {
                let unit = id.parse().ok().map(UnitId);
                let known = unit.filter(|unit| app.directory().unit(*unit).is_some());
                if known.is_none() {
                    self.wrong("unit", "请从列表中选择单位");
                }
                known
            }
        };
        let from = self.day("from", "停办的第一天");
        let to = if self.form.get("to").is_empty() {
            from
        } else {
            self.day("to", "停办的最后一天")
        };
        let (from, to) = (from?, to?);
        if to < from {
            self.wrong("to", "最后一天不能早于第一天");
        } else if (to - from).num_days() >= CLOSURE_MAX {
            self.wrong("to", format!("一次停办最多 {CLOSURE_MAX} 天"));
        }
        Some(Edit::Close {
            unit,
            from,
            to,
            name,
        })
    }
}
