//! The query part of a search's address: what is asked, and the addresses of what else could be.

use axum::http::Uri;
use huiyin_core::search::{Cursor, Filters, Month, SearchOrder, SearchRequest};
use huiyin_core::{Channel, Scope, Status, SuggestionKind};

use crate::pages::urls;
use crate::present::query_value;

/// Hits of a page.
const PER_PAGE: usize = 20;
/// Most hits of one answer for a program.
const LIMIT_MAX: usize = 100;
/// Nobody types so much; what is longer is cut.
const Q_MAX: usize = 2_000;
/// Values that are chosen at once.
const FILTERS_MAX: usize = 50;

/// Names of filters in the order in which they are offered, with their headings.
pub(super) const FILTERS: [(&str, &str); 7] = [
    ("topic", "类别"),
    ("unit", "主办单位"),
    ("status", "状态"),
    ("kind", "件类"),
    ("channel", "渠道"),
    ("year", "年份"),
    ("month", "月份"),
];

/// Ways to order, as code and label.
pub(super) const ORDERS: [(SearchOrder, &str, &str); 3] = [
    (SearchOrder::Relevance, "relevance", "按相关程度"),
    (SearchOrder::Newest, "newest", "按收到时间"),
    (SearchOrder::Due, "due", "按办理时限"),
];

/// What the address says; names may repeat.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) q: String,
    /// (name, value) of every filter that is set.
    pub(super) filters: Vec<(&'static str, String)>,
    pub(super) order: SearchOrder,
    /// Where the page before ended.
    after: Option<String>,
    /// For people only: the cursor says where the page begins.
    pub(super) page: u64,
    limit: usize,
}

impl Asked {
    /// Reads an address; what is not understood is left out.
    pub(super) fn read(uri: &Uri) -> Self {
        let mut asked = Self {
            q: String::new(),
            filters: Vec::new(),
            order: SearchOrder::default(),
            after: None,
            page: 1,
            limit: PER_PAGE,
        };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "q" => asked.q = value.trim().chars().take(Q_MAX).collect(),
                "order" => {
                    let known = ORDERS.iter().find(|(_, code, _)| *code == value);
                    asked.order = known.map_or_else(SearchOrder::default, |(order, ..)| *order);
                }
                "after" => asked.after = (!value.is_empty()).then(|| value.into_owned()),
                "page" => asked.page = value.parse().unwrap_or(1).clamp(1, 1_000_000),
                "limit" => asked.limit = value.parse().unwrap_or(PER_PAGE).clamp(1, LIMIT_MAX),
                other => {
                    if let Some((known, _)) = FILTERS.iter().find(|(known, _)| *known == other)
                        && !value.is_empty()
                        && asked.filters.len() < FILTERS_MAX
                        && !asked.has(known, &value)
                    {
                        asked.filters.push((known, value.into_owned()));
                    }
                }
            }
        }
        asked
    }

    /// Whether anything was asked at all.
    pub(super) fn is_search(&self) -> bool {
        !self.q.is_empty() || !self.filters.is_empty()
    }

    pub(super) fn request(&self, scope: Scope) -> SearchRequest {
        SearchRequest {
            filters: Filters {
                topics: self.values("topic", |v| v.parse().ok()),
                units: self.values("unit", |v| v.parse().ok()),
                statuses: self.values("status", Status::from_code),
                kinds: self.values("kind", SuggestionKind::from_code),
                channels: self.values("channel", Channel::from_code),
                years: self.values("year", |v| v.parse().ok()),
                months: self.values("month", month),
                ..Filters::default()
            },
            order: self.order,
            after: self.after.clone().map(Cursor),
            limit: self.limit,
            ..SearchRequest::new(self.q.clone(), scope)
        }
    }

    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.filters.iter().any(|(n, v)| *n == name && v == value)
    }

    /// The first page with the filter added, or removed when it is set.
    pub(super) fn toggled(&self, name: &'static str, value: &str) -> String {
        let mut other = self.clone();
        if other.has(name, value) {
            other.filters.retain(|(n, v)| !(*n == name && v == value));
        } else {
            other.filters.push((name, value.to_owned()));
        }
        other.first()
    }

    pub(super) fn without_filters(&self) -> String {
        Self {
            filters: Vec::new(),
            ..self.clone()
        }
        .first()
    }

    pub(super) fn ordered(&self, order: SearchOrder) -> String {
        Self {
            order,
            ..self.clone()
        }
        .first()
    }

    pub(super) fn saying(&self, q: &str) -> String {
        Self {
            q: q.to_owned(),
            ..self.clone()
        }
        .first()
    }

    /// The first page of the same.
    pub(super) fn first(&self) -> String {
        self.address(urls::SEARCH, None)
    }

    pub(super) fn next(&self, cursor: &Cursor) -> String {
        self.address(urls::SEARCH, Some((&cursor.0, self.page + 1)))
    }

    pub(super) fn export(&self) -> String {
        self.address(urls::SEARCH_EXPORT, None)
    }

    fn address(&self, path: &str, page: Option<(&str, u64)>) -> String {
        let mut address = format!("{path}?q={}", query_value(&self.q));
        for (name, value) in &self.filters {
            address.push_str(&format!("&{name}={}", query_value(value)));
        }
        if self.order != SearchOrder::default()
            && let Some((_, code, _)) = ORDERS.iter().find(|(order, ..)| *order == self.order)
        {
            address.push_str(&format!("&order={code}"));
        }
        if let Some((cursor, n)) = page {
            address.push_str(&format!("&after={}&page={n}", query_value(cursor)));
        }
        address
    }

    fn values<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.filters
            .iter()
            .filter(|(n, _)| *n == name)
            .filter_map(|(_, v)| parse(v))
            .collect()
    }
}

