//! Mails changed at random: no panic, no endless work, nothing broken handed on.
//!
//! `HUIYIN_FUZZ_SECONDS` sets how long (2 by default), `HUIYIN_FUZZ_SEED` where to start;
//! `HUIYIN_REAL_DATA` adds the collected mails to the seeds. A finding is written to a file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::html::is_mark;
use super::{Reading, classify, dedup_key, parse, read_bounce, to_submission};

/// Longest time one mail may take. Debug builds are slow, and so may be the machine.
const LONGEST: Duration = Duration::from_secs(20);
const MAX_BYTES: usize = 200_000;

#[expect(
    clippy::disallowed_methods,
    reason = "a test may ask how long it should run"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Xorshift: the same seed gives the same run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % (n.max(1) as u64)).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What the readers look for.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b"\r\n\r\n",
    b"--B\r\n",
    b"--B--\r\n",
    b"Content-Type: multipart/mixed; boundary=B\r\n\r\n",
    b"Content-Type: multipart/alternative; boundary=B\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html; charset=gb2312\r\n",
    b"Content-Type: application/ms-tnef; name=winmail.dat\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Disposition: attachment; filename*0*=gbk''%B9%A4; filename*1=\"=?gbk?B?",
    b"=?gb2312?B?uaS7?= =?gb2312?Q?=E1?=",
    b"=?utf-8?Q?=E5=B7",
    b"=?hz-gb-2312?B?fns8Okt5fn0=?=",
    b"?=",
    b"\x1b$)A\x0e",
    b"~{<:Ky~}",
    b"\xb9\xa4\xbb\xe1",
    b"\xe5\xb7\xa5\xe4\xbc\x9a",
    b"\x81\x30\x81\x30",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\xbd\xed\xb8\x80",
    b"begin 644 a.txt\n#0V%T\n`\nend\n",
    b"<blockquote type=cite>",
    b"</blockquote>",
    b"<div class=gmail_signature>",
    b"<div style=display:none>",
    b"<div id=isReplyContent>",
    b"</div>",
    b"<style>",
    b"<!--",
    b"&#x4e2d;",
    b"&#xd800;",
    b"> ",
    b"-- \n",
    "------------------ 原始邮件 ------------------\n".as_bytes(),
    "在 2026年6月1日，张三 <a@b.cn> 写道：\n".as_bytes(),
    "发件人：张三\n发送时间：2026年6月1日\n收件人：工会\n主题：通风\n".as_bytes(),
    "\u{f8f0}\u{f8f1}\u{f8f3}".as_bytes(),
    b"Auto-Submitted: auto-replied\r\n",
    b"Return-Path: <>\r\n",
    b"\x78\x9f\x3e\x22",
    b"Content-Type: message/delivery-status\r\n\r\n",
    b"Final-Recipient: rfc822; A@b.cn\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    b"X-Failed-Recipients: a@b.cn\r\n",
    "退信原因：550 <a@b.cn> 用户不存在\n".as_bytes(),
    "---\n张三 13800000000\n".as_bytes(),
    "发自我的iPhone\n".as_bytes(),
    b"<hr style=\"width: 210px\" color=\"#b5c4df\">",
    b"<blockquote>",
    b"Subject: Re: x\r\n",
    b"\xff\xff\xff\x7f",
];

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![
        include_bytes!("testdata/mixed.eml").to_vec(),
        b"From: a@b.cn\r\nSubject: t\r\n\r\nbody\r\n".to_vec(),
        b"From: a@b.cn\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nhi\r\n--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n--B--\r\n".to_vec(),
        b"From: a@b.cn\r\nContent-Type: text/html; charset=gbk\r\n\r\n<div>\xb9\xa4<blockquote>x</blockquote></div>\r\n".to_vec(),
    ];
    if let Some(dir) = setting("HUIYIN_REAL_DATA") {
        collect(&PathBuf::from(dir).join("mail"), &mut seeds);
    }
    seeds
}

fn collect(dir: &Path, seeds: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, seeds);
        } else if entry.metadata().is_ok_and(|meta| meta.len() < 60_000) {
            seeds.extend(std::fs::read(path));
        }
    }
}

