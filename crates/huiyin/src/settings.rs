//! Settings: the shipped defaults, then the file, then the environment, then the command line.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use chrono::NaiveTime;
use huiyin_app::settings::{Archiving, Organisation, Security, Settings};
use huiyin_core::Personal;
use huiyin_web::WebSettings;
use huiyin_workflow::calendar::{DueSettings, RestDayArrival};
use serde::Deserialize;
use toml::{Table, Value};

use crate::embedded;
use crate::failure::Failure;
use crate::mail_settings::MailFile;

/// Prefix of the variables that override a key: `HUIYIN__SERVER__LISTEN`.
const PREFIX: &str = "HUIYIN__";

/// `huiyin.toml`, complete.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) storage: Storage,
    mail: MailFile,
    organisation: Organisation,
    time: Time,
    security: Security,
    archive: Archiving,
    pub(crate) log: Log,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: Option<String>,
    trusted_proxies: Vec<String>,
    pub(crate) shutdown_seconds: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    url: Option<String>,
    url_file: Option<PathBuf>,
    pub(crate) max_connections: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Storage {
    pub(crate) attachments: PathBuf,
    pub(crate) index: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    rest_day_arrival: RestDayArrival,
    due_at: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Reads the settings of an installation. `file` must exist; without one `huiyin.toml` in the data
/// folder is used if it is there.
pub(crate) fn load(data: &Path, file: Option<&Path>) -> Result<File, Failure> {
    let mut merged = parse("程序内置的默认配置", &embedded::text("huiyin.toml")?)?;
    let beside = data.join("huiyin.toml");
    let file = match file {
        Some(file) => Some(file.to_owned()),
        None => beside.exists().then_some(beside),
    };
    if let Some(file) = file {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(&file)
            .map_err(|e| Failure::caused(format!("无法读取配置文件 {name}"), e))?;
        merge(&mut merged, parse(&name, &text)?);
    }
    overlay(&mut merged, environment())?;
    File::deserialize(Value::Table(merged))
        .map_err(|e| Failure::caused("配置有误（键名写错，或值的类型不对）", e.to_string()))
}

fn parse(name: &str, text: &str) -> Result<Table, Failure> {
    text.parse::<Table>()
        .map_err(|e| Failure::caused(format!("配置文件 {name} 不是有效的 TOML"), e.to_string()))
}

fn merge(into: &mut Table, from: Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read here and nowhere else"
)]
fn environment() -> Vec<(String, String)> {
    let mut found: Vec<_> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect();
    found.sort();
    found
}

/// `HUIYIN_FAULT_POINT`: where a test wants the program to stop; not in a release build.
#[cfg(debug_assertions)]
#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read here and nowhere else"
)]
pub(crate) fn fault_point() -> Option<String> {
    std::env::var("HUIYIN_FAULT_POINT").ok()
}

/// `HUIYIN__MAIL__OUTGOING__PORT=25`: numbers, booleans and lists as in TOML, all else is text.
fn overlay(into: &mut Table, variables: Vec<(String, String)>) -> Result<(), Failure> {
    for (name, value) in variables {
        let path: Vec<String> = name
            .trim_start_matches(PREFIX)
            .split("__")
            .map(str::to_lowercase)
            .collect();
        let Some((key, sections)) = path.split_last() else {
            continue;
        };
        let mut at = &mut *into;
        for section in sections {
            at = at
                .get_mut(section)
                .and_then(Value::as_table_mut)
                .ok_or_else(|| Failure::new(format!("环境变量 {name} 不对应任何配置段")))?;
        }
        let is_text = matches!(at.get(key), Some(Value::String(_)));
        let parsed = format!("v = {value}")
            .parse::<Table>()
            .ok()
            .and_then(|mut t| t.remove("v"));
        let value = match parsed {
            Some(value) if !is_text => value,
            _ => Value::String(value),
        };
        at.insert(key.clone(), value);
    }
    Ok(())
}

pub(crate) fn secret(file: Option<&PathBuf>, data: &Path) -> Result<Personal<String>, Failure> {
    let Some(file) = file else {
        return Ok(Personal::default());
    };
    let path = data.join(file);
    let text = std::fs::read_to_string(&path)
        .map_err(|e| Failure::caused(format!("无法读取密码文件 {}", path.display()), e))?;
    Ok(Personal::new(
        text.trim_end_matches(['\r', '\n']).to_owned(),
    ))
}

