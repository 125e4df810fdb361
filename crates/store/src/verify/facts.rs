//! The kept facts of the metrics against what the events tell.

use std::collections::HashMap;

use huiyin_core::SuggestionId;
use huiyin_workflow::Recorded;
use huiyin_workflow::metric::MetricFacts;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Report, part};
use crate::code;
use crate::entity::{metric_facts, suggestion_row};
use crate::error::StoreError;

/// A figure is the sum of facts: when each of them is what the ledger tells, so is the figure.
pub(super) async fn check(
    conn: &impl ConnectionTrait,
    rows: &[suggestion_row::Model],
    told: &HashMap<i64, Vec<Recorded>>,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let by_id: HashMap<i64, &suggestion_row::Model> = rows.iter().map(|r| (r.id, r)).collect();
    let kept = metric_facts::Entity::find()
        .filter(metric_facts::Column::SuggestionId.is_in(rows.iter().map(|row| row.id)))
        .filter(metric_facts::Column::Form.eq(MetricFacts::FORM))
        .all(conn)
        .await?;
    for kept in kept {
        let Some(row) = by_id.get(&kept.suggestion_id) else {
            continue;
        };
        let place = || part("metric_facts", row, "");
        if kept.revision > row.revision {
            report.find("metric_facts", place(), "统计事实比办理记录还新");
            continue;
        }
        // older ones are not used; they are read again
        let Some(events) = told.get(&row.id).filter(|_| kept.revision == row.revision) else {
            continue;
        };
        let facts = code::from_json::<MetricFacts>("metric_facts.facts", &kept.facts);
        let Some(facts) = report.catch("metric_facts", place, facts)? else {
            continue;
        };
        let expected = MetricFacts::from_ledger(SuggestionId(row.id), events);
        let is_until = facts.counts_until() == kept.counts_until;
        if expected.as_ref() != Some(&facts) || !is_until {
            let message = "统计事实与办理记录重算的结果不符";
            report.find("metric_facts", place(), message);
        }
    }
    Ok(())
}
