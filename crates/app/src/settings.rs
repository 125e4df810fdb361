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
    /// Further trusted roots in PEM, for a relay with a private authority.
    pub smtp_root_pem: Option<Vec<u8>>,
    /// The relay delivers `box+anything@domain` to `box@domain`, so the reply address can carry the
    /// token of the conversation.
    pub plus_addressing: bool,
    pub caps: OutboxCaps,
    /// The mailboxes that are visited.
    pub incoming: Vec<IncomingSettings>,
    pub lmtp: Option<LmtpSettings>,
    pub hooks: Vec<HookSettings>,
}

impl MailSettings {
    /// Every address of ours: a mail from one of them is a loop.
    pub fn own_addresses(&self) -> Vec<String> {
        let boxes = self.incoming.iter().map(|mailbox| mailbox.user.clone());
        let handed = self.lmtp.iter().flat_map(|lmtp| {
            lmtp.recipients
                .iter()
                .map(|recipient| recipient.address.clone())
        });
        std::iter::once(self.from_address.clone())
            .chain(boxes)
            .chain(handed)
            .filter(|address| address.contains('@'))
            .collect()
    }
}

/// How often one address or one conversation is written to; more means a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutboxCaps {
    /// Beyond it mails wait.
    pub per_address_hour: u64,
    /// Beyond it mails are held until a person lets them go.
    pub per_address_day: u64,
    /// As `per_address_day`, for the notices about one suggestion.
    pub per_thread_day: u64,
}

impl Default for OutboxCaps {
    fn default() -> Self {
        Self {
            per_address_hour: 30,
            per_address_day: 100,
            per_thread_day: 20,
        }
    }
}

/// How a mailbox is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailProtocol {
    Imap,
    Pop3,
}

/// What happens to a mail in its mailbox once it is durable here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterTaking {
    /// Marked as seen.
    Flag,
    /// Into that folder.
    Move(String),
    Delete,
}

/// One visited mailbox.
#[derive(Debug, Clone)]
pub struct IncomingSettings {
    /// What the administrator calls it; may be empty.
    pub label: String,
    pub protocol: MailProtocol,
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub user: String,
    pub password: huiyin_core::Personal<String>,
    pub folder: String,
    pub after: AfterTaking,
    pub poll_seconds: u64,
    /// Wait for the server's word (IDLE) where it offers that.
    pub idle: bool,
    /// Further trusted roots in PEM, for a server with a private authority.
    pub root_pem: Option<Vec<u8>>,
    /// The unit whose mailbox it is, by name, short name or code: taken as the unit concerned.
    pub unit: Option<String>,
    /// The topic of everything that comes to it, by name.
    pub topic: Option<String>,
    /// The campaign that prints it, by code. It counts while the campaign runs.
    pub campaign: Option<String>,
}

impl IncomingSettings {
    /// Stable name of the mailbox in rows: whoever renames the label keeps its history.
    pub fn name(&self) -> String {
        match self.protocol {
            MailProtocol::Imap => format!("{}@{}/{}", self.user, self.host, self.folder),
            MailProtocol::Pop3 => format!("pop3:{}@{}", self.user, self.host),
        }
    }

    /// What a person reads.
    pub fn shown_name(&self) -> &str {
        if self.label.is_empty() {
            &self.user
        } else {
            &self.label
        }
    }
}

/// Mails handed over by an own mail server.
#[derive(Debug, Clone)]
pub struct LmtpSettings {
    pub listen: std::net::SocketAddr,
    /// In bytes.
    pub max_size: u64,
    /// Who is known here; empty: everybody.
    pub recipients: Vec<LmtpRecipient>,
}

/// An address that takes mail, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LmtpRecipient {
    pub address: String,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub topic: Option<String>,
    #[serde(default)]
    pub campaign: Option<String>,
}

/// What stands behind a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HookTarget {
    /// To submitters who left a phone number and no mail address.
    #[serde(rename = "sms")]
    Sms,
    /// To a group of the staff.
    #[serde(rename = "wecom")]
    WeCom,
    #[serde(rename = "dingtalk")]
    DingTalk,
}

/// A gateway that notices leave by.
#[derive(Debug, Clone)]
pub struct HookSettings {
    pub name: String,
    pub target: HookTarget,
    pub url: huiyin_core::Personal<String>,
    pub secret: huiyin_core::Personal<String>,
    /// 短信签名.
    pub signature: String,
    pub root_pem: Option<Vec<u8>>,
}

impl HookSettings {
    /// Whether the address can be used at all: http or https.
    pub fn has_usable_url(&self) -> bool {
        huiyin_intake::hook::is_usable(self.url.expose())
    }
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
