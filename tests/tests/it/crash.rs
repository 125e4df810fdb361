//! kill -9 in the middle of the work, five times: whoever got a receipt is there, once.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use huiyin_tests::database::Database;
use huiyin_tests::dovecot::Dovecot;
use huiyin_tests::form::Form;
use huiyin_tests::http::Answer;
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::server::Server;
use huiyin_tests::smtp_sink::SmtpSink;
use huiyin_tests::visitor::{Receipt, track};
use huiyin_tests::wait::wait_until;

const VISITORS: usize = 4;
const ROUNDS: usize = 5;
const SUBMISSIONS: usize = 200;
const MAILS: usize = 200;

on_both_databases! {
    fn every_submission_with_a_receipt_is_there_once_after_kill_9(database) {
        let here = Installation::on(database);
        let receipts: Arc<Mutex<Vec<(String, Receipt)>>> = Arc::default();
        for round in 0..ROUNDS {
            let server = here.serve();
            let before = receipts.lock().unwrap().len();
            let stop = Arc::new(AtomicBool::new(false));
            let visitors: Vec<_> = (0..VISITORS)
                .map(|visitor| {
                    let mut client = server.client();
                    let (receipts, stop) = (Arc::clone(&receipts), Arc::clone(&stop));
                    thread::spawn(move || {
                        for n in 0.. {
                            let text = format!("断电测试：第{round}轮第{visitor}人第{n}件");
                            // the server may be gone at any point of this
                            let sent = client
                                .try_get("/submit")
                                .map(|page| filled(&page, &text))
                                .and_then(|form| client.try_submit(&form).ok())
                                .and_then(Receipt::read);
                            match sent {
                                Some(receipt) => receipts.lock().unwrap().push((text, receipt)),
                                None if stop.load(Ordering::Relaxed) => return,
                                None => thread::yield_now(),
                            }
                        }
                    })
                })
                .collect();
            wait_until("forty more receipts are out", Duration::from_secs(60), || {
                receipts.lock().unwrap().len() >= before + SUBMISSIONS / ROUNDS
            });
            server.kill9();
            stop.store(true, Ordering::Relaxed);
            for visitor in visitors {
                visitor.join().expect("a visitor does not panic");
            }
        }
        let receipts = receipts.lock().unwrap().clone();
        assert!(receipts.len() >= SUBMISSIONS, "only {} receipts", receipts.len());

        let stored = here.sql("select ticket_no from suggestion");
        let distinct: BTreeSet<&String> = stored.iter().collect();
        assert_eq!(stored.len(), distinct.len(), "a number was given twice");
        let missing: Vec<&str> = receipts
            .iter()
            .filter(|(_, receipt)| !distinct.contains(&receipt.ticket_no))
            .map(|(_, receipt)| receipt.ticket_no.as_str())
            .collect();
        assert!(missing.is_empty(), "{} receipts without a suggestion: {missing:?}", missing.len());
        let numbers: BTreeSet<&str> =
            receipts.iter().map(|(_, receipt)| receipt.ticket_no.as_str()).collect();
        assert_eq!(numbers.len(), receipts.len(), "two receipts carry the same number");

        here.run(&["verify"]).succeeded();
        let server = here.serve();
        for (text, receipt) in receipts.iter().step_by(20) {
            let page = track(&mut server.client(), &receipt.code).expect(200);
            assert!(page.text().contains(text), "{} opens another item", receipt.ticket_no);
        }
    }

    fn every_item_is_found_once_after_kill_9_in_the_middle_of_indexing(database) {
        let here = Installation::on(database);
        let mut sent = 0;
        for round in 0..ROUNDS {
            let rows: Vec<String> = (0..200)
                .map(|n| format!("{{\"no\":\"K{round}-{n}\",\"body\":\"断电第{round}轮的食堂意见\"}}"))
                .collect();
            here.import_new(&rows.join("\n"));
            sent += 200;
            let server = here.serve();
            // at another moment of the follower's work each time
            thread::sleep(Duration::from_millis(40 + 170 * round as u64));
            server.kill9();
        }
        let index = here.data().join("index");
        for damage in 0..3 {
            match damage {
                0 => {}
                1 => std::fs::remove_dir_all(&index).expect("the index can be deleted"),
                _ => spoil(&index),
            }
            let outcome = here.run(&["search", "食堂意见", "--json", "--limit", "5000"]).succeeded();
            let answer: serde_json::Value = serde_json::from_str(outcome.stdout.trim()).unwrap();
            let hits = answer["hits"].as_array().unwrap();
            let distinct: BTreeSet<&str> =
                hits.iter().map(|hit| hit["external_no"].as_str().unwrap()).collect();
            assert_eq!((hits.len(), distinct.len()), (sent, sent), "damage {damage}");
            assert_eq!(answer["total"], sent, "damage {damage}");
        }
        here.run(&["verify"]).succeeded();
    }

    fn every_delivered_mail_is_there_once_after_kill_9(database) {
        let here = Installation::on(database);
        here.run(&["verify"]).succeeded();
        let mails = MAILS as u64;
        let accepted = Mutex::new(BTreeSet::new());
        // the first pass kills every third delivery, the next ones deliver what got no 0: an MTA's way
        for pass in 0..3 {
            let left: Vec<u64> =
                (0..mails).filter(|number| !accepted.lock().unwrap().contains(number)).collect();
            let queue = Mutex::new(left.into_iter());
            thread::scope(|scope| {
                for _ in 0..VISITORS {
                    scope.spawn(|| {
                        loop {
                            let Some(number) = queue.lock().unwrap().next() else { return };
                            let mut child = start_delivery(&here, number);
                            if pass == 0 && number % 3 == 0 {
                                thread::sleep(Duration::from_millis(15 * (number % 17)));
                                child.kill().expect("the delivery can be killed");
                            }
                            if child.wait().expect("the delivery ends").success() {
                                accepted.lock().unwrap().insert(number);
                            }
                        }
                    });
                }
            });
        }
        let accepted = accepted.into_inner().unwrap();
        assert_eq!(accepted.len() as u64, mails, "a mail was never taken");
        assert_eq!(here.sql("select count(*) from incoming_mail"), [mails.to_string()]);
        assert_eq!(here.sql("select count(*) from suggestion"), [mails.to_string()]);
        here.run(&["verify"]).succeeded();
    }
}

