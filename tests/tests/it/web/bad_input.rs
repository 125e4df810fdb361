//! Bad input: a clear message in Chinese, nothing half-stored, and the server lives on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use huiyin_tests::http::Answer;
use huiyin_tests::installation::{Installation, is_chinese};
use huiyin_tests::server::Server;
use huiyin_tests::staff::Staff;
use huiyin_tests::visitor::{anonymous_form, submit};

const TEXT: &str = "冷库的防寒服太薄，建议更换。";

/// Refused with a page in Chinese, nothing stored, and the next visitor is served.
#[track_caller]
fn refused(here: &Installation, server: &Server, answer: &Answer, what: &str) {
    assert!(
        (400..500).contains(&answer.status),
        "{what}: {}",
        answer.status
    );
    assert!(
        is_chinese(&answer.text()),
        "{what}: no Chinese in {:?}",
        answer.text()
    );
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"], "{what}");
    server.client().get("/").expect(200);
}

#[test]
fn a_body_of_fifty_megabytes_is_too_large() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let files = vec![b'x'; 50 * 1024 * 1024];
    let form = anonymous_form(&mut client, TEXT).attach("files", "a.txt", "text/plain", &files);
    let answer = client.submit(&form);
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);
    assert!(is_chinese(&answer.text()), "{}", answer.status);
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let blobs = here.data().join("blobs");
    let left: u64 = if blobs.exists() {
        huiyin_tests::places::files_below(&blobs)
            .iter()
            .map(|file| file.metadata().unwrap().len())
            .sum()
    } else {
        0
    };
    assert!(left < 1024 * 1024, "{left} bytes were left behind");
    server.client().get("/").expect(200);
}

#[test]
fn a_wrong_content_type_is_told() {
    let here = Installation::new();
    let server = here.serve();
    for (kind, body) in [
        ("application/json", &b"{\"body\":\"x\"}"[..]),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--y\r\nnothing fits"),
        ("text/plain", b"body=x"),
        ("", b""),
    ] {
        let answer = server.client().post("/submit", kind, body).unwrap();
        refused(&here, &server, &answer, kind);
    }
}

#[test]
fn broken_utf8_is_told() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let body = anonymous_form(&mut client, "PLACEHOLDER").encode();
    let at = body
        .bytes
        .windows(11)
        .position(|window| window == b"PLACEHOLDER")
        .unwrap();
    let mut bytes = body.bytes.clone();
    bytes.splice(at..at + 11, *b"\xff\xfe\xc3\x28\xed\xa0\x80");
    let answer = client.post("/submit", &body.content_type, &bytes).unwrap();
    refused(&here, &server, &answer, "broken UTF-8 in a multipart field");
    let answer = server
        .client()
        .post(
            "/track",
            "application/x-www-form-urlencoded",
            b"code=%ff%fe%c3%28",
        )
        .unwrap();
    assert!(
        answer.status < 500 && is_chinese(&answer.text()),
        "{}",
        answer.status
    );
    let answer = server.client().get("/desk/search?q=%ff%fe");
    assert!(answer.status < 500, "{}", answer.status);
}

#[test]
fn an_expired_session_asks_to_sign_in_and_keeps_nothing_half_done() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk", "registrar"]);
    let server = here.serve();
    let mut client = staff.sign_in(&server);
    let form = client
        .visit("/desk/register")
        .expect(200)
        .form("/desk/register")
        .set("body", TEXT);
    here.sql("delete from session");
    let answer = client.submit(&form);
    let landed = if (300..400).contains(&answer.status) {
        client.follow(answer)
    } else {
        answer
    };
    assert!(is_chinese(&landed.text()));
    assert!(
        landed.text().contains("登录"),
        "{}: {}",
        landed.status,
        landed.text()
    );
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);
}

#[test]
fn a_full_disk_while_storing_an_attachment_is_told_and_stores_nothing() {
    let here = Installation::new();
    let server = here.serve();
    // a folder that cannot be written to stands for a disk that is full
    let blobs = here.data().join("blobs");
    if blobs.exists() {
        std::fs::remove_dir_all(&blobs).unwrap();
    }
    std::fs::write(&blobs, "in the way").unwrap();
    let mut client = server.client();
    let form =
        anonymous_form(&mut client, TEXT).attach("files", "a.txt", "text/plain", b"some text\n");
    let answer = client.submit(&form);
    assert!(answer.status >= 400, "{}", answer.status);
    assert!(is_chinese(&answer.text()), "{}", answer.text());
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);
    std::fs::remove_file(&blobs).unwrap();
    submit(&mut server.client(), TEXT);
}

#[test]
fn pages_and_files_that_are_not_there_say_so_in_chinese() {
    let here = Installation::new();
    let server = here.serve();
    for path in [
        "/nowhere",
        "/receipt/nothing",
        "/assets/nothing.css",
        "/..%2f..%2fetc/passwd",
    ] {
        let answer = server.client().get(path);
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        assert!(is_chinese(&answer.text()), "{path}: {}", answer.text());
    }
    let answer = server.client().send("DELETE", "/submit", &[], b"").unwrap();
    assert_eq!(answer.status, 405);
}

#[test]
fn a_visitor_who_never_finishes_his_request_is_sent_away() {
    let here = Installation::new();
    let server = here.serve();
    let mut slow = TcpStream::connect(server.address()).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-").unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    let ended = slow.read_to_end(&mut answer);
    assert!(ended.is_ok(), "the server waits for ever");
    assert!(began.elapsed() < Duration::from_secs(50));
}

#[test]
fn nonsense_instead_of_http_harms_nobody() {
    let here = Installation::new();
    let server = here.serve();
    for bytes in [
        &b"\x16\x03\x01\x02\0\x01"[..],
        b"GET\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"POST / HTTP/9\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(40)))
            .unwrap();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
    }
    server.client().get("/").expect(200);
}
