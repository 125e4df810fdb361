//! 分办规则: the list, one rule with its history, and its form.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::accounts::SignedIn;
use huiyin_app::routing::{self, RoutingRuleForm};
use huiyin_app::{AppError, Directory};
use huiyin_core::{Channel, time};
use huiyin_workflow::routing::{RoutingRule, RoutingRules, RoutingSelectors};
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::routing::{
    RoutingPage, RoutingRulePage, RoutingRuleRow, RoutingVersionRow,
};
use crate::pages::field::{Choice, ChoiceGroup, FieldView, FormErrors};
use crate::pages::parts::Badge;
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{account_name, desk_chrome, form_errors, unit_groups};
use crate::state::Web;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Saved {
    /// Code of the rule that was just saved.
    saved: String,
}

pub(crate) async fn routing_rules(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(asked): Query<Saved>,
) -> Result<Response, Fault> {
    let app = web.app();
    let versions = routing::rules(app, &signed_in.actor).await?;
    let rules = RoutingRules::new(versions.into_iter().map(|v| v.rule).collect())
        .map_err(AppError::internal)?;
    let directory = app.directory();
    let today = time::local_date(app.now());
    let in_force = rules.in_force(today);
    let mut newest = rules.newest();
    newest.sort_by_key(|rule| (!rule.is_active, -rule.priority));
    let state = |rule: &RoutingRule| match (rule.is_active, rule.effective_from > today) {
        (true, false) => Badge::new("启用", Tone::Good),
        (true, true) => Badge::new(
            format!("{}起启用新版", time::chinese_date(rule.effective_from)),
            Tone::Info,
        ),
        (false, true) => Badge::new(
            format!("{}起停用", time::chinese_date(rule.effective_from)),
            Tone::Warn,
        ),
        (false, false) => Badge::new("已停用", Tone::Neutral),
    };
    let saved = rules.newest_of(&asked.saved);
    let page = RoutingPage {
        done: saved
            .map(|rule| format!("规则“{}”第 {} 版已经保存。", rule.label, rule.version))
            .unwrap_or_default(),
        rows: newest
            .into_iter()
            .map(|rule| {
                // what holds today is what a reader looks for; the state tells of what is to come
                let shown = in_force.iter().find(|held| held.code == rule.code);
                let shown = shown.copied().unwrap_or(rule);
                RoutingRuleRow {
                    href: urls::routing_rule(&rule.code),
                    label: shown.label.clone(),
                    when: conditions(&directory, &shown.when),
                    unit: directory.unit_name(shown.unit),
                    is_unit_gone: !directory.routing_units.is_active(shown.unit),
                    priority: shown.priority.to_string(),
                    state: state(rule),
                }
            })
            .collect(),
        chrome: desk_chrome(&web, &signed_in, "分办规则", urls::ROUTING),
    };
    private_html(StatusCode::OK, &page)
}

