//! Turns of phrase that several entries share.

use huiyin_core::time::{self, Instant};
use huiyin_workflow::Recorded;

use super::TimelineEntry;
use crate::directory::Directory;

/// Adds the numbers of the items that entries of 并案 are about; `story` is that of the events.
pub(crate) fn name_relatives(
    story: &mut [TimelineEntry],
    events: &[Recorded],
    relatives: &[huiyin_store::Relative],
) {
    for (entry, recorded) in story.iter_mut().zip(events) {
        let id = recorded.change.event.relative();
        if let Some(relative) = relatives.iter().find(|r| Some(r.id) == id) {
            entry.detail = format!("{}：{}", relative.ticket_no, entry.detail);
            entry.detail = entry.detail.trim_end_matches('：').to_owned();
        }
    }
}

pub(super) fn with_proposed(
    directory: &Directory,
    reason: &str,
    proposed: Option<huiyin_core::UnitId>,
) -> String {
    match proposed {
        Some(unit) => format!("{reason}\n建议主办单位：{}", directory.unit_name(unit)),
        None => reason.to_owned(),
    }
}

pub(super) fn extended(from: Instant, to: Instant, reason: &str) -> String {
    format!(
        "答复时限由{}延至{}\n{reason}",
        time::chinese_date(time::due_date(from)),
        time::chinese_date(time::due_date(to))
    )
}

pub(super) fn units(directory: &Directory, ids: &[huiyin_core::UnitId]) -> String {
    ids.iter()
        .map(|id| directory.unit_name(*id))
        .collect::<Vec<_>>()
        .join("、")
}
