//! 检索 over the archive, in the viewer's scope: the page, the same for programs, what is offered
//! while somebody types, and all hits as a workbook.

mod asked;
mod json;
mod view;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use huiyin_app::desk::{self, Found};
use serde::Serialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::desk::search::SearchPage;
use crate::pages::field::FieldView;
use crate::pages::parts::LinkView;
use crate::pages::urls;
use crate::present::desk_chrome;
use crate::staff::statistics::{XLSX, attachment};
use crate::state::Web;
use asked::Asked;

/// The page.
pub(crate) async fn search(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    uri: Uri,
) -> Result<Response, Fault> {
    let asked = Asked::read(&uri);
    let searched = asked.is_search();
    let found = if searched {
        let request = asked.request(web.app().scope(&signed_in.actor));
        desk::search(web.app(), request).await?
    } else {
        Found::default()
    };
    let answer = &found.answer;
    let directory = web.app().directory();
    let page = SearchPage {
        chrome: desk_chrome(&web, &signed_in, "检索", urls::SEARCH),
        q: asked.q.clone(),
        suggest_href: urls::SEARCH_SUGGEST,
        hidden: asked
            .filters
            .iter()
            .map(|(n, v)| FieldView::hidden(n, v))
            .collect(),
        searched,
        summary: view::summary(&asked, &found),
        rebuilding: view::rebuilding(&found),
        orders: view::orders(&asked),
        facets: view::facets(&asked, answer, &directory),
        hits: view::hits(answer, &directory),
        first_href: if asked.page > 1 {
            asked.first()
        } else {
            String::new()
        },
        next_href: answer
            .next
            .as_ref()
            .map(|cursor| asked.next(cursor))
            .unwrap_or_default(),
        page_label: format!("第 {} 页", asked.page),
        export_href: if answer.hits.is_empty() {
            String::new()
        } else {
            asked.export()
        },
        chosen: asked
            .filters
            .iter()
            .map(|(n, v)| LinkView::new(view::label(n, v, &directory), asked.toggled(n, v)))
            .collect(),
        did_you_mean: answer
            .did_you_mean
            .iter()
            .map(|q| LinkView::new(q, asked.saying(q)))
            .collect(),
        notes: answer.notes.clone(),
    };
    private_html(StatusCode::OK, &page)
}

/// The same for programs.
pub(crate) async fn search_json(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    uri: Uri,
) -> Result<Response, Fault> {
    let asked = Asked::read(&uri);
    let request = asked.request(web.app().scope(&signed_in.actor));
    let found = desk::search(web.app(), request).await?;
    let answer = json::answer(&asked.q, found, &web.app().directory());
    Ok(Json(answer).into_response())
}

/// A query that has an answer.
#[derive(Serialize)]
struct Offer {
    q: String,
    total: u64,
    href: String,
}

/// Queries that have an answer, while somebody types.
pub(crate) async fn search_suggest(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    uri: Uri,
) -> Result<Response, Fault> {
    let offers: Vec<Offer> = desk::suggest(web.app(), &signed_in.actor, &Asked::read(&uri).q)
        .await?
        .into_iter()
        .map(|one| Offer {
            href: format!("{}?q={}", urls::SEARCH, crate::present::query_value(&one.q)),
            q: one.q,
            total: one.total,
        })
        .collect();
    Ok(Json(offers).into_response())
}

/// All hits as a workbook.
pub(crate) async fn search_export(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    uri: Uri,
) -> Result<Response, Fault> {
    let asked = Asked::read(&uri);
    let request = asked.request(web.app().scope(&signed_in.actor));
    let exported = desk::export(web.app(), &signed_in.actor, request).await?;
    let day = huiyin_core::time::local_date(web.app().now());
    Ok(attachment(&format!("检索结果{day}"), XLSX, exported.bytes))
}
