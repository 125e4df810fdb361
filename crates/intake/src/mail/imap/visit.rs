//! A connection to a mailbox: visits, and waiting for the next mail in between.

use std::time::Duration;

use super::fetch::{body, header, search, select, sizes};
use super::finish::Finisher;
use super::folder_name::quoted;
use super::session::{Idled, Wire};
use super::{FetchConfig, FetchError, FetchReport, FetchedMail, TooLarge};

/// Sizes are asked for so many mails at once.
const BATCH: usize = 200;

/// An open mailbox.
pub struct ImapMailbox {
    wire: Wire,
    config: FetchConfig,
    folder: String,
    finisher: Finisher,
    can_idle: bool,
}

impl std::fmt::Debug for ImapMailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImapMailbox")
            .field("can_idle", &self.can_idle)
            .finish_non_exhaustive()
    }
}

/// Why waiting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// The server told of a new mail, or the time is over: look again.
    Look,
    /// The caller wants to stop.
    Stopped,
}

impl ImapMailbox {
    /// Connects, logs in, introduces itself (RFC 2971).
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub async fn open(config: &FetchConfig) -> Result<Self, FetchError> {
        let folder = quoted(&config.folder).ok_or(FetchError::BadSetting)?;
        // large state machines are kept off the stack of the caller
        let wire = Box::pin(Wire::open(config)).await?;
        Ok(Self {
            finisher: Finisher::new(config, &wire),
            can_idle: wire.can("IDLE"),
            config: config.clone(),
            folder,
            wire,
        })
    }

    /// Whether the server offers to tell of new mails (RFC 2177).
    pub const fn can_idle(&self) -> bool {
        self.can_idle
    }

    /// Takes every mail that `already_known(uid_validity, uid)` does not know, oldest first, and
    /// gives each to `sink`, which answers whether it is durable now. Only then is the mail marked,
    /// moved or deleted. When the sink says no, the visit ends: what was not taken will be there
    /// next time. Silence is limited at every step; a limit for the whole visit, against a server
    /// that answers byte by byte, is the caller's.
    ///
    /// # Errors
    /// When the server refuses, falls silent or breaks off. What the sink has accepted until then
    /// is safe; its marking is made up for at the next visit.
    pub async fn visit<K, S, F>(
        &mut self,
        already_known: K,
        mut sink: S,
    ) -> Result<FetchReport, FetchError>
    where
        K: Fn(u32, &str) -> bool,
        S: FnMut(FetchedMail) -> F,
        F: Future<Output = bool>,
    {
        let wire = &mut self.wire;
        let mut report = FetchReport {
            // opened anew at every visit: the UIDVALIDITY may have changed meanwhile
            uid_validity: select(wire, &self.folder).await?,
            ..Default::default()
        };
        let uids = search(wire).await?;
        let (known, new): (Vec<u32>, Vec<u32>) = uids
            .into_iter()
            .partition(|uid| already_known(report.uid_validity, &uid.to_string()));
        report.known = u32::try_from(known.len()).unwrap_or(u32::MAX);
        // a crash between storing and marking left these; marking by flag or not at all is
        // skipped, because there every old mail is a known one
        if self.finisher.removes() {
            for uid in known {
                self.finisher.finish(wire, uid, &mut report).await?;
            }
        }
        'visit: for batch in new.chunks(BATCH) {
            let items = sizes(wire, batch).await?;
            for uid in batch {
                // gone since the search
                let Some(item) = items.iter().find(|item| item.uid == Some(*uid)) else {
                    continue;
                };
                if let Some(size) = item.size.filter(|size| *size > self.config.max_size) {
                    report.too_large.push(TooLarge {
                        uid: uid.to_string(),
                        uid_validity: report.uid_validity,
                        size,
                        internal_date: item.internal_date,
                        header: header(wire, *uid).await?,
                    });
                    continue;
                }
                let Some(raw) = body(wire, *uid, self.config.max_size).await? else {
                    continue;
                };
                let mail = FetchedMail {
                    raw,
                    internal_date: item.internal_date,
                    uid: uid.to_string(),
                    uid_validity: report.uid_validity,
                };
                if !sink(mail).await {
                    report.was_refused = true;
                    break 'visit;
                }
                report.fetched += 1;
                self.finisher.finish(wire, *uid, &mut report).await?;
            }
        }
        self.finisher.expunge(wire).await?;
        Ok(report)
    }

    /// Waits until there may be something new: the server tells it (IDLE), or `at_most` is over,
    /// or `stop` is ready. A server that announced IDLE and refuses it is asked by poll from then
    /// on.
    ///
    /// # Errors
    /// When the connection broke meanwhile.
    pub async fn wait(
        &mut self,
        at_most: Duration,
        stop: impl Future<Output = ()>,
    ) -> Result<Woken, FetchError> {
        tokio::pin!(stop);
        if self.can_idle {
            match self
                .wire
                .idle(self.config.timeout, at_most, &mut stop)
                .await?
            {
                Idled::Told | Idled::Quiet => return Ok(Woken::Look),
                Idled::Stopped => return Ok(Woken::Stopped),
                Idled::Refused => self.can_idle = false,
            }
        }
        tokio::select! {
            () = tokio::time::sleep(at_most) => Ok(Woken::Look),
            () = &mut stop => Ok(Woken::Stopped),
        }
    }

    /// Says goodbye.
    pub async fn close(self) {
        Box::pin(self.wire.close()).await;
    }
}

/// One visit on a connection of its own.
///
/// # Errors
/// As [`ImapMailbox::open`] and [`ImapMailbox::visit`].
pub async fn fetch_once<K, S, F>(
    config: &FetchConfig,
    already_known: K,
    sink: S,
) -> Result<FetchReport, FetchError>
where
    K: Fn(u32, &str) -> bool,
    S: FnMut(FetchedMail) -> F,
    F: Future<Output = bool>,
{
    let mut mailbox = ImapMailbox::open(config).await?;
    let report = mailbox.visit(already_known, sink).await?;
    mailbox.close().await;
    Ok(report)
}
