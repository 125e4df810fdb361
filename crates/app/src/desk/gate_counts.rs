//! 答复质检 counted: how many replies went out over its findings, and whose.

use chrono::Days;
use huiyin_core::time;
use huiyin_workflow::gate::{GateCounts, gate_counts};

use crate::application::App;
use crate::error::AppError;

/// The period that is shown.
const DAYS: u64 = 30;

/// The counts of the last thirty days and today, restricted items left out.
///
/// # Errors
/// What the database says.
pub async fn recent_gate_counts(app: &App) -> Result<GateCounts, AppError> {
    let now = app.now();
    let today = time::local_date(now);
    let first = today.checked_sub_days(Days::new(DAYS)).unwrap_or(today);
    // `now` itself is in it
    let until = now + chrono::Duration::microseconds(1);
    let period = time::at_local(first, chrono::NaiveTime::MIN)..until;
    let ledgers = app.store().read().gate_ledgers(&period).await?;
    Ok(gate_counts(ledgers.iter().map(Vec::as_slice), &period))
}

/// `近 30 天发出正式答复 12 件，其中……。按单位：权益保障部 2（答非所问 2）`
pub fn gate_words(app: &App, counts: &GateCounts) -> String {
    let directory = app.directory();
    let mut words = format!("近 {DAYS} 天{}", counts.sentence());
    let units: Vec<String> = counts
        .by_unit
        .iter()
        .map(|(unit, kinds)| {
            let kinds: Vec<String> = kinds
                .iter()
                .map(|(kind, n)| format!("{} {n}", kind.label()))
                .collect();
            format!("{}（{}）", directory.unit_name(*unit), kinds.join("、"))
        })
        .collect();
    if !units.is_empty() {
        words.push_str(&format!("。按单位：{}", units.join("，")));
    }
    words.push('。');
    words
}
