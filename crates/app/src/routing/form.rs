//! The form of a rule, as typed.

use chrono::NaiveDate;
use huiyin_core::text::tidy;
use huiyin_core::{CampaignId, Channel, TopicId, UnitId};
use huiyin_workflow::routing::{RoutingRule, RoutingRules, RoutingSelectors};

use crate::directory::Directory;
use crate::error::{AppError, FieldError};

const LABEL_MAX: usize = 40;
const REASON_MAX: usize = 500;

/// What was typed. `code` is empty for a new rule until it was tried; `base` is the version that
/// the person saw, 0 for a new rule.
#[derive(Debug, Clone, Default)]
pub struct RoutingRuleForm {
    pub code: String,
    pub base: String,
    pub label: String,
    pub territory: String,
    pub industry: String,
    pub topic: String,
    pub channel: String,
    /// Id of a campaign, or empty.
    pub campaign: String,
    pub unit: String,
    pub priority: String,
    /// `yes` or `no`.
    pub is_active: String,
    pub effective_from: String,
    pub reason: String,
}

/// A form that holds.
pub(super) struct Wanted {
    pub(super) rule: RoutingRule,
    pub(super) reason: String,
}

/// Said when somebody else was faster.
pub(super) const CHANGED: &str = "这条规则刚刚被别人修改过，请打开最新的一版重新修改";

/// A form under examination.
struct Reader<'a> {
    directory: &'a Directory,
    errors: Vec<FieldError>,
}

impl Reader<'_> {
    fn wrong(&mut self, field: &'static str, message: impl Into<String>) {
        let message = message.into();
        self.errors.push(FieldError { field, message });
    }

    fn text(&mut self, field: &'static str, what: &str, typed: &str, max: usize) -> String {
        let text = tidy(typed);
        match text.chars().count() {
            0 => self.wrong(field, format!("请填写{what}")),
            n if n > max => self.wrong(field, format!("{what}最多 {max} 字，现有 {n} 字")),
            _ => {}
        }
        text
    }

    /// A unit in use, of a branch where that matters.
    fn unit(&mut self, field: &'static str, typed: &str, branch: Option<&str>) -> Option<UnitId> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let unit = typed.parse().ok().and_then(|id| self.directory.unit(id));
        let unit = unit.filter(|unit| branch.is_none_or(|branch| unit.branch == branch));
        match unit {
            Some(unit) if unit.is_active => Some(unit.id),
            Some(unit) => {
                let message = format!("{}已停用，请改选别的单位", unit.name);
                self.wrong(field, message);
                None
            }
            None => {
                self.wrong(field, "没有这个单位，请从列表中选择");
                None
            }
        }
    }

    fn topic(&mut self, typed: &str) -> Option<TopicId> {
        let typed = typed.trim();
        let topic = typed.parse().ok().and_then(|id| self.directory.topic(id));
        if topic.is_none() && !typed.is_empty() {
            self.wrong("topic", "没有这个类别，请从列表中选择");
        }
        topic.map(|topic| topic.id)
    }

    fn channel(&mut self, typed: &str) -> Option<Channel> {
        let typed = typed.trim();
        let channel = Channel::from_code(typed);
        if channel.is_none() && !typed.is_empty() {
            self.wrong("channel", "没有这个渠道，请从列表中选择");
        }
        channel
    }

    fn campaign(&mut self, typed: &str) -> Option<CampaignId> {
        let typed = typed.trim();
        let found = typed
            .parse()
            .ok()
            .and_then(|id| self.directory.campaign(id));
        if found.is_none() && !typed.is_empty() {
            self.wrong("campaign", "没有这个征集活动，请从列表中选择");
        }
        found.map(|row| row.id)
    }

    fn day(&mut self, typed: &str, today: NaiveDate) -> NaiveDate {
        match typed.trim().parse::<NaiveDate>() {
            Ok(day) if day >= today => day,
            Ok(_) => {
                self.wrong("effective_from", "生效日期不能早于今天");
                today
            }
            Err(_) => {
                self.wrong("effective_from", "请填写生效日期，如 2026-12-01");
                today
            }
        }
    }
}

