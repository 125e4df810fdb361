//! One visit to a mailbox.

use async_imap::imap_proto::{
    AttributeValue, MailboxDatum, MessageSection, Response, ResponseCode, SectionPath,
};
use chrono::{DateTime, Utc};
use huiyin_core::time::Instant;

use super::folder_name::quoted;
use super::session::{SMALL_ANSWER, Wire};
use super::{AfterFetch, FetchReport, FetchedMail, ImapConfig, ImapError, TooLarge};

/// Sizes are asked for so many mails at once.
const BATCH: usize = 200;

/// What one FETCH answer said.
#[derive(Debug, Default)]
struct Item {
    uid: Option<u32>,
    size: Option<u64>,
    internal_date: Option<Instant>,
    body: Option<Vec<u8>>,
}

/// Visits the mailbox once: takes every mail that `already_known(uid_validity, uid)` does not
/// know, oldest first, and gives each to `sink`, which answers whether it is durable now. Only
/// then is the mail marked, moved or deleted. When the sink says no, the visit ends: what was
/// not taken will be there next time. Silence is limited at every step; a limit for the whole
/// visit, against a server that answers byte by byte, is the caller's.
///
/// # Errors
/// When the server cannot be reached, refuses, falls silent or breaks off. What the sink has
/// accepted until then is safe; its marking is made up for at the next visit.
pub async fn fetch_once<K, S, F>(
    config: &ImapConfig,
    already_known: K,
    mut sink: S,
) -> Result<FetchReport, ImapError>
where
    K: Fn(u32, u32) -> bool,
    S: FnMut(FetchedMail) -> F,
    F: Future<Output = bool>,
{
    let folder = quoted(&config.folder).ok_or(ImapError::BadSetting)?;
    // large state machines are kept off the stack of the caller
    let mut wire = Box::pin(Wire::open(config)).await?;
    let mut report = FetchReport {
        uid_validity: select(&mut wire, &folder).await?,
        ..Default::default()
    };
    let uids = search(&mut wire).await?;
    let mut finisher = Finisher::new(config, &wire);
    let (known, new): (Vec<u32>, Vec<u32>) = uids
        .into_iter()
        .partition(|uid| already_known(report.uid_validity, *uid));
    report.known = u32::try_from(known.len()).unwrap_or(u32::MAX);
    // a crash between storing and marking left these; marking by flag or not at all is skipped,
    // because there every old mail is a known one
    if finisher.removes() {
        for uid in known {
            finisher.finish(&mut wire, uid, &mut report).await?;
        }
    }
    'visit: for batch in new.chunks(BATCH) {
        let items = sizes(&mut wire, batch).await?;
        for uid in batch {
            // gone since the search
            let Some(item) = items.iter().find(|item| item.uid == Some(*uid)) else {
                continue;
            };
            if let Some(size) = item.size.filter(|size| *size > config.max_size) {
                let header = header(&mut wire, *uid).await?;
                report.too_large.push(TooLarge {
                    uid: *uid,
                    uid_validity: report.uid_validity,
                    size,
                    internal_date: item.internal_date,
                    header,
                });
                continue;
            }
            let Some(raw) = body(&mut wire, *uid, config.max_size).await? else {
                continue;
            };
            let mail = FetchedMail {
                raw,
                internal_date: item.internal_date,
                uid: *uid,
                uid_validity: report.uid_validity,
            };
            if !sink(mail).await {
                report.was_refused = true;
                break 'visit;
            }
            report.fetched += 1;
            finisher.finish(&mut wire, *uid, &mut report).await?;
        }
    }
    finisher.expunge(&mut wire).await?;
    Box::pin(wire.close()).await;
    Ok(report)
}

/// Opens the folder; gives its UIDVALIDITY, 0 when the server has none.
async fn select(wire: &mut Wire, folder: &str) -> Result<u32, ImapError> {
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
        Err(no) if no.text.to_lowercase().contains("unsafe login") => Err(ImapError::UnsafeLogin),
        Err(no) => Err(ImapError::Folder(no.text)),
    }
}

/// Uids of all mails not marked as deleted, ascending.
async fn search(wire: &mut Wire) -> Result<Vec<u32>, ImapError> {
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
            Err(no) if criterion == "ALL" => return Err(ImapError::Refused(no.text)),
            Err(_) => {}
        }
    }
    uids.sort_unstable();
    uids.dedup();
    Ok(uids)
}

