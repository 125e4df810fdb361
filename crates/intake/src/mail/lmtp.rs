//! LMTP (RFC 2033): mails handed over by an own mail server, each recipient with its own answer.

use std::net::SocketAddr;
use std::time::Duration;

use smtp_proto::request::receiver::DataReceiver;
use smtp_proto::{Error, Request};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// Limits of a conversation.
#[derive(Debug, Clone)]
pub struct LmtpConfig {
    /// Shown in the greeting.
    pub host_name: String,
    /// Largest mail taken, in bytes.
    pub max_size: u64,
    /// Recipients of one mail.
    pub max_recipients: usize,
    /// Longest silence of the client.
    pub timeout: Duration,
}

impl Default for LmtpConfig {
    /// 50 MB, 100 recipients, five minutes (RFC 5321, 4.5.3.2).
    fn default() -> Self {
        Self {
            host_name: "huiyin".to_owned(),
            max_size: 50 * 1024 * 1024,
            max_recipients: 100,
            timeout: Duration::from_secs(300),
        }
    }
}

/// What became of a mail for one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LmtpVerdict {
    /// Durable.
    Taken,
    /// To be tried again.
    Later,
}

/// Who takes the mails.
pub trait LmtpSink {
    /// Whether mail to that address is ours.
    fn knows(&self, recipient: &str) -> bool;

    /// Takes a mail for one recipient; answers when it is durable.
    fn take(
        &self,
        recipient: &str,
        raw: Vec<u8>,
        peer: SocketAddr,
    ) -> impl Future<Output = LmtpVerdict> + Send;
}

/// How a conversation ended.
#[derive(Debug, thiserror::Error)]
pub enum LmtpError {
    #[error("lmtp client fell silent")]
    Timeout,
    #[error("lmtp connection broke")]
    Io(#[from] std::io::Error),
    #[error("lmtp client sent lines without end")]
    TooLong,
}

/// Longest command line (RFC 5321, 4.5.3.1.4, with room for extensions).
const LINE_MAX: usize = 4096;
/// Commands in a row that make no sense, after which the client is sent away.
const ERRORS_MAX: u32 = 20;

struct Talk<S> {
    stream: S,
    ahead: Vec<u8>,
    at: usize,
    patience: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    async fn say(&mut self, text: &str) -> Result<(), LmtpError> {
        let line = format!("{text}\r\n");
        let write = async {
            self.stream.write_all(line.as_bytes()).await?;
            self.stream.flush().await
        };
        match timeout(self.patience, write).await {
            Ok(done) => Ok(done?),
            Err(_elapsed) => Err(LmtpError::Timeout),
        }
    }

    /// Makes sure that something unread is there; `false` at the end of the stream.
    async fn fill(&mut self) -> Result<bool, LmtpError> {
        if self.at < self.ahead.len() {
            return Ok(true);
        }
        self.ahead.resize(64 * 1024, 0);
        self.at = 0;
        let read = match timeout(self.patience, self.stream.read(&mut self.ahead)).await {
            Ok(read) => read?,
            Err(_elapsed) => return Err(LmtpError::Timeout),
        };
        self.ahead.truncate(read);
        Ok(read > 0)
    }

    fn waiting(&self) -> &[u8] {
        self.ahead.get(self.at..).unwrap_or_default()
    }

    /// A line with its end; `None` at the end of the stream.
    async fn line(&mut self) -> Result<Option<Vec<u8>>, LmtpError> {
        let mut line = Vec::new();
        while self.fill().await? {
            let waiting = self.waiting();
            if let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
                line.extend_from_slice(waiting.get(..=end).unwrap_or_default());
                self.at += end + 1;
                return Ok(Some(line));
            }
            line.extend_from_slice(waiting);
            self.at = self.ahead.len();
            if line.len() > LINE_MAX {
                return Err(LmtpError::TooLong);
            }
        }
        Ok(None)
    }

    /// The mail after DATA, dots undone; the inner `None` when it is larger than allowed.
    async fn data(&mut self, max_size: u64) -> Result<Option<Option<Vec<u8>>>, LmtpError> {
        let mut receiver = DataReceiver::new();
        let (mut raw, mut is_too_large) = (Vec::new(), false);
        while self.fill().await? {
            let mut bytes = self.waiting().iter();
            let is_whole = receiver.ingest(&mut bytes, &mut raw);
            let left = bytes.as_slice().len();
            self.at = self.ahead.len() - left;
            if raw.len() as u64 > max_size {
                // read past, so that the answer is understood
                is_too_large = true;
                raw.clear();
            }
            if is_whole {
                return Ok(Some((!is_too_large).then_some(raw)));
            }
        }
        Ok(None)
    }
}

