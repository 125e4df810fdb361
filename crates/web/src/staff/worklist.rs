//! 待办、在办、已办.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::desk;
use huiyin_app::desk::{Worklist, WorklistQuery};
use huiyin_core::time;
use huiyin_core::{Status, SuggestionKind, TopicId, UnitId, Urgency};
use serde::Deserialize;

use crate::access::ITEM_ROLES;
use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::chrome::Tone;
use crate::pages::desk::worklist::{TabView, WorklistPage, WorklistRow};
use crate::pages::field::{Choice, FieldView};
use crate::pages::parts::{Badge, LinkView, Pager};
use crate::pages::urls;
use crate::present::{self, desk_chrome, query_value};
use crate::state::Web;

const PER_PAGE: u64 = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filters {
    list: String,
    status: String,
    kind: String,
    topic: String,
    unit: String,
    q: String,
    page: Option<u64>,
}

impl Filters {
    fn list(&self) -> Worklist {
        match self.list.as_str() {
            "in_progress" => Worklist::InProgress,
            "done" => Worklist::Done,
            _ => Worklist::Todo,
        }
    }

    fn is_filtered(&self) -> bool {
        [&self.status, &self.kind, &self.topic, &self.unit, &self.q]
            .iter()
            .any(|f| !f.is_empty())
    }

    fn address(&self, list: &str, page: u64) -> String {
        let mut address = format!("{}?list={list}", urls::DESK);
        let pairs = [
            ("status", &self.status),
            ("kind", &self.kind),
            ("topic", &self.topic),
            ("unit", &self.unit),
            ("q", &self.q),
        ];
        for (name, value) in pairs {
            if !value.is_empty() {
                address.push_str(&format!("&{name}={}", query_value(value)));
            }
        }
        if page > 1 {
            address.push_str(&format!("&page={page}"));
        }
        address
    }
}

const fn code(list: Worklist) -> &'static str {
    match list {
        Worklist::Todo => "todo",
        Worklist::InProgress => "in_progress",
        Worklist::Done => "done",
    }
}

