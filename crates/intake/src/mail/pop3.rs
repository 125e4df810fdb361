//! Fetching by POP3 (RFC 1939, 2449, 2595): for mailboxes whose provider offers no IMAP.
//!
//! A mail is deleted there only when the configuration says so, and only after it is durable here;
//! the deletion itself happens at QUIT, so a broken connection deletes nothing.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::remote::{
    AfterFetch, FetchConfig, FetchError, FetchReport, FetchTls, FetchedMail, TooLarge, login_advice,
};
use super::wire::{Guarded, connect, encrypt};

/// Longest line of an answer that is no mail.
const LINE_MAX: usize = 4096;
/// Longest list of a mailbox, in bytes.
const LIST_MAX: u64 = 16 * 1024 * 1024;

/// Visits the mailbox once, as [`super::imap::fetch_once`] does. Mails have no arrival time of their
/// own here; the caller takes the moment of fetching.
///
/// # Errors
/// When the server cannot be reached, refuses, falls silent or breaks off.
pub async fn fetch_once<K, S, F>(
    config: &FetchConfig,
    already_known: K,
    mut sink: S,
) -> Result<FetchReport, FetchError>
where
    K: Fn(u32, &str) -> bool,
    S: FnMut(FetchedMail) -> F,
    F: Future<Output = bool>,
{
    let mut wire = Box::pin(Wire::open(config)).await?;
    let mut report = FetchReport::default();
    let sizes = wire.list("LIST").await?;
    let uids = wire.list("UIDL").await?;
    let mut seen: Vec<&str> = Vec::new();
    for (number, uid) in &uids {
        // a server that repeats a uid means the same mail
        if seen.contains(&uid.as_str()) {
            continue;
        }
        seen.push(uid);
        if already_known(0, uid) {
            report.known += 1;
            // a crash between storing and deleting left it
            if config.after == AfterFetch::Delete {
                wire.delete(*number, uid, &mut report).await?;
            }
            continue;
        }
        let size = sizes
            .iter()
            .find(|(n, _)| n == number)
            .and_then(|(_, size)| size.parse::<u64>().ok());
        if let Some(size) = size.filter(|size| *size > config.max_size) {
            let header = wire
                .block(&format!("TOP {number} 0"), LIST_MAX)
                .await?
                .unwrap_or_default();
            report.too_large.push(TooLarge {
                uid: uid.clone(),
                uid_validity: 0,
                size,
                internal_date: None,
                header,
            });
            continue;
        }
        let allowed = config.max_size + config.max_size / 8 + LIST_MAX;
        let Some(raw) = wire.block(&format!("RETR {number}"), allowed).await? else {
            continue;
        };
        let mail = FetchedMail {
            raw,
            internal_date: None,
            uid: uid.clone(),
            uid_validity: 0,
        };
        if !sink(mail).await {
            report.was_refused = true;
            break;
        }
        report.fetched += 1;
        if config.after == AfterFetch::Delete {
            wire.delete(*number, uid, &mut report).await?;
        }
    }
    wire.quit().await?;
    Ok(report)
}

struct Wire {
    stream: Guarded,
    /// Read and not yet used.
    ahead: Vec<u8>,
    at: usize,
}

impl Wire {
    async fn open(config: &FetchConfig) -> Result<Self, FetchError> {
        let channel = connect(&config.endpoint()).await?;
        let channel = match config.tls {
            FetchTls::Tls => encrypt(&config.endpoint(), channel).await?,
            FetchTls::StartTls | FetchTls::None => channel,
        };
        let mut wire = Self::on(Guarded::new(channel, config.timeout));
        let greeting = wire.line().await?;
        if !greeting.starts_with("+OK") {
            return Err(FetchError::Refused(shorten(&greeting)));
        }
        if config.tls == FetchTls::StartTls {
            match wire.command("STLS").await? {
                Ok(_) => {}
                Err(said) => return Err(FetchError::Refused(said)),
            }
            // what was said in the clear is forgotten with the old wire
            let channel = encrypt(&config.endpoint(), wire.stream.into_inner()).await?;
            wire = Self::on(Guarded::new(channel, config.timeout));
        }
        let is_plain = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
        if !is_plain(&config.user) || !is_plain(config.password.expose()) {
            return Err(FetchError::BadSetting);
        }
        let refused = |answer| FetchError::Login {
            answer,
            advice: login_advice(&config.host),
        };
        wire.command(&format!("USER {}", config.user))
            .await?
            .map_err(refused)?;
        wire.command(&format!("PASS {}", config.password.expose()))
            .await?
            .map_err(refused)?;
        Ok(wire)
    }

