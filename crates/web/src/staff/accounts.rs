//! People: who may sign in, with which roles.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use huiyin_app::AppError;
use huiyin_app::accounts::{self, AbsenceForm, AccountForm, SignedIn};
use huiyin_core::time;
use huiyin_core::{AccountId, Role, UnitId};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::accounts::{AccountPage, AccountRow, AccountsPage, OneTimePassword};
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::parts::{Badge, Fact, Pager, Timeline};
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{desk_chrome, form_errors, role_names, unit_groups};
use crate::state::Web;

pub(crate) async fn accounts(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let page = list(
        &web,
        &signed_in,
        &Posted::default(),
        &FormErrors::default(),
        None,
    )
    .await?;
    private_html(StatusCode::OK, &page)
}

fn state(is_active: bool) -> Badge {
    if is_active {
        Badge::new("启用", Tone::Good)
    } else {
        Badge::new("已停用", Tone::Neutral)
    }
}

fn last_seen(at: Option<time::Instant>) -> String {
    at.map_or_else(|| "从未登录".to_owned(), time::minute)
}

fn role_choices(chosen: &[String]) -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|r| Choice::new(r.code(), r.label()).selected_if(chosen.iter().any(|c| c == r.code())))
        .collect()
}

async fn list(
    web: &Web,
    signed_in: &SignedIn,
    typed: &Posted,
    errors: &FormErrors,
    one_time: Option<OneTimePassword>,
) -> Result<AccountsPage, Fault> {
    let directory = web.app().directory();
    let found = web
        .app()
        .store()
        .read()
        .accounts()
        .await
        .map_err(AppError::from)?;
    let total = found.len() as u64;
    let chrome = desk_chrome(web, signed_in, "账号", urls::ACCOUNTS);
    let add = ActionForm::folded("add", "添加账号", urls::ACCOUNTS, &chrome.csrf)
        .explain("系统会给出一次性密码，请当面或电话告诉本人，首次登录须修改。")
        .tone(Tone::Good)
        .field(
            FieldView::text("username", "用户名", typed.field("username"))
                .required()
                .max_length(40)
                .autocomplete("off"),
        )
        .field(
            FieldView::text("name", "姓名", typed.field("name"))
                .required()
                .max_length(40),
        )
        .field(
            FieldView::select_grouped("unit", "单位", unit_groups(&directory, typed.field("unit")))
                .required(),
        )
        .field(
            FieldView::checkboxes("roles", "角色", role_choices(typed.form.all("roles")))
                .required(),
        )
        .errors(errors);
    Ok(AccountsPage {
        rows: found
            .into_iter()
            .map(|a| AccountRow {
                href: urls::account(a.id),
                username: a.username,
                name: a.name,
                unit: directory.unit_name(a.unit),
                roles: role_names(&a.roles),
                state: state(a.is_active),
                last_seen: last_seen(a.last_login_at),
            })
            .collect(),
        pager: Pager::new(1, total.max(1), total, |_| urls::ACCOUNTS.to_owned()),
        add: Some(add),
        one_time,
        chrome,
    })
}

fn chosen_roles(posted: &Posted) -> Vec<Role> {
    posted
        .form
        .all("roles")
        .iter()
        .filter_map(|code| Role::from_code(code))
        .collect()
}

