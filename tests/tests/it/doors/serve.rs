//! `huiyin serve`: starts on nothing, says where it is, stops politely.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::visitor::sign_in;

on_both_databases! {
    fn the_first_start_prints_a_password_that_works_and_the_second_prints_none(database) {
        let here = Installation::on(database);
        let server = here.serve();
        let password = server.first_password().expect("a one-time password on the first start");
        sign_in(&server, "admin", &password);
        assert!(server.interrupt().success(), "Ctrl-C is not an error");

        let server = here.serve();
        assert_eq!(server.first_password(), None);
        server.client().get("/").expect(200);
    }
}

#[test]
fn the_first_answer_does_not_wait_for_the_dictionary() {
    let here = Installation::new();
    drop(here.serve());
    let began = Instant::now();
    let server = here.serve();
    server.client().get("/submit").expect(200);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(3), "a warm start took {took:?}");
}

#[test]
fn a_request_in_flight_is_finished_when_the_server_is_stopped() {
    let here = Installation::new();
    let server = here.serve();
    let mut slow = TcpStream::connect(server.address()).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let body = "code=ABCD";
    write!(
        slow,
        "POST /track HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        server.address(),
        body.len()
    )
    .unwrap();
    slow.flush().unwrap();
    // the head has to be read before the server is told to stop
    thread::sleep(Duration::from_millis(300));
    let finisher = thread::spawn(move || {
        thread::sleep(Duration::from_millis(500));
        slow.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        slow.read_to_string(&mut answer).unwrap();
        answer
    });
    assert!(server.interrupt().success());
    let answer = finisher.join().unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 "),
        "the request was cut off: {answer:?}"
    );
}

#[test]
fn a_taken_port_is_told_in_chinese() {
    let here = Installation::new();
    let server = here.serve();
    let other = Installation::new();
    let outcome = other
        .run(&["serve", "--listen", &server.address().to_string()])
        .refused();
    assert!(
        outcome
            .stderr
            .contains(&server.address().port().to_string()),
        "{outcome:#?}"
    );
}