    fn on(stream: Guarded) -> Self {
        Self {
            stream,
            ahead: Vec::new(),
            at: 0,
        }
    }

    /// Sends a command; gives the words after `+OK`, or the server's refusal.
    async fn command(&mut self, command: &str) -> Result<Result<String, String>, FetchError> {
        self.stream.allow(LIST_MAX);
        let line = format!("{command}\r\n");
        self.stream
            .write_all(line.as_bytes())
            .await
            .map_err(io_error)?;
        self.stream.flush().await.map_err(io_error)?;
        let answer = self.line().await?;
        if let Some(rest) = answer.strip_prefix("+OK") {
            Ok(Ok(rest.trim().to_owned()))
        } else if answer.starts_with("-ERR") {
            Ok(Err(shorten(&answer)))
        } else {
            Err(FetchError::Protocol)
        }
    }

    /// A command with an answer of many lines, dots undone; `None` when the server would not.
    async fn block(&mut self, command: &str, allowed: u64) -> Result<Option<Vec<u8>>, FetchError> {
        if self.command(command).await?.is_err() {
            return Ok(None);
        }
        self.stream.allow(allowed);
        let mut block = Vec::new();
        loop {
            let line = self.raw_line(usize::MAX).await?;
            match line.as_slice() {
                b".\r\n" | b".\n" => return Ok(Some(block)),
                [b'.', rest @ ..] => block.extend_from_slice(rest),
                line => block.extend_from_slice(line),
            }
        }
    }

    /// LIST and UIDL: (number, what follows it).
    async fn list(&mut self, command: &str) -> Result<Vec<(u32, String)>, FetchError> {
        let Some(block) = self.block(command, LIST_MAX).await? else {
            return Err(FetchError::Refused(format!("{command} 不可用")));
        };
        Ok(String::from_utf8_lossy(&block)
            .lines()
            .filter_map(|line| {
                let (number, rest) = line.trim().split_once(' ')?;
                let rest = rest.split_whitespace().next()?;
                Some((number.parse().ok()?, rest.to_owned()))
            })
            .collect())
    }

    async fn delete(
        &mut self,
        number: u32,
        uid: &str,
        report: &mut FetchReport,
    ) -> Result<(), FetchError> {
        if let Err(said) = self.command(&format!("DELE {number}")).await? {
            report.left_behind.push((uid.to_owned(), said));
        }
        Ok(())
    }

    /// The server deletes what was marked only now.
    async fn quit(&mut self) -> Result<(), FetchError> {
        self.command("QUIT").await?.ok();
        Ok(())
    }

    async fn line(&mut self) -> Result<String, FetchError> {
        let line = self.raw_line(LINE_MAX).await?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    async fn raw_line(&mut self, limit: usize) -> Result<Vec<u8>, FetchError> {
        let mut line = Vec::new();
        loop {
            let waiting = self.ahead.get(self.at..).unwrap_or_default();
            if let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
                line.extend_from_slice(waiting.get(..=end).unwrap_or_default());
                self.at += end + 1;
                return Ok(line);
            }
            line.extend_from_slice(waiting);
            if line.len() > limit {
                return Err(FetchError::TooMuch);
            }
            self.ahead.resize(16 * 1024, 0);
            let read = self.stream.read(&mut self.ahead).await.map_err(io_error)?;
            if read == 0 {
                return Err(FetchError::Lost);
            }
            self.ahead.truncate(read);
            self.at = 0;
        }
    }
}

fn io_error(error: std::io::Error) -> FetchError {
    use std::io::ErrorKind;
    let kind = error.kind();
    if kind == ErrorKind::TimedOut {
        FetchError::Timeout
    } else if kind == ErrorKind::FileTooLarge {
        FetchError::TooMuch
    } else if kind == ErrorKind::InvalidData {
        FetchError::Tls(error)
    } else {
        FetchError::Lost
    }
}

/// The server's words without control characters, and never more than fits a page.
fn shorten(text: &str) -> String {
    text.trim_start_matches("-ERR")
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect()
}

#[cfg(test)]
#[path = "tests_pop3.rs"]
mod tests;
