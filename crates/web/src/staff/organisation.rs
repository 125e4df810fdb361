//! 组织机构: the tree of units, and what can be done with one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::accounts::SignedIn;
use huiyin_app::organisation::{self, Closing, UnitForm};
use huiyin_app::{AppError, Directory, UnitRow as Unit};
use huiyin_core::{AccountId, Role, UnitId};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::organisation::{OrganisationPage, UnitPage, UnitRow};
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::parts::{Badge, Fact};
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{desk_chrome, form_errors, unit_groups};
use crate::state::Web;

const BRANCHES: [(&str, &str); 5] = [
    ("office", "机关和办事机构"),
    ("department", "内设部门和直属事业单位"),
    ("territory", "地方工会"),
    ("industry", "产业工会"),
    ("grassroots", "基层工会"),
];

pub(crate) async fn organisation(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let page = list(&web, &signed_in, &Posted::default(), &FormErrors::default()).await?;
    private_html(StatusCode::OK, &page)
}

async fn leaders(web: &Web) -> Result<Vec<(AccountId, String)>, Fault> {
    let accounts = web.app().store().read().accounts().await;
    let mut accounts = accounts.map_err(AppError::from)?;
    accounts.retain(|a| a.is_active && a.roles.contains(&Role::Leader));
    Ok(accounts.into_iter().map(|a| (a.id, a.name)).collect())
}

fn leader_name(leaders: &[(AccountId, String)], unit: &Unit) -> String {
    let found = leaders.iter().find(|(id, _)| Some(*id) == unit.leader);
    found.map_or_else(|| "随上级".to_owned(), |(_, name)| name.clone())
}

fn state(directory: &Directory, unit: &Unit) -> Badge {
    match unit.merged_into {
        _ if unit.is_desk => Badge::new("分办台", Tone::Info),
        Some(into) if directory.desk() == Some(into) => Badge::new("已撤销", Tone::Neutral),
        Some(into) => {
            let into = directory.unit(into).map_or("", |u| u.short_name.as_str());
            Badge::new(format!("已并入{into}"), Tone::Neutral)
        }
        None if unit.is_active => Badge::new("在用", Tone::Good),
        None => Badge::new("已停用", Tone::Neutral),
    }
}

/// Parents before their children, each with its depth.
fn tree(directory: &Directory) -> Vec<(usize, &Unit)> {
    fn hang<'a>(
        all: &'a [Unit],
        parent: Option<UnitId>,
        depth: usize,
        out: &mut Vec<(usize, &'a Unit)>,
    ) {
        for unit in all.iter().filter(|unit| unit.parent == parent) {
            out.push((depth, unit));
            // deeper than any organisation, shallower than the stack
            if depth < 30 {
                hang(all, Some(unit.id), depth + 1, out);
            }
        }
    }
    let mut rows = Vec::new();
    hang(&directory.units, None, 0, &mut rows);
    rows
}

async fn list(
    web: &Web,
    signed_in: &SignedIn,
    typed: &Posted,
    errors: &FormErrors,
) -> Result<OrganisationPage, Fault> {
    let directory = web.app().directory();
    let leaders = leaders(web).await?;
    let chrome = desk_chrome(web, signed_in, "组织机构", urls::ORGANISATION);
    let branches = BRANCHES
        .iter()
        .map(|(code, label)| Choice::new(*code, *label).selected_if(typed.field("branch") == *code))
        .collect();
    let parents = unit_groups(&directory, typed.field("parent"));
    let add = ActionForm::folded("add", "添加单位", urls::ORGANISATION, &chrome.csrf)
        .explain("添加之后就可以给它分办、在它下面添加账号。")
        .tone(Tone::Good)
        .field(FieldView::text("name", "全称", typed.field("name")).required())
        .field(FieldView::text("short_name", "简称", typed.field("short_name")).required())
        .field(
            FieldView::text("code", "代码", typed.field("code"))
                .hint("小写字母、数字、短横线，导入和接口用，以后不改")
                .required(),
        )
        .field(FieldView::select_grouped("parent", "上级单位", parents).required())
        .field(FieldView::select("branch", "类别", branches).required())
        .errors(errors);
    Ok(OrganisationPage {
        rows: tree(&directory)
            .into_iter()
            .map(|(depth, unit)| UnitRow {
                href: urls::unit(unit.id),
                indent: "└ ".repeat(depth),
                name: unit.name.clone(),
                short_name: unit.short_name.clone(),
                code: unit.code.clone(),
                leader: leader_name(&leaders, unit),
                state: state(&directory, unit),
            })
            .collect(),
        add,
        chrome,
    })
}

