//! 并案 and 拆分 across items: nobody is answered through an item that does not know of it, and no
//! part of a letter is lost.

use std::collections::HashMap;

use huiyin_core::SuggestionId;
use huiyin_workflow::Suggestion;
use sea_orm::ConnectionTrait;

use super::{Report, name};
use crate::aggregate::load_many;
use crate::entity::suggestion_row;
use crate::error::StoreError;

/// Holds every child against its parent, every parent against its children, every part of a
/// letter against the letter, and the letter against its parts.
pub(super) async fn check(
    conn: &impl ConnectionTrait,
    rows: &[suggestion_row::Model],
    states: &[Suggestion],
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let wanted: Vec<i64> = states
        .iter()
        .flat_map(relatives)
        .filter(|id| !states.iter().any(|s| s.id == *id))
        .map(|id| id.0)
        .collect();
    let elsewhere = match load_many(conn, &wanted).await {
        // it is named where it stands itself
        Err(StoreError::Corrupt(_)) => return Ok(()),
        loaded => loaded?,
    };
    let by_id: HashMap<SuggestionId, &Suggestion> =
        states.iter().chain(&elsewhere).map(|s| (s.id, s)).collect();
    for row in rows {
        let Some(state) = by_id.get(&SuggestionId(row.id)) else {
            continue;
        };
        let parent_id = state.overlays.merged_into.map(|m| m.parent);
        if row.parent_id.map(SuggestionId) != parent_id {
            report.find("suggestion", name(row), "主件与并案记录不符");
        }
        if let Some(parent) = parent_id.filter(|_| state.is_child()) {
            let wrong = match by_id.get(&parent) {
                Some(parent) => wrong_parent(state, parent),
                None => Some("主件不存在"),
            };
            if let Some(wrong) = wrong {
                report.find("suggestion", name(row), wrong);
            }
        }
        for child in state.overlays.children.iter().filter(|c| !c.is_answered) {
            let knows = by_id.get(&child.id).is_some_and(|c| {
                c.is_child() && c.overlays.merged_into.map(|m| m.parent) == Some(state.id)
            });
            if !knows {
                report.find("suggestion", name(row), "所列的并入事项没有并入这一件");
            }
        }
        for wrong in wrong_parts(state, &by_id) {
            report.find("suggestion", name(row), wrong);
        }
    }
    Ok(())
}

fn relatives(s: &Suggestion) -> impl Iterator<Item = SuggestionId> {
    let parent = s.overlays.merged_into.filter(|_| s.is_child());
    let children = s.overlays.children.iter().filter(|c| !c.is_answered);
    let parts = s.overlays.split_off.iter().map(|part| part.part);
    let original = s.overlays.split_from.iter().map(|from| from.original);
    parent
        .map(|m| m.parent)
        .into_iter()
        .chain(children.map(|c| c.id))
        .chain(parts)
        .chain(original)
}

fn wrong_parts(s: &Suggestion, by_id: &HashMap<SuggestionId, &Suggestion>) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    for part in &s.overlays.split_off {
        let knows = by_id.get(&part.part).is_some_and(|p| {
            let from = p.overlays.split_from.as_ref();
            p.ticket_no == part.part_no && from.is_some_and(|from| from.original == s.id)
        });
        if !knows {
            wrong.push("所列的拆分事项不存在，或者不是由这一件拆分的");
        }
    }
    if let Some(from) = &s.overlays.split_from {
        match by_id.get(&from.original) {
            None => wrong.push("原件不存在"),
            Some(original) => {
                let lists = original.overlays.split_off.iter();
                if lists.filter(|part| part.part == s.id).count() != 1 {
                    wrong.push("原件没有列出这一件");
                }
                if original.ticket_no != from.original_no
                    || original.registered_at != from.registered_at
                {
                    wrong.push("原件的登记号或者登记时间与拆分记录不符");
                }
                if original.received_at != s.received_at
                    || original.identity_level != s.identity_level
                {
                    wrong.push("来件时间或者身份级别与原件不符");
                }
            }
        }
    }
    wrong
}

fn wrong_parent(child: &Suggestion, parent: &Suggestion) -> Option<&'static str> {
    let children = &parent.overlays.children;
    if parent.status.is_final() {
        Some("主件已经结束，并入的事项却没有答复")
    } else if !children.iter().any(|c| c.id == child.id && !c.is_answered) {
        Some("主件没有列出这一件")
    } else if child.accountable_unit != parent.lead_unit() {
        Some("责任单位不是主件的主办单位")
    } else {
        None
    }
}
