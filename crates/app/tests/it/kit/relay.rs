//! A mail relay of one test's own.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// Starts a relay that answers every recipient with that line; gives its port. It ends with the
/// test's process.
pub(crate) fn relay_answering(answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // a client that goes away is no concern of the relay
            let _ = serve(&stream, answer);
        }
    });
    port
}

fn serve(stream: &TcpStream, answer: &str) -> std::io::Result<()> {
    let mut out = stream;
    out.write_all(b"220 relay.example ESMTP\r\n")?;
    for line in BufReader::new(stream).lines() {
        let line = line?.to_ascii_uppercase();
        let reply = if line.starts_with("EHLO") {
            "250-relay.example\r\n250 8BITMIME"
        } else if line.starts_with("RCPT") {
            answer
        } else if line.starts_with("QUIT") {
            "221 bye"
        } else {
            "250 ok"
        };
        out.write_all(format!("{reply}\r\n").as_bytes())?;
    }
    Ok(())
}
