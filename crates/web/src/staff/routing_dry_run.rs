//! 试算: what the rules, or a change of one, would have done to a month.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use huiyin_app::Directory;
use huiyin_app::accounts::SignedIn;
use huiyin_app::routing::{self, DryRunRow, Month, MonthlyDryRun, RoutingRuleForm, RulePreview};
use huiyin_core::time;
use huiyin_workflow::metric::RateFigure;
use huiyin_workflow::routing::{Routing, RoutingRule, RoutingRules, Tally};
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::routing::{RoutedRow, RoutingDryRunPage, RoutingFigureRow};
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::desk_chrome;
use crate::staff::routing::{again, conditions, typed};
use crate::state::Web;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    month: String,
}

pub(crate) async fn routing_dry_run(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let app = web.app();
    let mut errors = FormErrors::default();
    let month = match asked.month.trim() {
        "" => None,
        text => {
            let month = Month::parse(text);
            if month.is_none() {
                errors.add("month", "月份请写成 2026-10 的样子");
            }
            month
        }
    };
    let month = month.unwrap_or_else(|| Month::before(app.now()));
    let found = routing::dry_run(app, &signed_in.actor, month).await?;
    let shown = if errors.is_empty() {
        month.code()
    } else {
        asked.month
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let field = FieldView::text("month", "月份", &shown)
        .hint("如 2026-10")
        .errors(&errors);
    let page = RoutingDryRunPage {
        month: vec![field],
        ..page(&web, &signed_in, found, None).await?
    };
    private_html(status, &page)
}

pub(crate) async fn preview_routing_rule(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let form = typed(&posted);
    let app = web.app();
    let month = Month::before(app.now());
    match routing::preview_rule(app, &signed_in.actor, month, &form).await {
        Ok(preview) => {
            let changes = changes(&app.directory(), &preview);
            let rule = preview.rule;
            // a new rule has its code from here on, so that sending it twice makes one
            let form = RoutingRuleForm {
                code: rule.code.clone(),
                ..form
            };
            let page = RoutingDryRunPage {
                title: format!("试算：{}", rule.label),
                is_change: true,
                changes,
                confirm: Some(confirm(&form, &signed_in.csrf)),
                ..page(&web, &signed_in, preview.dry_run, Some(&rule)).await?
            };
            private_html(StatusCode::OK, &page)
        }
        Err(error) => again(&web, &signed_in, &form, error).await,
    }
}

fn confirm(form: &RoutingRuleForm, csrf: &str) -> ActionForm {
    let mut confirm = ActionForm::new("confirm", "保存规则", urls::ROUTING_CONFIRM, csrf)
        .explain("保存为新的一版，从生效日期起用于分办建议；原来的版本留存。")
        .tone(Tone::Good);
    for (name, value) in [
        ("code", &form.code),
        ("base", &form.base),
        ("label", &form.label),
        ("territory", &form.territory),
        ("industry", &form.industry),
        ("topic", &form.topic),
        ("channel", &form.channel),
        ("unit", &form.unit),
        ("priority", &form.priority),
        ("is_active", &form.is_active),
        ("effective_from", &form.effective_from),
        ("reason", &form.reason),
    ] {
        confirm = confirm.field(FieldView::hidden(name, value));
    }
    confirm
}

fn row(name: &str, old: impl Into<String>, new: impl Into<String>) -> RoutingFigureRow {
    RoutingFigureRow {
        name: name.to_owned(),
        old: old.into(),
        new: new.into(),
    }
}

/// A part of a rule, as a person reads it.
type Part<'a> = &'a dyn Fn(&RoutingRule) -> String;

/// What would be saved, beside what holds now.
fn changes(directory: &Directory, preview: &RulePreview) -> Vec<RoutingFigureRow> {
    let value = |of: Part<'_>| {
        let old = preview.before.as_ref().map_or_else(|| "—".to_owned(), of);
        (old, of(&preview.rule))
    };
    let rows: [(&str, Part<'_>); 6] = [
        ("名称", &|rule| rule.label.clone()),
        ("条件", &|rule| conditions(directory, &rule.when)),
        ("主办单位", &|rule| directory.unit_name(rule.unit)),
        ("优先级", &|rule| rule.priority.to_string()),
        ("状态", &|rule| {
            if rule.is_active { "启用" } else { "停用" }.to_owned()
        }),
        ("生效日期", &|rule| {
            time::chinese_date(rule.effective_from)
        }),
    ];
    rows.into_iter()
        .map(|(name, of)| {
            let (old, new) = value(of);
            row(name, old, new)
        })
        .collect()
}

/// The page of a dry run; `tried` is the rule that a change makes.
async fn page(
    web: &Web,
    signed_in: &SignedIn,
    found: MonthlyDryRun,
    tried: Option<&RoutingRule>,
) -> Result<RoutingDryRunPage, Fault> {
    let app = web.app();
    let directory = app.directory();
    let versions = routing::rules(app, &signed_in.actor).await?;
    let rules = RoutingRules::new(versions.into_iter().map(|v| v.rule).collect())
        .map_err(huiyin_app::AppError::internal)?;
    let label = |code: &str| {
        let tried = tried.filter(|rule| rule.code == code);
        let rule = tried.or_else(|| rules.newest_of(code));
        rule.map_or_else(
            || code.to_owned(),
            |rule| format!("{} → {}", rule.label, directory.unit_name(rule.unit)),
        )
    };
    let run = &found.run;
    let mut rules: Vec<_> = run.rules.iter().collect();
    rules.sort_by_key(|(_, used)| std::cmp::Reverse((used.new, used.old)));
    let shown = found.rows.len();
    Ok(RoutingDryRunPage {
        title: "分办规则试算".to_owned(),
        summary: summary(&found, tried),
        is_change: false,
        changes: Vec::new(),
        confirm: None,
        month: Vec::new(),
        figures: figures(&found),
        rules: rules
            .into_iter()
            .map(|(code, used)| row(&label(code), used.old.to_string(), used.new.to_string()))
            .collect(),
        list_title: if tried.is_some() {
            "建议有变化的来件"
        } else {
            "实际主办与规则建议不同的来件"
        }
        .to_owned(),
        cut: if found.listed > shown as u64 {
            format!("共 {} 件，列出前 {shown} 件。", found.listed)
        } else {
            String::new()
        },
        rows: found
            .rows
            .into_iter()
            .map(|item| routed_row(&directory, item))
            .collect(),
        chrome: desk_chrome(web, signed_in, "分办规则试算", urls::ROUTING),
    })
}

/// `2026年10月收到 120 件，按修改后的规则：…`.
fn summary(found: &MonthlyDryRun, tried: Option<&RoutingRule>) -> String {
    let (run, month) = (&found.run, found.month.label());
    let Tally {
        single,
        several,
        fallback,
        ..
    } = run.new;
    let counts = format!(
        "{single} 件建议一个单位，{several} 件有多个匹配（由分办员选），{fallback} 件落到分办台"
    );
    match tried {
        None => format!("{month}收到 {} 件。按现行规则：{counts}。", run.items),
        Some(rule) => {
            let used = run.rules.get(&rule.code).map_or(0, |used| used.new);
            format!(
                "{month}收到 {} 件。若按修改后的规则：{used} 件适用这条规则，{} 件的建议有变化；{counts}。",
                run.items, run.changed
            )
        }
    }
}

fn figures(found: &MonthlyDryRun) -> Vec<RoutingFigureRow> {
    let run = &found.run;
    let rate = |numerator: u64, denominator: u64| {
        RateFigure {
            numerator,
            denominator,
            excluded: 0,
        }
        .to_string()
    };
    let both = |name: &str, of: &dyn Fn(&Tally) -> String| row(name, of(&run.old), of(&run.new));
    let actual = rate(run.new.assigned - run.rerouted, run.new.assigned);
    vec![
        both("建议一个单位", &|t| t.single.to_string()),
        both("多个匹配，由分办员选", &|t| t.several.to_string()),
        both("落到分办台", &|t| t.fallback.to_string()),
        both(
            "首派准确率（规则建议的就是最后主办的单位 ÷ 已分办）",
            &|t| rate(t.right, t.assigned),
        ),
        both(
            "多个匹配中含有最后主办的单位 ÷ 已分办",
            &|t| rate(t.among_several, t.assigned),
        ),
        row(
            "实际的首派准确率（没有改派的 ÷ 已分办）",
            actual.clone(),
            actual,
        ),
    ]
}

fn routed_row(directory: &Directory, item: DryRunRow) -> RoutedRow {
    let name = |unit| directory.unit_name(unit);
    let proposed = |routing: &Routing| {
        let names: Vec<String> = routing.units().into_iter().map(name).collect();
        match routing {
            Routing::Single(_) => names.join("、"),
            Routing::Several(_) => format!("{}（由分办员选）", names.join("、")),
            Routing::Fallback { .. } => format!("{}（兜底）", names.join("、")),
        }
    };
    RoutedRow {
        ticket_no: item.ticket_no,
        href: item.suggestion.map(urls::suggestion).unwrap_or_default(),
        title: item.title.unwrap_or_default(),
        old: proposed(&item.old),
        new: proposed(&item.new),
        actual: match item.leads {
            None => "尚未分办".to_owned(),
            Some((first, last)) if first == last => name(last),
            Some((first, last)) => format!("{}，改派到{}", name(first), name(last)),
        },
    }
}
