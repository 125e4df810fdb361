//! An own mail server hands mails over: each recipient has its own answer, and 250 means durable.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use huiyin_tests::dovecot::free_port;
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::wait::{wait_for, wait_until};

const LIMIT: Duration = Duration::from_secs(60);

struct Talk {
    lines: BufReader<TcpStream>,
}

impl Talk {
    fn open(port: u16) -> Self {
        let stream = wait_for("lmtp listens", LIMIT, || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        let mut talk = Self {
            lines: BufReader::new(stream),
        };
        assert!(talk.hear().starts_with("220"));
        assert!(talk.say("LHLO mta.test").starts_with("250"));
        talk
    }

    /// The last line of an answer.
    fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.lines.read_line(&mut line).unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }

    fn say(&mut self, line: &str) -> String {
        write!(self.lines.get_mut(), "{line}\r\n").unwrap();
        self.hear()
    }
}

on_both_databases! {
    fn a_mail_for_two_units_is_taken_for_each_and_once(database) {
        let here = Installation::on(database);
        let port = free_port();
        here.configure(&format!(
            "[mail.lmtp]\nlisten = \"127.0.0.1:{port}\"\nmax_megabytes = 1\n\
             [[mail.lmtp.recipient]]\naddress = \"jianyi@zgh.test\"\n\
             [[mail.lmtp.recipient]]\naddress = \"weiquan@zgh.test\"\nunit = \"rights\"\n"
        ));
        let server = here.serve();
        let mut talk = Talk::open(port);
        assert!(talk.say("MAIL FROM:<zhang@example.org>").starts_with("250"));
        assert!(talk.say("RCPT TO:<nobody@zgh.test>").starts_with("550"));
        assert!(talk.say("RCPT TO:<weiquan@zgh.test>").starts_with("250"));
        assert!(talk.say("RCPT TO:<Jianyi+x@zgh.test>").starts_with("250"));
        assert!(talk.say("DATA").starts_with("354"));
        let mail = "From: zhang@example.org\r\nSubject: lmtp\r\nMessage-ID: <lmtp-1@example.org>\r\n\
                    Content-Type: text/plain; charset=utf-8\r\n\r\n工资拖欠两个月了，请帮助。\r\n.";
        let first = talk.say(mail);
        assert!(first.starts_with("250"), "{first}");
        let second = talk.hear();
        assert!(second.starts_with("250"), "{second}");
        // durable at once: no waiting here
        assert_eq!(here.sql("select count(*) from suggestion"), ["1"], "one letter is one item");
        let unit = here.sql("select u.code from submission s join unit u on u.id = s.unit_id");
        assert_eq!(unit, ["rights"]);
        let large = "x".repeat(2 * 1024 * 1024);
        talk.say("MAIL FROM:<zhang@example.org>");
        talk.say("RCPT TO:<jianyi@zgh.test>");
        talk.say("DATA");
        assert!(talk.say(&format!("Subject: large\r\n\r\n{large}\r\n.")).starts_with("552"));
        assert!(talk.say("QUIT").starts_with("221"));
        server.kill9();
        here.run(&["verify"]).succeeded();
        wait_until("nothing else came", LIMIT, || {
            here.sql("select count(*) from incoming_mail") == ["1"]
        });
    }
}
