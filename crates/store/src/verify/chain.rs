//! The chain of events of one suggestion.

use huiyin_core::{Digest, SuggestionId};
use huiyin_workflow::Recorded;

use super::{Report, name};
use crate::entity::{suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::ledger::{link, read_recorded};

const TABLE: &str = "suggestion_event";

/// Checks numbers, links and hashes from the stored bytes. Gives what the events say when all of
/// them are readable.
pub(super) fn check(
    row: &suggestion_row::Model,
    events: &[suggestion_event::Model],
    report: &mut Report<'_>,
) -> Result<Option<Vec<Recorded>>, StoreError> {
    let place = |event: &suggestion_event::Model| {
        format!(
            "{TABLE} id={}（{} 第{}条）",
            event.id, row.ticket_no, event.n
        )
    };
    let mut prev = Digest::ZERO;
    let mut told = Vec::with_capacity(events.len());
    let mut is_whole = true;
    for (expected, event) in (1..).zip(events) {
        if event.n != expected {
            report.find(
                TABLE,
                place(event),
                format!("编号不连续：应为第{expected}条"),
            );
            is_whole = false;
        }
        if event.prev_hash != prev.as_bytes() {
            report.find(TABLE, place(event), "与上一条记录的链接不符");
        }
        let id = SuggestionId(row.id);
        let hash = link(prev, id, event.n, event.at, &event.author, &event.payload.0);
        if event.hash != hash.as_bytes() {
            report.find(TABLE, place(event), "内容与其散列值不符：这条记录被改动过");
        }
        // the stored hash goes on: one changed row is one finding, not one for each row after it
        prev = crate::code::digest("suggestion_event.hash", &event.hash).unwrap_or(hash);
        let read = report.catch(TABLE, || place(event), read_recorded(event))?;
        match read {
            Some(recorded) => {
                if recorded.change.event.kind().0 != event.kind {
                    report.find(TABLE, place(event), "类型一栏与内容不符");
                }
                told.push(recorded);
            }
            None => is_whole = false,
        }
    }
    if events.is_empty() {
        report.find("suggestion", name(row), "没有任何办理记录");
        return Ok(None);
    }
    if row.head_hash != prev.as_bytes() {
        report.find(
            "suggestion",
            name(row),
            "最新记录的散列值不符：可能缺少末尾的记录",
        );
    }
    Ok(is_whole.then_some(told))
}
