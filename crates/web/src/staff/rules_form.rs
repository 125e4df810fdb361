//! The forms that change time rules and the procedure's limits.

use huiyin_app::accounts::SignedIn;
use huiyin_app::desk::policy_edit::{PolicyView, selectors_code, selectors_of};
use huiyin_app::policy::Procedure;
use huiyin_core::{Channel, LimitUnit, ObligationKind, RestDayArrival, SuggestionKind, Track};
use huiyin_workflow::time_rule::TimeRule;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::urls;
use crate::posted::Posted;
use crate::staff::calendar::applies_to;

/// What the forms show: what was typed, or else what holds.
pub(super) struct Typed<'a> {
    pub(super) posted: &'a Posted,
    pub(super) errors: &'a FormErrors,
    /// The rule that was chosen to be changed, as `selectors_code`.
    pub(super) rule: &'a str,
}

impl Typed<'_> {
    fn is(&self, change: &str) -> bool {
        self.posted.field("change") == change
    }
}

pub(super) fn forms(
    signed_in: &SignedIn,
    view: &PolicyView,
    newest: &[&TimeRule],
    typed: &Typed<'_>,
) -> Vec<ActionForm> {
    vec![
        rule_form(signed_in, newest, typed),
        end_form(signed_in, newest, typed),
        procedure_form(signed_in, view, typed),
    ]
}

