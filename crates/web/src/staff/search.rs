//! 检索 over the archive, in the viewer's scope.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use huiyin_app::{AppError, desk};
use huiyin_core::search::{Filters, SearchAnswer, SearchOrder, SearchRequest};
use huiyin_core::time;
use huiyin_core::{Status, TopicId, UnitId};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::desk::search::{HitView, OrderView, SearchPage};
use crate::pages::field::FieldView;
use crate::pages::parts::{Badge, FacetGroup, FacetOption, Facets, LinkView, Pager};
use crate::pages::urls;
use crate::present::{self, desk_chrome, query_value};
use crate::state::Web;

const PER_PAGE: u64 = 20;
/// Options shown in one group of facets.
const FACET_OPTIONS: usize = 12;

/// The query part of the address: names may repeat.
#[derive(Debug, Clone, Default)]
struct Asked {
    q: String,
    /// (name, value) of every filter that is set.
    filters: Vec<(&'static str, String)>,
    newest: bool,
    page: u64,
}

const FILTERS: [&str; 4] = ["topic", "unit", "status", "year"];

impl Asked {
    fn read(uri: &Uri) -> Self {
        let mut asked = Self {
            page: 1,
            ..Self::default()
        };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "q" => asked.q = value.trim().to_owned(),
                "order" => asked.newest = value == "newest",
                "page" => asked.page = value.parse().unwrap_or(1).clamp(1, 500),
                other => {
                    if let Some(known) = FILTERS.iter().find(|f| **f == other)
                        && !value.is_empty()
                    {
                        asked.filters.push((known, value.into_owned()));
                    }
                }
            }
        }
        asked
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.filters.iter().any(|(n, v)| *n == name && v == value)
    }

    fn address(&self) -> String {
        let mut address = format!("{}?q={}", urls::SEARCH, query_value(&self.q));
        for (name, value) in &self.filters {
            address.push_str(&format!("&{name}={}", query_value(value)));
        }
        if self.newest {
            address.push_str("&order=newest");
        }
        if self.page > 1 {
            address.push_str(&format!("&page={}", self.page));
        }
        address
    }

    /// With the filter added, or removed when it is set.
    fn toggled(&self, name: &'static str, value: &str) -> String {
        let mut other = self.clone();
        other.page = 1;
        if other.has(name, value) {
            other.filters.retain(|(n, v)| !(*n == name && v == value));
        } else {
            other.filters.push((name, value.to_owned()));
        }
        other.address()
    }

    fn values<T: std::str::FromStr>(&self, name: &str) -> Vec<T> {
        self.filters
            .iter()
            .filter(|(n, _)| *n == name)
            .filter_map(|(_, v)| v.parse().ok())
            .collect()
    }
}

pub(crate) async fn search(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    uri: Uri,
) -> Result<Response, Fault> {
    let asked = Asked::read(&uri);
    let searched = !asked.q.is_empty() || !asked.filters.is_empty();
    let mut note = String::new();
    let answer = if searched {
        let request = SearchRequest {
            filters: Filters {
                topics: asked.values::<TopicId>("topic"),
                units: asked.values::<UnitId>("unit"),
                statuses: asked
                    .filters
                    .iter()
                    .filter(|(n, _)| *n == "status")
                    .filter_map(|(_, v)| Status::from_code(v))
                    .collect(),
                years: asked.values::<i32>("year"),
                ..Filters::default()
            },
            order: if asked.newest {
                SearchOrder::Newest
            } else {
                SearchOrder::Relevance
            },
            offset: usize::try_from((asked.page - 1) * PER_PAGE).unwrap_or(0),
            limit: usize::try_from(PER_PAGE).unwrap_or(20),
            ..SearchRequest::new(asked.q.clone(), web.app().scope(&signed_in.actor))
        };
        match desk::search(web.app(), request).await {
            Ok(answer) => answer,
            Err(AppError::TooMany(text)) => {
                note = text;
                SearchAnswer::default()
            }
            Err(other) => return Err(other.into()),
        }
    } else {
        SearchAnswer::default()
    };
    let directory = web.app().directory();
    if note.is_empty() && searched && answer.total + answer.n_relaxed == 0 {
        note = "没有找到。可以少写几个字，或者换一种说法；几个词之间用空格隔开，表示都要出现。"
            .to_owned();
    } else if answer.is_relaxed() {
        note = "没有完全相同的字句，以下是内容相近的。".to_owned();
    }
    let page = SearchPage {
        chrome: desk_chrome(&web, &signed_in, "检索", urls::SEARCH),
        q: asked.q.clone(),
        hidden: asked
            .filters
            .iter()
            .map(|(n, v)| FieldView::hidden(n, v))
            .collect(),
        searched,
        summary: format!("找到 {} 件", answer.total),
        orders: orders(&asked),
        facets: facets(&asked, &answer, &directory),
        hits: hits(&answer),
        pager: Pager::new(asked.page, PER_PAGE, answer.total + answer.n_relaxed, |n| {
            Asked {
                page: n,
                ..asked.clone()
            }
            .address()
        }),
        chosen: asked
            .filters
            .iter()
            .map(|(n, v)| LinkView::new(label(n, v, &directory), asked.toggled(n, v)))
            .collect(),
        note,
    };
    private_html(StatusCode::OK, &page)
}

