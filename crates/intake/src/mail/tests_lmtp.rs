//! Whole conversations.

use std::sync::Mutex;

use super::*;

#[derive(Default)]
struct Shelf(Mutex<Vec<(String, Vec<u8>)>>);

impl LmtpSink for Shelf {
    fn knows(&self, recipient: &str) -> bool {
        recipient.ends_with("@zgh.example")
    }

    async fn take(&self, recipient: &str, raw: Vec<u8>, _: SocketAddr) -> LmtpVerdict {
        if recipient.starts_with("full") {
            return LmtpVerdict::Later;
        }
        self.0.lock().unwrap().push((recipient.to_owned(), raw));
        LmtpVerdict::Taken
    }
}

async fn talk(said: &[u8]) -> (String, Vec<(String, Vec<u8>)>) {
    let (mut client, server) = tokio::io::duplex(1024 * 1024);
    let shelf = Shelf::default();
    let config = LmtpConfig {
        max_size: 1000,
        timeout: Duration::from_millis(500),
        ..LmtpConfig::default()
    };
    let peer = "127.0.0.1:9".parse().unwrap();
    client.write_all(said).await.unwrap();
    client.shutdown().await.unwrap();
    serve(server, peer, &config, &shelf).await.unwrap();
    let mut answers = String::new();
    client.read_to_string(&mut answers).await.unwrap();
    (answers, shelf.0.into_inner().unwrap())
}

#[tokio::test]
async fn each_recipient_gets_its_own_answer() {
    let (answers, kept) = talk(
        b"LHLO mx\r\nMAIL FROM:<a@b.cn> SIZE=20\r\nRCPT TO:<one@zgh.example>\r\n\
          RCPT TO:<full@zgh.example>\r\nRCPT TO:<nobody@other.example>\r\nDATA\r\n\
          Subject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n",
    )
    .await;
    let codes: Vec<&str> = answers
        .lines()
        .filter(|l| !l.starts_with("250-"))
        .map(|l| l.split([' ', '-']).next().unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "220", "250", "250", "250", "250", "550", "354", "250", "451", "221"
        ],
        "{answers}"
    );
    let [(to, raw)] = kept.as_slice() else {
        panic!("{kept:?}")
    };
    assert_eq!(to, "one@zgh.example");
    assert_eq!(
        String::from_utf8_lossy(raw).trim_end(),
        "Subject: x\r\n\r\n.dot"
    );
}

#[tokio::test]
async fn a_mail_too_large_is_refused_and_the_next_one_taken() {
    let large = "x".repeat(3000);
    let said = format!(
        "LHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<one@zgh.example>\r\nDATA\r\n{large}\r\n.\r\n\
         MAIL FROM:<> SIZE=99999\r\nMAIL FROM:<>\r\nRCPT TO:<one@zgh.example>\r\nDATA\r\n\
         Subject: y\r\n\r\nz\r\n.\r\nQUIT\r\n"
    );
    let (answers, kept) = talk(said.as_bytes()).await;
    assert_eq!(answers.matches("552 5.3.4").count(), 2, "{answers}");
    assert_eq!(kept.len(), 1);
}

#[tokio::test]
async fn nonsense_is_answered_and_in_the_end_sent_away() {
    let (answers, kept) =
        talk(b"EHLO x\r\nDATA\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x>\r\nBLAH\r\n\xff\xfe\r\n").await;
    assert!(
        answers.lines().skip(1).all(|line| line.starts_with('5')),
        "{answers}"
    );
    assert!(kept.is_empty());
    let (answers, _) = talk("?\r\n".repeat(50).as_bytes()).await;
    assert!(answers.trim_end().ends_with("421 4.7.0 too many errors"));
}

#[tokio::test]
async fn a_mail_cut_off_is_not_taken() {
    let (_, kept) =
        talk(b"LHLO x\r\nMAIL FROM:<a@b.cn>\r\nRCPT TO:<a@zgh.example>\r\nDATA\r\nSubject: x\r\n")
            .await;
    assert!(kept.is_empty());
}
