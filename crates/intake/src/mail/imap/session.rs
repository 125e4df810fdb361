//! Commands and their answers. The library's own command methods treat a refused or interrupted
//! FETCH and SEARCH as an empty one, so answers are read here, to the tagged end.

use async_imap::error::Error as LibraryError;
use std::time::Duration;

use async_imap::imap_proto::{Capability, MailboxDatum, Outcome, Response, ResponseCode, Status};
use async_imap::{Client, Session};

use super::super::remote::login_advice;
use super::super::wire::{Guarded, connect, encrypt};
use super::{FetchConfig, FetchError, FetchTls};

/// Longest answer to a command that fetches no mail (a search over a big mailbox).
pub(super) const SMALL_ANSWER: u64 = 16 * 1024 * 1024;

/// A logged-in connection.
pub(super) struct Wire {
    session: Session<Guarded>,
    capabilities: Vec<String>,
}

/// How an IDLE ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idled {
    /// Something came.
    Told,
    Quiet,
    Stopped,
    /// The server would not, although it had announced it.
    Refused,
}

/// A tagged NO or BAD.
#[derive(Debug)]
pub(super) struct No {
    pub(super) text: String,
    /// The target folder does not exist.
    pub(super) try_create: bool,
}

impl Wire {
    /// Connects, encrypts, logs in and introduces itself. Providers of NetEase (163, 126, yeah)
    /// refuse to open a folder to a client that sent no ID (RFC 2971), so it always goes out
    /// between LOGIN and SELECT.
    pub(super) async fn open(config: &FetchConfig) -> Result<Self, FetchError> {
        let channel = connect(&config.endpoint()).await?;
        let channel = match config.tls {
            FetchTls::Tls => encrypt(&config.endpoint(), channel).await?,
            FetchTls::StartTls | FetchTls::None => channel,
        };
        let mut client = Client::new(Guarded::new(channel, config.timeout));
        greeting(&mut client).await?;
        if config.tls == FetchTls::StartTls {
            client
                .run_command_and_check_ok("STARTTLS", None)
                .await
                .map_err(library_error)?;
            // what was said in the clear is forgotten with the old client
            let channel = encrypt(&config.endpoint(), client.into_inner().into_inner()).await?;
            client = Client::new(Guarded::new(channel, config.timeout));
        }
        let login = client.login(&config.user, config.password.expose()).await;
        let session = login.map_err(|(error, _client)| login_error(error, &config.host))?;
        let mut wire = Self {
            session,
            capabilities: Vec::new(),
        };
        wire.introduce().await?;
        wire.ask_capabilities().await?;
        Ok(wire)
    }

    async fn introduce(&mut self) -> Result<(), FetchError> {
        let version = env!("CARGO_PKG_VERSION");
        let id =
            format!("ID (\"name\" \"huiyin\" \"version\" \"{version}\" \"vendor\" \"huiyin\")");
        // a server that knows no ID says BAD, and that is fine
        self.command(&id, SMALL_ANSWER, |_| {}).await?.ok();
        Ok(())
    }

    async fn ask_capabilities(&mut self) -> Result<(), FetchError> {
        let mut found: Vec<String> = Vec::new();
        let answer = self
            .command("CAPABILITY", SMALL_ANSWER, |response| {
                if let Response::Capabilities(capabilities) = response {
                    found.extend(
                        capabilities
                            .iter()
                            .filter_map(|capability| match capability {
                                Capability::Atom(name) => Some(name.to_ascii_uppercase()),
                                Capability::Imap4rev1 | Capability::Auth(_) => None,
                            }),
                    );
                }
            })
            .await?;
        answer.ok();
        self.capabilities = found;
        Ok(())
    }

