//! Filters in a query: 单位:后勤 状态：已答复 时间:2026-01..2026-06.

use huiyin_core::search::{Filters, SearchNames};
use huiyin_core::{Channel, Status, SuggestionKind};

use super::dates;
use crate::normalise::fold_text;

/// Values of one filter beyond these are not read.
const VALUES_MAX: usize = 32;

/// What people call the fields.
const FIELDS: [&str; 15] = [
    "主办单位",
    "登记号",
    "单位",
    "部门",
    "类别",
    "分类",
    "状态",
    "渠道",
    "来源",
    "件类",
    "类型",
    "时间",
    "日期",
    "编号",
    "文号",
];

/// A known field before a colon, as written, and what stands behind the colon.
pub(super) fn prefix(text: &str) -> Option<(&'static str, &str)> {
    FIELDS.iter().find_map(|field| {
        let behind = text.strip_prefix(field)?.strip_prefix([':', '：', '︰'])?;
        Some((*field, behind))
    })
}

/// Whether the field asks for a number of an item or of a document.
pub(super) fn is_number(field: &str) -> bool {
    matches!(field, "编号" | "登记号" | "文号")
}

/// Adds to the filters what the value says; `Err` says in Chinese why it cannot.
pub(super) fn read(
    field: &str,
    value: &str,
    names: &SearchNames,
    filters: &mut Filters,
) -> Result<(), String> {
    let values: Vec<&str> = value
        .split([',', '，', '、', ';', '；'])
        .map(|one| one.trim_matches([' ', '\u{3000}', '"', '“', '”', '「', '」']))
        .filter(|one| !one.is_empty())
        .take(VALUES_MAX)
        .collect();
    let known = |labels: &[&str]| format!("可以是：{}", labels.join("、"));
    match field {
        "状态" => {
            let found = coded(&values, Status::ALL, |one| (one.label(), one.code()));
            let labels: Vec<&str> = Status::ALL.iter().map(|one| one.label()).collect();
            add(&mut filters.statuses, found, field, value, &known(&labels))
        }
        "渠道" | "来源" => {
            let found = coded(&values, Channel::ALL, |one| (one.label(), one.code()));
            let labels: Vec<&str> = Channel::ALL.iter().map(|one| one.label()).collect();
            add(&mut filters.channels, found, field, value, &known(&labels))
        }
        "件类" | "类型" => {
            let found = coded(&values, SuggestionKind::ALL, |one| {
                (one.label(), one.code())
            });
            let labels: Vec<&str> = SuggestionKind::ALL.iter().map(|one| one.label()).collect();
            add(&mut filters.kinds, found, field, value, &known(&labels))
        }
        "类别" | "分类" => {
            let found = named(&values, &names.topics);
            add(&mut filters.topics, found, field, value, "没有这样的类别")
        }
        "时间" | "日期" => {
            let Some((from, until)) = dates::span(value) else {
                return Err(format!(
                    "“{field}:{value}”里的时间看不懂，已按文字查找；写法如 时间:2026-03 或 时间:2026-01..2026-06"
                ));
            };
            filters.from = from.or(filters.from);
            filters.until = until.or(filters.until);
            Ok(())
        }
        // 单位, 主办单位, 部门
        _ => {
            let found = named(&values, &names.units);
            add(&mut filters.units, found, field, value, "没有这样的单位")
        }
    }
}

fn add<T: PartialEq>(
    list: &mut Vec<T>,
    found: Option<Vec<T>>,
    field: &str,
    value: &str,
    known: &str,
) -> Result<(), String> {
    let Some(found) = found else {
        return Err(format!("“{field}:{value}”看不懂，已按文字查找；{known}"));
    };
    for one in found {
        if !list.contains(&one) {
            list.push(one);
        }
    }
    Ok(())
}

