//! Over TLS, against a receiver with a certificate of one test's own.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

/// A root (`ca.pem`), and a certificate of it for 127.0.0.1 (`cert.pem`, `key.pem`).
fn certify(folder: &Path) {
    std::fs::write(
        folder.join("ext"),
        "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    for arguments in [
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=tests",
        "req -newkey rsa:2048 -nodes -keyout key.pem -out leaf.csr -subj /CN=localhost",
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out cert.pem",
    ] {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(done.unwrap().success(), "openssl {arguments}");
    }
}

/// A gateway behind TLS: its port, and what it heard.
async fn gateway(folder: &Path) -> (u16, Arc<Mutex<String>>) {
    let certificate = CertificateDer::from_pem_file(folder.join("cert.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&heard);
    #[expect(clippy::disallowed_methods, reason = "a fake server of a test")]
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // a client that does not trust us hangs up here
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut got = vec![0; 64 * 1024];
            let n = stream.read(&mut got).await.unwrap_or(0);
            shared
                .lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&got[..n]));
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"errcode\":0}";
            let _gone = stream.write_all(answer.as_bytes()).await;
            let _gone = stream.shutdown().await;
        }
    });
    (port, heard)
}

#[tokio::test]
async fn a_gateway_is_spoken_to_over_tls_when_its_root_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    let (port, heard) = gateway(folder.path()).await;
    let config = |root: Option<Vec<u8>>| HookConfig {
        kind: HookKind::WeCom,
        url: Personal::new(format!("https://127.0.0.1:{port}/robot?key=k")),
        secret: Personal::new(String::new()),
        signature: String::new(),
        extra_root_pem: root,
        timeout: Duration::from_secs(20),
    };
    let message = HookMessage {
        id: "m1".into(),
        to: Personal::new("group".into()),
        text: "新的来件".into(),
    };
    let now = Instant::from_timestamp(1_780_000_000, 0).unwrap();
    let root = std::fs::read(folder.path().join("ca.pem")).unwrap();
    send(&config(Some(root)), &message, now).await.unwrap();
    assert!(heard.lock().unwrap().contains("新的来件"));
    heard.lock().unwrap().clear();
    // without the root, and with another one
    let other = tempfile::tempdir().unwrap();
    certify(other.path());
    let stranger = std::fs::read(other.path().join("ca.pem")).unwrap();
    for root in [None, Some(stranger)] {
        let refused = send(&config(root), &message, now).await.unwrap_err();
        assert!(refused.to_string().contains("加密连接失败"), "{refused}");
    }
    assert_eq!(*heard.lock().unwrap(), "", "nothing was said to a stranger");
}