/// The values of the rule form by name.
fn values(newest: &[&TimeRule], typed: &Typed<'_>) -> impl Fn(&str) -> String {
    let mut chosen: Vec<(&'static str, String)> = Vec::new();
    if let Some(selectors) = selectors_of(typed.rule).filter(|_| !typed.is("rule")) {
        let (obligation, kind, track, channel, urgent) = selectors;
        chosen.push(("obligation", obligation.code().to_owned()));
        chosen.extend(kind.map(|k| ("kind", k.code().to_owned())));
        chosen.extend(track.map(|t| ("track", t.code().to_owned())));
        chosen.extend(channel.map(|c| ("channel", c.code().to_owned())));
        chosen.extend(urgent.map(|u| ("urgent", if u { "yes" } else { "no" }.to_owned())));
        if let Some(rule) = newest.iter().find(|rule| rule.selectors() == selectors) {
            chosen.push(("amount", rule.limit.amount.to_string()));
            chosen.push(("unit", rule.limit.unit.code().to_owned()));
            chosen.push(("label", rule.label.clone()));
        }
    }
    let typed: Vec<(String, String)> = if typed.is("rule") {
        typed.posted.texts(&["csrf"])
    } else {
        Vec::new()
    };
    move |name| {
        let typed = typed.iter().find(|(field, _)| field == name);
        let chosen = || chosen.iter().find(|(field, _)| *field == name);
        typed
            .map(|(_, value)| value.clone())
            .or_else(|| chosen().map(|(_, value)| value.clone()))
            .unwrap_or_default()
    }
}

/// Codes and labels of a closed set, with a first choice that fits all.
fn choices(
    all: &str,
    codes: impl Iterator<Item = (&'static str, &'static str)>,
    value: &str,
) -> Vec<Choice> {
    let first = (!all.is_empty()).then(|| Choice::new("", all));
    let rest = codes.map(|(code, label)| Choice::new(code, label).selected_if(code == value));
    first.into_iter().chain(rest).collect()
}

fn rule_form(signed_in: &SignedIn, newest: &[&TimeRule], typed: &Typed<'_>) -> ActionForm {
    let value = values(newest, typed);
    let none = FormErrors::default();
    let form = ActionForm::folded(
        "rule",
        "新增规则或新版本",
        urls::RULES_PREVIEW,
        &signed_in.csrf,
    )
    .explain("适用范围与现有规则相同的，是它的新版本。先预览，确认后才保存。")
    .submit("预览")
    .tone(Tone::Good)
    .field(FieldView::hidden("change", "rule"))
    .field(FieldView::select(
        "obligation",
        "义务",
        choices(
            "请选择",
            ObligationKind::ALL
                .iter()
                .filter(|kind| **kind != ObligationKind::Commitment)
                .map(|kind| (kind.code(), kind.label())),
            &value("obligation"),
        ),
    ))
    .field(FieldView::select(
        "kind",
        "件类",
        choices(
            "全部",
            SuggestionKind::ALL.iter().map(|k| (k.code(), k.label())),
            &value("kind"),
        ),
    ))
    .field(FieldView::select(
        "track",
        "办理轨道",
        choices(
            "全部",
            Track::ALL.iter().map(|t| (t.code(), t.label())),
            &value("track"),
        ),
    ))
    .field(FieldView::select(
        "channel",
        "渠道",
        choices(
            "全部",
            Channel::ALL.iter().map(|c| (c.code(), c.label())),
            &value("channel"),
        ),
    ))
    .field(FieldView::select(
        "urgent",
        "紧急程度",
        choices(
            "全部",
            [("yes", "只管紧急件"), ("no", "只管非紧急件")].into_iter(),
            &value("urgent"),
        ),
    ))
    .field(FieldView::text("amount", "数量", &value("amount")))
    .field(FieldView::select(
        "unit",
        "单位",
        choices(
            "",
            LimitUnit::ALL.iter().map(|u| (u.code(), u.label())),
            &value("unit"),
        ),
    ))
    .field(FieldView::text("label", "说明", &value("label")).hint("会出现在“为什么是这一天”里"))
    .field(FieldView::date(
        "effective_from",
        "生效日期",
        &value("effective_from"),
    ))
    .field(
        FieldView::text("reason", "理由和依据", &value("reason"))
            .hint("记入修改记录；调整未了事项的，会告知建议人"),
    )
    .errors(if typed.is("rule") {
        typed.errors
    } else {
        &none
    });
    if typed.rule.is_empty() {
        form
    } else {
        form.open()
    }
}

fn end_form(signed_in: &SignedIn, newest: &[&TimeRule], typed: &Typed<'_>) -> ActionForm {
    let none = FormErrors::default();
    let is_typed = typed.is("end");
    let value = |name| {
        if is_typed {
            typed.posted.field(name)
        } else {
            ""
        }
    };
    let mut rules = vec![Choice::new("", "请选择")];
    rules.extend(newest.iter().filter(|rule| !rule.is_end).map(|rule| {
        let code = selectors_code(&rule.selectors());
        let is_chosen = value("rule") == code;
        let label = format!("{}：{}，{}", rule.obligation, applies_to(rule), rule.limit);
        Choice::new(code, label).selected_if(is_chosen)
    }));
    ActionForm::folded(
        "end",
        "停止适用一条规则",
        urls::RULES_PREVIEW,
        &signed_in.csrf,
    )
    .explain("从那一天起，改由条件较少的规则适用。")
    .submit("预览")
    .tone(Tone::Bad)
    .field(FieldView::hidden("change", "end"))
    .field(FieldView::select("rule", "规则", rules))
    .field(FieldView::date(
        "effective_from",
        "从哪一天起停止",
        value("effective_from"),
    ))
    .field(FieldView::text("reason", "理由和依据", value("reason")))
    .errors(if is_typed { typed.errors } else { &none })
}

fn procedure_form(signed_in: &SignedIn, view: &PolicyView, typed: &Typed<'_>) -> ActionForm {
    let none = FormErrors::default();
    let is_typed = typed.is("procedure");
    let now = &view.procedure;
    let value = |name: &str, holds: String| {
        if is_typed {
            typed.posted.field(name).to_owned()
        } else {
            holds
        }
    };
    let mut form = ActionForm::folded(
        "procedure",
        "修改程序性期限和计算方法",
        urls::RULES_PREVIEW,
        &signed_in.csrf,
    )
    .explain("例如 2个工作日、30日、3个月。")
    .submit("预览")
    .tone(Tone::Good)
    .field(FieldView::hidden("change", "procedure"));
    for (code, name) in Procedure::names() {
        let holds = now.limits.get(code).map(ToString::to_string);
        let shown = value(code, holds.unwrap_or_default());
        form = form.field(FieldView::text(code, name, &shown));
    }
    let clock = if now.restart_after_supplement {
        "restart"
    } else {
        "resume"
    };
    let close = now
        .close_of_business
        .map(|time| time.format("%H:%M").to_string());
    form.field(FieldView::select(
        "after_supplement",
        "补正之后，受理时限",
        choices(
            "",
            [("resume", "接着计算"), ("restart", "重新计算")].into_iter(),
            &value("after_supplement", clock.to_owned()),
        ),
    ))
    .field(FieldView::select(
        "rest_day_arrival",
        "休息日收件",
        choices(
            "",
            RestDayArrival::ALL.iter().map(|r| (r.code(), r.label())),
            &value("rest_day_arrival", now.rest_day_arrival.code().to_owned()),
        ),
    ))
    .field(
        FieldView::text(
            "close_of_business",
            "到期日的截止时刻",
            &value("close_of_business", close.unwrap_or_default()),
        )
        .hint("例如 17:00；留空为当日 24:00"),
    )
    .field(FieldView::date(
        "effective_from",
        "生效日期",
        &value("effective_from", String::new()),
    ))
    .field(FieldView::text(
        "reason",
        "理由和依据",
        &value("reason", String::new()),
    ))
    .errors(if is_typed { typed.errors } else { &none })
}