/// Each value by its label, its code or a part of its label; `None` when one is unknown.
fn coded<T: Copy>(
    values: &[&str],
    all: &[T],
    names: impl Fn(T) -> (&'static str, &'static str),
) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for value in values {
        let value = fold_text(value);
        let is = |one: &&T| {
            let (label, code) = names(**one);
            fold_text(label) == value || code == value
        };
        let holds = |one: &&T| fold_text(names(**one).0).contains(&value);
        match all.iter().find(is) {
            Some(one) => found.push(*one),
            None => {
                let before = found.len();
                found.extend(all.iter().filter(holds).copied());
                if found.len() == before {
                    return None;
                }
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Each value by a whole name, else by all whose name holds it; `None` when one is unknown.
fn named<T: Copy>(values: &[&str], all: &[(T, Vec<String>)]) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for value in values {
        let value = fold_text(value);
        let matching = |fits: &dyn Fn(&str) -> bool| -> Vec<T> {
            all.iter()
                .filter(|(_, names)| names.iter().any(|name| fits(&fold_text(name))))
                .map(|(id, _)| *id)
                .collect()
        };
        let mut some = matching(&|name| name == value);
        if some.is_empty() {
            some = matching(&|name| name.contains(&value));
        }
        if some.is_empty() {
            return None;
        }
        found.append(&mut some);
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Query;
    use huiyin_core::{TopicId, UnitId};

    fn names() -> SearchNames {
        let name = |id: i64, names: &[&str]| {
            (
                id,
                names
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        SearchNames {
            units: [
                name(1, &["滨海市总工会", "市总工会"]),
                name(2, &["滨海市总工会办公室", "办公室"]),
                name(3, &["滨海市总工会法律工作部", "法工部"]),
            ]
            .map(|(id, names)| (UnitId(id), names))
            .to_vec(),
            topics: [name(7, &["工资报酬"]), name(8, &["劳动保护"])]
                .map(|(id, names)| (TopicId(id), names))
                .to_vec(),
        }
    }

    #[test]
    fn filters_are_read_with_either_colon() {
        let names = names();
        let read = |q: &str| Query::read(q, &names);
        assert_eq!(read("单位:法工部").filters.units, [UnitId(3)]);
        assert_eq!(read("单位：市总工会").filters.units, [UnitId(1)]);
        assert_eq!(
            read("单位:滨海").filters.units,
            [UnitId(1), UnitId(2), UnitId(3)]
        );
        assert_eq!(
            read("单位:“法律工作部”、市总工会").filters.units,
            [UnitId(3), UnitId(1)]
        );
        assert_eq!(
            read("单位:法工部，办公室").filters.units,
            [UnitId(3), UnitId(2)]
        );
        assert_eq!(read("類別：工资").filters.topics, []);
        assert_eq!(read("类别：工資").filters.topics, [TopicId(7)]);
        assert_eq!(
            read("状态:已答复,已办结").filters.statuses,
            [Status::Replied, Status::Closed]
        );
        assert_eq!(read("状态:办理中").filters.statuses, [Status::InProgress]);
        assert_eq!(read("渠道:邮件").filters.channels, [Channel::Email]);
        assert_eq!(read("件类:投诉").filters.kinds, [SuggestionKind::Complaint]);
        let both = read("食堂 状态:已答复 单位:法工部 -素菜");
        assert_eq!(both.groups, [["食堂"]]);
        assert_eq!((both.filters.units.len(), both.without.len()), (1, 1));
        assert!(both.notes.is_empty());
    }

    #[test]
    fn what_is_not_a_filter_is_a_text() {
        let names = names();
        for (q, text) in [
            ("单位:火星", "单位:火星"),
            ("状态：很好", "状态:很好"),
            ("时间:上午", "时间:上午"),
        ] {
            let query = Query::read(q, &names);
            assert_eq!(query.groups, [[text]], "{q}");
            assert_eq!(query.notes.len(), 1, "{q}");
            assert_eq!(query.filters, Filters::default(), "{q}");
        }
        let plain = Query::read("问题:食堂 工作单位:火星 单位:", &names);
        assert_eq!(plain.groups, [["问题:食堂"], ["工作单位:火星"], ["单位:"]]);
        assert!(plain.notes.is_empty());
    }
}
