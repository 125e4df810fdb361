//! A mail server that takes everything, or refuses it as told, and keeps what it took.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use crate::wait::wait_for;

/// What the sink says to the end of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// 250.
    Accept,
    /// 451: try again later.
    Defer,
    /// 550: never.
    Refuse,
}

/// One mail as it was handed over.
#[derive(Clone, Debug)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// Dot-stuffing undone, CRLF kept.
    pub data: String,
}

/// A listening SMTP server on a free loopback port.
pub struct SmtpSink {
    port: u16,
    state: Arc<Mutex<State>>,
}

struct State {
    mood: Mood,
    taken: Vec<Taken>,
    refused: usize,
}

impl SmtpSink {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let state = Arc::new(Mutex::new(State {
            mood: Mood::Accept,
            taken: Vec::new(),
            refused: 0,
        }));
        let shared = Arc::clone(&state);
        // ends with the process
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || converse(stream, &shared));
            }
        });
        Self { port, state }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Changes what is said from now on.
    pub fn set_mood(&self, mood: Mood) {
        lock(&self.state).mood = mood;
    }

    /// Everything taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.state).taken.clone()
    }

    /// How many mails were deferred or refused.
    pub fn refused(&self) -> usize {
        lock(&self.state).refused
    }

    /// Waits until at least `count` mails are there.
    pub fn wait_for_mails(&self, count: usize, limit: Duration) -> Vec<Taken> {
        wait_for(&format!("the SMTP server has {count} mails"), limit, || {
            let taken = self.taken();
            (taken.len() >= count).then_some(taken)
        })
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("the sink is not poisoned")
}

/// A broken connection ends the conversation; there is nobody to tell.
fn converse(stream: TcpStream, state: &Mutex<State>) {
    let _ = speak(stream, state);
}

fn speak(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let (mut from, mut to) = (String::new(), Vec::new());
    stream.write_all(b"220 sink.test ESMTP\r\n")?;
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = line.to_uppercase();
        let reply = if verb.starts_with("EHLO") {
            "250-sink.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 52428800"
        } else if verb.starts_with("MAIL FROM:") {
            from = address(&line);
            to.clear();
            "250 ok"
        } else if verb.starts_with("RCPT TO:") {
            to.push(address(&line));
            "250 ok"
        } else if verb.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n")?;
            let data = read_data(&mut lines)?;
            let mut state = lock(state);
            match state.mood {
                Mood::Accept => {
                    state.taken.push(Taken {
                        from: from.clone(),
                        to: to.clone(),
                        data,
                    });
                    "250 taken"
                }
                Mood::Defer => {
                    state.refused += 1;
                    "451 4.3.0 later"
                }
                Mood::Refuse => {
                    state.refused += 1;
                    "550 5.1.1 no such mailbox"
                }
            }
        } else if verb.starts_with("QUIT") {
            stream.write_all(b"221 bye\r\n")?;
            return Ok(());
        } else {
            "250 ok"
        };
        stream.write_all(format!("{reply}\r\n").as_bytes())?;
    }
}

fn read_data(lines: &mut impl BufRead) -> std::io::Result<String> {
    let mut data = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 || line == b".\r\n" {
            return Ok(String::from_utf8_lossy(&data).into_owned());
        }
        data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

fn address(line: &str) -> String {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or_else(String::new, |(address, _)| address.to_owned())
}
