//! Against a scripted server that has the habits of real ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;

/// The habits of one server.
#[derive(Clone)]
struct Fake {
    capabilities: &'static str,
    /// Like 163: no SELECT before ID.
    needs_id: bool,
    /// Falls silent at this command.
    hangs_at: &'static str,
    /// Breaks the connection at this command.
    breaks_at: &'static str,
    /// Refuses this command.
    refuses: &'static str,
    uid_validity: u32,
    mails: BTreeMap<u32, Vec<u8>>,
    /// Announced instead of the true size.
    announced: Option<u64>,
    foreign_deleted: Option<u32>,
    /// Target folder must be created first.
    needs_create: bool,
    /// A mail comes while the client idles.
    tells: bool,
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            capabilities: "IMAP4rev1 ID MOVE UIDPLUS IDLE",
            needs_id: false,
            hangs_at: "-",
            breaks_at: "-",
            refuses: "-",
            uid_validity: 7,
            mails: BTreeMap::from([(3, mail("一")), (5, mail("二"))]),
            announced: None,
            foreign_deleted: None,
            needs_create: false,
            tells: false,
        }
    }
}

fn mail(subject: &str) -> Vec<u8> {
    format!("Subject: {subject}\r\nFrom: a@b.cn\r\n\r\nbody\r\n").into_bytes()
}

/// What happened on the server.
#[derive(Default)]
struct Seen {
    commands: Vec<String>,
    moved: Vec<u32>,
    deleted: Vec<u32>,
    seen: Vec<u32>,
    gone: Vec<u32>,
}

async fn start(fake: Fake) -> (FetchConfig, Arc<Mutex<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Seen::default()));
    let shared = Arc::clone(&seen);
    #[expect(clippy::disallowed_methods, reason = "a fake server of a test")]
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream, &fake, &shared).await;
        }
    });
    let config = FetchConfig {
        port,
        tls: FetchTls::None,
        timeout: Duration::from_millis(400),
        after: AfterFetch::Move("已处理".to_owned()),
        ..FetchConfig::new(
            "127.0.0.1".into(),
            "box@163.com".into(),
            "secret-code".into(),
        )
    };
    (config, seen)
}