pub(crate) async fn add_unit(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let form = UnitForm {
        code: posted.field("code").to_owned(),
        name: posted.field("name").to_owned(),
        short_name: posted.field("short_name").to_owned(),
        parent: posted.field("parent").parse().ok(),
        branch: posted.field("branch").to_owned(),
    };
    match organisation::add_unit(web.app(), &signed_in.actor, form).await {
        Ok(id) => Ok(Redirect::to(&urls::unit(id)).into_response()),
        Err(AppError::Invalid(errors)) => {
            let errors = form_errors(&errors, &[]);
            let page = list(&web, &signed_in, &posted, &errors).await?;
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn unit(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<UnitId>,
) -> Result<Response, Fault> {
    let nothing = Failed {
        action: "",
        typed: &Posted::default(),
        errors: FormErrors::default(),
    };
    let page = one(&web, &signed_in, id, &nothing).await?;
    private_html(StatusCode::OK, &page)
}

/// A form that did not go through, as it was typed.
struct Failed<'a> {
    action: &'a str,
    typed: &'a Posted,
    errors: FormErrors,
}

async fn one(
    web: &Web,
    signed_in: &SignedIn,
    id: UnitId,
    failed: &Failed<'_>,
) -> Result<UnitPage, Fault> {
    let directory = web.app().directory();
    let unit = directory.unit(id).ok_or(Fault::new(ErrorKind::NotFound))?;
    let leaders = leaders(web).await?;
    let held = organisation::preview_closing(web.app(), &signed_in.actor, id).await?;
    let chrome = desk_chrome(web, signed_in, &unit.name, urls::ORGANISATION);
    let form = |code: &str, title: &str| {
        ActionForm::folded(code, title, &urls::unit_action(id, code), &chrome.csrf)
    };
    let with = |form: ActionForm| match failed.action == form.action_code {
        true => form.errors(&failed.errors),
        false => form,
    };
    let typed = |action: &str, field: &str, now: &str| match failed.action == action {
        true => failed.typed.field(field).to_owned(),
        false => now.to_owned(),
    };
    let mut choices = vec![Choice::new("", "随上级单位")];
    choices.extend(leaders.iter().map(|(id, name)| {
        Choice::new(id.to_string(), name.clone()).selected_if(unit.leader == Some(*id))
    }));
    let mut actions = vec![
        with(
            form("rename", "改名")
                .explain("以后的页面和文书用新名称；台账里的记录不变。")
                .field(
                    FieldView::text("name", "全称", &typed("rename", "name", &unit.name))
                        .required(),
                )
                .field(
                    FieldView::text(
                        "short_name",
                        "简称",
                        &typed("rename", "short_name", &unit.short_name),
                    )
                    .required(),
                ),
        ),
        with(
            form("leader", "指定分管领导")
                .explain("这个单位超期时，催办通知书抄送给他。")
                .field(FieldView::select("leader", "分管领导", choices)),
        ),
    ];
    if unit.is_active && !unit.is_desk {
        let what = format!(
            "它还有 {} 件未了的事、{} 个账号、{} 个下级单位。",
            held.n_items, held.n_accounts, held.n_below
        );
        let confirm = |action: &str| {
            FieldView::text("confirmed", "确认", &typed(action, "confirmed", ""))
                .hint(format!("请照写“{}”", unit.name))
                .required()
        };
        let into = unit_groups(&directory, &typed("merge", "into", ""));
        actions.push(with(
            form("merge", "并入其他单位")
                .explain(format!(
                    "{what}并入之后都归接收单位：时限不变，历史记录仍写原单位。由系统逐件移交并通知接收单位，不能撤回。"
                ))
                .tone(Tone::Bad)
                .field(FieldView::select_grouped("into", "接收单位", into).required())
                .field(confirm("merge")),
        ));
        actions.push(with(
            form("dissolve", "撤销单位")
                .explain(format!(
                    "{what}未了的事交回分办台另行分办，时限不变；账号留在原处，请逐个调动或停用。不能撤回。"
                ))
                .tone(Tone::Bad)
                .field(confirm("dissolve")),
        ));
    }
    let mut facts = vec![
        Fact::new("简称", unit.short_name.clone()),
        Fact::new("代码", unit.code.clone()),
        Fact::new("分管领导", leader_name(&leaders, unit)),
        Fact::new("未了的件", held.n_items.to_string()),
        Fact::new("账号", held.n_accounts.to_string()),
    ];
    if let Some(parent) = unit.parent {
        facts.push(Fact::new("上级单位", directory.unit_name(parent)));
    }
    Ok(UnitPage {
        name: unit.name.clone(),
        state: state(&directory, unit),
        facts,
        actions,
        chrome,
    })
}

pub(crate) async fn unit_act(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path((id, action)): Path<(UnitId, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let (app, actor) = (web.app(), &signed_in.actor);
    let confirmed = posted.field("confirmed").to_owned();
    let outcome = match action.as_str() {
        "rename" => {
            let (name, short_name) = (posted.field("name"), posted.field("short_name"));
            organisation::rename_unit(app, actor, id, name, short_name).await
        }
        "leader" => {
            let leader = posted.field("leader").parse().ok();
            organisation::set_unit_leader(app, actor, id, leader).await
        }
        "merge" => {
            // 0 is no unit: the use case says that one must be chosen
            let into = posted.field("into").parse().unwrap_or(UnitId(0));
            let closing = Closing {
                into: Some(into),
                confirmed,
            };
            organisation::close_unit(app, actor, id, closing).await
        }
        "dissolve" => {
            let closing = Closing {
                into: None,
                confirmed,
            };
            organisation::close_unit(app, actor, id, closing).await
        }
        _ => return Err(Fault::new(ErrorKind::NotFound)),
    };
    match outcome {
        Ok(()) => Ok(Redirect::to(&urls::unit(id)).into_response()),
        Err(AppError::Invalid(errors)) => {
            let failed = Failed {
                action: &action,
                typed: &posted,
                errors: form_errors(&errors, &[]),
            };
            let page = one(&web, &signed_in, id, &failed).await?;
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}