pub(crate) async fn add_account(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let form = AccountForm {
        username: posted.field("username").to_owned(),
        name: posted.field("name").to_owned(),
        unit: posted.field("unit").parse().unwrap_or(UnitId(0)),
        roles: chosen_roles(&posted),
        password: None,
    };
    let username = form.username.trim().to_lowercase();
    match accounts::add_account(web.app(), Some(signed_in.account()), form).await {
        Ok((_, password)) => {
            let one_time = password.map(|p| OneTimePassword {
                username,
                password: p.0.into_inner(),
            });
            let blank = Posted::default();
            let page = list(&web, &signed_in, &blank, &FormErrors::default(), one_time).await?;
            private_html(StatusCode::OK, &page)
        }
        Err(AppError::Invalid(errors)) => {
            let errors = form_errors(&errors, &[]);
            let page = list(&web, &signed_in, &posted, &errors, None).await?;
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn account(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<AccountId>,
) -> Result<Response, Fault> {
    let page = one(&web, &signed_in, id, &FormErrors::default(), None).await?;
    private_html(StatusCode::OK, &page)
}

async fn one(
    web: &Web,
    signed_in: &SignedIn,
    id: AccountId,
    errors: &FormErrors,
    one_time: Option<OneTimePassword>,
) -> Result<AccountPage, Fault> {
    let read = web.app().store().read();
    let row = read
        .account(id)
        .await
        .map_err(AppError::from)?
        .ok_or(Fault::new(ErrorKind::NotFound))?;
    let chrome = desk_chrome(web, signed_in, &row.name, urls::ACCOUNTS);
    let form = |code: &str, title: &str| {
        ActionForm::folded(code, title, &urls::account_action(id, code), &chrome.csrf)
    };
    let codes: Vec<String> = row.roles.iter().map(|r| r.code().to_owned()).collect();
    let mut actions = vec![
        form("roles", "修改角色")
            .field(FieldView::checkboxes("roles", "角色", role_choices(&codes)).required())
            .errors(errors),
        form("reset", "重置密码")
            .explain("生成一次性密码，原有登录立即失效。")
            .tone(Tone::Neutral),
    ];
    let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    let deputies = accounts::possible_deputies(web.app(), id, row.unit).await?;
    let mut choices = vec![Choice::new("", "没有代理人")];
    choices.extend(
        deputies.into_iter().map(|(id, name)| {
            Choice::new(id.to_string(), name).selected_if(row.deputy == Some(id))
        }),
    );
    actions.push(
        form("absence", "请假和代理")
            .explain("请假期间和停用之后，手里的件由代理人接办；没有代理人的，由单位另行指定承办人。日期留空表示在岗。")
            .field(FieldView::date("from", "请假第一天", &day(row.away.map(|a| a.from))))
            .field(FieldView::date("until", "请假最后一天", &day(row.away.map(|a| a.until))))
            .field(FieldView::select("deputy", "代理人", choices))
            .errors(errors),
    );
    let units = unit_groups(&web.app().directory(), &row.unit.to_string());
    actions.push(
        form("move", "调动单位")
            .explain("手里的件留在原单位，由原单位另行指定承办人。")
            .field(FieldView::select_grouped("unit", "单位", units).required())
            .errors(errors),
    );
    if row.is_active {
        actions.push(
            form("disable", "停用账号")
                .explain("停用后不能登录，办理记录保留。")
                .tone(Tone::Bad),
        );
    } else {
        actions.push(form("enable", "启用账号").tone(Tone::Good));
    }
    Ok(AccountPage {
        name: row.name.clone(),
        state: state(row.is_active),
        facts: vec![
            Fact::new("用户名", row.username.clone()),
            Fact::new("单位", web.app().directory().unit_name(row.unit)),
            Fact::new("角色", role_names(&row.roles)),
            Fact::new("上次登录", last_seen(row.last_login_at)),
            Fact::new(
                "请假",
                row.away.map_or_else(
                    || "没有".to_owned(),
                    |away| format!("{} 至 {}", away.from, away.until),
                ),
            ),
        ],
        actions,
        one_time,
        timeline: Timeline::default(),
        chrome,
    })
}

pub(crate) async fn account_act(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path((id, action)): Path<(AccountId, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let by = Some(signed_in.account());
    let app = web.app();
    let row = app
        .store()
        .read()
        .account(id)
        .await
        .map_err(AppError::from)?
        .ok_or(Fault::new(ErrorKind::NotFound))?;
    let mut one_time = None;
    let outcome = match action.as_str() {
        "roles" => accounts::set_roles(app, by, id, chosen_roles(&posted)).await,
        "absence" => {
            let form = AbsenceForm {
                from: posted.field("from").to_owned(),
                until: posted.field("until").to_owned(),
                deputy: posted.field("deputy").to_owned(),
            };
            accounts::set_absence(app, by, id, &form).await
        }
        "move" => {
            // 0 is no unit: the use case says that one must be chosen
            let unit = posted.field("unit").parse().unwrap_or(UnitId(0));
            accounts::move_account(app, by, id, unit).await
        }
        "disable" => accounts::set_active(app, by, id, false).await,
        "enable" => accounts::set_active(app, by, id, true).await,
        "reset" => accounts::reset_password(app, by, id).await.map(|password| {
            one_time = Some(OneTimePassword {
                username: row.username.clone(),
                password: password.0.into_inner(),
            });
        }),
        _ => return Err(Fault::new(ErrorKind::NotFound)),
    };
    let (status, errors) = match outcome {
        Ok(()) => (StatusCode::OK, FormErrors::default()),
        Err(AppError::Invalid(errors)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            form_errors(&errors, &[("account", "")]),
        ),
        Err(other) => return Err(other.into()),
    };
    let page = one(&web, &signed_in, id, &errors, one_time).await?;
    private_html(status, &page)
}