/// `类别：劳动报酬；渠道：来信`.
pub(super) fn conditions(directory: &Directory, when: &RoutingSelectors) -> String {
    let unit = |what: &str, unit: Option<_>| {
        unit.map(|unit| format!("{what}：{}", directory.unit_name(unit)))
    };
    [
        when.topic
            .map(|topic| format!("类别：{}", directory.topic_name(topic))),
        unit("所在地", when.territory),
        unit("所属产业", when.industry),
        when.channel
            .map(|channel| format!("渠道：{}", channel.label())),
        when.campaign
            .and_then(|id| directory.campaign(id))
            .map(|row| format!("征集活动：{}", row.campaign.name)),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("；")
}

pub(crate) async fn new_routing_rule(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let blank = RoutingRuleForm {
        base: "0".to_owned(),
        priority: "100".to_owned(),
        is_active: "yes".to_owned(),
        effective_from: time::local_date(web.app().now()).to_string(),
        ..RoutingRuleForm::default()
    };
    let page = rule_page(&web, &signed_in, &blank, &FormErrors::default()).await?;
    private_html(StatusCode::OK, &page)
}

pub(crate) async fn routing_rule(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let versions = routing::rules(web.app(), &signed_in.actor).await?;
    let newest = versions.into_iter().rfind(|v| v.rule.code == code);
    let rule = newest.ok_or(Fault::new(ErrorKind::NotFound))?.rule;
    let id = |id: Option<String>| id.unwrap_or_default();
    let today = time::local_date(web.app().now());
    let form = RoutingRuleForm {
        code: rule.code,
        base: rule.version.to_string(),
        label: rule.label,
        territory: id(rule.when.territory.map(|u| u.to_string())),
        industry: id(rule.when.industry.map(|u| u.to_string())),
        topic: id(rule.when.topic.map(|t| t.to_string())),
        channel: id(rule.when.channel.map(|c| c.code().to_owned())),
        campaign: id(rule.when.campaign.map(|c| c.to_string())),
        unit: rule.unit.to_string(),
        priority: rule.priority.to_string(),
        is_active: if rule.is_active { "yes" } else { "no" }.to_owned(),
        effective_from: today.to_string(),
        reason: String::new(),
    };
    let page = rule_page(&web, &signed_in, &form, &FormErrors::default()).await?;
    private_html(StatusCode::OK, &page)
}

/// The fields of a posted form, as typed.
pub(super) fn typed(posted: &Posted) -> RoutingRuleForm {
    let field = |name: &str| posted.field(name).to_owned();
    RoutingRuleForm {
        code: field("code"),
        base: field("base"),
        label: field("label"),
        territory: field("territory"),
        industry: field("industry"),
        topic: field("topic"),
        channel: field("channel"),
        campaign: field("campaign"),
        unit: field("unit"),
        priority: field("priority"),
        is_active: field("is_active"),
        effective_from: field("effective_from"),
        reason: field("reason"),
    }
}

pub(crate) async fn save_routing_rule(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let form = typed(&posted);
    match routing::save_rule(web.app(), &signed_in.actor, &form).await {
        Ok(rule) => {
            let to = format!("{}?saved={}", urls::ROUTING, rule.code);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => again(&web, &signed_in, &form, error).await,
    }
}

/// The form with what was typed and what is wrong with it.
pub(super) async fn again(
    web: &Web,
    signed_in: &SignedIn,
    form: &RoutingRuleForm,
    error: AppError,
) -> Result<Response, Fault> {
    let AppError::Invalid(errors) = error else {
        return Err(error.into());
    };
    let errors = form_errors(&errors, &[("base", "label")]);
    let page = rule_page(web, signed_in, form, &errors).await?;
    private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn rule_page(
    web: &Web,
    signed_in: &SignedIn,
    form: &RoutingRuleForm,
    errors: &FormErrors,
) -> Result<RoutingRulePage, Fault> {
    let app = web.app();
    let directory = app.directory();
    let versions = routing::rules(app, &signed_in.actor).await?;
    let accounts = app.store().read().accounts().await;
    let names = accounts
        .map_err(AppError::from)?
        .into_iter()
        .map(|a| (a.id, a.name))
        .collect();
    let of_rule: Vec<_> = versions
        .into_iter()
        .filter(|v| v.rule.code == form.code)
        .collect();
    let label = of_rule.last().map(|v| v.rule.label.clone());
    let title = label.map_or_else(|| "添加分办规则".to_owned(), |l| format!("分办规则：{l}"));
    let rows = of_rule.into_iter().rev().map(|v| RoutingVersionRow {
        version: format!("第 {} 版", v.rule.version),
        effective_from: time::chinese_date(v.rule.effective_from),
        what: summary(&directory, &v.rule),
        by: match (v.changed_by, v.changed_at) {
            (Some(by), Some(at)) => format!("{}，{}", account_name(&names, by), time::minute(at)),
            (_, Some(at)) => time::minute(at),
            (_, None) => "出厂配置".to_owned(),
        },
        reason: v.reason,
    });
    Ok(RoutingRulePage {
        versions: rows.collect(),
        form: rule_form(&directory, form, &signed_in.csrf).errors(errors),
        chrome: desk_chrome(web, signed_in, &title, urls::ROUTING),
        title,
    })
}

/// One line for the history.
fn summary(directory: &Directory, rule: &RoutingRule) -> String {
    let when = conditions(directory, &rule.when);
    let unit = directory.unit_name(rule.unit);
    let state = if rule.is_active { "" } else { "停用；" };
    format!("{state}{when} → {unit}，优先级 {}", rule.priority)
}

fn rule_form(directory: &Directory, form: &RoutingRuleForm, csrf: &str) -> ActionForm {
    let yes_no = [("yes", "启用"), ("no", "停用")]
        .map(|(value, label)| Choice::new(value, label).selected_if(form.is_active == value));
    ActionForm::new("rule", "试算", urls::ROUTING_PREVIEW, csrf)
        .explain("写了的条件须全部符合。先用上月的来件试算，看过结果、确认之后才生效。")
        .tone(Tone::Good)
        .field(FieldView::hidden("code", &form.code))
        .field(FieldView::hidden("base", &form.base))
        .field(
            FieldView::text("label", "名称", &form.label)
                .required()
                .max_length(40)
                .hint("分办时作为理由显示，如“劳动报酬”"),
        )
        .field(FieldView::select_grouped(
            "topic",
            "类别",
            topic_groups(directory, &form.topic),
        ))
        .field(
            FieldView::select_grouped(
                "territory",
                "所在地",
                branch_group(directory, "territory", &form.territory),
            )
            .hint("登记时选定的单位，或来件里提到的地名、单位名；下级单位也算"),
        )
        .field(FieldView::select_grouped(
            "industry",
            "所属产业",
            branch_group(directory, "industry", &form.industry),
        ))
        .field(FieldView::select(
            "channel",
            "渠道",
            channel_choices(&form.channel),
        ))
        .field(FieldView::select(
            "campaign",
            "征集活动",
            campaign_choices(directory, &form.campaign),
        ))
        .field(
            FieldView::select_grouped("unit", "建议的主办单位", unit_groups(directory, &form.unit))
                .required(),
        )
        .field(
            FieldView::text("priority", "优先级", &form.priority)
                .required()
                .hint("0 到 999，大的在先"),
        )
        .field(FieldView::radios("is_active", "状态", yes_no.into()).required())
        .field(FieldView::date("effective_from", "生效日期", &form.effective_from).required())
        .field(FieldView::textarea("reason", "修改的理由", &form.reason, 2).required())
}

fn any_choice() -> ChoiceGroup {
    ChoiceGroup {
        label: String::new(),
        choices: vec![Choice::new("", "不限")],
    }
}

fn topic_groups(directory: &Directory, chosen: &str) -> Vec<ChoiceGroup> {
    let mut groups = vec![any_choice()];
    for top in directory.topics.iter().filter(|t| t.parent.is_none()) {
        let below = directory.topics.iter().filter(|t| t.parent == Some(top.id));
        let mut choices = Vec::new();
        for (topic, label) in std::iter::once((top, format!("{}（全部）", top.name)))
            .chain(below.map(|topic| (topic, topic.name.clone())))
        {
            let value = topic.id.to_string();
            let is_chosen = value == chosen;
            choices.push(Choice::new(value, label).selected_if(is_chosen));
        }
        groups.push(ChoiceGroup {
            label: top.name.clone(),
            choices,
        });
    }
    groups
}

fn branch_group(directory: &Directory, branch: &str, chosen: &str) -> Vec<ChoiceGroup> {
    let units = directory.units.iter().filter(|u| u.branch == branch);
    let mut group = any_choice();
    for unit in units.filter(|u| u.is_active) {
        let value = unit.id.to_string();
        let is_chosen = value == chosen;
        let choice = Choice::new(value, unit.name.clone());
        group.choices.push(choice.selected_if(is_chosen));
    }
    vec![group]
}

fn campaign_choices(directory: &Directory, chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", "不限")];
    for row in &directory.campaigns {
        let value = row.id.to_string();
        let is_chosen = value == chosen;
        choices.push(Choice::new(value, row.campaign.name.clone()).selected_if(is_chosen));
    }
    choices
}

fn channel_choices(chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", "不限")];
    for channel in Channel::ALL {
        let is_chosen = channel.code() == chosen;
        choices.push(Choice::new(channel.code(), channel.label()).selected_if(is_chosen));
    }
    choices
}
