//! Handing a message on: to an SMTP relay, or into a folder of `.eml` files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use huiyin_core::{Digest, Personal};
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::io::AsyncWriteExt;

/// How to reach the relay.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    /// Without a user no login is tried.
    pub user: Option<String>,
    pub password: Personal<String>,
    /// Further trusted roots in PEM, for relays with a private authority.
    pub extra_root_pem: Option<Vec<u8>>,
    /// For each command.
    pub timeout: Duration,
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// For a relay on the same machine.
    None,
    /// Required, not merely tried.
    StartTls,
    /// From the first byte (port 465).
    Tls,
}

/// Where messages go.
#[derive(Debug)]
pub enum Transport {
    Smtp(SmtpRelay),
    /// One `.eml` file a message; the folder is made if it is missing.
    Folder(PathBuf),
}

/// A pooled connection to a relay.
pub struct SmtpRelay(AsyncSmtpTransport<Tokio1Executor>);

impl std::fmt::Debug for SmtpRelay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmtpRelay")
    }
}

/// A wrong relay configuration.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    #[error("邮件服务器的根证书无法读取")]
    Root(#[source] lettre::transport::smtp::Error),
    #[error("邮件服务器的加密设置不正确")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// A message was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// What the relay answered, or the file name.
    pub receipt: String,
}

/// What the caller does: try again later, or tell a person.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("邮件暂时无法发出：{0}")]
    Temporary(String),
    #[error("邮件被拒绝：{0}")]
    Permanent(String),
}

impl SmtpRelay {
    /// Prepares the connection; nothing is contacted yet.
    pub fn new(config: &SmtpConfig) -> Result<Self, RelayError> {
        let parameters = || -> Result<TlsParameters, RelayError> {
            let mut builder = TlsParameters::builder(config.host.clone());
            if let Some(pem) = &config.extra_root_pem {
                builder = builder
                    .add_root_certificate(Certificate::from_pem(pem).map_err(RelayError::Root)?);
            }
            builder.build_rustls().map_err(RelayError::Tls)
        };
        let tls = match config.tls {
            SmtpTls::None => Tls::None,
            SmtpTls::StartTls => Tls::Required(parameters()?),
            SmtpTls::Tls => Tls::Wrapper(parameters()?),
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.clone())
                .port(config.port)
                .tls(tls)
                .timeout(Some(config.timeout));
        if let Some(user) = &config.user {
            builder = builder.credentials(Credentials::new(
                user.clone(),
                config.password.expose().clone(),
            ));
        }
        Ok(Self(builder.build()))
    }
}

impl Transport {
    /// Hands over one message. `envelope_from` is where bounces go; `None` is the null sender of
    /// automatic answers (RFC 3834 3.3). Sending the same message twice into a folder leaves one
    /// file.
    pub async fn send(
        &self,
        envelope_from: Option<&str>,
        to: &str,
        message: &[u8],
    ) -> Result<Sent, SendError> {
        match self {
            Self::Smtp(relay) => send_smtp(&relay.0, envelope_from, to, message).await,
            Self::Folder(folder) => send_folder(folder, message).await,
        }
    }
}

async fn send_smtp(
    relay: &AsyncSmtpTransport<Tokio1Executor>,
    envelope_from: Option<&str>,
    to: &str,
    message: &[u8],
) -> Result<Sent, SendError> {
    let address = |text: &str| {
        text.parse::<Address>()
            .map_err(|error| SendError::Permanent(format!("地址不正确（{error}）")))
    };
    let from = envelope_from.map(address).transpose()?;
    let envelope = Envelope::new(from, vec![address(to)?])
        .map_err(|error| SendError::Permanent(format!("没有收件人（{error}）")))?;
    match relay.send_raw(&envelope, message).await {
        Ok(response) => {
            let text = response.message().collect::<Vec<_>>().join(" ");
            Ok(Sent {
                receipt: format!("{} {text}", response.code())
                    .chars()
                    .take(500)
                    .collect(),
            })
        }
        Err(error) => Err(judge(&error)),
    }
}

/// Only a refusal of this very message is final. A refused login or a missing relay concerns all
/// messages, and they must not be given up for it.
fn judge(error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map(|code| code.to_string());
    let concerns_relay = matches!(
        code.as_deref(),
        Some("500" | "502" | "503" | "504" | "521" | "523" | "530" | "534" | "535" | "538")
    );
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}：{cause}");
        source = cause.source();
    }
    let text: String = text.chars().take(500).collect();
    if error.is_permanent() && !concerns_relay {
        SendError::Permanent(text)
    } else {
        SendError::Temporary(text)
    }
}

