//! The rows of a suggestion against what its events make of it.

use std::collections::{BTreeSet, HashMap};

use huiyin_core::{SuggestionId, UnitId};
use huiyin_workflow::{Recorded, Suggestion, invariants, replay};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Report, name, part};
use crate::aggregate::{Lock, load_one, suggestion_columns};
use crate::entity::{accused, suggestion_row, visible_unit};
use crate::error::StoreError;

/// Account or unit of a row of `accused`.
type AccusedPair = (Option<i64>, Option<i64>);

/// Loads one by one, reporting those that cannot be read.
pub(super) async fn load_each(
    conn: &impl ConnectionTrait,
    rows: &[suggestion_row::Model],
    report: &mut Report<'_>,
) -> Result<Vec<Suggestion>, StoreError> {
    let mut loaded = Vec::with_capacity(rows.len());
    for row in rows {
        let one = load_one(conn, SuggestionId(row.id), Lock::No).await;
        let one = report.catch("suggestion", || name(row), one)?;
        loaded.extend(one.flatten().map(|(s, _)| s));
    }
    Ok(loaded)
}

pub(super) fn check(
    rows: &[suggestion_row::Model],
    states: &[Suggestion],
    told: &HashMap<i64, Vec<Recorded>>,
    report: &mut Report<'_>,
) {
    let by_id: HashMap<i64, &Suggestion> = states.iter().map(|s| (s.id.0, s)).collect();
    for row in rows {
        let Some(state) = by_id.get(&row.id) else {
            continue;
        };
        report.summary.obligations += state.obligations.len() as u64;
        for violation in invariants(state) {
            report.find("suggestion", name(row), violation.to_string());
        }
        check_derived(row, state, report);
        let Some(events) = told.get(&row.id) else {
            continue;
        };
        match replay(SuggestionId(row.id), events) {
            None => report.find("suggestion", name(row), "办理记录无法重演"),
            Some(expected) => compare(row, state, &expected, report),
        }
    }
}

/// The columns that only repeat what other columns say.
fn check_derived(row: &suggestion_row::Model, state: &Suggestion, report: &mut Report<'_>) {
    let next = state.next_due();
    if row.next_due_at != next.map(|o| o.due_at)
        || row.next_due_kind.as_deref() != next.map(|o| o.kind.code())
    {
        report.find("suggestion", name(row), "最近时限与时限义务不符");
    }
    if row.is_open == state.status.is_final() {
        report.find("suggestion", name(row), "未结标记与状态不符");
    }
    if row.lead_unit_id != state.lead_unit().map(|u| u.0) {
        report.find("suggestion", name(row), "主办单位与分办记录不符");
    }
    if row.ticket_no != state.ticket_no.to_string() {
        report.find("suggestion", name(row), "登记号与其年份、序号不符");
    }
}

fn compare(
    row: &suggestion_row::Model,
    state: &Suggestion,
    expected: &Suggestion,
    report: &mut Report<'_>,
) {
    if state == expected {
        return;
    }
    let mut differs = |table: &'static str, what: &str| {
        report.find(
            table,
            part(table, row, ""),
            format!("{what}与办理记录重演的结果不符"),
        );
    };
    if state.points != expected.points {
        differs("point", "诉求点");
    }
    if state.assignments != expected.assignments {
        differs("assignment", "分办");
    }
    if state.obligations != expected.obligations {
        differs("obligation", "时限义务");
    }
    if state.replies != expected.replies {
        differs("reply", "答复");
    }
    if state.ratings != expected.ratings {
        differs("rating", "评价");
    }
    let head = huiyin_core::Digest::ZERO;
    let is_same_row = suggestion_columns(state, head).ok()
        == suggestion_columns(expected, head).ok()
        && state.ticket_no == expected.ticket_no;
    if !is_same_row {
        let what = differing(state, expected);
        report.find(
            "suggestion",
            name(row),
            format!("{what}与办理记录重演的结果不符"),
        );
    }
}

/// Names the first columns that differ, so that whoever looks knows where.
fn differing(state: &Suggestion, expected: &Suggestion) -> String {
    let fields = [
        ("状态", state.status == expected.status),
        ("修订号", state.revision == expected.revision),
        ("登记号", state.ticket_no == expected.ticket_no),
        ("件类", state.kind == expected.kind),
        ("类别", state.topic == expected.topic),
        ("来件时间", state.received_at == expected.received_at),
        (
            "责任单位",
            state.accountable_unit == expected.accountable_unit,
        ),
        ("保密标记", state.is_restricted == expected.is_restricted),
        ("结果", state.closure == expected.closure),
        ("办结时间", state.closed_at == expected.closed_at),
    ];
    let wrong: Vec<&str> = fields
        .iter()
        .filter(|(_, is_same)| !is_same)
        .map(|(name, _)| *name)
        .collect();
    if wrong.is_empty() {
        "内容".to_owned()
    } else {
        wrong.join("、")
    }
}

/// Who may see an item is a table of its own, so it is checked like one.
pub(super) async fn check_visibility(
    conn: &impl ConnectionTrait,
    rows: &[suggestion_row::Model],
    states: &[Suggestion],
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let ids = rows.iter().map(|row| row.id);
    let mut visible: HashMap<i64, BTreeSet<UnitId>> = HashMap::new();
    let found = visible_unit::Entity::find()
        .filter(visible_unit::Column::SuggestionId.is_in(ids))
        .all(conn)
        .await?;
    for row in found {
        let units = visible.entry(row.suggestion_id).or_default();
        units.insert(UnitId(row.unit_id));
    }
    let mut named: HashMap<i64, BTreeSet<AccusedPair>> = HashMap::new();
    let found = accused::Entity::find()
        .filter(accused::Column::SuggestionId.is_in(rows.iter().map(|row| row.id)))
        .all(conn)
        .await?;
    for row in found {
        let who = named.entry(row.suggestion_id).or_default();
        who.insert((row.account_id, row.unit_id));
    }
    let by_id: HashMap<i64, &Suggestion> = states.iter().map(|s| (s.id.0, s)).collect();
    for row in rows {
        let Some(state) = by_id.get(&row.id) else {
            continue;
        };
        let accused = &state.overlays.accused;
        let accounts = accused.accounts.iter().map(|a| (Some(a.0), None));
        let units = accused.units.iter().map(|u| (None, Some(u.0)));
        if named.remove(&row.id).unwrap_or_default() != accounts.chain(units).collect() {
            let place = part("accused", row, "");
            report.find("accused", place, "被反映人与办理记录不符");
        }
        let expected: BTreeSet<UnitId> = state.visible_units().into_iter().collect();
        if visible.remove(&row.id).unwrap_or_default() != expected {
            let place = part("visible_unit", row, "");
            report.find("visible_unit", place, "可见单位与责任、主办、协办单位不符");
        }
    }
    Ok(())
}
