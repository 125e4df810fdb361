//! Between rows and values: codes, digests, JSON.

use huiyin_core::Digest;
use huiyin_workflow::ObligationEnd;
use huiyin_workflow::suggestion::ReplyState;

use crate::error::StoreError;

/// Reads a coded column.
pub(crate) fn read<T>(
    column: &'static str,
    code: &str,
    from_code: fn(&str) -> Option<T>,
) -> Result<T, StoreError> {
    from_code(code).ok_or_else(|| StoreError::Corrupt(format!("{column}: unknown code {code:?}")))
}

/// Reads a coded column that may be null.
pub(crate) fn read_opt<T>(
    column: &'static str,
    code: Option<&str>,
    from_code: fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    code.map(|code| read(column, code, from_code)).transpose()
}

pub(crate) fn digest(column: &'static str, bytes: &[u8]) -> Result<Digest, StoreError> {
    bytes
        .try_into()
        .map(Digest::from_bytes)
        .ok()
        .ok_or_else(|| StoreError::Corrupt(format!("{column}: {} bytes, not 32", bytes.len())))
}

pub(crate) fn salt(column: &'static str, bytes: &[u8]) -> Result<[u8; 16], StoreError> {
    bytes
        .try_into()
        .ok()
        .ok_or_else(|| StoreError::Corrupt(format!("{column}: {} bytes, not 16", bytes.len())))
}

/// PostgreSQL has no place for NUL in a text; mail and file names bring it.
pub(crate) fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Corrupt(format!("not writable: {e}")))
}

/// Reads a JSON column. The message names column and place, never the content.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    column: &'static str,
    json: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|e| {
        StoreError::Corrupt(format!("{column}: not readable at column {}", e.column()))
    })
}

pub(crate) const fn end_code(how: ObligationEnd) -> &'static str {
    match how {
        ObligationEnd::Met => "met",
        ObligationEnd::Dropped => "dropped",
        ObligationEnd::Paused => "paused",
        ObligationEnd::Lapsed => "lapsed",
        ObligationEnd::Moved => "moved",
    }
}

pub(crate) fn end_from_code(code: &str) -> Option<ObligationEnd> {
    match code {
        "met" => Some(ObligationEnd::Met),
        "dropped" => Some(ObligationEnd::Dropped),
        "paused" => Some(ObligationEnd::Paused),
        "lapsed" => Some(ObligationEnd::Lapsed),
        "moved" => Some(ObligationEnd::Moved),
        _ => None,
    }
}

pub(crate) const fn reply_state_code(state: ReplyState) -> &'static str {
    match state {
        ReplyState::InReview => "in_review",
        ReplyState::Returned => "returned",
        ReplyState::Issued => "issued",
    }
}

pub(crate) fn reply_state_from_code(code: &str) -> Option<ReplyState> {
    match code {
        "in_review" => Some(ReplyState::InReview),
        "returned" => Some(ReplyState::Returned),
        "issued" => Some(ReplyState::Issued),
        _ => None,
    }
}