impl RoutingRuleForm {
    /// The version that this very form already made: it was sent twice.
    pub(super) fn saved_already(
        &self,
        directory: &Directory,
        rules: &RoutingRules,
        today: NaiveDate,
    ) -> Option<RoutingRule> {
        let newest = rules.newest_of(self.code.trim())?;
        let before = rules.without(newest);
        let wanted = self.parse(directory, &before, today).ok()?;
        (wanted.rule == *newest).then_some(wanted.rule)
    }

    /// # Errors
    /// [`AppError::Invalid`] with every field that is wrong.
    pub(super) fn parse(
        &self,
        directory: &Directory,
        rules: &RoutingRules,
        today: NaiveDate,
    ) -> Result<Wanted, AppError> {
        let mut reader = Reader {
            directory,
            errors: Vec::new(),
        };
        let code = self.code.trim();
        let known = rules.newest_of(code);
        let base: i32 = self.base.trim().parse().unwrap_or(0);
        if !code.is_empty() && known.is_none() && (base != 0 || !is_new_code(code)) {
            return Err(AppError::NotFound);
        }
        if known.map_or(0, |rule| rule.version) != base {
            reader.wrong("base", CHANGED);
        }
        let label = reader.text("label", "名称", &self.label, LABEL_MAX);
        let is_active = match self.is_active.as_str() {
            "yes" => true,
            "no" => false,
            _ => {
                reader.wrong("is_active", "请选择启用还是停用");
                true
            }
        };
        // a rule is ended as it is: its units may be out of use themselves
        let ended = known.filter(|_| !is_active);
        let when = match ended {
            Some(rule) => rule.when,
            None => self.selectors(&mut reader),
        };
        let unit = match ended {
            Some(rule) => Some(rule.unit),
            None => reader.unit("unit", &self.unit, None),
        };
        if unit.is_none() && reader.errors.iter().all(|e| e.field != "unit") {
            reader.wrong("unit", "请选择主办单位");
        }
        let priority = self.priority.trim().parse().ok();
        let priority = priority.filter(|n| (0..=999).contains(n));
        if priority.is_none() {
            reader.wrong("priority", "优先级请填 0 到 999 的整数");
        }
        let effective_from = reader.day(&self.effective_from, today);
        let reason = reader.text("reason", "修改的理由", &self.reason, REASON_MAX);
        let (Some(unit), Some(priority), true) = (unit, priority, reader.errors.is_empty()) else {
            return Err(AppError::Invalid(reader.errors));
        };
        let rule = RoutingRule {
            code: match known {
                Some(rule) => rule.code.clone(),
                None if code.is_empty() => free_code(rules),
                None => code.to_owned(),
            },
            version: base.saturating_add(1),
            label,
            when,
            unit,
            priority,
            is_active,
            effective_from,
        };
        Ok(Wanted { rule, reason })
    }
}

impl RoutingRuleForm {
    fn selectors(&self, reader: &mut Reader<'_>) -> RoutingSelectors {
        let n_errors = reader.errors.len();
        let when = RoutingSelectors {
            topic: reader.topic(&self.topic),
            territory: reader.unit("territory", &self.territory, Some("territory")),
            industry: reader.unit("industry", &self.industry, Some("industry")),
            channel: reader.channel(&self.channel),
            campaign: reader.campaign(&self.campaign),
        };
        if when.specificity() == 0 && reader.errors.len() == n_errors {
            reader.wrong("topic", "类别、所在地、所属产业、渠道、征集活动至少选一项");
        }
        when
    }
}

/// Whether it is a code that [`free_code`] gives.
fn is_new_code(code: &str) -> bool {
    let number = code.strip_prefix("rule-");
    number.is_some_and(|n| n.parse::<u32>().is_ok_and(|parsed| parsed.to_string() == n))
}

/// `rule-7`: the first that was never used.
fn free_code(rules: &RoutingRules) -> String {
    let mut n: u32 = 1;
    while rules.newest_of(&format!("rule-{n}")).is_some() {
        n = n.saturating_add(1);
    }
    format!("rule-{n}")
}
