//! The little of HTTP/1.1 that a hook needs: one POST, one short answer, one connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::HookConfig;
use crate::mail::wire::{Endpoint, connect, encrypt};

/// Longest answer that is read.
const ANSWER_MAX: u64 = 64 * 1024;

/// A taken-apart address.
pub(super) struct Url {
    is_tls: bool,
    host: String,
    port: u16,
    path: String,
}

/// An address that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("通知网关的网址不正确，应以 http:// 或 https:// 开头")]
pub(super) struct HookUrlError;

impl Url {
    pub(super) fn parse(text: &str) -> Result<Self, HookUrlError> {
        let is_plain = text.bytes().all(|b| b.is_ascii_graphic());
        let (scheme, rest) = text.split_once("://").ok_or(HookUrlError)?;
        let is_tls = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(HookUrlError),
        };
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(at).ok_or(HookUrlError)?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_number| HookUrlError)?),
            None => (authority, if is_tls { 443 } else { 80 }),
        };
        if host.is_empty() || authority.contains('@') || !is_plain {
            return Err(HookUrlError);
        }
        Ok(Self {
            is_tls,
            host: host.to_owned(),
            port,
            path: if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            },
        })
    }
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

/// Posts JSON; the error says what went wrong, and nothing of the address's secrets.
pub(super) async fn post(
    url: &Url,
    config: &HookConfig,
    bearer: Option<&str>,
    body: &str,
) -> Result<Answer, String> {
    let work = exchange(url, config, bearer, body);
    match timeout(config.timeout.max(Duration::from_secs(1)), work).await {
        Ok(answer) => answer,
        Err(_elapsed) => Err("没有应答（超时）".to_owned()),
    }
}

async fn exchange(
    url: &Url,
    config: &HookConfig,
    bearer: Option<&str>,
    body: &str,
) -> Result<Answer, String> {
    let endpoint = Endpoint {
        host: url.host.clone(),
        port: url.port,
        extra_root_pem: config.extra_root_pem.clone(),
        timeout: config.timeout,
    };
    let broken = |_error| "连接中断".to_owned();
    let mut channel = connect(&endpoint)
        .await
        .map_err(|_error| "无法连接".to_owned())?;
    if url.is_tls {
        channel = encrypt(&endpoint, channel)
            .await
            .map_err(|_error| "加密连接失败".to_owned())?;
    }
    let authorization = bearer.map_or_else(String::new, |token| {
        let token: String = token.chars().filter(char::is_ascii_graphic).collect();
        format!("Authorization: Bearer {token}\r\n")
    });
    let host = if url.port == 443 || url.port == 80 {
        url.host.clone()
    } else {
        format!("{}:{}", url.host, url.port)
    };
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {}\r\n{authorization}User-Agent: huiyin\r\nConnection: close\r\n\r\n{body}",
        url.path,
        body.len()
    );
    channel
        .write_all(request.as_bytes())
        .await
        .map_err(broken)?;
    channel.flush().await.map_err(broken)?;
    let mut answer = Vec::new();
    let mut limited = channel.take(ANSWER_MAX);
    let mut chunk = [0_u8; 4096];
    loop {
        // a peer that closes without a TLS goodbye has still said what it said
        let read = limited.read(&mut chunk).await.unwrap_or(0);
        answer.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if read == 0 || is_whole(&answer) {
            break;
        }
    }
    read_answer(&answer).ok_or_else(|| "应答无法识别".to_owned())
}

fn split_head(answer: &[u8]) -> Option<(String, &[u8])> {
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(answer.get(..at)?).into_owned();
    Some((head, answer.get(at + 4..)?))
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Whether everything announced is there, for peers that keep the connection open.
fn is_whole(answer: &[u8]) -> bool {
    let Some((head, body)) = split_head(answer) else {
        return false;
    };
    match field(&head, "content-length").and_then(|n| n.parse::<usize>().ok()) {
        Some(length) => body.len() >= length,
        None => {
            field(&head, "transfer-encoding").is_some_and(|c| c.eq_ignore_ascii_case("chunked"))
                && body.ends_with(b"0\r\n\r\n")
        }
    }
}

fn read_answer(answer: &[u8]) -> Option<Answer> {
    let (head, body) = split_head(answer)?;
    let status = head.strip_prefix("HTTP/1.")?.split(' ').nth(1)?;
    let is_chunked =
        field(&head, "transfer-encoding").is_some_and(|c| c.eq_ignore_ascii_case("chunked"));
    let body = if is_chunked {
        unchunk(body)
    } else {
        body.to_vec()
    };
    Some(Answer {
        status: status.parse().ok()?,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// As much as is well formed.
fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let line = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        let size = line.split(';').next().unwrap_or_default().trim().to_owned();
        let Ok(size) = usize::from_str_radix(&size, 16) else {
            break;
        };
        let from = end + 2;
        let Some(chunk) = rest.get(from..from.saturating_add(size)) else {
            break;
        };
        if size == 0 {
            break;
        }
        body.extend_from_slice(chunk);
        rest = rest.get(from + size + 2..).unwrap_or_default();
    }
    body
}
