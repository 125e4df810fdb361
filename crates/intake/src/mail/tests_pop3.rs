//! Against a scripted server.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;

use super::*;

#[derive(Clone)]
struct Fake {
    mails: Vec<(&'static str, &'static str)>,
    breaks_at: &'static str,
    password: &'static str,
}

async fn start(fake: Fake) -> (FetchConfig, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&heard);
    #[expect(clippy::disallowed_methods, reason = "a fake server of a test")]
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut lines = BufReader::new(stream);
            lines.get_mut().write_all(b"+OK fake\r\n").await.unwrap();
            loop {
                let mut line = String::new();
                if lines.read_line(&mut line).await.unwrap_or(0) == 0 {
                    break;
                }
                let line = line.trim_end().to_owned();
                shared.lock().unwrap().push(line.clone());
                if line.starts_with(fake.breaks_at) {
                    let _gone = lines.get_mut().write_all(b"+OK\r\nSubject: ha").await;
                    break;
                }
                let rest = line.get(5..).unwrap_or_default();
                let number = || rest.split(' ').next().unwrap().parse::<usize>().unwrap();
                let answer = match line.split(' ').next().unwrap() {
                    "PASS" if rest != fake.password => "-ERR wrong\r\n".to_owned(),
                    "UIDL" => listed(fake.mails.iter().map(|(uid, _)| (*uid).to_owned())),
                    "LIST" => listed(fake.mails.iter().map(|(_, mail)| mail.len().to_string())),
                    "RETR" => format!("+OK\r\n{}\r\n.\r\n", fake.mails[number() - 1].1),
                    "TOP" => "+OK\r\nSubject: big\r\n\r\n.\r\n".to_owned(),
                    _ => "+OK\r\n".to_owned(),
                };
                if lines.get_mut().write_all(answer.as_bytes()).await.is_err() || line == "QUIT" {
                    break;
                }
            }
        }
    });
    let config = FetchConfig {
        port,
        tls: FetchTls::None,
        timeout: Duration::from_millis(400),
        ..FetchConfig::new("127.0.0.1".into(), "box@163.com".into(), "code".into())
    };
    (config, heard)
}

fn listed(values: impl Iterator<Item = String>) -> String {
    let lines: String = values
        .enumerate()
        .map(|(n, value)| format!("{} {value}\r\n", n + 1))
        .collect();
    format!("+OK\r\n{lines}.\r\n")
}

fn two() -> Fake {
    Fake {
        mails: vec![
            ("a1", "Subject: x\r\n\r\n..dot\r\nend"),
            ("b2", "Subject: y\r\n\r\nz"),
        ],
        breaks_at: "-",
        password: "code",
    }
}

async fn visit(
    config: &FetchConfig,
    known: &[&str],
) -> (Result<FetchReport, FetchError>, Vec<FetchedMail>) {
    let came = Mutex::new(Vec::new());
    let report = fetch_once(
        config,
        |_, uid| known.contains(&uid),
        |mail| {
            came.lock().unwrap().push(mail);
            std::future::ready(true)
        },
    )
    .await;
    (report, came.into_inner().unwrap())
}

#[tokio::test]
async fn new_mails_come_once_whole_and_nothing_is_deleted() {
    let (config, heard) = start(two()).await;
    let (report, came) = visit(&config, &["a1"]).await;
    let report = report.unwrap();
    assert_eq!((report.fetched, report.known), (1, 1));
    assert_eq!(
        (came[0].uid.as_str(), came[0].raw.as_slice()),
        ("b2", b"Subject: y\r\n\r\nz\r\n".as_slice())
    );
    let (_, all) = visit(&config, &[]).await;
    assert_eq!(all[0].raw, b"Subject: x\r\n\r\n.dot\r\nend\r\n");
    assert!(
        !heard
            .lock()
            .unwrap()
            .iter()
            .any(|line| line.starts_with("DELE"))
    );
}

#[tokio::test]
async fn mails_are_deleted_only_when_told_and_after_they_were_kept() {
    let (config, heard) = start(two()).await;
    let config = FetchConfig {
        after: AfterFetch::Delete,
        ..config
    };
    visit(&config, &[]).await.0.unwrap();
    let heard: Vec<String> = heard.lock().unwrap().clone();
    let at = |line: &str| heard.iter().position(|h| h == line).unwrap();
    assert!(at("RETR 1") < at("DELE 1") && at("DELE 2") < at("QUIT"));
    let refusing = fetch_once(&config, |_, _| false, |_| std::future::ready(false)).await;
    assert!(refusing.unwrap().was_refused);
}

#[tokio::test]
async fn repeated_uids_are_one_mail_and_a_broken_line_is_an_error() {
    let (config, _) = start(Fake {
        mails: vec![("a1", "Subject: x\r\n\r\ny"), ("a1", "Subject: x\r\n\r\ny")],
        ..two()
    })
    .await;
    assert_eq!(visit(&config, &[]).await.1.len(), 1);
    let (config, _) = start(Fake {
        breaks_at: "RETR 2",
        ..two()
    })
    .await;
    let (report, came) = visit(&config, &[]).await;
    assert!(matches!(report, Err(FetchError::Lost)), "{report:?}");
    assert_eq!(
        came.len(),
        1,
        "what was whole is kept, what was cut off is not"
    );
}

#[tokio::test]
async fn a_refused_login_is_explained_and_a_huge_mail_shows_its_header() {
    let (config, _) = start(Fake {
        password: "other",
        ..two()
    })
    .await;
    let error = visit(&config, &[]).await.0.unwrap_err();
    assert!(error.to_string().contains("邮箱登录被拒绝"), "{error}");
    let (config, _) = start(two()).await;
    let config = FetchConfig {
        max_size: 20,
        ..config
    };
    let report = visit(&config, &[]).await.0.unwrap();
    assert_eq!(report.too_large.len(), 1);
    assert_eq!(report.too_large[0].header, b"Subject: big\r\n\r\n");
}
