//! Commands and their answers. The library's own command methods treat a refused or interrupted
//! FETCH and SEARCH as an empty one, so answers are read here, to the tagged end.

use async_imap::error::Error as LibraryError;
use async_imap::imap_proto::{Capability, Outcome, Response, ResponseCode, Status};
use async_imap::{Client, Session};

use super::stream::{Guarded, connect, encrypt};
use super::{ImapConfig, ImapError, ImapTls};

/// Longest answer to a command that fetches no mail (a search over a big mailbox).
pub(super) const SMALL_ANSWER: u64 = 16 * 1024 * 1024;

/// A logged-in connection.
pub(super) struct Wire {
    session: Session<Guarded>,
    capabilities: Vec<String>,
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
    pub(super) async fn open(config: &ImapConfig) -> Result<Self, ImapError> {
        let channel = connect(config).await?;
        let channel = match config.tls {
            ImapTls::Tls => encrypt(config, channel).await?,
            ImapTls::StartTls | ImapTls::None => channel,
        };
        let mut client = Client::new(Guarded::new(channel, config.timeout));
        greeting(&mut client).await?;
        if config.tls == ImapTls::StartTls {
            client
                .run_command_and_check_ok("STARTTLS", None)
                .await
                .map_err(library_error)?;
            // what was said in the clear is forgotten with the old client
            let channel = encrypt(config, client.into_inner().into_inner()).await?;
            client = Client::new(Guarded::new(channel, config.timeout));
        }
        let login = client.login(&config.user, config.password.expose()).await;
        let session = login.map_err(|(error, _client)| login_error(error))?;
        let mut wire = Self {
            session,
            capabilities: Vec::new(),
        };
        wire.introduce().await?;
        wire.ask_capabilities().await?;
        Ok(wire)
    }

    async fn introduce(&mut self) -> Result<(), ImapError> {
        let version = env!("CARGO_PKG_VERSION");
        let id =
            format!("ID (\"name\" \"huiyin\" \"version\" \"{version}\" \"vendor\" \"huiyin\")");
        // a server that knows no ID says BAD, and that is fine
        self.command(&id, SMALL_ANSWER, |_| {}).await?.ok();
        Ok(())
    }

    async fn ask_capabilities(&mut self) -> Result<(), ImapError> {
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
    ) -> Result<Result<(), No>, ImapError> {
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
                return Err(ImapError::Lost);
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
                    Status::Bye => Err(ImapError::Lost),
                };
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

async fn greeting(client: &mut Client<Guarded>) -> Result<(), ImapError> {
    let response = client
        .read_response()
        .await
        .map_err(io_error)?
        .ok_or(ImapError::Lost)?;
    let Response::Data { status, outcome } = response.parsed() else {
        return Err(ImapError::Protocol);
    };
    match status {
        Status::Ok | Status::PreAuth => Ok(()),
        Status::No | Status::Bad | Status::Bye => Err(ImapError::Refused(server_text(outcome))),
    }
}

/// Without the text of the library's error, which quotes what the server sent: it may be a letter.
pub(super) fn io_error(error: std::io::Error) -> ImapError {
    use std::io::ErrorKind;
    let kind = error.kind();
    if kind == ErrorKind::TimedOut {
        ImapError::Timeout
    } else if kind == ErrorKind::FileTooLarge {
        ImapError::TooMuch
    } else if kind == ErrorKind::Other {
        ImapError::Protocol
    } else if kind == ErrorKind::InvalidData {
        ImapError::Tls(error)
    } else {
        ImapError::Lost
    }
}

fn library_error(error: LibraryError) -> ImapError {
    // the library's set of errors is open
    if let LibraryError::Io(error) = error {
        io_error(error)
    } else if let LibraryError::Bad(text) | LibraryError::No(text) = error {
        ImapError::Refused(shorten(&text))
    } else if matches!(error, LibraryError::ConnectionLost) {
        ImapError::Lost
    } else if matches!(error, LibraryError::Validate(_)) {
        ImapError::BadSetting
    } else {
        ImapError::Protocol
    }
}

fn login_error(error: LibraryError) -> ImapError {
    if let LibraryError::Bad(text) | LibraryError::No(text) = error {
        ImapError::Login(shorten(&text))
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
