//! 公开答复: the list, one page, its pictures. Everything is asked of the database at the moment it
//! is shown, and nothing may stay in a cache: what is withdrawn is gone.

use axum::extract::{Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use huiyin_app::{AppError, publication};
use huiyin_core::{TopicId, time};

use super::submit::not_found;
use crate::fault::{Fault, html};
use crate::pages::field::{Choice, ChoiceGroup, FieldView};
use crate::pages::parts::{Fact, LinkView, Pager};
use crate::pages::public::published::{PublishedListPage, PublishedPage, PublishedRow};
use crate::pages::urls;
use crate::present::{public_chrome, query_value};
use crate::state::Web;

/// Characters of the beginning of a text in the list.
const EXCERPT: usize = 120;

fn number(year: i32, seq: i64) -> String {
    format!("公开〔{year}〕{seq}号")
}

pub(super) fn address(year: i32, seq: i64) -> String {
    format!("{year}-{seq}")
}

pub(crate) async fn published_list(State(web): State<Web>, uri: Uri) -> Result<Response, Fault> {
    let (mut q, mut topic, mut page) = (String::new(), None, 1);
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "q" => q = value.trim().chars().take(100).collect(),
            "topic" => topic = value.parse::<TopicId>().ok(),
            "page" => page = value.parse().unwrap_or(1).clamp(1, 10_000),
            _ => {}
        }
    }
    let directory = web.app().directory();
    let found = publication::list(web.app(), &q, topic, page).await?;
    let chrome = public_chrome(&web, "public.heading", urls::PUBLIC);
    let m = chrome.messages;
    let mut choices = vec![Choice::new("", m.t("public.all_topics"))];
    choices.extend(directory.topics.iter().map(|known| {
        Choice::new(known.id.to_string(), known.name.clone()).selected_if(topic == Some(known.id))
    }));
    let rows = found
        .rows
        .iter()
        .map(|row| PublishedRow {
            href: urls::published(&address(row.year, row.seq)),
            title: row.text.title.clone(),
            excerpt: excerpt(&row.text.body),
            facts: [
                Some(number(row.year, row.seq)),
                row.topic.map(|topic| directory.topic_name(topic)),
                Some(time::chinese_date(time::local_date(row.published_at))),
            ]
            .into_iter()
            .flatten()
            .collect(),
        })
        .collect();
    let is_asked = !q.is_empty() || topic.is_some();
    let topic_value = topic.map(|t| t.to_string()).unwrap_or_default();
    let href = |page: u64| {
        format!(
            "{}?q={}&topic={topic_value}&page={page}",
            urls::PUBLIC,
            query_value(&q)
        )
    };
    html(&PublishedListPage {
        query: FieldView::text("q", m.t("public.query"), &q)
            .hint(m.t("public.query_hint"))
            .max_length(100),
        topic: FieldView::select_grouped(
            "topic",
            m.t("public.topic"),
            vec![ChoiceGroup {
                label: String::new(),
                choices,
            }],
        ),
        rows,
        total: m.fill("public.total", &[&found.total.to_string()]),
        empty: m
            .t(if is_asked {
                "public.nothing"
            } else {
                "public.none"
            })
            .to_owned(),
        pager: Pager::new(page, publication::PER_PAGE, found.total, href),
        chrome,
    })
}

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(EXCERPT).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

pub(crate) async fn published(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (found, files) = publication::find(web.app(), &id).await?;
    let mut chrome = public_chrome(&web, "public.heading", urls::PUBLIC);
    chrome.title.clone_from(&found.text.title);
    let m = chrome.messages;
    let directory = web.app().directory();
    let mut facts = Vec::new();
    if let Some(topic) = found.topic {
        facts.push(Fact::new(m.t("public.topic"), directory.topic_name(topic)));
    }
    let name = found
        .name
        .unwrap_or_else(|| m.t("public.no_name").to_owned());
    facts.push(Fact::new(m.t("public.by"), name));
    let on = time::chinese_date(time::local_date(found.published_at));
    facts.push(Fact::new(m.t("public.on"), on));
    let at = address(found.year, found.seq);
    html(&PublishedPage {
        number: number(found.year, found.seq),
        title: found.text.title,
        body: found.text.body,
        reply: found.text.reply,
        facts,
        pictures: files
            .iter()
            .map(|file| {
                let label = m.fill("public.picture", &[&file.no.to_string()]);
                LinkView::new(label, urls::published_file(&at, file.no))
            })
            .collect(),
        chrome,
    })
}

pub(crate) async fn published_file(
    State(web): State<Web>,
    Path((id, no)): Path<(String, i64)>,
) -> Result<Response, Fault> {
    let (_, files) = publication::find(web.app(), &id).await?;
    let file = files
        .into_iter()
        .find(|file| file.no == no)
        .ok_or_else(not_found)?;
    let bytes = web
        .app()
        .store()
        .get_blob(file.digest)
        .await
        .map_err(AppError::from)?
        .ok_or_else(not_found)?;
    Ok(([(header::CONTENT_TYPE, file.media_type)], bytes).into_response())
}