async fn serve(stream: tokio::net::TcpStream, fake: &Fake, seen: &Mutex<Seen>) {
    let mut lines = BufReader::new(stream);
    lines
        .get_mut()
        .write_all(b"* OK fake ready\r\n")
        .await
        .unwrap();
    let (mut has_id, mut created) = (false, false);
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let (tag, command) = line.trim_end().split_once(' ').unwrap();
        seen.lock().unwrap().commands.push(command.to_owned());
        if command.starts_with(fake.hangs_at) {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        if command.starts_with(fake.breaks_at) {
            return;
        }
        if command == "IDLE" && !"IDLE".starts_with(fake.refuses) {
            let told = if fake.tells { "* 9 EXISTS\r\n" } else { "" };
            let out = format!("+ idling\r\n{told}");
            lines.get_mut().write_all(out.as_bytes()).await.unwrap();
            let mut done = String::new();
            if lines.read_line(&mut done).await.unwrap_or(0) == 0 {
                return;
            }
            assert_eq!(done, "DONE\r\n");
            let out = format!("{tag} OK idle ended\r\n");
            lines.get_mut().write_all(out.as_bytes()).await.unwrap();
            continue;
        }
        let mut out: Vec<u8> = Vec::new();
        let words: Vec<&str> = command.split(' ').collect();
        let uid = || -> u32 { words[2].parse().unwrap() };
        let alive: Vec<u32> = {
            let seen = seen.lock().unwrap();
            let away = |uid: &u32| {
                seen.moved.contains(uid) && fake.capabilities.contains("MOVE")
                    || seen.gone.contains(uid)
            };
            fake.mails
                .keys()
                .copied()
                .filter(|uid| !away(uid))
                .collect()
        };
        let mut verdict = "OK done".to_owned();
        match words.as_slice() {
            _ if command.starts_with(fake.refuses) => verdict = "NO not today".into(),
            ["LOGIN", _, password] if *password != "\"secret-code\"" => verdict = "NO wrong".into(),
            ["ID", ..] => {
                has_id = true;
                out.extend_from_slice(b"* ID (\"name\" \"fake\")\r\n");
            }
            ["CAPABILITY"] => {
                out.extend_from_slice(format!("* CAPABILITY {}\r\n", fake.capabilities).as_bytes())
            }
            ["SELECT", ..] if fake.needs_id && !has_id => {
                verdict = "NO SELECT Unsafe Login. Please contact kefu@188.com for help".into();
            }
            ["SELECT", ..] => out.extend_from_slice(
                format!(
                    "* {} EXISTS\r\n* OK [UIDVALIDITY {}] ok\r\n",
                    alive.len(),
                    fake.uid_validity
                )
                .as_bytes(),
            ),
            ["UID", "SEARCH", "DELETED"] => {
                let mut deleted = seen.lock().unwrap().deleted.clone();
                deleted.extend(fake.foreign_deleted);
                out.extend_from_slice(format!("* SEARCH {}\r\n", join(&deleted)).as_bytes());
            }
            ["UID", "SEARCH", ..] => {
                out.extend_from_slice(format!("* SEARCH {}\r\n", join(&alive)).as_bytes())
            }
            ["UID", "FETCH", set, .., what] if what.contains("INTERNALDATE") => {
                for uid in set.split(',').map(|uid| uid.parse::<u32>().unwrap()) {
                    let size = fake.announced.unwrap_or(fake.mails[&uid].len() as u64);
                    let item = format!(
                        "* 1 FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE \" 1-Jun-2026 09:00:00 +0800\")\r\n"
                    );
                    out.extend_from_slice(item.as_bytes());
                }
            }
            ["UID", "FETCH", _, .., what] => {
                let (raw, section) = if what.contains("HEADER") {
                    (b"Subject: big\r\n\r\n".to_vec(), "HEADER")
                } else {
                    (fake.mails[&uid()].clone(), "")
                };
                out.extend_from_slice(
                    format!(
                        "* 1 FETCH (UID {} BODY[{section}] {{{}}}\r\n",
                        uid(),
                        raw.len()
                    )
                    .as_bytes(),
                );
                out.extend_from_slice(&raw);
                out.extend_from_slice(b")\r\n");
            }
            ["UID", "MOVE" | "COPY", ..] if fake.needs_create && !created => {
                verdict = "NO [TRYCREATE] no folder".into()
            }
            ["UID", "MOVE", ..] if !fake.capabilities.contains("MOVE") => {
                verdict = "BAD unknown".into()
            }
            ["UID", "MOVE" | "COPY", ..] => seen.lock().unwrap().moved.push(uid()),
            ["UID", "STORE", .., flag] if flag.contains("Deleted") => {
                seen.lock().unwrap().deleted.push(uid())
            }
            ["UID", "STORE", ..] => seen.lock().unwrap().seen.push(uid()),
            ["UID", "EXPUNGE", ..] | ["EXPUNGE"] => {
                let deleted = seen.lock().unwrap().deleted.clone();
                seen.lock().unwrap().gone = deleted;
            }
            ["CREATE", ..] => created = true,
            _ => {}
        }
        out.extend_from_slice(format!("{tag} {verdict}\r\n").as_bytes());
        if lines.get_mut().write_all(&out).await.is_err() || words[0] == "LOGOUT" {
            return;
        }
    }
}

