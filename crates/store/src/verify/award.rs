//! 奖励登记簿 against the approvals in the ledger: what was awarded is registered, once, and nothing
//! is registered that nobody approved.

use std::collections::HashMap;

use huiyin_core::time::Instant;
use huiyin_workflow::{Event, Recorded};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Report, part};
use crate::entity::{award_register, suggestion_row};
use crate::error::StoreError;

const TABLE: &str = "award_register";

/// An entry as the events of the awarded item want it.
struct Expected {
    at: Instant,
    /// What is restricted now may have been so at the approval, and is left out then.
    is_needed: bool,
}

pub(super) async fn check(
    conn: &impl ConnectionTrait,
    rows: &[suggestion_row::Model],
    told: &HashMap<i64, Vec<Recorded>>,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let mut registered: HashMap<i64, Vec<award_register::Model>> = HashMap::new();
    let found = award_register::Entity::find()
        .filter(award_register::Column::AwardedId.is_in(rows.iter().map(|row| row.id)))
        .all(conn)
        .await?;
    for entry in found {
        registered.entry(entry.awarded_id).or_default().push(entry);
    }
    for row in rows {
        let Some(events) = told.get(&row.id) else {
            continue;
        };
        let mut expected = expected(conn, row, events).await?;
        for entry in registered.remove(&row.id).unwrap_or_default() {
            let place = part(TABLE, row, &format!(" 第{}件", entry.suggestion_id));
            match expected.remove(&entry.suggestion_id) {
                Some(approved) if approved.at == entry.settled_at => {}
                Some(_) => report.find(TABLE, place, "登记的时间与批准奖励的记录不符"),
                None => report.find(TABLE, place, "登记的奖励没有批准的记录"),
            }
        }
        for (id, _) in expected.into_iter().filter(|(_, e)| e.is_needed) {
            let place = part(TABLE, row, &format!(" 第{id}件"));
            report.find(TABLE, place, "批准的奖励没有登记");
        }
    }
    Ok(())
}

/// By item: itself, and those that the proposal names as of the same content.
async fn expected(
    conn: &impl ConnectionTrait,
    row: &suggestion_row::Model,
    events: &[Recorded],
) -> Result<HashMap<i64, Expected>, StoreError> {
    let mut expected = HashMap::new();
    for recorded in events {
        let Event::AwardApproved(proposal) = &recorded.change.event else {
            continue;
        };
        let at = recorded.at;
        expected.insert(
            row.id,
            Expected {
                at,
                is_needed: true,
            },
        );
        if proposal.same_matter.is_empty() {
            continue;
        }
        let named = suggestion_row::Entity::find()
            .filter(suggestion_row::Column::TicketNo.is_in(&proposal.same_matter))
            .all(conn)
            .await?;
        for other in named {
            let is_needed = !other.is_restricted;
            expected.insert(other.id, Expected { at, is_needed });
        }
    }
    Ok(expected)
}