pub(crate) async fn worklist(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(filters): Query<Filters>,
) -> Result<Response, Fault> {
    let actor = &signed_in.actor;
    if !actor.has_any(ITEM_ROLES) {
        let home = if actor.has_any(crate::access::ACCOUNT_ADMINS) {
            urls::ACCOUNTS
        } else {
            urls::HEALTH
        };
        return Ok(Redirect::to(home).into_response());
    }
    let app = web.app();
    let directory = app.directory();
    let page = filters.page.unwrap_or(1).max(1);
    let query = |list| WorklistQuery {
        list,
        statuses: Status::from_code(&filters.status).into_iter().collect(),
        kinds: SuggestionKind::from_code(&filters.kind)
            .into_iter()
            .collect(),
        topics: filters.topic.parse::<TopicId>().into_iter().collect(),
        units: filters.unit.parse::<UnitId>().into_iter().collect(),
        ticket: (!filters.q.trim().is_empty()).then(|| filters.q.trim().to_owned()),
        offset: (page - 1) * PER_PAGE,
        limit: PER_PAGE,
        ..WorklistQuery::default()
    };
    let current = filters.list();
    let shown = desk::worklist(app, actor, query(current)).await?;
    let mut tabs = Vec::new();
    for (list, label) in [
        (Worklist::Todo, "待办"),
        (Worklist::InProgress, "在办"),
        (Worklist::Done, "已办"),
    ] {
        let total = if list == current {
            shown.total
        } else {
            desk::worklist(
                app,
                actor,
                WorklistQuery {
                    limit: 1,
                    offset: 0,
                    ..query(list)
                },
            )
            .await?
            .total
        };
        tabs.push(TabView {
            label: label.to_owned(),
            count: total.to_string(),
            href: filters.address(code(list), 1),
            current: list == current,
        });
    }
    let policy = app.policy();
    let now = app.now();
    let count = |urgency| {
        shown
            .items
            .iter()
            .filter(|i| i.urgency == Some(urgency))
            .count()
    };
    let alert = match (count(Urgency::Overdue), count(Urgency::DueSoon)) {
        (0, 0) => String::new(),
        (0, soon) => format!("本页 {soon} 件临期"),
        (late, 0) => format!("本页 {late} 件超期"),
        (late, soon) => format!("本页 {late} 件超期，{soon} 件临期"),
    };
    let ids: Vec<_> = shown.items.iter().map(|item| item.row.id).collect();
    let read = app.store().read();
    let unreachable = read.unreachable_submitters(&ids).await;
    let unreachable = unreachable.map_err(huiyin_app::AppError::from)?;
    let rows = shown
        .items
        .iter()
        .map(|item| {
            let row = &item.row;
            let mut marks = Vec::new();
            if let Some((_, standing)) = unreachable.iter().find(|(id, _)| *id == row.id) {
                marks.push(present::standing(*standing));
            }
            if row.is_urgent {
                marks.push(Badge::new("加急", Tone::Bad));
            }
            if row.is_restricted {
                marks.push(Badge::new("保密", Tone::Warn));
            }
            if row.n_children > 0 {
                let text = format!("并案 {} 件", row.n_children);
                marks.push(Badge::new(text, Tone::Info));
            }
            WorklistRow {
                href: urls::suggestion(row.id),
                ticket_no: row.ticket_no.to_string(),
                title: row.title.clone(),
                status: Badge::status(row.status),
                due: row.next_due_at.map(|at| {
                    let what = row.next_due_kind.map_or("", |k| k.label());
                    let calendar = policy.calendar_of(row.next_due_unit);
                    present::due(what, at, now, calendar)
                }),
                kind: row.kind.label().to_owned(),
                topic: row
                    .topic
                    .map(|t| directory.topic_name(t))
                    .unwrap_or_default(),
                unit: row
                    .lead_unit
                    .or(row.accountable_unit)
                    .and_then(|u| directory.unit(u))
                    .map(|u| u.short_name.clone())
                    .unwrap_or_default(),
                channel: row.channel.label().to_owned(),
                received_on: present::near_day(time::local_date(row.received_at), now),
                marks,
            }
        })
        .collect();
    let list = code(current);
    let (empty, empty_links) = empty_text(current, filters.is_filtered(), actor);
    let page = WorklistPage {
        chrome: desk_chrome(&web, &signed_in, "待办", urls::DESK),
        tabs,
        filters: fields(&filters, &directory),
        clear_href: if filters.is_filtered() {
            format!("{}?list={list}", urls::DESK)
        } else {
            String::new()
        },
        alert,
        rows,
        pager: Pager::new(page, PER_PAGE, shown.total, |n| filters.address(list, n)),
        empty,
        empty_links,
    };
    private_html(StatusCode::OK, &page)
}

fn fields(filters: &Filters, directory: &huiyin_app::Directory) -> Vec<FieldView> {
    let all = |label: &str| Choice::new("", label);
    let mut statuses = vec![all("全部状态")];
    statuses.extend(
        Status::ALL
            .iter()
            .map(|s| Choice::new(s.code(), s.label()).selected_if(filters.status == s.code())),
    );
    let mut kinds = vec![all("全部件类")];
    kinds.extend(
        SuggestionKind::ALL
            .iter()
            .map(|k| Choice::new(k.code(), k.label()).selected_if(filters.kind == k.code())),
    );
    let mut topics = vec![all("全部类别")];
    topics.extend(
        directory
            .topics
            .iter()
            .filter(|t| t.parent.is_some())
            .map(|t| {
                let value = t.id.to_string();
                let is_chosen = value == filters.topic;
                Choice::new(value, directory.topic_name(t.id)).selected_if(is_chosen)
            }),
    );
    vec![
        FieldView::hidden("list", code(filters.list())),
        FieldView::select("status", "状态", statuses),
        FieldView::select("kind", "件类", kinds),
        FieldView::select("topic", "类别", topics),
        FieldView::line("search", "q", "登记号", &filters.q),
    ]
}

fn empty_text(
    list: Worklist,
    is_filtered: bool,
    actor: &huiyin_core::StaffActor,
) -> (String, Vec<LinkView>) {
    if is_filtered {
        return (
            "没有符合筛选条件的件。放宽条件，或者到“检索”里按内容查找。".to_owned(),
            Vec::new(),
        );
    }
    let mut links = Vec::new();
    if actor.has_any(crate::access::REGISTRARS) {
        links.push(LinkView::new("登记来电、来信", urls::REGISTER));
    }
    let text = match list {
        Worklist::Todo => "没有等您办的件。新来件会自动出现在这里，按到期先后排列。",
        Worklist::InProgress => "没有在办的件。",
        Worklist::Done => "还没有办结的件。",
    };
    (text.to_owned(), links)
}
