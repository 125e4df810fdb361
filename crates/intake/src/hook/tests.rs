//! Against a receiver on this machine.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

async fn receiver(answer: &'static str) -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/robot?key=k", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&heard);
    #[expect(clippy::disallowed_methods, reason = "a fake server of a test")]
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut got = vec![0; 64 * 1024];
            let n = stream.read(&mut got).await.unwrap();
            shared
                .lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&got[..n]));
            let _gone = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, heard)
}

fn config(kind: HookKind, url: String) -> HookConfig {
    HookConfig {
        kind,
        url: Personal::new(url),
        secret: Personal::new("SEC123".into()),
        signature: "【市总工会】".into(),
        extra_root_pem: None,
        timeout: Duration::from_secs(3),
    }
}

fn message() -> HookMessage {
    HookMessage {
        id: "m1".into(),
        to: Personal::new("13800000001".into()),
        text: "【GH2026-000001】您的来件已有答复".into(),
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{\"errcode\":0,\"errmsg\":\"ok\"}";

async fn try_it(kind: HookKind, answer: &'static str) -> (Result<String, HookError>, String) {
    let (url, heard) = receiver(answer).await;
    let now = Instant::from_timestamp(1_780_000_000, 0).unwrap();
    let sent = send(&config(kind, url), &message(), now).await;
    let heard = heard.lock().unwrap().clone();
    (sent, heard)
}

#[tokio::test]
async fn each_gateway_is_spoken_to_in_its_own_way() {
    let (sent, heard) = try_it(HookKind::Sms, "HTTP/1.1 202 Accepted\r\n\r\nqueued").await;
    assert_eq!(sent.unwrap(), "202 queued");
    assert!(
        heard.contains("Authorization: Bearer SEC123\r\n"),
        "{heard}"
    );
    assert!(heard.contains("\"phone\":\"13800000001\"") && heard.contains("【市总工会】"));

    let (sent, heard) = try_it(HookKind::WeCom, OK).await;
    assert!(sent.is_ok(), "{sent:?}");
    assert!(
        heard.starts_with("POST /robot?key=k HTTP/1.1\r\n"),
        "{heard}"
    );
    assert!(heard.contains("\"msgtype\":\"text\"") && !heard.contains("SEC123"));
    assert!(!heard.contains("13800000001"), "a group is told no number");

    let (sent, heard) = try_it(HookKind::DingTalk, OK).await;
    assert!(sent.is_ok(), "{sent:?}");
    assert!(heard.contains("&timestamp=1780000000000&sign="), "{heard}");
    assert!(
        !heard.contains("SEC123"),
        "the secret signs and is not sent"
    );
}

#[tokio::test]
async fn answers_are_told_apart() {
    let temporary = |sent: &Result<String, HookError>| matches!(sent, Err(HookError::Temporary(_)));
    let busy = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n{\"errcode\":45009}\r\n0\r\n\r\n";
    assert!(temporary(&try_it(HookKind::WeCom, busy).await.0));
    assert!(temporary(
        &try_it(HookKind::DingTalk, "HTTP/1.1 502 Bad\r\n\r\n")
            .await
            .0
    ));
    assert!(temporary(
        &try_it(HookKind::Sms, "HTTP/1.1 429 Slow\r\n\r\n").await.0
    ));
    assert!(temporary(&try_it(HookKind::Sms, "garbage").await.0));
    let (sent, _) = try_it(HookKind::Sms, "HTTP/1.1 422 No\r\n\r\nbad phone").await;
    assert!(matches!(sent, Err(HookError::Permanent(_))), "{sent:?}");
    let away = config(HookKind::Sms, "http://127.0.0.1:1/x".into());
    let now = Instant::from_timestamp(1_780_000_000, 0).unwrap();
    let error = send(&away, &message(), now).await.unwrap_err();
    assert!(!error.to_string().contains("13800000001"), "{error}");
}

#[test]
fn only_web_addresses_are_taken() {
    for (url, good) in [
        ("https://a.cn/x?y=1", true),
        ("http://10.0.0.1:8080", true),
        ("ftp://a.cn", false),
        ("https://", false),
        ("https://user@a.cn", false),
        ("https://a.cn/x\r\nHost: b", false),
    ] {
        assert_eq!(is_usable(url), good, "{url}");
    }
}
