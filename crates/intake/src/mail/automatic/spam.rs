//! Spam scores that servers on the way wrote down. They never decide here; the desk sees them.

use super::super::header::Headers;

/// The first verdict or score found, as it stands there.
pub(super) fn score(headers: &Headers<'_>) -> Option<String> {
    [
        "x-spam-status",
        "x-spam-flag",
        "x-spam-score",
        "x-spam-level",
        "x-spam",
        "x-spamd-result",
        "x-qq-spam",
        "x-cm-spam-score",
        "x-ms-exchange-organization-scl",
        "x-barracuda-spam-score",
        "x-forefront-antispam-report",
        "x-rspamd-score",
        "x-spam-report",
    ]
    .into_iter()
    .find_map(|name| {
        let value = headers.text(name).filter(|value| !value.is_empty())?;
        Some(format!("{name}: {value}"))
    })
}
