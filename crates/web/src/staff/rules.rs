//! 时限规则: all versions, and their change by way of a preview.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Days, NaiveDate};
use huiyin_app::AppError;
use huiyin_app::accounts::SignedIn;
use huiyin_app::desk::policy_edit::{
    self, PolicyForm, PolicyPreview, PolicyView, RuleVersion, selectors_code,
};
use huiyin_core::{Role, time};
use huiyin_workflow::time_rule::TimeRule;
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::calendar_import::DueRow;
use crate::pages::desk::rules::{ChangeRow, ProcedureRow, RuleRow, RulesPage, RulesPreviewPage};
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{desk_chrome, form_errors};
use crate::staff::calendar::{self, Asked, applies_to};
use crate::staff::calendar_import::import_form;
use crate::staff::closures::Closures;
use crate::staff::rules_form::{Typed, forms};
use crate::state::Web;

/// Rows shown of each list; all of them move.
const SHOWN: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    /// The rule to change.
    rule: String,
    /// The change that was just made, and how many due times it moved.
    done: Option<i64>,
    moved: u64,
}

pub(crate) async fn rules(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Fault> {
    let typed = Typed {
        posted: &Posted::default(),
        errors: &FormErrors::default(),
        rule: &chosen.rule,
    };
    let mut page = page(&web, &signed_in, &typed).await?;
    if let Some(change) = page
        .changes
        .iter()
        .find(|c| Some(c.no.as_str()) == chosen.done.map(|no| no.to_string()).as_deref())
    {
        page.done = format!(
            "已经保存：{}。调整了 {} 项未了的时限。",
            change.what, chosen.moved
        );
    }
    private_html(StatusCode::OK, &page)
}

/// Every field as typed.
fn form(posted: &Posted) -> PolicyForm {
    PolicyForm(
        posted
            .form
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

pub(crate) async fn preview_rules(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    match policy_edit::preview_policy(web.app(), &signed_in.actor, &form(&posted)).await {
        Ok(preview) => {
            let page = preview_page(&web, &signed_in, &posted, preview);
            private_html(StatusCode::OK, &page)
        }
        Err(error) => again(&web, &signed_in, &posted, error).await,
    }
}

pub(crate) async fn confirm_rules(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let base = posted.field("base").parse().unwrap_or(-1);
    let actor = &signed_in.actor;
    match policy_edit::confirm_policy(web.app(), actor, base, &form(&posted)).await {
        Ok(done) => {
            let to = format!("{}?done={}&moved={}", urls::RULES, done.no, done.moved);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => again(&web, &signed_in, &posted, error).await,
    }
}

/// The page that the form stands on, with what was typed and what is wrong with it.
async fn again(
    web: &Web,
    signed_in: &SignedIn,
    posted: &Posted,
    error: AppError,
) -> Result<Response, Fault> {
    let AppError::Invalid(errors) = error else {
        return Err(error.into());
    };
    let errors = form_errors(
        &errors,
        &[
            ("base", "reason"),
            ("change", "reason"),
            ("closure", "reason"),
        ],
    );
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    if matches!(posted.field("change"), "close" | "reopen") {
        let import = import_form(signed_in, &Posted::default(), &FormErrors::default());
        let closures = Closures::refused(web, signed_in, posted, &errors).await?;
        let page = calendar::page(web, signed_in, &Asked::of_year(None), import, closures);
        return private_html(status, &page);
    }
    let typed = Typed {
        posted,
        errors: &errors,
        rule: "",
    };
    private_html(status, &page(web, signed_in, &typed).await?)
}

async fn page(web: &Web, signed_in: &SignedIn, typed: &Typed<'_>) -> Result<RulesPage, Fault> {
    let view = policy_edit::view_policy(web.app()).await?;
    let today = time::local_date(web.app().now());
    let may = signed_in.actor.has(Role::SystemAdmin);
    let newest: Vec<&TimeRule> = view
        .rules
        .iter()
        .filter(|version| version.until.is_none())
        .map(|version| &version.rule)
        .collect();
    Ok(RulesPage {
        chrome: desk_chrome(web, signed_in, "时限规则", urls::CALENDAR),
        done: String::new(),
        forms: if may {
            forms(signed_in, &view, &newest, typed)
        } else {
            Vec::new()
        },
        rules: view.rules.iter().map(|v| rule_row(v, today, may)).collect(),
        procedure: view.procedure.in_words(),
        procedures: view
            .procedures
            .iter()
            .map(|(no, from, value)| ProcedureRow {
                from: time::chinese_date(*from),
                version: no.to_string(),
                lines: value.in_words(),
            })
            .collect(),
        changes: changes(&view),
    })
}

fn rule_row(version: &RuleVersion, today: NaiveDate, may: bool) -> RuleRow {
    let (rule, from) = (&version.rule, version.rule.effective_from);
    let holds = match version.until {
        None => format!("{}起", time::chinese_date(from)),
        Some(until) if until <= from => "已被更正，未曾适用".to_owned(),
        Some(until) => {
            let last = until.checked_sub_days(Days::new(1)).unwrap_or(until);
            format!("{}至{}", time::chinese_date(from), time::chinese_date(last))
        }
    };
    let edit = if may && version.until.is_none() {
        format!(
            "{}?rule={}#action-rule",
            urls::RULES,
            selectors_code(&rule.selectors())
        )
    } else {
        String::new()
    };
    RuleRow {
        obligation: rule.obligation.label().to_owned(),
        applies_to: applies_to(rule),
        limit: if rule.is_end {
            "停止适用".to_owned()
        } else {
            rule.limit.to_string()
        },
        label: rule.label.clone(),
        version: format!("{}@{}", rule.code, rule.version),
        holds,
        is_in_force: from <= today && version.until.is_none_or(|until| until > today),
        edit,
    }
}

fn changes(view: &PolicyView) -> Vec<ChangeRow> {
    view.changes
        .iter()
        .map(|change| ChangeRow {
            no: change.no.to_string(),
            at: time::minute(change.at),
            who: change.account.map_or_else(
                || "命令行".to_owned(),
                |id| {
                    let name = view
                        .account_names
                        .iter()
                        .find(|(account, _)| *account == id);
                    name.map_or_else(|| format!("账号{id}"), |(_, name)| name.clone())
                },
            ),
            what: change.what.clone(),
            reason: change.reason.clone(),
        })
        .collect()
}

fn preview_page(
    web: &Web,
    signed_in: &SignedIn,
    posted: &Posted,
    preview: PolicyPreview,
) -> RulesPreviewPage {
    let directory = web.app().directory();
    let ticket = |no: String| {
        if no.is_empty() {
            "保密件".to_owned()
        } else {
            no
        }
    };
    let (moved, unmoved) = (preview.recounted.moved, preview.recounted.unmoved);
    let n_moved = moved.len();
    let mut warnings = preview.warnings;
    if n_moved > SHOWN || unmoved.len() > SHOWN {
        warnings.push(format!("下面每张表只列出前 {SHOWN} 项。"));
    }
    let is_closure = matches!(posted.field("change"), "close" | "reopen");
    let mut confirm = ActionForm::new("confirm", "确认修改", urls::RULES_CONFIRM, &signed_in.csrf)
        .tone(Tone::Good)
        .field(FieldView::hidden("base", &preview.base.to_string()));
    for (name, value) in posted.texts(&["csrf", "scope", "base"]) {
        confirm = confirm.field(FieldView::hidden(&name, &value));
    }
    if preview.is_choice {
        confirm = confirm.field(FieldView::radios(
            "scope",
            "适用于",
            vec![
                Choice::new("new", "只适用于以后发生的义务")
                    .note("已经在办的，时限不变")
                    .selected_if(true),
                Choice::new("open", "未了的时限也重新计算")
                    .note("下面列出的随之调整，答复时限有变化的会通知建议人"),
            ],
        ));
    }
    let summary = match (preview.is_choice, n_moved) {
        (true, n) => format!("未了的时限中，按新规定重新计算会变化的有 {n} 项，由您决定是否调整。"),
        (false, 0) => "没有未了的时限因此变化。".to_owned(),
        (false, n) => format!("确认后调整 {n} 项未了的时限，答复时限有变化的会通知建议人。"),
    };
    RulesPreviewPage {
        chrome: desk_chrome(web, signed_in, "修改预览", urls::CALENDAR),
        what: preview.what,
        summary,
        warnings,
        moved: moved
            .into_iter()
            .take(SHOWN)
            .map(|m| DueRow {
                ticket_no: ticket(m.ticket_no),
                kind: m.kind.label().to_owned(),
                unit: directory.unit_name(m.unit),
                from: until(m.from),
                to: until(m.to),
                note: String::new(),
            })
            .collect(),
        unmoved: unmoved
            .into_iter()
            .take(SHOWN)
            .map(|o| DueRow {
                ticket_no: ticket(o.ticket_no),
                kind: o.kind.label().to_owned(),
                unit: directory.unit_name(o.unit),
                from: until(o.due_at),
                to: String::new(),
                note: o.note,
            })
            .collect(),
        confirm,
        back: if is_closure {
            urls::CALENDAR
        } else {
            urls::RULES
        }
        .to_owned(),
    }
}

/// The day, with the time where it is not 24:00.
fn until(due_at: time::Instant) -> String {
    let day = time::due_date(due_at);
    if due_at == time::end_of_day(day) {
        time::chinese_date(day)
    } else {
        time::minute(due_at)
    }
}
