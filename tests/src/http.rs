//! A visitor over plain HTTP/1.1: cookies, forms, redirects on request. Written on a socket, so
//! that a test can also send what no well-behaved library would.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::form::{Body, Form};

/// One visitor with a cookie jar.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The path that was asked for; forms resolve their action against it.
    pub path: String,
}

impl Answer {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The same, after making sure of the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status,
            status,
            "{} answered with {:?} and:\n{}",
            self.path,
            self.headers,
            self.text()
        );
        self
    }

    /// The page's form whose action has this end or this piece.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        let forms = Form::all(&self.text(), &self.path);
        let actions: Vec<String> = forms.iter().map(|form| form.action.clone()).collect();
        forms
            .into_iter()
            .find(|form| form.action.contains(action))
            .unwrap_or_else(|| panic!("{} has no form to {action}, only {actions:?}", self.path))
    }
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookies: BTreeMap::new(),
        }
    }

    /// The cookies held now.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    /// Loses every cookie, as an expired browser session does.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
            .expect("the server answers")
    }

    /// `None` while nobody listens.
    pub fn try_get(&mut self, path: &str) -> Option<Answer> {
        self.send("GET", path, &[], b"").ok()
    }

    /// GET, then on through every redirect.
    pub fn visit(&mut self, path: &str) -> Answer {
        let answer = self.get(path);
        self.follow(answer)
    }

    /// Follows redirects until a page comes.
    #[track_caller]
    pub fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            if !(300..400).contains(&answer.status) {
                return answer;
            }
            let to = answer
                .header("location")
                .expect("a redirect says where to")
                .to_owned();
            let to = to
                .strip_prefix(&format!("http://{}", self.address))
                .unwrap_or(&to)
                .to_owned();
            answer = self.get(&to);
        }
        panic!("more than ten redirects, last at {}", answer.path);
    }

    /// Sends a filled form the way a browser does; redirects are not followed.
    pub fn submit(&mut self, form: &Form) -> Answer {
        self.try_submit(form).expect("the server answers")
    }

    /// The same; an error when the connection broke.
    pub fn try_submit(&mut self, form: &Form) -> std::io::Result<Answer> {
        let Body {
            content_type,
            bytes,
        } = form.encode();
        if form.method == "get" {
            let query = String::from_utf8_lossy(&bytes).into_owned();
            return self.send("GET", &format!("{}?{query}", form.action), &[], b"");
        }
        self.post(&form.action, &content_type, &bytes)
    }

    /// POST with any body at all.
    pub fn post(&mut self, path: &str, content_type: &str, body: &[u8]) -> std::io::Result<Answer> {
        let origin = format!("http://{}", self.address);
        self.send(
            "POST",
            path,
            &[("Content-Type", content_type), ("Origin", &origin)],
            body,
        )
    }

    /// One request on a connection of its own.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_write_timeout(Some(Duration::from_secs(60)))?;
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        head.push_str("Connection: close\r\nUser-Agent: huiyin-tests\r\n");
        if method != "GET" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            head.push_str(&format!("Cookie: {}\r\n", pairs.join("; ")));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        // a server that has heard enough answers and closes while we still write
        let written = stream.write_all(body);
        let mut raw = Vec::new();
        let read = stream.read_to_end(&mut raw);
        if raw.is_empty() {
            written?;
            read?;
        }
        let answer = parse(&raw, path).ok_or_else(|| {
            std::io::Error::new(std::io::ErrorKind::InvalidData, "no HTTP answer")
        })?;
        self.remember(&answer);
        Ok(answer)
    }

    fn remember(&mut self, answer: &Answer) {
        for (name, value) in &answer.headers {
            if !name.eq_ignore_ascii_case("set-cookie") {
                continue;
            }
            let mut parts = value.split(';');
            let Some((name, content)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let gone = parts.any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
            if gone || content.is_empty() {
                self.cookies.remove(name.trim());
            } else {
                self.cookies
                    .insert(name.trim().to_owned(), content.trim().to_owned());
            }
        }
    }
}

fn parse(raw: &[u8], path: &str) -> Option<Answer> {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("transfer-encoding") && value.eq_ignore_ascii_case("chunked")
    });
    let rest = &raw[end + 4..];
    let body = if chunked {
        unchunk(rest)?
    } else {
        rest.to_vec()
    };
    let announced = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.parse::<usize>().ok());
    if announced.is_some_and(|length| body.len() < length) {
        // cut off in the middle: no answer
        return None;
    }
    Some(Answer {
        status,
        headers,
        body,
        path: path.to_owned(),
    })
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
