//! A mailbox on another server: how to reach it, what comes of a visit. IMAP and POP3 share this.

use std::time::Duration;

use huiyin_core::Personal;
use huiyin_core::time::Instant;

use super::wire::Endpoint;

/// How to reach a mailbox and what to do with what was taken from it.
#[derive(Debug, Clone)]
pub struct FetchConfig {
    pub host: String,
    pub port: u16,
    pub tls: FetchTls,
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

impl FetchConfig {
    /// Limits that suit a suggestion mailbox: 50 MB, 60 seconds, mails marked as read.
    pub fn new(host: String, user: String, password: String) -> Self {
        Self {
            host,
            port: 993,
            tls: FetchTls::Tls,
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

impl FetchConfig {
    pub(super) fn endpoint(&self) -> Endpoint {
        Endpoint {
            host: self.host.clone(),
            port: self.port,
            extra_root_pem: self.extra_root_pem.clone(),
            timeout: self.timeout,
        }
    }
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchTls {
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
    /// A number for IMAP, a word of the server's for POP3 (UIDL).
    pub uid: String,
    /// Under another value the same uid is another mail; 0 for POP3, which has none.
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
    pub uid: String,
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
    pub left_behind: Vec<(String, String)>,
}

/// Why a visit failed. The server's own words are kept where they help; nothing personal.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
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
    #[error("邮箱登录被拒绝，请检查账号和授权码。{advice}服务器的回答：{answer}")]
    Login {
        answer: String,
        /// What this provider wants, in Chinese; empty when it is not known.
        advice: &'static str,
    },
    #[error(
        "邮箱服务商拒绝访问（Unsafe Login），请在网页邮箱中开启 IMAP 服务并使用授权码，不要用网页登录密码"
    )]
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

/// What a provider wants for a login, where it is known to be special. In Chinese, for the page of
/// the mailboxes.
pub(super) fn login_advice(host: &str) -> &'static str {
    const ADVICE: [(&[&str], &str); 4] = [
        (
            &["163.com", "126.com", "yeah.net", "netease.com"],
            "163、126、yeah 邮箱要用授权码登录，不是网页登录密码：在网页邮箱的“设置—POP3/SMTP/IMAP”里开启服务，\
             按提示发短信取得授权码，写进 password_file 指定的文件。授权码有有效期，到期要重新取得。",
        ),
        (
            &["qq.com", "foxmail.com", "exmail.qq.com"],
            "QQ 邮箱要用授权码登录，不是 QQ 密码：在网页邮箱的“设置—账号”里开启 IMAP/POP3 服务并生成授权码，\
             写进 password_file 指定的文件。企业微信邮箱用客户端专用密码。",
        ),
        (
            &["outlook.com", "office365.com", "hotmail.com"],
            "微软邮箱已停用密码登录，请改用单位自己的邮件服务器转发，或者由它调用 huiyin mail deliver。",
        ),
        (
            &[
                "aliyun.com",
                "mxhichina.com",
                "sina.com",
                "sina.cn",
                "sohu.com",
                "139.com",
                "189.cn",
            ],
            "这家邮箱要先在网页邮箱里开启 IMAP/POP3 服务，并使用客户端授权码（专用密码）。",
        ),
    ];
    let host = host.to_ascii_lowercase();
    ADVICE
        .iter()
        .find(|(domains, _)| {
            domains
                .iter()
                .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
        })
        .map_or("", |(_, advice)| advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_big_providers_are_explained() {
        assert!(login_advice("imap.163.com").contains("163"));
        assert!(login_advice("IMAP.QQ.com").contains("QQ"));
        assert_eq!(login_advice("imap.not163.com"), "");
        assert_eq!(login_advice("mail.example.cn"), "");
    }
}
