//! A private Dovecot: real IMAP, POP3 and LMTP, unprivileged, in a temporary folder.

use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::places::may_skip;
use crate::wait::wait_until;

const LIMIT: Duration = Duration::from_secs(20);

/// A running Dovecot with the accounts it was started with; gone with the value.
pub struct Dovecot {
    child: Child,
    folder: TempDir,
    ports: Ports,
}

#[derive(Clone, Copy)]
struct Ports {
    imap: u16,
    pop3: u16,
    lmtp: u16,
}

static DELIVERED: AtomicU32 = AtomicU32::new(0);

impl Dovecot {
    /// Starts with `accounts` (name, password). `None`, with a printed line, only on a machine
    /// that has no Dovecot and is allowed to skip.
    pub fn start(accounts: &[(&str, &str)]) -> Option<Self> {
        Self::start_with(accounts, false)
    }

    /// As [`Dovecot::start`], with TLS from the first byte; [`Dovecot::ca_file`] vouches for it.
    pub fn start_tls(accounts: &[(&str, &str)]) -> Option<Self> {
        Self::start_with(accounts, true)
    }

    fn start_with(accounts: &[(&str, &str)], has_tls: bool) -> Option<Self> {
        if !Path::new("/usr/sbin/dovecot").exists() {
            assert!(
                may_skip(),
                "dovecot is not installed; tests/run installs it"
            );
            println!("skipped: dovecot is not installed");
            return None;
        }
        let folder = tempfile::Builder::new()
            .prefix("hy-dovecot-")
            .tempdir()
            .expect("a folder");
        let ports = Ports {
            imap: free_port(),
            pop3: free_port(),
            lmtp: free_port(),
        };
        if has_tls {
            certify(folder.path());
        }
        lay_out(folder.path(), accounts, ports, has_tls);
        let child = as_nobody("/usr/sbin/dovecot")
            .args(["-F", "-c"])
            .arg(folder.path().join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("dovecot starts");
        let mut dovecot = Self {
            child,
            folder,
            ports,
        };
        wait_until("dovecot listens", LIMIT, || {
            assert!(
                dovecot.child.try_wait().is_ok_and(|s| s.is_none()),
                "{}",
                dovecot.log()
            );
            [ports.imap, ports.pop3]
                .iter()
                .all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok())
        });
        Some(dovecot)
    }

    pub fn imap_port(&self) -> u16 {
        self.ports.imap
    }

    pub fn pop3_port(&self) -> u16 {
        self.ports.pop3
    }

    /// The root certificate, in PEM.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    pub fn lmtp_port(&self) -> u16 {
        self.ports.lmtp
    }

    /// What Dovecot logged, with the client's IMAP ID.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("dovecot.log")).unwrap_or_default()
    }

    /// Puts a mail into a folder of the account (`INBOX` or another name), as an MTA does: written
    /// aside, then renamed.
    pub fn deliver(&self, account: &str, mailbox: &str, mail: &[u8]) {
        let maildir = self.maildir(account, mailbox);
        for part in ["tmp", "new", "cur"] {
            make_folder(&maildir.join(part));
        }
        let number = DELIVERED.fetch_add(1, Ordering::Relaxed);
        let name = format!(
            "{}.M{number}P{}.tests",
            1_700_000_000 + number,
            std::process::id()
        );
        let aside = maildir.join("tmp").join(&name);
        fs::File::create(&aside)
            .and_then(|mut file| file.write_all(mail))
            .expect("a mail can be written");
        fs::set_permissions(&aside, fs::Permissions::from_mode(0o666)).expect("a mode can be set");
        // not the whole folder: the running server renames mails below it meanwhile
        let made = ["", "tmp", "new", "cur"].map(|part| maildir.join(part));
        give_away(&[], made.iter().chain([&aside]));
        fs::rename(aside, maildir.join("new").join(name)).expect("a mail can be moved");
    }

    /// How many mails lie in a folder of the account.
    pub fn count(&self, account: &str, mailbox: &str) -> usize {
        ["new", "cur"]
            .iter()
            .filter_map(|part| fs::read_dir(self.maildir(account, mailbox).join(part)).ok())
            .map(Iterator::count)
            .sum()
    }

    fn maildir(&self, account: &str, mailbox: &str) -> PathBuf {
        let home = self
            .folder
            .path()
            .join("mail")
            .join(account)
            .join("Maildir");
        if mailbox == "INBOX" {
            home
        } else {
            home.join(format!(".{mailbox}"))
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- dovecot logged ---\n{}", self.log());
        }
        // SIGTERM: the master takes its children with it
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}

