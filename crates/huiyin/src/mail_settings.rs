//! The section `[mail]` of `huiyin.toml`: one mailbox or several, the relay, LMTP, gateways.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use huiyin_app::settings::{
    AfterTaking, HookSettings, HookTarget, IncomingSettings, LmtpRecipient, LmtpSettings,
    MailProtocol, MailSettings, MailTls, OutboxCaps, OutgoingMode,
};
use huiyin_core::Personal;
use serde::{Deserialize, Deserializer};

use crate::failure::Failure;
use crate::settings::secret;

/// Shortest interval between two looks into a mailbox, in seconds.
const POLL_LEAST: u64 = 10;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailFile {
    outgoing: Outgoing,
    #[serde(deserialize_with = "one_or_many")]
    incoming: Vec<Incoming>,
    lmtp: Lmtp,
    #[serde(default)]
    hook: Vec<Hook>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outgoing {
    mode: OutgoingMode,
    folder: PathBuf,
    from_address: String,
    from_name: String,
    host: Option<String>,
    port: Option<u16>,
    tls: MailTls,
    user: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    plus_addressing: bool,
    #[serde(default)]
    caps: OutboxCaps,
}

/// One mailbox: `[mail.incoming]`, or each `[[mail.incoming]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incoming {
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(default)]
    name: String,
    #[serde(default = "imap")]
    protocol: MailProtocol,
    host: Option<String>,
    port: Option<u16>,
    #[serde(default = "tls")]
    tls: MailTls,
    user: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    #[serde(default = "inbox")]
    folder: String,
    #[serde(default = "minute")]
    poll_seconds: u64,
    #[serde(default = "yes")]
    idle: bool,
    move_to: Option<String>,
    #[serde(default)]
    delete: bool,
    unit: Option<String>,
    topic: Option<String>,
    campaign: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lmtp {
    listen: Option<SocketAddr>,
    max_megabytes: u64,
    #[serde(default)]
    recipient: Vec<LmtpRecipient>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hook {
    name: String,
    kind: HookTarget,
    /// The address of a robot holds its key, so it may come from a file.
    url: Option<String>,
    url_file: Option<PathBuf>,
    secret_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    #[serde(default)]
    signature: String,
}

fn yes() -> bool {
    true
}

fn imap() -> MailProtocol {
    MailProtocol::Imap
}

fn tls() -> MailTls {
    MailTls::Tls
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn minute() -> u64 {
    60
}

/// A table or an array of tables. Not an untagged enum, whose errors do not name the key.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Incoming>, D::Error> {
    use serde::de::Error;
    let value = toml::Value::deserialize(from)?;
    let tables = match value {
        toml::Value::Array(tables) => tables,
        one @ (toml::Value::String(_)
        | toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_)
        | toml::Value::Table(_)) => vec![one],
    };
    tables
        .into_iter()
        .map(|table| Incoming::deserialize(table).map_err(D::Error::custom))
        .collect()
}

fn needed(value: Option<&String>, key: &str) -> Result<String, Failure> {
    value
        .filter(|v| !v.trim().is_empty())
        .cloned()
        .ok_or_else(|| Failure::new(format!("配置缺少 {key}")))
}

fn pem(file: Option<&PathBuf>, data: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let Some(file) = file else {
        return Ok(None);
    };
    let path = data.join(file);
    std::fs::read(&path)
        .map(Some)
        .map_err(|e| Failure::caused(format!("无法读取证书文件 {}", path.display()), e))
}

