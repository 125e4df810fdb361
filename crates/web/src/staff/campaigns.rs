//! 征集活动: kept by the desk, shown to everybody, printed as a poster.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use huiyin_app::AppError;
use huiyin_app::accounts::SignedIn;
use huiyin_app::campaign::{self, Campaign, CampaignCount, CampaignForm};
use huiyin_core::{CampaignId, time};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::campaigns::{CampaignListRow, CampaignPage, CampaignsPage, PosterPage};
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::parts::{Badge, Fact};
use crate::pages::public::error::ErrorKind;
use crate::pages::{qr, urls};
use crate::posted::Posted;
use crate::present::{desk_chrome, form_errors};
use crate::state::Web;

pub(crate) async fn campaigns(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let blank = CampaignForm {
        opens_on: today(&web).to_string(),
        ..CampaignForm::default()
    };
    let page = list(&web, &signed_in, &blank, &FormErrors::default()).await?;
    private_html(StatusCode::OK, &page)
}

fn today(web: &Web) -> NaiveDate {
    time::local_date(web.app().now())
}

fn state(campaign: &Campaign, today: NaiveDate) -> Badge {
    if campaign.is_open(today) {
        Badge::new("进行中", Tone::Good)
    } else if today < campaign.opens_on {
        Badge::new("未开始", Tone::Info)
    } else {
        Badge::new("已结束", Tone::Neutral)
    }
}

async fn list(
    web: &Web,
    signed_in: &SignedIn,
    typed: &CampaignForm,
    errors: &FormErrors,
) -> Result<CampaignsPage, Fault> {
    let today = today(web);
    let all = campaign::campaigns(web.app(), &signed_in.actor).await?;
    let chrome = desk_chrome(web, signed_in, "征集活动", urls::CAMPAIGNS);
    let add = ActionForm::folded("add", "添加活动", urls::CAMPAIGNS, &chrome.csrf)
        .tone(Tone::Good)
        .field(
            FieldView::text("code", "代码", &typed.code)
                .hint("网址里用，如 safety-2026；小写字母、数字、短横线，以后不改")
                .required(),
        );
    let add = fields(add, typed).errors(errors);
    let row = |one: CampaignCount| CampaignListRow {
        href: urls::campaign(one.row.id),
        period: campaign::period(&one.row.campaign),
        count: format!("{} 件", one.n_suggestions),
        state: state(&one.row.campaign, today),
        name: one.row.campaign.name,
    };
    Ok(CampaignsPage {
        rows: all.into_iter().map(row).collect(),
        add,
        chrome,
    })
}

fn fields(form: ActionForm, typed: &CampaignForm) -> ActionForm {
    form.field(FieldView::text("name", "名称", &typed.name).required())
        .field(
            FieldView::textarea("intro", "征集什么", &typed.intro, 4)
                .hint("写给职工看，显示在提交页面上方和海报上")
                .required(),
        )
        .field(FieldView::date("opens_on", "开始日期", &typed.opens_on).required())
        .field(FieldView::date("closes_on", "截止日期", &typed.closes_on).hint("长期征集的留空"))
}

fn typed(posted: &Posted) -> CampaignForm {
    let field = |name: &str| posted.field(name).to_owned();
    CampaignForm {
        code: field("code"),
        name: field("name"),
        intro: field("intro"),
        opens_on: field("opens_on"),
        closes_on: field("closes_on"),
    }
}

pub(crate) async fn add_campaign(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let form = typed(&posted);
    match campaign::save_campaign(web.app(), &signed_in.actor, None, &form).await {
        Ok(id) => Ok(Redirect::to(&urls::campaign(id)).into_response()),
        Err(AppError::Invalid(errors)) => {
            let page = list(&web, &signed_in, &form, &form_errors(&errors, &[])).await?;
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn find(web: &Web, signed_in: &SignedIn, id: &str) -> Result<CampaignCount, Fault> {
    let id: Option<CampaignId> = id.parse().ok();
    let all = campaign::campaigns(web.app(), &signed_in.actor).await?;
    let found = all.into_iter().find(|one| Some(one.row.id) == id);
    found.ok_or(Fault::new(ErrorKind::NotFound))
}

pub(crate) async fn campaign(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let found = find(&web, &signed_in, &id).await?;
    let form = as_typed(&found.row.campaign);
    let page = one(&web, &signed_in, &found, &form, &FormErrors::default());
    private_html(StatusCode::OK, &page)
}

fn as_typed(campaign: &Campaign) -> CampaignForm {
    CampaignForm {
        code: campaign.code.clone(),
        name: campaign.name.clone(),
        intro: campaign.intro.clone(),
        opens_on: campaign.opens_on.to_string(),
        closes_on: campaign
            .closes_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
    }
}

fn address(web: &Web, campaign: &Campaign) -> String {
    let public = &web.app().settings().public_url;
    format!("{public}{}", urls::campaign_form(&campaign.code))
}

fn one(
    web: &Web,
    signed_in: &SignedIn,
    found: &CampaignCount,
    typed: &CampaignForm,
    errors: &FormErrors,
) -> CampaignPage {
    let campaign = &found.row.campaign;
    let to = urls::campaign(found.row.id);
    let chrome = desk_chrome(web, signed_in, &campaign.name, urls::CAMPAIGNS);
    let change = ActionForm::new("change", "保存修改", &to, &chrome.csrf)
        .explain("提前结束的，把截止日期改成最后一天。");
    CampaignPage {
        change: fields(change, typed).errors(errors),
        name: campaign.name.clone(),
        state: state(campaign, today(web)),
        facts: vec![
            Fact::new("时间", campaign::period(campaign)),
            Fact::new("来件", format!("{} 件", found.n_suggestions)),
            Fact::new("网址", address(web, campaign)),
        ],
        poster_href: format!("{to}/poster"),
        chrome,
    }
}

pub(crate) async fn change_campaign(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let found = find(&web, &signed_in, &id).await?;
    let form = typed(&posted);
    let id = found.row.id;
    match campaign::save_campaign(web.app(), &signed_in.actor, Some(id), &form).await {
        Ok(id) => Ok(Redirect::to(&urls::campaign(id)).into_response()),
        Err(AppError::Invalid(errors)) => {
            let errors = form_errors(&errors, &[]);
            let page = one(&web, &signed_in, &found, &form, &errors);
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn campaign_poster(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let campaign = find(&web, &signed_in, &id).await?.row.campaign;
    let address = address(&web, &campaign);
    let page = PosterPage {
        chrome: desk_chrome(&web, &signed_in, &campaign.name, urls::CAMPAIGNS),
        qr: qr::qr(&address, "扫码提建议"),
        address,
        period: campaign::period(&campaign),
        intro: campaign.intro,
        name: campaign.name,
    };
    private_html(StatusCode::OK, &page)
}
