//! A scripted IMAP server with the habits of 163.com: no SELECT without ID, a wrong password told
//! in its own words, uids repeated in a search, connections dropped in the middle of a mail, and
//! another UIDVALIDITY one day.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

/// The running server; ends with the process.
pub struct Netease {
    port: u16,
    state: Arc<Mutex<State>>,
}

struct State {
    mails: Vec<(u32, Vec<u8>)>,
    uid_validity: u32,
    password: &'static str,
    /// How many more times a connection breaks in the middle of a mail.
    drops: u32,
    commands: Vec<String>,
}

impl Netease {
    pub fn start(password: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let state = Arc::new(Mutex::new(State {
            mails: Vec::new(),
            uid_validity: 1,
            password,
            drops: 0,
            commands: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                // a client that goes away is no concern of the server
                thread::spawn(move || drop(speak(stream, &shared)));
            }
        });
        Self { port, state }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Puts a mail into the box.
    pub fn deliver(&self, uid: u32, mail: &[u8]) {
        lock(&self.state).mails.push((uid, mail.to_vec()));
    }

    /// Breaks the connection in the middle of a mail, that many times.
    pub fn drop_mid_fetch(&self, times: u32) {
        lock(&self.state).drops = times;
    }

    /// Numbers everything anew.
    pub fn renumber(&self, uid_validity: u32) {
        let mut state = lock(&self.state);
        state.uid_validity = uid_validity;
        for (uid, _) in &mut state.mails {
            *uid += 100;
        }
    }

    /// What clients said, without passwords.
    pub fn commands(&self) -> Vec<String> {
        lock(&self.state).commands.clone()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("the server is not poisoned")
}

fn speak(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    stream.write_all(b"* OK Coremail System IMap Server Ready(163com)\r\n")?;
    let mut has_id = false;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let Some((tag, command)) = line.split_once(' ') else {
            return Ok(());
        };
        let words: Vec<&str> = command.split(' ').collect();
        let mut state = lock(state);
        state.commands.push(words[..words.len().min(2)].join(" "));
        let mut out: Vec<u8> = Vec::new();
        let mut verdict = "OK done";
        match words.as_slice() {
            ["CAPABILITY"] => out.extend_from_slice(b"* CAPABILITY IMAP4rev1 ID UIDPLUS\r\n"),
            ["LOGIN", _, password] if password.trim_matches('"') != state.password => {
                verdict = "NO LOGIN Login error or password error";
            }
            ["ID", ..] => has_id = true,
            ["SELECT", ..] if !has_id => {
                verdict = "NO SELECT Unsafe Login. Please contact kefu@188.com for help";
            }
            ["SELECT", ..] => out.extend_from_slice(
                format!("* OK [UIDVALIDITY {}] ok\r\n", state.uid_validity).as_bytes(),
            ),
            ["UID", "SEARCH", ..] => {
                // each uid twice
                let uids: String = state
                    .mails
                    .iter()
                    .map(|(uid, _)| format!(" {uid} {uid}"))
                    .collect();
                out.extend_from_slice(format!("* SEARCH{uids}\r\n").as_bytes());
            }
            ["UID", "FETCH", set, .., what] if what.contains("INTERNALDATE") => {
                let asked: Vec<u32> = set.split(',').filter_map(|uid| uid.parse().ok()).collect();
                for (uid, mail) in &state.mails {
                    if asked.contains(uid) {
                        let item = format!(
                            "* 1 FETCH (UID {uid} RFC822.SIZE {} INTERNALDATE \" 1-Sep-2026 09:00:00 +0800\")\r\n",
                            mail.len()
                        );
                        out.extend_from_slice(item.as_bytes());
                    }
                }
            }
            ["UID", "FETCH", uid, ..] => {
                let uid: u32 = uid.parse().unwrap_or(0);
                let mail = state.mails.iter().find(|(known, _)| *known == uid);
                if let Some((uid, mail)) = mail.cloned() {
                    let head = format!("* 1 FETCH (UID {uid} BODY[] {{{}}}\r\n", mail.len());
                    out.extend_from_slice(head.as_bytes());
                    if state.drops > 0 {
                        state.drops -= 1;
                        out.extend_from_slice(&mail[..mail.len() / 2]);
                        stream.write_all(&out)?;
                        return Ok(());
                    }
                    out.extend_from_slice(&mail);
                    out.extend_from_slice(b")\r\n");
                }
            }
            _ => {}
        }
        drop(state);
        out.extend_from_slice(format!("{tag} {verdict}\r\n").as_bytes());
        stream.write_all(&out)?;
        if words[0] == "LOGOUT" {
            return Ok(());
        }
    }
}