impl MailFile {
    /// What the workers need, with every secret read from its file.
    pub(crate) fn settings(&self, data: &Path) -> Result<MailSettings, Failure> {
        let out = &self.outgoing;
        let smtp_host = match out.mode {
            OutgoingMode::Folder => String::new(),
            OutgoingMode::Smtp => needed(out.host.as_ref(), "mail.outgoing.host")?,
        };
        let mut incoming: Vec<IncomingSettings> = Vec::new();
        for mailbox in self.incoming.iter().filter(|mailbox| mailbox.enabled) {
            let mailbox = mailbox.settings(data)?;
            if incoming.iter().any(|known| known.name() == mailbox.name()) {
                return Err(Failure::new(format!(
                    "配置 mail.incoming 里的邮箱 {} 写了两次",
                    mailbox.user
                )));
            }
            incoming.push(mailbox);
        }
        Ok(MailSettings {
            from_address: out.from_address.clone(),
            from_name: out.from_name.clone(),
            outgoing: out.mode,
            folder: data.join(&out.folder),
            smtp_host,
            smtp_port: out.port.unwrap_or(match out.tls {
                MailTls::Tls => 465,
                MailTls::Starttls => 587,
                MailTls::None => 25,
            }),
            smtp_tls: out.tls,
            smtp_user: out.user.clone().unwrap_or_default(),
            smtp_password: secret(out.password_file.as_ref(), data)?,
            smtp_root_pem: pem(out.ca_file.as_ref(), data)?,
            plus_addressing: out.plus_addressing,
            caps: out.caps,
            incoming,
            lmtp: self.lmtp.listen.map(|listen| LmtpSettings {
                listen,
                max_size: self.lmtp.max_megabytes.max(1) * 1024 * 1024,
                recipients: self.lmtp.recipient.clone(),
            }),
            hooks: self
                .hook
                .iter()
                .map(|hook| hook.settings(data))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Incoming {
    fn settings(&self, data: &Path) -> Result<IncomingSettings, Failure> {
        let after = match (&self.move_to, self.delete) {
            (Some(_), true) => {
                return Err(Failure::new(
                    "配置 mail.incoming 的 move_to 和 delete 只能写一个",
                ));
            }
            (_, true) => AfterTaking::Delete,
            (Some(folder), false) if !folder.trim().is_empty() => AfterTaking::Move(folder.clone()),
            (Some(_) | None, false) => AfterTaking::Flag,
        };
        if self.protocol == MailProtocol::Pop3 && matches!(after, AfterTaking::Move(_)) {
            return Err(Failure::new(
                "POP3 邮箱没有文件夹：请去掉 mail.incoming 的 move_to",
            ));
        }
        Ok(IncomingSettings {
            label: self.name.clone(),
            protocol: self.protocol,
            host: needed(self.host.as_ref(), "mail.incoming.host")?,
            port: self.port.unwrap_or(match (self.protocol, self.tls) {
                (MailProtocol::Imap, MailTls::Tls) => 993,
                (MailProtocol::Imap, MailTls::Starttls | MailTls::None) => 143,
                (MailProtocol::Pop3, MailTls::Tls) => 995,
                (MailProtocol::Pop3, MailTls::Starttls | MailTls::None) => 110,
            }),
            tls: self.tls,
            user: needed(self.user.as_ref(), "mail.incoming.user")?,
            password: secret(self.password_file.as_ref(), data)?,
            folder: self.folder.clone(),
            after,
            poll_seconds: self.poll_seconds.max(POLL_LEAST),
            idle: self.idle,
            root_pem: pem(self.ca_file.as_ref(), data)?,
            unit: self.unit.clone(),
            topic: self.topic.clone(),
            campaign: self.campaign.clone(),
        })
    }
}

impl Hook {
    fn settings(&self, data: &Path) -> Result<HookSettings, Failure> {
        let url = match (&self.url, &self.url_file) {
            (Some(url), None) => Personal::new(url.clone()),
            (None, Some(file)) => secret(Some(file), data)?,
            (None, None) | (Some(_), Some(_)) => {
                return Err(Failure::new(format!(
                    "配置 mail.hook“{}”要写 url 或者 url_file，且只写一个",
                    self.name
                )));
            }
        };
        let settings = HookSettings {
            name: self.name.clone(),
            target: self.kind,
            url,
            secret: secret(self.secret_file.as_ref(), data)?,
            signature: self.signature.clone(),
            root_pem: pem(self.ca_file.as_ref(), data)?,
        };
        if !settings.has_usable_url() {
            return Err(Failure::new(format!(
                "配置 mail.hook“{}”的网址不正确，应以 http:// 或 https:// 开头",
                self.name
            )));
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(incoming: &str) -> Result<MailSettings, String> {
        let shipped = crate::embedded::text("huiyin.toml").unwrap();
        let table: toml::Table = shipped.parse().unwrap();
        let mut mail = table["mail"].as_table().unwrap().clone();
        let given: toml::Table = incoming.parse().unwrap();
        for (key, value) in given["mail"].as_table().unwrap().clone() {
            match (mail.get_mut(&key), value) {
                (Some(toml::Value::Table(old)), toml::Value::Table(new)) => old.extend(new),
                (_, value) => {
                    mail.insert(key, value);
                }
            }
        }
        MailFile::deserialize(toml::Value::Table(mail))
            .map_err(|e| e.to_string())?
            .settings(Path::new("data"))
            .map_err(|e| format!("{e:?}"))
    }

    #[test]
    fn the_old_single_form_and_the_list_are_both_read() {
        let one =
            read("[mail.incoming]\nenabled = true\nhost = \"h\"\nuser = \"a@b.cn\"\n").unwrap();
        assert_eq!(one.incoming.len(), 1);
        assert_eq!(one.incoming[0].name(), "a@b.cn@h/INBOX");
        assert_eq!(one.incoming[0].port, 993);
        let two = read(
            "[[mail.incoming]]\nhost = \"h\"\nuser = \"a@b.cn\"\nunit = \"纺织工会\"\ncampaign = \"ankang2026\"\n\
             [[mail.incoming]]\nprotocol = \"pop3\"\nhost = \"h\"\nuser = \"a@b.cn\"\npoll_seconds = 1\n\
             [[mail.incoming]]\nenabled = false\n",
        )
        .unwrap();
        assert_eq!(two.incoming.len(), 2);
        assert_eq!(two.incoming[1].port, 995);
        assert_eq!(two.incoming[1].poll_seconds, POLL_LEAST);
        assert_eq!(two.incoming[0].unit.as_deref(), Some("纺织工会"));
        assert_eq!(two.incoming[0].campaign.as_deref(), Some("ankang2026"));
        assert_eq!(two.incoming[1].campaign, None);
    }

    #[test]
    fn mistakes_are_named() {
        let wrong = |text: &str, expect: &str| {
            let error = read(text).unwrap_err();
            assert!(error.contains(expect), "{text}: {error}");
        };
        wrong("[[mail.incoming]]\nhots = \"h\"\n", "hots");
        wrong("[[mail.incoming]]\nhost = \"h\"\n", "mail.incoming.user");
        let twice = "[[mail.incoming]]\nhost = \"h\"\nuser = \"a@b.cn\"\n".repeat(2);
        wrong(&twice, "写了两次");
        wrong(
            "[[mail.incoming]]\nhost = \"h\"\nuser = \"a\"\nmove_to = \"x\"\ndelete = true\n",
            "只能写一个",
        );
        wrong(
            "[[mail.hook]]\nname = \"g\"\nkind = \"wecom\"\nurl = \"ftp://x\"\n",
            "网址不正确",
        );
    }

    #[test]
    fn gateways_and_lmtp_are_read() {
        let mail = read(
            "[mail.lmtp]\nlisten = \"127.0.0.1:2424\"\n[[mail.lmtp.recipient]]\naddress = \"a@b.cn\"\n\
             [[mail.hook]]\nname = \"短信\"\nkind = \"sms\"\nurl = \"https://sms.example/send\"\n",
        )
        .unwrap();
        assert_eq!(mail.lmtp.unwrap().recipients[0].address, "a@b.cn");
        assert_eq!(mail.hooks[0].target, HookTarget::Sms);
    }
}