async fn sizes(wire: &mut Wire, uids: &[u32]) -> Result<Vec<Item>, ImapError> {
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

async fn header(wire: &mut Wire, uid: u32) -> Result<Vec<u8>, ImapError> {
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
async fn body(wire: &mut Wire, uid: u32, max_size: u64) -> Result<Option<Vec<u8>>, ImapError> {
    // sizes are sometimes announced a little too small
    let allowed = max_size + max_size / 8 + SMALL_ANSWER;
    let items = fetch(wire, &format!("UID FETCH {uid} (UID BODY.PEEK[])"), allowed).await?;
    Ok(items
        .into_iter()
        .find(|item| item.uid == Some(uid))
        .and_then(|item| item.body))
}

async fn fetch(wire: &mut Wire, command: &str, allowed: u64) -> Result<Vec<Item>, ImapError> {
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
        Err(no) => Err(ImapError::Refused(no.text)),
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

/// Does what is to be done with a mail that is durable.
struct Finisher<'a> {
    after: &'a AfterFetch,
    has_move: bool,
    has_uidplus: bool,
    /// Marked as deleted by us and not yet expunged.
    deleted: Vec<u32>,
    folder_made: bool,
}

impl<'a> Finisher<'a> {
    fn new(config: &'a ImapConfig, wire: &Wire) -> Self {
        Self {
            after: &config.after,
            has_move: wire.can("MOVE"),
            has_uidplus: wire.can("UIDPLUS"),
            deleted: Vec::new(),
            folder_made: false,
        }
    }

    /// Whether a finished mail leaves the folder.
    const fn removes(&self) -> bool {
        match self.after {
            AfterFetch::Move(_) | AfterFetch::Delete => true,
            AfterFetch::Flag | AfterFetch::Leave => false,
        }
    }

    /// Never loses a mail: a refusal is only noted, the mail stays and is known next time.
    async fn finish(
        &mut self,
        wire: &mut Wire,
        uid: u32,
        report: &mut FetchReport,
    ) -> Result<(), ImapError> {
        let refused = match self.after {
            AfterFetch::Leave => None,
            AfterFetch::Flag => store(wire, uid, "\\Seen").await?,
            AfterFetch::Delete => self.delete(wire, uid).await?,
            AfterFetch::Move(folder) => self.move_to(wire, uid, folder).await?,
        };
        if let Some(text) = refused {
            report.left_behind.push((uid, text));
        }
        Ok(())
    }

    async fn delete(&mut self, wire: &mut Wire, uid: u32) -> Result<Option<String>, ImapError> {
        let refused = store(wire, uid, "\\Deleted").await?;
        if refused.is_none() {
            self.deleted.push(uid);
        }
        Ok(refused)
    }

    /// MOVE (RFC 6851) where the server has it; otherwise copy, then delete.
    async fn move_to(
        &mut self,
        wire: &mut Wire,
        uid: u32,
        folder: &str,
    ) -> Result<Option<String>, ImapError> {
        let target = quoted(folder).ok_or(ImapError::BadSetting)?;
        let verb = if self.has_move { "MOVE" } else { "COPY" };
        let command = format!("UID {verb} {uid} {target}");
        let mut answer = wire.command(&command, SMALL_ANSWER, |_| {}).await?;
        if let Err(no) = &answer
            && !self.folder_made
        {
            // some servers do not say TRYCREATE; making a folder that exists does no harm
            tracing::debug!(try_create = no.try_create, "imap target folder is made");
            self.folder_made = true;
            wire.command(&format!("CREATE {target}"), SMALL_ANSWER, |_| {})
                .await?
                .ok();
            answer = wire.command(&command, SMALL_ANSWER, |_| {}).await?;
        }
        match answer {
            Ok(()) if self.has_move => Ok(None),
            Ok(()) => self.delete(wire, uid).await,
            // announced, but refused for this folder: the older way
            Err(_) if self.has_move => {
                let copied = wire
                    .command(&format!("UID COPY {uid} {target}"), SMALL_ANSWER, |_| {})
                    .await?;
                match copied {
                    Ok(()) => self.delete(wire, uid).await,
                    Err(no) => Ok(Some(no.text)),
                }
            }
            Err(no) => Ok(Some(no.text)),
        }
    }

    /// Removes what we marked, and only that: UID EXPUNGE (RFC 4315) where the server has it;
    /// plain EXPUNGE only if nothing else is marked as deleted.
    async fn expunge(&mut self, wire: &mut Wire) -> Result<(), ImapError> {
        if self.deleted.is_empty() {
            return Ok(());
        }
        let answer = if self.has_uidplus {
            let set = self
                .deleted
                .iter()
                .map(u32::to_string)
                .collect::<Vec<_>>()
                .join(",");
            wire.command(&format!("UID EXPUNGE {set}"), SMALL_ANSWER, |_| {})
                .await?
        } else {
            let mut marked: Vec<u32> = Vec::new();
            let found = wire
                .command("UID SEARCH DELETED", SMALL_ANSWER, |response| {
                    if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                        marked.extend(uids);
                    }
                })
                .await?;
            if found.is_err() || marked.iter().any(|uid| !self.deleted.contains(uid)) {
                return Ok(());
            }
            wire.command("EXPUNGE", SMALL_ANSWER, |_| {}).await?
        };
        if let Err(no) = answer {
            tracing::warn!(answer = no.text, "imap server would not expunge");
        }
        Ok(())
    }
}

/// Adds a flag; gives the refusal, if any.
async fn store(wire: &mut Wire, uid: u32, flag: &str) -> Result<Option<String>, ImapError> {
    let command = format!("UID STORE {uid} +FLAGS.SILENT ({flag})");
    Ok(wire
        .command(&command, SMALL_ANSWER, |_| {})
        .await?
        .err()
        .map(|no| no.text))
}