/// Where the way of a mail is cut: fetch, store, parse, submit, acknowledge.
const POINTS: [&str; 6] = ["fetched", "stored", "parsed", "settled", "claimed", "sent"];

on_both_databases! {
    fn a_mail_killed_at_any_step_is_there_once_and_acknowledged(database) {
        let Some(dovecot) = Dovecot::start(&[("jianyi", "geheim")]) else { return };
        let runs: u32 = match database {
            Database::Sqlite => 100,
            Database::Postgres => 24,
        };
        let sink = SmtpSink::start();
        let here = Installation::on(database);
        let password = here.file("imap-password", "geheim\n");
        here.configure(&format!(
            "[mail.incoming]\nenabled = true\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
             user = \"jianyi\"\npassword_file = \"{password}\"\n\
             [mail.outgoing]\nmode = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
             from_address = \"jianyi@example.cn\"\n",
            dovecot.imap_port(),
            sink.port()
        ));
        for run in 0..runs {
            let mail = format!(
                "From: worker{run}@example.org\r\nTo: jianyi@example.cn\r\nSubject: step {run}\r\n\
                 Message-ID: <step-{run}@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\
                 Content-Transfer-Encoding: 8bit\r\n\r\n第{run}封信：路灯不亮，晚上看不见路。\r\n"
            );
            dovecot.deliver("jianyi", "INBOX", mail.as_bytes());
            let point = POINTS[run as usize % POINTS.len()];
            let mut command = here.command(&["serve", "--listen", "127.0.0.1:0"]);
            command.env("HUIYIN_FAULT_POINT", point);
            let server = Server::start(command);
            wait_until(point, Duration::from_secs(60), || {
                server.said().contains("fault point reached")
            });
            server.kill9();
        }
        let server = here.serve();
        let count = |what: &str| here.sql(what).remove(0).parse::<u32>().unwrap();
        wait_until("every mail is registered", Duration::from_secs(120), || {
            count("select count(*) from suggestion") == runs
        });
        // the claims of the dead run out
        let long_ago = "2020-01-01 00:00:00+00:00";
        here.sql(&format!(
            "update outgoing_mail set next_attempt_at = '{long_ago}' where state = 'queued'"
        ));
        wait_until("every acknowledgement is out", Duration::from_secs(120), || {
            count("select count(*) from outgoing_mail where state = 'sent'") == runs
        });
        assert_eq!(count("select count(*) from incoming_mail"), runs);
        assert_eq!(count("select count(*) from outgoing_mail"), runs);
        let taken = sink.taken();
        for run in 0..runs {
            let to = format!("worker{run}@example.org");
            let acknowledged = taken.iter().filter(|mail| mail.to == [to.as_str()]).count();
            assert!((1..=2).contains(&acknowledged), "{to} was told {acknowledged} times");
        }
        drop(server);
        here.run(&["verify"]).succeeded();
    }
}

/// Writes nonsense over the beginning of every file below a folder.
fn spoil(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).expect("the index is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            spoil(&path);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let nonsense = vec![0xA5; bytes.len().min(4096)];
            let rest = bytes.get(nonsense.len()..).unwrap_or_default();
            std::fs::write(&path, [&nonsense, rest].concat()).expect("the file can be written");
        }
    }
}

/// The public form, filled in.
fn filled(page: &Answer, text: &str) -> Form {
    page.form("/submit")
        .set("intent", "suggest")
        .set("body", text)
        .set("identity", "anonymous")
}

fn start_delivery(here: &Installation, number: u64) -> Child {
    let mail = format!(
        "From: worker@example.org\r\nTo: jianyi@localhost\r\nSubject: crash {number}\r\n\
         Message-ID: <crash-{number}@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n第{number}封信：路灯不亮。\r\n"
    );
    let file = here.file(&format!("{number}.eml"), mail);
    here.command(&["mail", "deliver"])
        .stdin(std::fs::File::open(file).expect("the mail was just written"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("huiyin starts")
}