fn join(uids: &[u32]) -> String {
    uids.iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Fetches all; gives the report and the uids that came.
async fn visit(config: &FetchConfig) -> (Result<FetchReport, FetchError>, Vec<u32>) {
    let came = Mutex::new(Vec::new());
    let report = fetch_once(
        config,
        |_, _| false,
        |mail| {
            came.lock().unwrap().push(mail.uid.parse().unwrap());
            std::future::ready(true)
        },
    )
    .await;
    (report, came.into_inner().unwrap())
}

#[tokio::test]
async fn mails_are_taken_oldest_first_and_moved_away() {
    let (config, seen) = start(Fake::default()).await;
    let got = Mutex::new(Vec::new());
    let report = fetch_once(
        &config,
        |_, _| false,
        |mail| {
            got.lock().unwrap().push(mail);
            std::future::ready(true)
        },
    )
    .await
    .unwrap();
    assert_eq!((report.fetched, report.uid_validity), (2, 7));
    let got = got.into_inner().unwrap();
    assert_eq!(got[0].raw, mail("一"));
    assert_eq!(
        got[0].internal_date.unwrap().to_rfc3339(),
        "2026-06-01T01:00:00+00:00"
    );
    assert_eq!(seen.lock().unwrap().moved, [3, 5]);
    let (again, came) = visit(&config).await;
    assert_eq!((again.unwrap().fetched, came.len()), (0, 0));
}

#[tokio::test]
async fn the_client_introduces_itself_before_opening_a_folder() {
    let (config, seen) = start(Fake {
        needs_id: true,
        ..Fake::default()
    })
    .await;
    assert_eq!(visit(&config).await.0.unwrap().fetched, 2);
    let seen = seen.lock().unwrap();
    let at = |verb: &str| {
        seen.commands
            .iter()
            .position(|c| c.starts_with(verb))
            .unwrap()
    };
    assert!(at("LOGIN") < at("ID") && at("ID") < at("SELECT"));
}

#[tokio::test]
async fn a_server_without_id_is_no_problem_and_unsafe_login_is_explained() {
    let (config, _seen) = start(Fake {
        refuses: "ID",
        ..Fake::default()
    })
    .await;
    assert_eq!(visit(&config).await.0.unwrap().fetched, 2);
    let (config, _seen) = start(Fake {
        refuses: "ID",
        needs_id: true,
        ..Fake::default()
    })
    .await;
    let error = visit(&config).await.0.unwrap_err();
    assert!(error.to_string().contains("授权码"), "{error}");
}

#[tokio::test]
async fn without_move_mails_are_copied_and_deleted() {
    let fake = Fake {
        capabilities: "IMAP4rev1 UIDPLUS",
        needs_create: true,
        ..Fake::default()
    };
    let (config, seen) = start(fake).await;
    assert_eq!(visit(&config).await.0.unwrap().fetched, 2);
    let seen = seen.lock().unwrap();
    assert_eq!(
        (seen.moved.as_slice(), seen.gone.as_slice()),
        ([3, 5].as_slice(), [3, 5].as_slice())
    );
    assert!(seen.commands.contains(&"CREATE \"&XfJZBHQG-\"".to_owned()));
    assert!(seen.commands.contains(&"UID EXPUNGE 3,5".to_owned()));
}

#[tokio::test]
async fn plain_expunge_never_takes_a_foreign_mail_along() {
    let bare = Fake {
        capabilities: "IMAP4rev1",
        ..Fake::default()
    };
    let (config, seen) = start(bare.clone()).await;
    visit(&config).await.0.unwrap();
    assert!(
        seen.lock()
            .unwrap()
            .commands
            .contains(&"EXPUNGE".to_owned())
    );
    let (config, seen) = start(Fake {
        foreign_deleted: Some(99),
        ..bare
    })
    .await;
    visit(&config).await.0.unwrap();
    assert!(
        !seen
            .lock()
            .unwrap()
            .commands
            .contains(&"EXPUNGE".to_owned())
    );
}

#[tokio::test]
async fn nothing_is_touched_before_it_is_durable() {
    let (config, seen) = start(Fake::default()).await;
    let report = fetch_once(&config, |_, _| false, |_| std::future::ready(false))
        .await
        .unwrap();
    assert!(report.was_refused);
    let seen = seen.lock().unwrap();
    assert!(seen.moved.is_empty() && seen.deleted.is_empty() && seen.seen.is_empty());
}

#[tokio::test]
async fn known_mails_are_not_taken_again_but_their_moving_is_made_up_for() {
    let (config, seen) = start(Fake::default()).await;
    let report = fetch_once(
        &config,
        |validity, uid| (validity, uid) == (7, "3"),
        |_| std::future::ready(true),
    )
    .await
    .unwrap();
    assert_eq!((report.fetched, report.known), (1, 1));
    assert_eq!(seen.lock().unwrap().moved, [3, 5]);
    // under a new UIDVALIDITY the old knowledge does not count
    let (config, _seen) = start(Fake {
        uid_validity: 8,
        ..Fake::default()
    })
    .await;
    let report = fetch_once(
        &config,
        |validity, uid| (validity, uid) == (7, "3"),
        |_| std::future::ready(true),
    )
    .await
    .unwrap();
    assert_eq!((report.fetched, report.uid_validity), (2, 8));
}

#[tokio::test]
async fn mails_can_be_marked_or_left_alone() {
    let (config, seen) = start(Fake::default()).await;
    visit(&FetchConfig {
        after: AfterFetch::Flag,
        ..config.clone()
    })
    .await
    .0
    .unwrap();
    assert_eq!(seen.lock().unwrap().seen, [3, 5]);
    visit(&FetchConfig {
        after: AfterFetch::Leave,
        ..config.clone()
    })
    .await
    .0
    .unwrap();
    assert!(seen.lock().unwrap().moved.is_empty());
    visit(&FetchConfig {
        after: AfterFetch::Delete,
        ..config
    })
    .await
    .0
    .unwrap();
    assert_eq!(seen.lock().unwrap().gone, [3, 5]);
}

#[tokio::test]
async fn silence_ends_in_a_timeout_at_every_command() {
    for verb in [
        "LOGIN",
        "ID",
        "CAPABILITY",
        "SELECT",
        "UID SEARCH",
        "UID FETCH",
        "UID MOVE",
    ] {
        let (config, _seen) = start(Fake {
            hangs_at: verb,
            ..Fake::default()
        })
        .await;
        let error = visit(&config).await.0.unwrap_err();
        assert!(matches!(error, FetchError::Timeout), "{verb}: {error}");
    }
}

#[tokio::test]
async fn a_broken_connection_is_an_error_not_an_empty_mailbox() {
    for verb in ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID MOVE"] {
        let (config, _seen) = start(Fake {
            breaks_at: verb,
            ..Fake::default()
        })
        .await;
        let error = visit(&config).await.0.unwrap_err();
        assert!(matches!(error, FetchError::Lost), "{verb}: {error}");
    }
    let (config, _seen) = start(Fake {
        refuses: "UID SEARCH",
        ..Fake::default()
    })
    .await;
    assert!(matches!(
        visit(&config).await.0.unwrap_err(),
        FetchError::Refused(_)
    ));
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_reported_and_stays() {
    let (config, seen) = start(Fake {
        announced: Some(60_000_000),
        ..Fake::default()
    })
    .await;
    let (report, came) = visit(&config).await;
    let report = report.unwrap();
    assert!(came.is_empty() && seen.lock().unwrap().moved.is_empty());
    assert_eq!(report.too_large.len(), 2);
    assert_eq!(report.too_large[0].size, 60_000_000);
    assert_eq!(
        crate::mail::parse(&report.too_large[0].header).subject,
        "big"
    );
}

#[tokio::test]
async fn a_server_that_sends_more_than_it_announced_is_cut_off() {
    let mails = BTreeMap::from([(3, vec![b'x'; 40_000_000])]);
    let (mut config, _seen) = start(Fake {
        mails,
        announced: Some(10),
        ..Fake::default()
    })
    .await;
    config.max_size = 1_000_000;
    config.timeout = Duration::from_secs(20);
    assert!(matches!(
        visit(&config).await.0.unwrap_err(),
        FetchError::TooMuch
    ));
}

#[tokio::test]
async fn a_refused_move_leaves_the_mail_and_says_so() {
    let (config, _seen) = start(Fake {
        refuses: "UID",
        ..Fake::default()
    })
    .await;
    assert!(visit(&config).await.0.is_err());
    let (config, _seen) = start(Fake {
        refuses: "UID MOVE",
        capabilities: "IMAP4rev1 MOVE UIDPLUS",
        ..Fake::default()
    })
    .await;
    // falls back to copying
    assert!(visit(&config).await.0.unwrap().left_behind.is_empty());
    let (config, _seen) = start(Fake {
        refuses: "UID COPY",
        capabilities: "IMAP4rev1",
        ..Fake::default()
    })
    .await;
    let report = visit(&config).await.0.unwrap();
    assert_eq!((report.fetched, report.left_behind.len()), (2, 2));
}

#[tokio::test]
async fn the_password_shows_up_nowhere() {
    let (config, _seen) = start(Fake {
        refuses: "LOGIN",
        ..Fake::default()
    })
    .await;
    let error = visit(&config).await.0.unwrap_err();
    assert_eq!(
        error.to_string(),
        "邮箱登录被拒绝，请检查账号和授权码。服务器的回答：not today"
    );
    assert!(!format!("{error} {error:?} {config:?}").contains("secret-code"));
    let nobody = FetchConfig { port: 1, ..config };
    assert!(matches!(
        visit(&nobody).await.0.unwrap_err(),
        FetchError::Connect { .. }
    ));
}

#[test]
fn a_visit_can_be_made_on_any_thread() {
    const fn is_send<T: Send>(_: &T) {}
    let config = FetchConfig::new("x".into(), "u".into(), "p".into());
    let visit = fetch_once(&config, |_, _| false, |_| std::future::ready(true));
    is_send(&visit);
    assert!(std::mem::size_of_val(&visit) < 16 * 1024);
}

#[tokio::test]
async fn a_server_that_can_tells_of_new_mail_and_silence_ends_by_itself() {
    let (config, seen) = start(Fake {
        tells: true,
        ..Fake::default()
    })
    .await;
    let mut mailbox = ImapMailbox::open(&config).await.unwrap();
    assert!(mailbox.can_idle());
    let known = |_: u32, _: &str| true;
    mailbox
        .visit(known, |_| std::future::ready(true))
        .await
        .unwrap();
    let long = Duration::from_secs(3600);
    let woken = mailbox.wait(long, std::future::pending()).await.unwrap();
    assert_eq!(woken, Woken::Look);
    // the connection is good for another visit
    mailbox
        .visit(known, |_| std::future::ready(true))
        .await
        .unwrap();
    mailbox.close().await;
    assert!(seen.lock().unwrap().commands.contains(&"IDLE".to_owned()));

    let (config, _seen) = start(Fake::default()).await;
    let mut mailbox = ImapMailbox::open(&config).await.unwrap();
    // longer than the patience of other commands: silence is no error here
    let short = Duration::from_millis(900);
    let woken = mailbox.wait(short, std::future::pending()).await.unwrap();
    assert_eq!(woken, Woken::Look);
    let woken = mailbox.wait(long, std::future::ready(())).await.unwrap();
    assert_eq!(woken, Woken::Stopped);
}

#[tokio::test]
async fn a_server_that_refuses_idle_is_polled() {
    let (config, seen) = start(Fake {
        refuses: "IDLE",
        ..Fake::default()
    })
    .await;
    let mut mailbox = ImapMailbox::open(&config).await.unwrap();
    let short = Duration::from_millis(50);
    for _ in 0..2 {
        let woken = mailbox.wait(short, std::future::pending()).await.unwrap();
        assert_eq!(woken, Woken::Look);
    }
    assert!(!mailbox.can_idle());
    let asked = |c: &&String| c.starts_with("IDLE");
    assert_eq!(
        seen.lock().unwrap().commands.iter().filter(asked).count(),
        1
    );
}
