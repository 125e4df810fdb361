//! The running server: started, waited for, stopped politely or not.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::http::Client;
use crate::wait::{wait_for, wait_until};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// A running `huiyin serve`. Dropping it kills it.
pub struct Server {
    child: Child,
    address: SocketAddr,
    said: Arc<Mutex<String>>,
}

impl Server {
    /// Starts `command`, which has to be a `serve` on port 0, and waits for its address.
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("huiyin starts");
        let said = Arc::new(Mutex::new(String::new()));
        listen(child.stdout.take().expect("stdout is piped"), &said);
        listen(child.stderr.take().expect("stderr is piped"), &said);
        let mut server = Self {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            said,
        };
        server.address = wait_for("the server says its address", START_LIMIT, || {
            if let Ok(Some(status)) = server.child.try_wait() {
                panic!("huiyin serve ended at once ({status}):\n{}", server.said());
            }
            address_in(&server.said())
        });
        wait_until("the server answers", START_LIMIT, || {
            server.client().try_get("/").is_some()
        });
        server
    }

    /// Everything written to stdout and stderr so far.
    pub fn said(&self) -> String {
        self.said.lock().expect("the log is not poisoned").clone()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT` and `path`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A visitor without a cookie.
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// The one-time password of `admin`, printed at the first start only.
    pub fn first_password(&self) -> Option<String> {
        let said = self.said();
        let (_, after) = said.split_once("一次性密码：")?;
        after.split_whitespace().next().map(str::to_owned)
    }

    /// SIGKILL: no farewell, no flush.
    pub fn kill9(mut self) {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server is gone");
    }

    /// SIGINT, what Ctrl-C sends; waits for the end.
    pub fn interrupt(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args(["-INT", &id])
            .status()
            .expect("kill starts");
        assert!(
            sent.success(),
            "the server was already gone:\n{}",
            self.said()
        );
        wait_for("the server stops after SIGINT", STOP_LIMIT, || {
            self.child.try_wait().expect("the server can be asked")
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- the server said ---\n{}", self.said());
        }
    }
}

fn listen(stream: impl Read + Send + 'static, said: &Arc<Mutex<String>>) {
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut said = said.lock().expect("the log is not poisoned");
            said.push_str(&line);
            said.push('\n');
        }
    });
}

fn address_in(said: &str) -> Option<SocketAddr> {
    let (_, after) = said.split_once("回音已启动：http://")?;
    after.split([' ', '/', '\n']).next()?.trim().parse().ok()
}
