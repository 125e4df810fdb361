//! From an answer to what the page prints.

use huiyin_app::Directory;
use huiyin_app::desk::Found;
use huiyin_core::search::{SearchAnswer, SearchHit, Tier};
use huiyin_core::{Channel, Status, SuggestionKind, time};

use super::asked::{Asked, FILTERS, ORDERS, month, month_code};
use crate::pages::chrome::Tone;
use crate::pages::desk::search::{HitView, OrderView};
use crate::pages::parts::{Badge, FacetGroup, FacetOption, Facets};
use crate::pages::urls;
use crate::present;

/// Options shown in one group of facets.
const FACET_OPTIONS: usize = 12;

/// `找到 128 件`, and what else is shown.
pub(super) fn summary(asked: &Asked, found: &Found) -> String {
    let answer = &found.answer;
    if found.rebuilding.is_some_and(|r| r.scanned.is_some()) {
        return format!("本页找到 {} 件", answer.total);
    }
    match (answer.total, answer.n_relaxed) {
        (0, 0) => "没有找到".to_owned(),
        (0, n) => format!("没有完全相同的字句，以下 {n} 件内容相近"),
        (n, 0) => format!("找到 {n} 件"),
        (n, more) if asked.q.is_empty() || more == 0 => format!("找到 {n} 件"),
        (n, more) => format!("找到 {n} 件，另有 {more} 件内容相近"),
    }
}

/// Said while a new index is made; empty otherwise.
pub(super) fn rebuilding(found: &Found) -> String {
    let Some(rebuilding) = found.rebuilding else {
        return String::new();
    };
    let progress = format!("正在重建检索，已完成 {} %。", rebuilding.percent);
    match rebuilding.scanned {
        None => format!("{progress}重建期间照常检索。"),
        Some(scanned) if scanned.is_complete => {
            format!("{progress}以下由数据库逐件查找，只列字句相同的，新的在前。")
        }
        Some(scanned) => format!(
            "{progress}以下由数据库逐件查找，只列字句相同的，新的在前；这次查了 {} 件，更早的请点“下一页”继续。",
            scanned.n_items
        ),
    }
}

pub(super) fn orders(asked: &Asked) -> Vec<OrderView> {
    ORDERS
        .iter()
        .map(|(order, _, label)| OrderView {
            label: (*label).to_owned(),
            href: asked.ordered(*order),
            current: asked.order == *order,
        })
        .collect()
}

/// What a filter is called.
pub(super) fn label(name: &str, value: &str, directory: &Directory) -> String {
    let known = match name {
        "topic" => value.parse().ok().map(|id| directory.topic_name(id)),
        "unit" => value.parse().ok().map(|id| directory.unit_name(id)),
        "status" => Status::from_code(value).map(|s| s.label().to_owned()),
        "kind" => SuggestionKind::from_code(value).map(|k| k.label().to_owned()),
        "channel" => Channel::from_code(value).map(|c| c.label().to_owned()),
        "month" => month(value).map(|m| format!("{} 年 {} 月", m.year, m.month)),
        _ => Some(format!("{value} 年")),
    };
    known.unwrap_or_else(|| value.to_owned())
}

/// The values of each filter with their counts, by its name.
pub(super) fn counted(answer: &SearchAnswer) -> [(&'static str, Vec<(String, u64)>); 7] {
    let f = &answer.facets;
    fn listed<T>(values: &[(T, u64)], code: impl Fn(&T) -> String) -> Vec<(String, u64)> {
        values.iter().map(|(v, n)| (code(v), *n)).collect()
    }
    [
        ("topic", listed(&f.topics, ToString::to_string)),
        ("unit", listed(&f.units, ToString::to_string)),
        ("status", listed(&f.statuses, |v| v.code().to_owned())),
        ("kind", listed(&f.kinds, |v| v.code().to_owned())),
        ("channel", listed(&f.channels, |v| v.code().to_owned())),
        ("year", listed(&f.years, ToString::to_string)),
        ("month", listed(&f.months, |v| month_code(*v))),
    ]
}

pub(super) fn facets(asked: &Asked, answer: &SearchAnswer, directory: &Directory) -> Facets {
    let groups = counted(answer)
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| FacetGroup {
            title: FILTERS
                .iter()
                .find(|(known, _)| *known == name)
                .map_or(name, |(_, title)| title)
                .to_owned(),
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
        })
        .collect();
    Facets {
        groups,
        clear_href: if asked.filters.is_empty() {
            String::new()
        } else {
            asked.without_filters()
        },
    }
}

pub(super) fn hits(answer: &SearchAnswer, directory: &Directory) -> Vec<HitView> {
    answer.hits.iter().map(|hit| show(hit, directory)).collect()
}

fn show(hit: &SearchHit, directory: &Directory) -> HitView {
    let mut facts = vec![present::day_with_year(time::local_date(hit.received_at))];
    facts.push(hit.kind.label().to_owned());
    facts.extend(hit.topic.map(|topic| directory.topic_name(topic)));
    facts.extend(hit.lead_unit.map(|unit| directory.unit_name(unit)));
    if let Some(due_at) = hit.due_at {
        let day = present::day_with_year(time::due_date(due_at));
        facts.push(format!("时限 {day}"));
    }
    HitView {
        href: urls::suggestion(hit.id),
        ticket_no: hit.ticket_no.clone(),
        external_no: hit.external_no.clone().unwrap_or_default(),
        title: hit.title.clone(),
        snippet: hit.snippet.clone(),
        attachment: hit.attachment.clone().unwrap_or_default(),
        status: Badge::status(hit.status),
        tier: tier(hit.tier),
        facts,
    }
}

/// How a hit came about, unless it holds what was typed.
fn tier(tier: Tier) -> Option<Badge> {
    let word = match tier {
        Tier::Exact => return None,
        Tier::Apart => "词语分散",
        Tier::Synonym => "近义",
        Tier::Homophone => "同音",
        Tier::Pinyin => "拼音",
        Tier::Missing => "部分词",
    };
    Some(Badge::new(word, Tone::Neutral))
}
