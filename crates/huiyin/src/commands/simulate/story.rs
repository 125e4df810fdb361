//! What happened to an item that broke a promise: enough to see why without running it again.

use huiyin_core::time;
use huiyin_workflow::{Author, Recorded};

use super::office::Slot;

/// Steps that are told; the earlier ones are only counted.
const TOLD: usize = 30;

/// The last steps with their authors, what is owed, and what else lies on the item.
pub(super) fn story(slot: &Slot) -> String {
    let s = &slot.state;
    let mut lines = Vec::new();
    let n_before = slot.ledger.len().saturating_sub(TOLD);
    if n_before > 0 {
        lines.push(format!("……此前 {n_before} 步"));
    }
    lines.extend(slot.ledger.iter().skip(n_before).map(step));
    for owed in s.open_obligations() {
        lines.push(format!(
            "未了：单位 {} {}，{} 到期",
            owed.unit,
            owed.kind,
            time::minute(owed.due_at)
        ));
    }
    let parts: Vec<String> = s
        .assignments
        .iter()
        .map(|a| {
            let role = if a.is_current { "现" } else { "曾" };
            let handler = a.handler.map_or("—".to_owned(), |h| h.to_string());
            format!("{role}单位 {}（承办人 {handler}）", a.unit)
        })
        .collect();
    lines.push(format!("承办：{}", parts.join("，")));
    if s.is_restricted {
        lines.push("保密件".to_owned());
    }
    lines.push(format!("情形：{:?}", s.overlays));
    lines
        .iter()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn step(recorded: &Recorded) -> String {
    let who = match &recorded.author {
        Author::Staff { account, unit } => format!("单位 {unit} 人员 {account}"),
        Author::Submitter => "建议人".to_owned(),
        Author::System { worker } => worker.clone(),
    };
    let what = recorded.change.event.kind().0;
    format!("{} {what}（{who}）", time::minute(recorded.at))
}
