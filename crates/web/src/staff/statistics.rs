//! 统计: figures, the items behind them, and the same as files.

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use huiyin_app::statistics::{
    self, CUSTOM, Drill, Grouping, Part, StatisticsPeriod, StatisticsQuery, offered,
};
use huiyin_app::{App, AppError};
use huiyin_core::time::Instant;
use huiyin_core::{Role, UnitId};
use huiyin_workflow::metric::Metric;
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::chrome::Tone;
use crate::pages::desk::statistics::{StatisticsItemsPage, StatisticsPage};
use crate::pages::desk::worklist::WorklistRow;
use crate::pages::field::{Choice, FieldView, FormErrors};
use crate::pages::parts::{Badge, LinkView, Pager};
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::present::{self, desk_chrome, form_errors, query_value};
use crate::staff::statistics_view;
use crate::state::Web;

const PER_PAGE: u64 = 50;

/// The query part of the address, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    period: String,
    from: String,
    to: String,
    cut_off: String,
    unit: String,
    format: String,
    metric: String,
    part: String,
    by: String,
    key: String,
    page: Option<u64>,
}

impl Asked {
    fn query(&self, now: Instant) -> Result<StatisticsQuery, AppError> {
        let day = |name: &'static str, typed: &str| {
            typed
                .trim()
                .parse()
                .map_err(|_typed| AppError::invalid(name, "日期请写成 2026-09-30 的样子"))
        };
        let period = match self.period.trim() {
            CUSTOM => {
                StatisticsPeriod::between(day("from", &self.from)?, day("to", &self.to)?, now)?
            }
            "" => running_month(now)?,
            code => StatisticsPeriod::parse(code, now)?,
        };
        let period = match self.cut_off.trim() {
            "" => period,
            typed => period.known_until(day("cut_off", typed)?, now)?,
        };
        Ok(StatisticsQuery {
            period,
            unit: self.unit.parse::<UnitId>().ok(),
        })
    }

    /// The same question at another address.
    pub(super) fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let pairs = [
            ("period", self.period.as_str()),
            ("from", self.from.as_str()),
            ("to", self.to.as_str()),
            ("cut_off", self.cut_off.as_str()),
            ("unit", self.unit.as_str()),
        ];
        let set = pairs
            .iter()
            .chain(more)
            .filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = set
            .map(|(name, value)| format!("{name}={}", query_value(value)))
            .collect();
        format!("{path}?{}", query.join("&"))
    }
}

fn running_month(now: Instant) -> Result<StatisticsPeriod, AppError> {
    let code = offered(now).into_iter().next().map(|(code, _)| code);
    StatisticsPeriod::parse(code.as_deref().unwrap_or_default(), now)
}