fn mutate(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut mail = dice.pick(seeds).clone();
    for _ in 0..=dice.below(8) {
        let at = dice.below(mail.len() + 1);
        let end = at + dice.below((mail.len() - at).min(300) + 1);
        match dice.below(9) {
            0 if !mail.is_empty() => {
                let at = dice.below(mail.len());
                mail[at] = (dice.next() & 0xff) as u8;
            }
            1 | 2 => {
                let piece = dice.pick(PIECES).to_vec();
                mail.splice(at..at, piece);
            }
            3 => {
                let piece = dice.pick(PIECES).to_vec();
                mail.splice(at..end, piece);
            }
            4 => {
                mail.drain(at..end);
            }
            5 => mail.truncate(at),
            6 => {
                let copy = mail[at..end].repeat(1 + dice.below(60));
                mail.splice(at..at, copy);
            }
            7 => {
                let other = dice.pick(seeds);
                let from = dice.below(other.len() + 1);
                mail.truncate(at);
                mail.extend_from_slice(&other[from..]);
            }
            _ => {
                let bit = 1 << dice.below(8);
                for _ in 0..dice.below(20) {
                    let at = dice.below(mail.len());
                    if let Some(byte) = mail.get_mut(at) {
                        *byte ^= bit;
                    }
                }
            }
        }
    }
    mail.truncate(MAX_BYTES);
    mail
}

/// Reads a mail and says what is wrong with the result.
fn finding(raw: &[u8]) -> Option<&'static str> {
    let start = Instant::now();
    let mail = parse(raw);
    if start.elapsed() > LONGEST {
        return Some("takes too long");
    }
    if mail.flaws.contains(&super::Flaw::Unparsable) {
        return Some("the reader gave up");
    }
    let own = ["box@example.org".to_owned()];
    let _verdict = classify(&mail, &own);
    let _key = dedup_key(&mail);
    let submission = to_submission(&mail, chrono::DateTime::UNIX_EPOCH).submission;
    if submission.title.as_str().is_empty() || submission.body.as_str().is_empty() {
        return Some("a submission without title or body");
    }
    let texts = [&mail.whole, &mail.text, &mail.quoted, &mail.signature];
    if texts.iter().any(|text| text.contains(is_mark)) {
        return Some("a mark of the HTML reader is left in a text");
    }
    if texts
        .iter()
        .any(|text| text.contains(['\0', '\r', '\u{202e}']))
    {
        return Some("a control character is left in a text");
    }
    if mail.subject.contains('\n') || mail.from_shown.contains('\n') {
        return Some("a header of two lines");
    }
    let is_bad_name = |name: &str| name.is_empty() || name.contains(['/', '\\', '\n', '\0']);
    if mail
        .attachments
        .iter()
        .any(|file| is_bad_name(&file.file_name))
    {
        return Some("a file name that does harm");
    }
    if mail.evidence.is_empty() {
        return Some("no reason for the verdict");
    }
    let report = read_bounce(raw, &mail);
    let is_told = |entry: &super::BouncedAddress| {
        entry.said.contains('@') || entry.said.contains('\n') || entry.said.chars().count() > 200
    };
    if report.addresses.iter().any(is_told) || format!("{report:?}").contains('@') {
        return Some("the words of a bounce name somebody");
    }
    let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    if words(&mail.text) > words(&mail.whole) {
        return Some("more own words than words");
    }
    let json = serde_json::to_string(&Reading::of(&mail, &own));
    json.map_or(Some("no JSON"), |json| {
        json.contains('\n').then_some("JSON of two lines")
    })
}

#[test]
fn mails_changed_at_random_are_read() {
    let seconds = setting("HUIYIN_FUZZ_SECONDS").and_then(|n| n.parse().ok());
    let until = Instant::now() + Duration::from_secs(seconds.unwrap_or(2));
    let seed = setting("HUIYIN_FUZZ_SEED").and_then(|n| n.parse().ok());
    let mut dice = Dice(seed.unwrap_or(0x9e37_79b9_7f4a_7c15));
    let seeds = seeds();
    let mut n = 0_u64;
    let mut slowest = Duration::ZERO;
    while Instant::now() < until {
        let mail = mutate(&seeds, &mut dice);
        let start = Instant::now();
        if let Some(finding) = finding(&mail) {
            let path = std::env::temp_dir().join(format!("mail-finding-{n}.eml"));
            std::fs::write(&path, &mail).unwrap();
            panic!("{finding}: {}", path.display());
        }
        slowest = slowest.max(start.elapsed());
        n += 1;
    }
    println!("{n} mails from {} seeds, slowest {slowest:?}", seeds.len());
}