/// Talks with one client until it leaves.
///
/// # Errors
/// When the connection breaks; what was answered with 250 until then is safe.
pub async fn serve<S, T>(
    stream: S,
    peer: SocketAddr,
    config: &LmtpConfig,
    sink: &T,
) -> Result<(), LmtpError>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: LmtpSink,
{
    let mut talk = Talk {
        stream,
        ahead: Vec::new(),
        at: 0,
        patience: config.timeout,
    };
    talk.say(&format!("220 {} LMTP huiyin", config.host_name))
        .await?;
    let (mut has_greeted, mut has_sender, mut errors) = (false, false, 0);
    let mut recipients: Vec<String> = Vec::new();
    while let Some(line) = talk.line().await? {
        let request = Request::parse(&mut line.iter());
        let answer = match request {
            Ok(Request::Lhlo { .. }) => {
                has_greeted = true;
                has_sender = false;
                recipients.clear();
                format!(
                    "250-{}\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n\
                     250-SMTPUTF8\r\n250 SIZE {}",
                    config.host_name, config.max_size
                )
            }
            Ok(Request::Ehlo { .. } | Request::Helo { .. }) => {
                "500 5.5.1 this is LMTP, say LHLO".to_owned()
            }
            Ok(Request::Mail { .. }) if !has_greeted => "503 5.5.1 say LHLO first".to_owned(),
            Ok(Request::Mail { .. }) if has_sender => "503 5.5.1 sender already given".to_owned(),
            Ok(Request::Mail { from }) => {
                if from.size as u64 > config.max_size {
                    "552 5.3.4 message too large".to_owned()
                } else {
                    has_sender = true;
                    recipients.clear();
                    "250 2.1.0 ok".to_owned()
                }
            }
            Ok(Request::Rcpt { .. }) if !has_sender => "503 5.5.1 MAIL first".to_owned(),
            Ok(Request::Rcpt { .. }) if recipients.len() >= config.max_recipients => {
                "452 4.5.3 too many recipients".to_owned()
            }
            Ok(Request::Rcpt { to }) => {
                if sink.knows(&to.address) {
                    recipients.push(to.address.into_owned());
                    "250 2.1.5 ok".to_owned()
                } else {
                    "550 5.1.1 no such mailbox here".to_owned()
                }
            }
            Ok(Request::Data) if recipients.is_empty() => "503 5.5.1 no valid recipient".to_owned(),
            Ok(Request::Data) => {
                talk.say("354 go on, end with a dot").await?;
                let Some(raw) = talk.data(config.max_size).await? else {
                    return Ok(());
                };
                has_sender = false;
                answer_each(&mut talk, std::mem::take(&mut recipients), raw, peer, sink).await?;
                errors = 0;
                continue;
            }
            Ok(Request::Rset) => {
                has_sender = false;
                recipients.clear();
                "250 2.0.0 ok".to_owned()
            }
            Ok(Request::Noop { .. }) => "250 2.0.0 ok".to_owned(),
            Ok(Request::Vrfy { .. }) => "252 2.5.2 send it and see".to_owned(),
            Ok(Request::Quit) => {
                return talk.say("221 2.0.0 bye").await;
            }
            Ok(
                Request::Bdat { .. }
                | Request::Auth { .. }
                | Request::Expn { .. }
                | Request::Help { .. }
                | Request::Etrn { .. }
                | Request::Atrn { .. }
                | Request::Burl { .. }
                | Request::StartTls,
            ) => "502 5.5.1 not implemented".to_owned(),
            Err(Error::InvalidSenderAddress) => "501 5.1.7 bad sender address".to_owned(),
            Err(Error::InvalidRecipientAddress) => "501 5.1.3 bad recipient address".to_owned(),
            Err(Error::UnsupportedParameter { .. } | Error::InvalidParameter { .. }) => {
                "555 5.5.4 parameter not understood".to_owned()
            }
            Err(
                Error::NeedsMoreData { .. }
                | Error::UnknownCommand
                | Error::SyntaxError { .. }
                | Error::ResponseTooLong
                | Error::InvalidResponse { .. },
            ) => "500 5.5.2 not understood".to_owned(),
        };
        if answer.starts_with('5') {
            errors += 1;
        }
        if errors > ERRORS_MAX {
            return talk.say("421 4.7.0 too many errors").await;
        }
        talk.say(&answer).await?;
    }
    Ok(())
}

/// One answer a recipient, in their order (RFC 2033, 4.2).
async fn answer_each<S, T>(
    talk: &mut Talk<S>,
    recipients: Vec<String>,
    raw: Option<Vec<u8>>,
    peer: SocketAddr,
    sink: &T,
) -> Result<(), LmtpError>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: LmtpSink,
{
    for recipient in recipients {
        let answer = match &raw {
            None => "552 5.3.4 message too large",
            Some(raw) => match sink.take(&recipient, raw.clone(), peer).await {
                LmtpVerdict::Taken => "250 2.0.0 durable",
                LmtpVerdict::Later => "451 4.3.0 not stored, try again",
            },
        };
        talk.say(answer).await?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "tests_lmtp.rs"]
mod tests;