/// `2026-03`.
pub(super) fn month(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    let month = Month {
        year: year.parse().ok()?,
        month: month.parse().ok()?,
    };
    (1..=12).contains(&month.month).then_some(month)
}

/// As [`month`] reads it.
pub(super) fn month_code(month: Month) -> String {
    format!("{}-{:02}", month.year, month.month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Asked {
        Asked::read(&format!("/desk/search?{query}").parse().unwrap())
    }

    #[test]
    fn addresses_say_what_was_asked() {
        let asked = read("q=%E9%A3%9F%E5%A0%82+%E7%AA%97%E5%8F%A3&status=closed&month=2026-03&x=1");
        assert_eq!(asked.q, "食堂 窗口");
        let request = asked.request(Scope::leader());
        assert_eq!(request.filters.statuses, [Status::Closed]);
        assert_eq!(
            request.filters.months,
            [Month {
                year: 2026,
                month: 3
            }]
        );
        assert_eq!(
            asked.first(),
            Asked::read(&asked.first().parse().unwrap()).first()
        );
        assert!(!asked.toggled("status", "closed").contains("status"));
        assert!(asked.ordered(SearchOrder::Due).ends_with("&order=due"));
        let next = asked.next(&Cursor("a/b c".to_owned()));
        let next = Asked::read(&next.parse().unwrap());
        assert_eq!(
            next.request(Scope::leader()).after,
            Some(Cursor("a/b c".to_owned()))
        );
        assert_eq!(next.page, 2);
    }

    #[test]
    fn nonsense_is_left_out() {
        let asked =
            read("q=&topic=x&year=&month=2026-13&order=best&page=-1&limit=99999&status=%FF");
        let request = asked.request(Scope::leader());
        assert!(request.filters.topics.is_empty() && request.filters.months.is_empty());
        assert_eq!(request.order, SearchOrder::Relevance);
        assert_eq!(request.limit, LIMIT_MAX);
        assert!(!read("").is_search());
        assert!(
            read(&"status=closed&status=replied&".repeat(99))
                .filters
                .len()
                <= FILTERS_MAX
        );
    }
}
