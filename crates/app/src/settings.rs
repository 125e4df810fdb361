//! What an installation decides. Read by the binary from `huiyin.toml` and the environment;
//! `config/huiyin.toml` documents every key.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The organisation that runs the box.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Organisation {
    pub name: String,
    /// Letters before the year in ticket numbers.
    pub ticket_series: String,
    /// Shown on public pages: who to call instead.
    pub contact_phone: String,
    /// The published mailbox, shown on public pages.
    pub contact_email: String,
    pub address: String,
    /// Who answers questions about personal data (PIPL art. 17).
    pub privacy_contact: String,
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: "滨海市总工会".to_owned(),
            ticket_series: "GH".to_owned(),
            contact_phone: String::new(),
            contact_email: String::new(),
            address: String::new(),
            privacy_contact: String::new(),
        }
    }
}

/// How outgoing mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutgoingMode {
    /// As `.eml` files in a folder: the default, nothing leaves the machine.
    Folder,
    Smtp,
}

/// TLS of a mail connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    None,
    Starttls,
    Tls,
}

/// Mail settings as the workers need them; passwords are already read from their files.
#[derive(Debug, Clone)]
pub struct MailSettings {
    pub from_address: String,
    pub from_name: String,
    pub outgoing: OutgoingMode,
    pub folder: PathBuf,
    pub smtp_host: String,
    pub smtp_port: u16,
    pub smtp_tls: MailTls,
    pub smtp_user: String,
    pub smtp_password: huiyin_core::Personal<String>,
    pub incoming: Option<IncomingSettings>,
}

/// One polled mailbox.
#[derive(Debug, Clone)]
pub struct IncomingSettings {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub user: String,
    pub password: huiyin_core::Personal<String>,
    pub folder: String,
    /// Where a mail goes after it is durable here; empty: only marked as seen.
    pub move_to: String,
    pub poll_seconds: u64,
}

/// Sessions and guessing.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Security {
    pub session_idle_minutes: i64,
    pub session_hours: i64,
    /// Query codes that one network may try in a minute.
    pub track_per_minute: u32,
    /// Sign-in attempts that one network may make in a minute.
    pub sign_in_per_minute: u32,
    /// Submissions that one network may make in a minute; a factory behind one address shares it.
    pub submit_per_minute: u32,
}

impl Default for Security {
    fn default() -> Self {
        Self {
            session_idle_minutes: 30,
            session_hours: 12,
            track_per_minute: 120,
            sign_in_per_minute: 30,
            submit_per_minute: 600,
        }
    }
}

/// 归档 by the rule.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Archiving {
    /// Months after the end of an item; 0: only by hand.
    pub after_months: u32,
}

impl Default for Archiving {
    fn default() -> Self {
        Self { after_months: 12 }
    }
}

/// Everything a use case may ask about the installation.
#[derive(Debug, Clone)]
pub struct Settings {
    pub organisation: Organisation,
    /// Where the pages are reached from outside, without a slash at the end; used in mails and
    /// the QR code.
    pub public_url: String,
    pub mail: MailSettings,
    pub security: Security,
    pub archive: Archiving,
    pub due: huiyin_workflow::calendar::DueSettings,
}

impl Settings {
    /// The part of our mail address after the @; used in message ids.
    pub fn mail_domain(&self) -> &str {
        self.mail
            .from_address
            .rsplit_once('@')
            .map_or("huiyin.invalid", |(_, domain)| domain)
    }
}
