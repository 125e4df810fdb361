//! The questions of a visit, and how their answers are read.

use async_imap::imap_proto::{
    AttributeValue, MailboxDatum, MessageSection, Response, ResponseCode, SectionPath,
};
use chrono::{DateTime, Utc};
use huiyin_core::time::Instant;

use super::FetchError;
use super::session::{SMALL_ANSWER, Wire};

/// What one FETCH answer said.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) uid: Option<u32>,
    pub(super) size: Option<u64>,
    pub(super) internal_date: Option<Instant>,
    body: Option<Vec<u8>>,
}

/// Opens the folder; gives its UIDVALIDITY, 0 when the server has none.
pub(super) async fn select(wire: &mut Wire, folder: &str) -> Result<u32, FetchError> {
    let mut uid_validity = 0;
    let answer = wire
        .command(&format!("SELECT {folder}"), SMALL_ANSWER, |response| {
            if let Response::Data { outcome, .. } = response
                && let Some(ResponseCode::UidValidity(value)) = outcome.code
            {
                uid_validity = value;
            }
        })
        .await?;
    match answer {
        Ok(()) => Ok(uid_validity),
        Err(no) if no.text.to_lowercase().contains("unsafe login") => Err(FetchError::UnsafeLogin),
        Err(no) => Err(FetchError::Folder(no.text)),
    }
}

/// Uids of all mails not marked as deleted, ascending.
pub(super) async fn search(wire: &mut Wire) -> Result<Vec<u32>, FetchError> {
    let mut uids: Vec<u32> = Vec::new();
    for criterion in ["UNDELETED", "ALL"] {
        let command = format!("UID SEARCH {criterion}");
        let answer = wire
            .command(&command, SMALL_ANSWER, |response| {
                if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                    uids.extend(found);
                }
            })
            .await?;
        match answer {
            Ok(()) => break,
            Err(no) if criterion == "ALL" => return Err(FetchError::Refused(no.text)),
            Err(_) => {}
        }
    }
    uids.sort_unstable();
    uids.dedup();
    Ok(uids)
}

pub(super) async fn sizes(wire: &mut Wire, uids: &[u32]) -> Result<Vec<Item>, FetchError> {
    let set = uids
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(",");
    fetch(
        wire,
        &format!("UID FETCH {set} (UID RFC822.SIZE INTERNALDATE)"),
        SMALL_ANSWER,
    )
    .await
}

pub(super) async fn header(wire: &mut Wire, uid: u32) -> Result<Vec<u8>, FetchError> {
    let items = fetch(
        wire,
        &format!("UID FETCH {uid} (UID BODY.PEEK[HEADER])"),
        SMALL_ANSWER,
    )
    .await?;
    Ok(items
        .into_iter()
        .find(|item| item.uid == Some(uid))
        .and_then(|item| item.body)
        .unwrap_or_default())
}

/// The whole mail; `None` when it is gone. More than announced is refused by the stream.
pub(super) async fn body(
    wire: &mut Wire,
    uid: u32,
    max_size: u64,
) -> Result<Option<Vec<u8>>, FetchError> {
    // sizes are sometimes announced a little too small
    let allowed = max_size + max_size / 8 + SMALL_ANSWER;
    let items = fetch(wire, &format!("UID FETCH {uid} (UID BODY.PEEK[])"), allowed).await?;
    Ok(items
        .into_iter()
        .find(|item| item.uid == Some(uid))
        .and_then(|item| item.body))
}

async fn fetch(wire: &mut Wire, command: &str, allowed: u64) -> Result<Vec<Item>, FetchError> {
    let mut items = Vec::new();
    let answer = wire
        .command(command, allowed, |response| {
            if let Response::Fetch(_, attributes) = response {
                items.push(read_item(attributes));
            }
        })
        .await?;
    match answer {
        Ok(()) => Ok(items),
        Err(no) => Err(FetchError::Refused(no.text)),
    }
}

fn read_item(attributes: &[AttributeValue<'_>]) -> Item {
    let mut item = Item::default();
    for attribute in attributes {
        // the set is open (extensions), so everything else is passed over
        if let AttributeValue::Uid(uid) = attribute {
            item.uid = Some(*uid);
        } else if let AttributeValue::Rfc822Size(size) = attribute {
            item.size = Some(u64::from(*size));
        } else if let AttributeValue::InternalDate(text) = attribute {
            item.internal_date = read_date(text);
        } else if let AttributeValue::BodySection {
            section: None | Some(SectionPath::Full(MessageSection::Header)),
            data,
            ..
        } = attribute
        {
            // an empty mail is a mail too
            item.body = Some(data.as_deref().unwrap_or_default().to_vec());
        }
    }
    item
}

/// ` 1-Jun-2026 09:00:00 +0800`.
fn read_date(text: &str) -> Option<Instant> {
    DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z")
        .ok()
        .map(|date| date.with_timezone(&Utc))
}
