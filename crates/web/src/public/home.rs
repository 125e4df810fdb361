//! The front door, the privacy notice, assets, and the sign of life.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::Datelike;
use huiyin_core::time;

use crate::assets;
use crate::fault::{Fault, html};
use crate::pages::field::FormErrors;
use crate::pages::parts::Figure;
use crate::pages::public::error::ErrorKind;
use crate::pages::public::home::HomePage;
use crate::pages::public::privacy::PrivacyPage;
use crate::pages::public::track::code_field;
use crate::pages::urls;
use crate::present::public_chrome;
use crate::state::Web;

pub(crate) async fn home(State(web): State<Web>) -> Result<Response, Fault> {
    let chrome = public_chrome(&web, "site.name", urls::HOME);
    let now = web.app().now();
    let year = time::local_date(now).year();
    let echo = web
        .app()
        .store()
        .read()
        .echo_figures(year)
        .await
        .map_err(huiyin_app::AppError::from)?;
    let m = chrome.messages;
    let figures = if echo.registered == 0 {
        Vec::new()
    } else {
        [
            ("home.figure_registered", echo.registered),
            ("home.figure_replied", echo.replied),
            ("home.figure_closed", echo.closed),
        ]
        .into_iter()
        .map(|(key, n)| Figure {
            label: m.t(key).to_owned(),
            value: n.to_string(),
            unit: m.t("home.figure_unit").to_owned(),
            note: String::new(),
        })
        .collect()
    };
    let period = m.fill(
        "home.period",
        &[
            &year.to_string(),
            &time::chinese_date(time::local_date(now)),
        ],
    );
    let code = code_field(m, "").errors(&FormErrors::default());
    let today = time::local_date(now);
    let directory = web.app().directory();
    let open = directory.campaigns.iter().map(|row| &row.campaign);
    let campaigns = open
        .filter(|campaign| campaign.is_open(today))
        .map(|campaign| {
            (
                urls::campaign_form(&campaign.code),
                campaign.name.clone(),
                huiyin_app::campaign::period(campaign),
            )
        })
        .collect();
    html(&HomePage {
        chrome,
        code,
        figures,
        period,
        campaigns,
    })
}

pub(crate) async fn privacy(State(web): State<Web>) -> Result<Response, Fault> {
    let chrome = public_chrome(&web, "privacy.heading", urls::PRIVACY);
    html(&PrivacyPage {
        chrome,
        identity_kept: "2 年".to_owned(),
        archive_kept: "10 年".to_owned(),
        effective_on: "2026年1月1日".to_owned(),
    })
}

pub(crate) async fn asset(Path(file): Path<String>) -> Result<Response, Fault> {
    let found = assets::get(&format!("/assets/{file}")).ok_or(Fault::new(ErrorKind::NotFound))?;
    let headers = [
        (header::CONTENT_TYPE, found.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, found.bytes).into_response())
}

/// For load balancers: says that the process answers and reaches its database.
pub(crate) async fn healthz(State(web): State<Web>) -> Result<Response, Fault> {
    web.app()
        .store()
        .read()
        .max_seq()
        .await
        .map_err(huiyin_app::AppError::from)?;
    let plain = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    )];
    Ok((plain, "ok\n").into_response())
}