/// Writes beside, syncs, renames, syncs the folder: after this the file is there, whole.
async fn send_folder(folder: &Path, message: &[u8]) -> Result<Sent, SendError> {
    let digest = Digest::of(message).to_hex();
    let name = format!("{}.eml", digest.chars().take(32).collect::<String>());
    let write = async {
        tokio::fs::create_dir_all(folder).await?;
        let temporary = folder.join(format!(".{name}.tmp"));
        let mut file = tokio::fs::File::create(&temporary).await?;
        file.write_all(message).await?;
        file.sync_all().await?;
        drop(file);
        tokio::fs::rename(&temporary, folder.join(&name)).await?;
        tokio::fs::File::open(folder).await?.sync_all().await
    };
    match write.await {
        Ok(()) => Ok(Sent { receipt: name }),
        Err(error) => Err(SendError::Temporary(format!(
            "无法写入外发邮件目录（{error}）"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncBufReadExt, BufReader};
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn a_folder_holds_one_whole_file_for_each_message() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let transport = Transport::Folder(out.clone());
        let sent = transport
            .send(None, "a@b.cn", b"Subject: x\r\n\r\nbody")
            .await
            .unwrap();
        transport
            .send(None, "a@b.cn", b"Subject: x\r\n\r\nbody")
            .await
            .unwrap();
        let names: Vec<_> = std::fs::read_dir(&out)
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(names, [std::ffi::OsString::from(&sent.receipt)]);
        assert_eq!(
            std::fs::read(out.join(sent.receipt)).unwrap(),
            b"Subject: x\r\n\r\nbody"
        );
    }

    #[tokio::test]
    async fn an_unwritable_folder_is_a_temporary_failure() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Transport::Folder(file.path().join("x"))
            .send(None, "a@b.cn", b"x")
            .await
            .unwrap_err();
        assert!(matches!(error, SendError::Temporary(_)), "{error}");
    }

    /// Answers like a relay that says `verdict` to RCPT; gives what it was told.
    async fn relay(
        verdict: &'static str,
    ) -> (Transport, tokio::sync::oneshot::Receiver<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, told) = tokio::sync::oneshot::channel();
        #[expect(clippy::disallowed_methods, reason = "a fake server of a test")]
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut lines = BufReader::new(stream);
            let mut heard = Vec::new();
            lines.get_mut().write_all(b"220 fake\r\n").await.unwrap();
            let mut in_data = false;
            loop {
                let mut line = String::new();
                if lines.read_line(&mut line).await.unwrap_or(0) == 0 {
                    break;
                }
                let line = line.trim_end().to_owned();
                let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                    _ if in_data && line == "." => {
                        in_data = false;
                        "250 queued as 1"
                    }
                    _ if in_data => "",
                    "EHLO" => "250 fake",
                    "RCPT" => verdict,
                    "DATA" => {
                        in_data = true;
                        "354 go"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                heard.push(line);
                if !answer.is_empty() {
                    let _gone = lines
                        .get_mut()
                        .write_all(format!("{answer}\r\n").as_bytes())
                        .await;
                }
                if answer.starts_with("221") || answer.contains("queued") {
                    break;
                }
            }
            let _gone = tell.send(heard);
        });
        let relay = SmtpRelay::new(&SmtpConfig {
            host: "127.0.0.1".into(),
            port,
            tls: SmtpTls::None,
            user: None,
            password: Personal::new(String::new()),
            extra_root_pem: None,
            timeout: Duration::from_secs(5),
        })
        .unwrap();
        (Transport::Smtp(relay), told)
    }

    #[tokio::test]
    async fn a_relay_gets_the_null_sender_and_its_answer_is_kept() {
        let (transport, told) = relay("250 ok").await;
        let sent = transport
            .send(None, "a@b.cn", b"Subject: x\r\n\r\nbody\r\n")
            .await
            .unwrap();
        assert!(sent.receipt.contains("queued as 1"), "{}", sent.receipt);
        let told = told.await.unwrap();
        assert!(
            told.iter().any(|line| line.starts_with("MAIL FROM:<>")),
            "{told:?}"
        );
        assert!(
            told.iter().any(|line| line.starts_with("RCPT TO:<a@b.cn>")),
            "{told:?}"
        );
    }

    #[tokio::test]
    async fn refusals_are_told_apart() {
        let (transport, _told) = relay("550 no such user").await;
        let error = transport
            .send(Some("box@x.cn"), "a@b.cn", b"x\r\n")
            .await
            .unwrap_err();
        assert!(matches!(error, SendError::Permanent(_)), "{error}");
        let (transport, _told) = relay("451 try later").await;
        let error = transport
            .send(Some("box@x.cn"), "a@b.cn", b"x\r\n")
            .await
            .unwrap_err();
        assert!(matches!(error, SendError::Temporary(_)), "{error}");
        // nobody listens
        let nobody = SmtpRelay::new(&SmtpConfig {
            host: "127.0.0.1".into(),
            port: 1,
            tls: SmtpTls::None,
            user: Some("u".into()),
            password: Personal::new("secret-word".into()),
            extra_root_pem: None,
            timeout: Duration::from_secs(2),
        })
        .unwrap();
        let error = Transport::Smtp(nobody)
            .send(None, "a@b.cn", b"x")
            .await
            .unwrap_err();
        assert!(
            matches!(error, SendError::Temporary(_)) && !error.to_string().contains("secret-word")
        );
    }
}
