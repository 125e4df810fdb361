//! 通知模板: an administrator changes the wording of notices.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::accounts::SignedIn;
use huiyin_app::notice::wording::{self, VARIABLES, WordingForm, WordingPreview, WordingView};
use huiyin_core::time;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::wording::{
    PreviewView, WordingPage, WordingRow, WordingVersion, WordingsPage,
};
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::parts::{Badge, Fact};
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{account_name, desk_chrome, form_errors};
use crate::state::Web;

fn state(view: &WordingView) -> Badge {
    if view.is_default {
        Badge::new("出厂内容", Tone::Neutral)
    } else {
        Badge::new(format!("第 {} 版", view.version), Tone::Info)
    }
}

pub(crate) async fn wordings(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let views = wording::list(web.app(), &signed_in.actor).await?;
    let rows = views
        .iter()
        .map(|view| WordingRow {
            href: urls::wording(view.kind),
            label: view.label.to_owned(),
            state: state(view),
            subject: view.form.subject.clone(),
        })
        .collect();
    let page = WordingsPage {
        chrome: desk_chrome(&web, &signed_in, "通知模板", urls::WORDING),
        rows,
    };
    private_html(StatusCode::OK, &page)
}

pub(crate) async fn wording(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(kind): Path<String>,
) -> Result<Response, Fault> {
    let view = wording::view(web.app(), &signed_in.actor, &kind).await?;
    let form = view.form.clone();
    let shown = Shown {
        form: &form,
        base: view.version,
        errors: &FormErrors::default(),
        preview: None,
    };
    let page = page(&web, &signed_in, &view, &shown).await?;
    private_html(StatusCode::OK, &page)
}

/// What stands in the form.
struct Shown<'a> {
    form: &'a WordingForm,
    /// The version that the form was made from.
    base: u32,
    errors: &'a FormErrors,
    preview: Option<WordingPreview>,
}

async fn page(
    web: &Web,
    signed_in: &SignedIn,
    view: &WordingView,
    shown: &Shown<'_>,
) -> Result<WordingPage, Fault> {
    let chrome = desk_chrome(web, signed_in, "通知模板", urls::WORDING);
    let base = shown.base.to_string();
    let form = ActionForm::new(
        "preview",
        "内容",
        &urls::wording_action(view.kind, "preview"),
        &chrome.csrf,
    )
    .explain(
        "用 {{ 变量 }} 代入。末尾的“本邮件由系统自动发出”一句由系统加上，用来防止邮件循环，不能去掉。",
    )
    .field(FieldView::hidden("base", &base))
    .field(FieldView::text("subject", "主题", &shown.form.subject).required())
    .field(FieldView::textarea("text", "纯文本内容", &shown.form.text, 16).required())
    .field(
        FieldView::textarea("html", "网页格式的内容", &shown.form.html, 12)
            .hint("不填则由纯文本内容生成"),
    )
    .submit("预览")
    .errors(shown.errors);
    let form = if shown.preview.is_some() {
        // what was previewed is what is saved
        ActionForm {
            url: urls::wording_action(view.kind, "save"),
            submit_label: "保存并启用".to_owned(),
            tone: Tone::Good,
            ..form
        }
    } else {
        form
    };
    let restore = (!view.is_default).then(|| {
        ActionForm::folded(
            "restore",
            "恢复出厂内容",
            &urls::wording_action(view.kind, "restore"),
            &chrome.csrf,
        )
        .explain("以后的通知用出厂内容，改过的版本仍然保留。")
        .field(FieldView::hidden("base", &base))
    });
    let accounts = web.app().store().read().accounts().await;
    let accounts = accounts.map_err(AppError::from)?;
    let names = accounts.into_iter().map(|a| (a.id, a.name)).collect();
    Ok(WordingPage {
        label: view.label.to_owned(),
        state: state(view),
        form,
        preview: shown.preview.as_ref().map(|preview| PreviewView {
            subject: preview.subject.clone(),
            text: preview.text.clone(),
            html: preview.html.clone(),
        }),
        restore,
        variables: VARIABLES
            .iter()
            .map(|(name, meaning)| Fact::new(*name, *meaning))
            .collect(),
        versions: view
            .history
            .iter()
            .map(|version| WordingVersion {
                version: format!("第 {} 版", version.version),
                created_at: time::minute(version.created_at),
                by: version
                    .account
                    .map_or_else(String::new, |id| account_name(&names, id)),
                subject: if version.is_default {
                    "恢复出厂内容".to_owned()
                } else {
                    version.subject.clone()
                },
                text: version.text.clone(),
            })
            .collect(),
        chrome,
    })
}

pub(crate) async fn wording_act(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path((kind, action)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let (app, actor) = (web.app(), &signed_in.actor);
    let form = WordingForm {
        subject: posted.field("subject").to_owned(),
        text: posted.field("text").to_owned(),
        html: posted.field("html").to_owned(),
    };
    let base = posted.field("base").parse().unwrap_or(0);
    let view = wording::view(app, actor, &kind).await?;
    let back = || Redirect::to(&urls::wording(&kind)).into_response();
    let outcome = match action.as_str() {
        "preview" => wording::preview(actor, &kind, &form).map(Some),
        "save" => match wording::save(app, actor, &kind, base, form.clone()).await {
            Ok(_) => return Ok(back()),
            Err(error) => Err(error),
        },
        "restore" => match wording::restore(app, actor, &kind, base).await {
            Ok(_) => return Ok(back()),
            Err(error) => Err(error),
        },
        _ => return Err(Fault::new(ErrorKind::NotFound)),
    };
    let (status, preview, errors) = match outcome {
        Ok(preview) => (StatusCode::OK, preview, FormErrors::default()),
        Err(AppError::Invalid(errors)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
            form_errors(&errors, &[]),
        ),
        Err(other) => return Err(other.into()),
    };
    let shown = Shown {
        form: &form,
        base,
        errors: &errors,
        preview,
    };
    let page = page(&web, &signed_in, &view, &shown).await?;
    private_html(status, &page)
}
