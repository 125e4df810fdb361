//! Fetching from an IMAP mailbox (RFC 3501, 9051), with the ways of the big Chinese providers.
//!
//! A mail is marked, moved or deleted only after the caller has said that it is durable; what
//! cannot be fetched stays where it is and is reported.

mod fetch;
mod folder_name;
mod session;
mod stream;

#[cfg(test)]
mod tests;

use std::time::Duration;

use huiyin_core::Personal;
use huiyin_core::time::Instant;

pub use fetch::fetch_once;

/// How to reach a mailbox and what to do with what was taken from it.
#[derive(Debug, Clone)]
pub struct ImapConfig {
    pub host: String,
    pub port: u16,
    pub tls: ImapTls,
    /// Further trusted roots in PEM, for servers with a private authority.
    pub extra_root_pem: Option<Vec<u8>>,
    pub user: String,
    /// Many providers want an authorisation code here (授权码), not the password.
    pub password: Personal<String>,
    /// Name as a person reads it (`INBOX`, `建议来信`).
    pub folder: String,
    pub after: AfterFetch,
    /// Larger mails are reported with their header and left alone, in bytes.
    pub max_size: u64,
    /// Longest silence of the server.
    pub timeout: Duration,
}

impl ImapConfig {
    /// Limits that suit a suggestion mailbox: 50 MB, 60 seconds, mails marked as read.
    pub fn new(host: String, user: String, password: String) -> Self {
        Self {
            host,
            port: 993,
            tls: ImapTls::Tls,
            extra_root_pem: None,
            user,
            password: Personal::new(password),
            folder: "INBOX".to_owned(),
            after: AfterFetch::Flag,
            max_size: 50 * 1024 * 1024,
            timeout: Duration::from_secs(60),
        }
    }
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImapTls {
    /// From the first byte (port 993).
    Tls,
    /// Upgraded before anything secret is said (port 143).
    StartTls,
    /// For servers on the same machine only.
    None,
}

/// What happens to a mail once it is durable with us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterFetch {
    /// Into that folder, made if it is missing.
    Move(String),
    /// Marked as read.
    Flag,
    Delete,
    /// Nothing; the caller's memory alone tells old from new.
    Leave,
}

/// A mail as it lies on the server. `Debug` shows sizes only.
pub struct FetchedMail {
    pub raw: Vec<u8>,
    /// When it arrived in the mailbox.
    pub internal_date: Option<Instant>,
    pub uid: u32,
    /// Under another value the same uid is another mail.
    pub uid_validity: u32,
}

impl std::fmt::Debug for FetchedMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "FetchedMail({}/{}, {} bytes)",
            self.uid_validity,
            self.uid,
            self.raw.len()
        )
    }
}

/// A mail that was too large to take.
pub struct TooLarge {
    pub uid: u32,
    pub uid_validity: u32,
    pub size: u64,
    pub internal_date: Option<Instant>,
    /// Its header alone, which can be parsed like a mail.
    pub header: Vec<u8>,
}

impl std::fmt::Debug for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "TooLarge({}/{}, {} bytes)",
            self.uid_validity, self.uid, self.size
        )
    }
}

/// What a visit to the mailbox came to.
#[derive(Debug, Default)]
pub struct FetchReport {
    pub uid_validity: u32,
    /// Handed to the sink and durable.
    pub fetched: u32,
    /// Known before; their marking was repeated if it had been left undone.
    pub known: u32,
    /// The sink could not keep one, so the visit ended there.
    pub was_refused: bool,
    pub too_large: Vec<TooLarge>,
    /// Durable with us, but the server would not mark, move or delete it: uid and its answer.
    pub left_behind: Vec<(u32, String)>,
}

/// Why a visit failed. The server's own words are kept where they help; nothing personal.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    #[error("无法连接邮件服务器 {host}:{port}")]
    Connect {
        host: String,
        port: u16,
        #[source]
        source: std::io::Error,
    },
    #[error("与邮件服务器的加密连接失败")]
    Tls(#[source] std::io::Error),
    #[error("邮件服务器的根证书无法读取")]
    Root,
    #[error("邮件服务器没有应答（超时）")]
    Timeout,
    #[error("邮件服务器断开了连接")]
    Lost,
    #[error("邮箱登录被拒绝，请检查账号和授权码：{0}")]
    Login(String),
    #[error("邮箱服务商拒绝访问（Unsafe Login），请在网页邮箱中开启 IMAP 服务并使用授权码")]
    UnsafeLogin,
    #[error("邮箱文件夹无法打开：{0}")]
    Folder(String),
    #[error("邮件服务器拒绝了请求：{0}")]
    Refused(String),
    #[error("邮件服务器的应答无法识别")]
    Protocol,
    #[error("邮件服务器发来的数据超过上限")]
    TooMuch,
    #[error("账号、授权码或文件夹名含有不允许的字符")]
    BadSetting,
}