    pub(super) fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    /// Runs a command and shows every answer before the tagged one. The outer error means that
    /// the connection is of no more use; the inner one that the server would not.
    pub(super) async fn command(
        &mut self,
        command: &str,
        allowed: u64,
        mut on: impl FnMut(&Response<'_>),
    ) -> Result<Result<(), No>, FetchError> {
        self.session.as_mut().allow(allowed);
        let id = self
            .session
            .run_command(command)
            .await
            .map_err(library_error)?;
        // notices of the library about other things are not read by anybody
        while self.session.unsolicited_responses.try_recv().is_ok() {}
        loop {
            let response = self.session.read_response().await.map_err(io_error)?;
            let Some(response) = response else {
                return Err(FetchError::Lost);
            };
            on(response.parsed());
            if let Response::Done {
                tag,
                status,
                outcome,
            } = response.parsed()
                && *tag == id
            {
                return match status {
                    Status::Ok | Status::PreAuth => Ok(Ok(())),
                    Status::No | Status::Bad => Ok(Err(No::from_outcome(outcome))),
                    Status::Bye => Err(FetchError::Lost),
                };
            }
        }
    }

    /// IDLE (RFC 2177): waits until the server tells of a new mail, `at_most` is over, or `stop`
    /// is ready; gives whether it told.
    pub(super) async fn idle(
        &mut self,
        patience: Duration,
        at_most: Duration,
        stop: impl Future<Output = ()>,
    ) -> Result<Idled, FetchError> {
        self.session.as_mut().allow(SMALL_ANSWER);
        self.session.as_mut().set_patience(patience);
        let id = self
            .session
            .run_command("IDLE")
            .await
            .map_err(library_error)?;
        while self.session.unsolicited_responses.try_recv().is_ok() {}
        let mut told = Idled::Quiet;
        // silence is what this command is for
        self.session.as_mut().set_patience(at_most + patience);
        let until = tokio::time::sleep(at_most);
        tokio::pin!(until, stop);
        loop {
            let response = tokio::select! {
                response = self.session.read_response() => response.map_err(io_error)?,
                () = &mut until => break,
                () = &mut stop => {
                    told = Idled::Stopped;
                    break;
                }
            };
            let Some(response) = response else {
                return Err(FetchError::Lost);
            };
            // the set of answers is open; everything else is the continuation, or about other things
            if let Response::MailboxData(MailboxDatum::Exists(_) | MailboxDatum::Recent(_)) =
                response.parsed()
            {
                told = Idled::Told;
                break;
            }
            if let Response::Done { tag, .. } = response.parsed()
                && *tag == id
            {
                // it announced what it will not do
                self.session.as_mut().set_patience(patience);
                return Ok(Idled::Refused);
            }
            if let Response::Data {
                status: Status::Bye,
                ..
            } = response.parsed()
            {
                return Err(FetchError::Lost);
            }
        }
        self.session.as_mut().set_patience(patience);
        self.session
            .run_command_untagged("DONE")
            .await
            .map_err(library_error)?;
        loop {
            let response = self.session.read_response().await.map_err(io_error)?;
            let response = response.ok_or(FetchError::Lost)?;
            if let Response::MailboxData(MailboxDatum::Exists(_)) = response.parsed()
                && told == Idled::Quiet
            {
                told = Idled::Told;
            }
            if let Response::Done { tag, .. } = response.parsed()
                && *tag == id
            {
                return Ok(told);
            }
        }
    }

    /// Says goodbye; what comes of it does not matter any more.
    pub(super) async fn close(mut self) {
        if let Err(error) = self.command("LOGOUT", SMALL_ANSWER, |_| {}).await {
            tracing::debug!(%error, "imap logout");
        }
    }
}

impl No {
    fn from_outcome(outcome: &Outcome<'_>) -> Self {
        Self {
            text: server_text(outcome),
            try_create: matches!(outcome.code, Some(ResponseCode::TryCreate)),
        }
    }
}

/// The server's words, shortened, without control characters.
fn server_text(outcome: &Outcome<'_>) -> String {
    let text = outcome.information.as_deref().unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

async fn greeting(client: &mut Client<Guarded>) -> Result<(), FetchError> {
    let response = client
        .read_response()
        .await
        .map_err(io_error)?
        .ok_or(FetchError::Lost)?;
    let Response::Data { status, outcome } = response.parsed() else {
        return Err(FetchError::Protocol);
    };
    match status {
        Status::Ok | Status::PreAuth => Ok(()),
        Status::No | Status::Bad | Status::Bye => Err(FetchError::Refused(server_text(outcome))),
    }
}

/// Without the text of the library's error, which quotes what the server sent: it may be a letter.
pub(super) fn io_error(error: std::io::Error) -> FetchError {
    use std::io::ErrorKind;
    let kind = error.kind();
    if kind == ErrorKind::TimedOut {
        FetchError::Timeout
    } else if kind == ErrorKind::FileTooLarge {
        FetchError::TooMuch
    } else if kind == ErrorKind::Other {
        FetchError::Protocol
    } else if kind == ErrorKind::InvalidData {
        FetchError::Tls(error)
    } else {
        FetchError::Lost
    }
}

fn library_error(error: LibraryError) -> FetchError {
    // the library's set of errors is open
    if let LibraryError::Io(error) = error {
        io_error(error)
    } else if let LibraryError::Bad(text) | LibraryError::No(text) = error {
        FetchError::Refused(shorten(&text))
    } else if matches!(error, LibraryError::ConnectionLost) {
        FetchError::Lost
    } else if matches!(error, LibraryError::Validate(_)) {
        FetchError::BadSetting
    } else {
        FetchError::Protocol
    }
}

fn login_error(error: LibraryError, host: &str) -> FetchError {
    if let LibraryError::Bad(text) | LibraryError::No(text) = error {
        FetchError::Login {
            answer: shorten(&text),
            advice: login_advice(host),
        }
    } else {
        library_error(error)
    }
}

/// The library hands over `code: …, info: Some("…")`; only what the server said matters.
fn shorten(text: &str) -> String {
    let text = text
        .split_once("info: Some(\"")
        .map_or(text, |(_, info)| info.trim_end_matches("\")"));
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
