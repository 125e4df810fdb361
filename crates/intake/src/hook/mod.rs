//! 通知网关: notices that leave by HTTP: an SMS gateway, the robots of WeCom and DingTalk.
//!
//! They are sent from the same outbox as mail, so the answers are the same two: try again later, or
//! tell a person.

mod http;
mod sign;

use std::time::Duration;

use huiyin_core::Personal;
use huiyin_core::time::Instant;
use serde_json::{Value, json};

use http::{Answer, Url, post};

/// What stands behind an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookKind {
    /// `{"id", "phone", "text", "sign"}`; the secret goes as a bearer token (RFC 6750).
    Sms,
    /// 企业微信群机器人.
    WeCom,
    /// 钉钉群机器人, with its signature when a secret is given (加签).
    DingTalk,
}

/// One gateway.
#[derive(Debug, Clone)]
pub struct HookConfig {
    pub kind: HookKind,
    pub url: Personal<String>,
    pub secret: Personal<String>,
    /// 短信签名, which providers in China want in every message.
    pub signature: String,
    /// Further trusted roots in PEM.
    pub extra_root_pem: Option<Vec<u8>>,
    /// For the whole request.
    pub timeout: Duration,
}

/// One message.
#[derive(Debug, Clone)]
pub struct HookMessage {
    /// The same for every attempt, so that a gateway can tell repetitions.
    pub id: String,
    /// A phone number for SMS; robots speak to their group.
    pub to: Personal<String>,
    pub text: String,
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    #[error("通知网关暂时无法使用：{0}")]
    Temporary(String),
    #[error("通知网关拒绝了这条消息：{0}")]
    Permanent(String),
}

/// Whether an address is one of http or https that a request can be made to.
pub fn is_usable(url: &str) -> bool {
    Url::parse(url).is_ok()
}

/// Sends one message; gives what the gateway answered, shortened.
///
/// # Errors
/// See [`HookError`].
pub async fn send(
    config: &HookConfig,
    message: &HookMessage,
    now: Instant,
) -> Result<String, HookError> {
    let address = match config.kind {
        HookKind::DingTalk if !config.secret.expose().is_empty() => {
            sign::dingtalk(config.url.expose(), config.secret.expose(), now)
        }
        HookKind::Sms | HookKind::WeCom | HookKind::DingTalk => config.url.expose().clone(),
    };
    let url = Url::parse(&address).map_err(|error| HookError::Temporary(error.to_string()))?;
    let body = match config.kind {
        HookKind::Sms => json!({
            "id": message.id,
            "phone": message.to.expose(),
            "text": message.text,
            "sign": config.signature,
        }),
        HookKind::WeCom | HookKind::DingTalk => json!({
            "msgtype": "text",
            "text": { "content": message.text },
        }),
    };
    let bearer = match config.kind {
        HookKind::Sms if !config.secret.expose().is_empty() => {
            Some(config.secret.expose().as_str())
        }
        HookKind::Sms | HookKind::WeCom | HookKind::DingTalk => None,
    };
    let answer = post(&url, config, bearer, &body.to_string())
        .await
        .map_err(HookError::Temporary)?;
    judge(config.kind, &answer)
}

/// What concerns the gateway (a wrong key, a rate limit) is temporary: the message is not given up
/// for it.
fn judge(kind: HookKind, answer: &Answer) -> Result<String, HookError> {
    let said: String = answer
        .body
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let said = format!("{} {said}", answer.status);
    match answer.status {
        200..=299 => {}
        400 | 404 | 410 | 413 | 422 if kind == HookKind::Sms => {
            return Err(HookError::Permanent(said));
        }
        _ => return Err(HookError::Temporary(said)),
    }
    match kind {
        HookKind::Sms => Ok(said),
        HookKind::WeCom | HookKind::DingTalk => {
            let code = serde_json::from_str::<Value>(&answer.body)
                .ok()
                .and_then(|value| value.get("errcode").and_then(Value::as_i64));
            match code {
                Some(0) => Ok(said),
                // without it nobody knows whether the group saw anything
                Some(_) | None => Err(HookError::Temporary(said)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_tls;
