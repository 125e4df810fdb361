//! What happens to a mail on the server once it is durable with us.

use async_imap::imap_proto::{MailboxDatum, Response};

use super::folder_name::quoted;
use super::session::{SMALL_ANSWER, Wire};
use super::{AfterFetch, FetchConfig, FetchError, FetchReport};

/// Does what is to be done with a mail that is durable.
pub(super) struct Finisher {
    after: AfterFetch,
    has_move: bool,
    has_uidplus: bool,
    /// Marked as deleted by us and not yet expunged.
    deleted: Vec<u32>,
    folder_made: bool,
}

impl Finisher {
    pub(super) fn new(config: &FetchConfig, wire: &Wire) -> Self {
        Self {
            after: config.after.clone(),
            has_move: wire.can("MOVE"),
            has_uidplus: wire.can("UIDPLUS"),
            deleted: Vec::new(),
            folder_made: false,
        }
    }

    /// Whether a finished mail leaves the folder.
    pub(super) const fn removes(&self) -> bool {
        match self.after {
            AfterFetch::Move(_) | AfterFetch::Delete => true,
            AfterFetch::Flag | AfterFetch::Leave => false,
        }
    }

    /// Never loses a mail: a refusal is only noted, the mail stays and is known next time.
    pub(super) async fn finish(
        &mut self,
        wire: &mut Wire,
        uid: u32,
        report: &mut FetchReport,
    ) -> Result<(), FetchError> {
        let refused = match self.after.clone() {
            AfterFetch::Leave => None,
            AfterFetch::Flag => store(wire, uid, "\\Seen").await?,
            AfterFetch::Delete => self.delete(wire, uid).await?,
            AfterFetch::Move(folder) => self.move_to(wire, uid, &folder).await?,
        };
        if let Some(text) = refused {
            report.left_behind.push((uid.to_string(), text));
        }
        Ok(())
    }

    async fn delete(&mut self, wire: &mut Wire, uid: u32) -> Result<Option<String>, FetchError> {
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
    ) -> Result<Option<String>, FetchError> {
        let target = quoted(folder).ok_or(FetchError::BadSetting)?;
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
    pub(super) async fn expunge(&mut self, wire: &mut Wire) -> Result<(), FetchError> {
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
        self.deleted.clear();
        if let Err(no) = answer {
            tracing::warn!(answer = no.text, "imap server would not expunge");
        }
        Ok(())
    }
}

/// Adds a flag; gives the refusal, if any.
async fn store(wire: &mut Wire, uid: u32, flag: &str) -> Result<Option<String>, FetchError> {
    let command = format!("UID STORE {uid} +FLAGS.SILENT ({flag})");
    Ok(wire
        .command(&command, SMALL_ANSWER, |_| {})
        .await?
        .err()
        .map(|no| no.text))
}