impl File {
    /// The address of the database; a file in the data folder unless told otherwise.
    pub(crate) fn database_url(&self, data: &Path) -> Result<String, Failure> {
        if let Some(file) = &self.database.url_file {
            return Ok(secret(Some(file), data)?.into_inner());
        }
        Ok(match &self.database.url {
            Some(url) => url.clone(),
            None => format!("sqlite://{}?mode=rwc", data.join("huiyin.db").display()),
        })
    }

    /// What the use cases need to know. `public_url` is where the pages are reached.
    pub(crate) fn application(&self, data: &Path, public_url: &str) -> Result<Settings, Failure> {
        Ok(Settings {
            organisation: self.organisation.clone(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            mail: self.mail.settings(data)?,
            security: self.security,
            archive: self.archive,
            due: self.due()?,
        })
    }

    /// How due times are counted.
    pub(crate) fn due(&self) -> Result<DueSettings, Failure> {
        let close_of_business = match self.time.due_at.trim() {
            "24:00" => None,
            text => Some(NaiveTime::parse_from_str(text, "%H:%M").map_err(|_typed| {
                Failure::new(format!(
                    "配置 time.due_at“{text}”应为 24:00 或者 17:00 这样的时刻"
                ))
            })?),
        };
        Ok(DueSettings {
            rest_day_arrival: self.time.rest_day_arrival,
            close_of_business,
        })
    }

    pub(crate) fn web(&self) -> Result<WebSettings, Failure> {
        let mut trusted_proxies = Vec::new();
        for text in &self.server.trusted_proxies {
            let wrong = || {
                Failure::new(format!(
                    "配置 server.trusted_proxies 里的“{text}”不是地址或网段，例如 10.0.0.0/8"
                ))
            };
            let (address, prefix) = match text.split_once('/') {
                Some((address, prefix)) => (address, Some(prefix)),
                None => (text.as_str(), None),
            };
            let address: IpAddr = address.trim().parse().map_err(|_typed| wrong())?;
            let longest = if address.is_ipv4() { 32 } else { 128 };
            let prefix: u8 = match prefix {
                Some(prefix) => prefix.trim().parse().map_err(|_typed| wrong())?,
                None => longest,
            };
            if prefix > longest {
                return Err(wrong());
            }
            trusted_proxies.push((address, prefix));
        }
        Ok(WebSettings {
            trusted_proxies,
            submit_per_minute: self.security.submit_per_minute,
            track_per_minute: self.security.track_per_minute,
            sign_in_per_minute: self.security.sign_in_per_minute,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults() -> Table {
        parse("test", &embedded::text("huiyin.toml").unwrap()).unwrap()
    }

    fn read(table: Table) -> Result<File, String> {
        File::deserialize(Value::Table(table)).map_err(|e| e.to_string())
    }

    #[test]
    fn the_shipped_configuration_is_complete() {
        let file = read(defaults()).unwrap();
        assert_eq!(file.server.listen.to_string(), "127.0.0.1:8080");
        assert!(file.application(Path::new("data"), "http://x/").is_ok());
        assert!(file.web().is_ok());
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let mut table = defaults();
        merge(&mut table, parse("test", "[server]\nlisen = 1").unwrap());
        assert!(read(table).unwrap_err().contains("lisen"));
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut table = defaults();
        let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        overlay(
            &mut table,
            vec![
                set("HUIYIN__SERVER__LISTEN", "0.0.0.0:9000"),
                set("HUIYIN__DATABASE__MAX_CONNECTIONS", "4"),
                set("HUIYIN__ORGANISATION__NAME", "123"),
                set("HUIYIN__MAIL__OUTGOING__PORT", "25"),
            ],
        )
        .unwrap();
        let file = read(table).unwrap();
        assert_eq!(file.server.listen.port(), 9000);
        assert_eq!(file.database.max_connections, 4);
        assert_eq!(file.organisation.name, "123");
        assert!(overlay(&mut defaults(), vec![set("HUIYIN__NO__SUCH", "1")]).is_err());
    }
}