fn lay_out(folder: &Path, accounts: &[(&str, &str)], ports: Ports, has_tls: bool) {
    let here = folder.display();
    let user = if is_root() {
        "nobody".to_owned()
    } else {
        own_name()
    };
    let group = if is_root() {
        "nogroup".to_owned()
    } else {
        String::new()
    };
    let services: String = [
        "anvil",
        "auth",
        "auth-worker",
        "config",
        "dict",
        "director",
        "dns-client",
        "doveadm",
        "imap",
        "imap-login",
        "imap-urlauth",
        "imap-urlauth-login",
        "imap-urlauth-worker",
        "indexer",
        "indexer-worker",
        "lmtp",
        "log",
        "old-stats",
        "pop3",
        "pop3-login",
        "stats",
        "replicator",
    ]
    .iter()
    .map(|service| format!("service {service} {{\n  chroot =\n  user = {user}\n}}\n"))
    .collect();
    let ssl = if has_tls {
        format!("ssl = required\nssl_cert = <{here}/cert.pem\nssl_key = <{here}/key.pem")
    } else {
        "ssl = no".to_owned()
    };
    let of = |port: u16| if has_tls { (0, port) } else { (port, 0) };
    let (plain, secure) = of(ports.imap);
    let (pop3, pop3s) = of(ports.pop3);
    let lmtp_port = ports.lmtp;
    let conf = format!(
        "base_dir = {here}/run\nstate_dir = {here}/state\nlog_path = {here}/dovecot.log\n\
         protocols = imap pop3 lmtp\nlisten = 127.0.0.1\n{ssl}\ndisable_plaintext_auth = no\n\
         default_internal_user = {user}\ndefault_login_user = {user}\n\
         default_internal_group = {group}\n\
         first_valid_uid = 1\nimap_id_log = *\nmail_location = maildir:~/Maildir\n\
         passdb {{\n  driver = passwd-file\n  args = scheme=plain {here}/accounts\n}}\n\
         userdb {{\n  driver = static\n  args = uid={user} gid={group} home={here}/mail/%u\n}}\n\
         {services}\
         service imap-login {{\n  inet_listener imap {{\n    port = {plain}\n  }}\n\
         inet_listener imaps {{\n    port = {secure}\n    ssl = yes\n  }}\n}}\n\
         service pop3-login {{\n  inet_listener pop3 {{\n    port = {pop3}\n  }}\n\
         inet_listener pop3s {{\n    port = {pop3s}\n    ssl = yes\n  }}\n}}\n\
         service lmtp {{\n  unix_listener lmtp {{\n    mode = 0\n  }}\n\
         inet_listener lmtp {{\n    address = 127.0.0.1\n    port = {lmtp_port}\n  }}\n}}\n"
    );
    for part in ["run", "state", "mail"] {
        make_folder(&folder.join(part));
    }
    fs::write(folder.join("dovecot.conf"), conf).expect("a file can be written");
    let passwords: String = accounts
        .iter()
        .map(|(name, password)| format!("{name}:{{PLAIN}}{password}\n"))
        .collect();
    fs::write(folder.join("accounts"), passwords).expect("a file can be written");
    give_away(&["-R"], [folder]);
}

/// A root of one test's own, and a certificate of it for this machine.
fn certify(folder: &Path) {
    let openssl = |arguments: &str| {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "openssl {arguments}"
        );
    };
    fs::write(
        folder.join("ext"),
        "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
    )
    .expect("a file can be written");
    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=tests");
    openssl("req -newkey rsa:2048 -nodes -keyout key.pem -out leaf.csr -subj /CN=localhost");
    openssl(
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out cert.pem",
    );
}

fn make_folder(path: &Path) {
    fs::create_dir_all(path).expect("a folder can be made");
}

/// imap-login refuses to run as root, so root hands everything to `nobody`.
fn give_away<P: AsRef<Path>>(options: &[&str], paths: impl IntoIterator<Item = P>) {
    if is_root() {
        let done = Command::new("chown")
            .args(options)
            .arg("nobody:nogroup")
            .args(paths.into_iter().map(|path| path.as_ref().to_owned()))
            .status();
        assert!(done.is_ok_and(|status| status.success()), "chown failed");
    }
}

fn as_nobody(program: &str) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid=nobody",
        "--regid=nogroup",
        "--clear-groups",
        "--",
        program,
    ]);
    command
}

fn is_root() -> bool {
    own("-u") == "0"
}

fn own_name() -> String {
    own("-un")
}

fn own(what: &str) -> String {
    let output = Command::new("id").arg(what).output().expect("id starts");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("the loopback has free ports")
        .port()
}
