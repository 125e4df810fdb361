//! Turns of phrase that several entries share.

use huiyin_core::time::{self, Instant};
use huiyin_workflow::Recorded;

use super::TimelineEntry;
use crate::directory::Directory;

/// Adds the numbers of the items that entries of 并案 and 拆分 are about, as far as the reader may
/// see them; `story` is that of the events.
pub(crate) fn name_relatives(
    story: &mut [TimelineEntry],
    events: &[Recorded],
    relatives: &[huiyin_store::Relative],
) {
    for (entry, recorded) in story.iter_mut().zip(events) {
        let ids = recorded.change.event.relatives();
        let numbers: Vec<&str> = relatives
            .iter()
            .filter(|relative| ids.contains(&relative.id))
            .map(|relative| relative.ticket_no.as_str())
            .collect();
        if !numbers.is_empty() {
            entry.detail = format!("{}：{}", numbers.join("、"), entry.detail);
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