pub(crate) async fn statistics(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let app = web.app();
    let mut page = StatisticsPage {
        chrome: desk_chrome(&web, &signed_in, "统计", urls::STATISTICS),
        fields: Vec::new(),
        heading: String::new(),
        metrics: Vec::new(),
        leagues: Vec::new(),
        files: Vec::new(),
        notes: Vec::new(),
    };
    let query = match asked.query(app.now()) {
        Ok(query) => query,
        Err(AppError::Invalid(errors)) => {
            page.fields = fields(app, &asked, &form_errors(&errors, &[]));
            return private_html(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(other) => return Err(other.into()),
    };
    let found = statistics::statistics(app, &signed_in.actor, &query).await?;
    page.fields = fields(app, &asked, &FormErrors::default());
    page.heading = heading(app, &query);
    page.metrics = statistics_view::metrics(&found, &asked);
    page.leagues = statistics_view::leagues(&found, &asked);
    page.files = vec![
        file(&asked, "xlsx", "导出统计（xlsx）"),
        file(&asked, "csv", "导出统计（CSV）"),
        LinkView::new(
            "导出汇总表（xlsx）",
            asked.address(urls::STATISTICS_SUMMARY, &[]),
        ),
    ];
    page.notes = statistics_view::notes(signed_in.actor.has(Role::Reporter));
    private_html(StatusCode::OK, &page)
}

fn file(asked: &Asked, format: &str, label: &str) -> LinkView {
    let href = asked.address(urls::STATISTICS_EXPORT, &[("format", format)]);
    LinkView::new(label, href)
}

fn heading(app: &App, query: &StatisticsQuery) -> String {
    let unit = query.unit.map_or_else(
        || "全部单位".to_owned(),
        |unit| format!("{}及下级", app.directory().unit_name(unit)),
    );
    format!(
        "{}，{unit}，截止 {}",
        query.period.label(),
        query.period.cut_off_label()
    )
}

fn fields(app: &App, asked: &Asked, errors: &FormErrors) -> Vec<FieldView> {
    let mut periods: Vec<Choice> = offered(app.now())
        .into_iter()
        .map(|(code, label)| {
            let is_chosen = code == asked.period;
            Choice::new(code, label).selected_if(is_chosen)
        })
        .collect();
    let is_listed = periods.iter().any(|choice| choice.value == asked.period);
    if !is_listed && !asked.period.is_empty() && asked.period != CUSTOM {
        periods.push(Choice::new(&asked.period, &asked.period).selected_if(true));
    }
    let is_custom = asked.period == CUSTOM;
    periods.push(Choice::new(CUSTOM, "自定义日期").selected_if(is_custom));
    let mut units = present::unit_groups(&app.directory(), &asked.unit);
    units.insert(
        0,
        crate::pages::field::ChoiceGroup {
            label: String::new(),
            choices: vec![Choice::new("", "全部单位")],
        },
    );
    vec![
        FieldView::select("period", "统计期间", periods).errors(errors),
        FieldView::date("from", "自定义：自", &asked.from).errors(errors),
        FieldView::date("to", "自定义：至", &asked.to).errors(errors),
        FieldView::date("cut_off", "截止时点（当天 24 时）", &asked.cut_off)
            .hint("不填为期间结束；期间未结束的为现在")
            .errors(errors),
        FieldView::select_grouped("unit", "主办单位", units).errors(errors),
    ]
}

/// The items behind a number.
pub(crate) async fn statistics_items(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let app = web.app();
    let query = asked.query(app.now())?;
    let not_found = || Fault::new(ErrorKind::NotFound);
    let metric = Metric::from_code(&asked.metric).ok_or_else(not_found)?;
    let part = Part::from_code(&asked.part).ok_or_else(not_found)?;
    let group = Grouping::from_code(&asked.by).map(|by| (by, asked.key.clone()));
    let directory = app.directory();
    let mut what = heading(app, &query);
    if let Some((by, key)) = &group {
        what.push_str(&format!("，{}：{}", by.label(), by.name(key, &directory)));
    }
    let drill = Drill {
        metric,
        part,
        group,
    };
    let page = asked.page.unwrap_or(1).clamp(1, 10_000);
    let first = usize::try_from((page - 1) * PER_PAGE).unwrap_or(0);
    let wanted = first..first.saturating_add(usize::try_from(PER_PAGE).unwrap_or(0));
    let found = statistics::counted_items(app, &signed_in.actor, &query, &drill, wanted).await?;
    let rows = found
        .rows
        .iter()
        .map(|row| {
            let mut marks = Vec::new();
            if row.is_restricted {
                marks.push(Badge::new("保密", Tone::Warn));
            }
            let unit = row.lead_unit.or(row.accountable_unit);
            let unit = unit.and_then(|u| directory.unit(u));
            let topic = row.topic.map(|t| directory.topic_name(t));
            WorklistRow {
                href: urls::suggestion(row.id),
                ticket_no: row.ticket_no.clone(),
                title: row.title.clone(),
                status: Badge::status(row.status),
                due: None,
                kind: row.kind.label().to_owned(),
                topic: topic.unwrap_or_default(),
                unit: unit.map(|u| u.short_name.clone()).unwrap_or_default(),
                channel: row.channel.label().to_owned(),
                received_on: present::near_day(
                    huiyin_core::time::local_date(row.received_at),
                    app.now(),
                ),
                marks,
            }
        })
        .collect();
    let address = |n: u64| {
        let more = [
            ("metric", asked.metric.as_str()),
            ("part", asked.part.as_str()),
            ("by", asked.by.as_str()),
            ("key", asked.key.as_str()),
            ("page", &n.to_string()),
        ];
        asked.address(urls::STATISTICS_ITEMS, &more)
    };
    let shown = StatisticsItemsPage {
        chrome: desk_chrome(&web, &signed_in, "统计", urls::STATISTICS),
        heading: format!("{}：{}", metric.label(), part.label()),
        what,
        back_href: asked.address(urls::STATISTICS, &[]),
        rows,
        pager: Pager::new(page, PER_PAGE, found.total, address),
        note: if found.leaves_out_restricted {
            "保密件不列出。".to_owned()
        } else {
            String::new()
        },
    };
    private_html(StatusCode::OK, &shown)
}

/// The figures as a file.
pub(crate) async fn statistics_export(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let app = web.app();
    let query = asked.query(app.now())?;
    let found = statistics::statistics(app, &signed_in.actor, &query).await?;
    let name = format!("统计{}", query.period.code());
    match asked.format.as_str() {
        "xlsx" => Ok(attachment(&name, XLSX, statistics::xlsx(app, &found)?)),
        "csv" => Ok(attachment(&name, CSV, statistics::csv(app, &found))),
        _ => Err(Fault::new(ErrorKind::NotFound)),
    }
}

/// 汇总表.xlsx of the items that arrived in the period.
pub(crate) async fn statistics_summary(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let app = web.app();
    let query = asked.query(app.now())?;
    let bytes = statistics::summary_table(app, &signed_in.actor, &query.period).await?;
    let name = format!("汇总表{}", query.period.code());
    Ok(attachment(&name, XLSX, bytes))
}

/// Ending and media type of a file.
pub(super) type Format = (&'static str, &'static str);

pub(super) const XLSX: Format = (
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
);
const CSV: Format = ("csv", "text/csv; charset=utf-8");

pub(super) fn attachment(name: &str, (ending, media_type): Format, bytes: Vec<u8>) -> Response {
    let name = query_value(&format!("{name}.{ending}")).replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    (headers, bytes).into_response()
}