fn orders(asked: &Asked) -> Vec<OrderView> {
    [("按相关程度", false), ("按时间先后", true)]
        .into_iter()
        .map(|(label, newest)| OrderView {
            label: label.to_owned(),
            href: Asked {
                newest,
                page: 1,
                ..asked.clone()
            }
            .address(),
            current: asked.newest == newest,
        })
        .collect()
}

fn label(name: &str, value: &str, directory: &huiyin_app::Directory) -> String {
    match name {
        "topic" => value
            .parse()
            .map_or(value.to_owned(), |id| directory.topic_name(id)),
        "unit" => value
            .parse()
            .map_or(value.to_owned(), |id| directory.unit_name(id)),
        "status" => {
            Status::from_code(value).map_or_else(|| value.to_owned(), |s| s.label().to_owned())
        }
        _ => format!("{value} 年"),
    }
}

fn facets(asked: &Asked, answer: &SearchAnswer, directory: &huiyin_app::Directory) -> Facets {
    let group = |title: &str, name: &'static str, values: Vec<(String, u64)>| FacetGroup {
        title: title.to_owned(),
        options: values
            .into_iter()
            .take(FACET_OPTIONS)
            .map(|(value, count)| FacetOption {
                label: label(name, &value, directory),
                count: count.to_string(),
                href: asked.toggled(name, &value),
                selected: asked.has(name, &value),
            })
            .collect(),
    };
    let f = &answer.facets;
    let groups = [
        group(
            "类别",
            "topic",
            f.topics.iter().map(|(v, n)| (v.to_string(), *n)).collect(),
        ),
        group(
            "主办单位",
            "unit",
            f.units.iter().map(|(v, n)| (v.to_string(), *n)).collect(),
        ),
        group(
            "状态",
            "status",
            f.statuses
                .iter()
                .map(|(v, n)| (v.code().to_owned(), *n))
                .collect(),
        ),
        group(
            "年份",
            "year",
            f.years.iter().map(|(v, n)| (v.to_string(), *n)).collect(),
        ),
    ];
    Facets {
        groups: groups
            .into_iter()
            .filter(|g| !g.options.is_empty())
            .collect(),
        clear_href: if asked.filters.is_empty() {
            String::new()
        } else {
            Asked {
                filters: Vec::new(),
                page: 1,
                ..asked.clone()
            }
            .address()
        },
    }
}

fn hits(answer: &SearchAnswer) -> Vec<HitView> {
    answer
        .hits
        .iter()
        .map(|hit| HitView {
            href: urls::suggestion(hit.id),
            ticket_no: hit.ticket_no.clone(),
            external_no: hit.external_no.clone().unwrap_or_default(),
            title: hit.title.clone(),
            snippet: hit.snippet.clone(),
            status: Badge::status(hit.status),
            facts: vec![present::day_with_year(time::local_date(hit.received_at))],
        })
        .collect()
}
