//! Whatever arrives, reading it ends soon and well.

use std::time::Duration;

use proptest::prelude::*;

use super::{Flaw, classify, dedup_key, parse, to_submission};

/// Reads and judges on a thread with the small stack of a worker.
fn survive(raw: Vec<u8>) {
    let reader = std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(move || {
            let mail = parse(&raw);
            assert_ne!(mail.flaws.first(), Some(&Flaw::Unparsable));
            let _verdict = classify(&mail, &["box@example.org".to_owned()]);
            let _key = dedup_key(&mail);
            let prepared = to_submission(&mail, chrono::DateTime::UNIX_EPOCH);
            assert!(!prepared.submission.body.as_str().is_empty());
        })
        .unwrap();
    reader.join().unwrap();
}

#[test]
fn deep_long_and_repetitive_mails_are_read_in_time() {
    let repeat = |piece: &str, n: usize| piece.repeat(n).into_bytes();
    let head = b"From: a@b.cn\r\nSubject: t\r\n".to_vec();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        (
            "nested mails",
            repeat("Content-Type: message/rfc822\r\n\r\n", 15_000),
        ),
        ("nested multiparts", {
            let open = |i: usize| {
                format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n")
            };
            (0..5_000).map(open).collect::<String>().into_bytes()
        }),
        (
            "one boundary for all",
            repeat(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
                10_000,
            ),
        ),
        ("many parts", {
            let mut raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_vec();
            raw.extend(repeat("--b\r\n\r\nx\r\n", 50_000));
            raw
        }),
        ("many fields", repeat("X-A: b\r\n", 75_000)),
        (
            "many recipients",
            [b"To: ".as_slice(), &repeat("a@b.cn,", 75_000)].concat(),
        ),
        (
            "many groups",
            [b"To: ".as_slice(), &repeat("a:;", 75_000)].concat(),
        ),
        (
            "many comments",
            [b"To: ".as_slice(), &repeat("(", 250_000)].concat(),
        ),
        (
            "many quotes",
            [b"To: ".as_slice(), &repeat("\"", 250_000)].concat(),
        ),
        (
            "open words",
            [b"Subject: ".as_slice(), &repeat("=?a?q?x", 50_000)].concat(),
        ),
        (
            "words with marks",
            [b"Subject: =?a?q?".as_slice(), &repeat("?=AA", 50_000)].concat(),
        ),
        (
            "adjacent words",
            [
                b"Subject: ".as_slice(),
                &repeat("=?gb2312?B?uaS7?= ", 15_000),
            ]
            .concat(),
        ),
        (
            "parameters",
            [
                b"Content-Type: text/plain".as_slice(),
                &repeat("; a*0*=b", 50_000),
            ]
            .concat(),
        ),
        (
            "references",
            [b"References: ".as_slice(), &repeat("<a@b> ", 75_000)].concat(),
        ),
        (
            "endless fold",
            [b"Subject: x\r\n".as_slice(), &repeat(" y\r\n", 125_000)].concat(),
        ),
        (
            "quotation",
            [head.as_slice(), b"\r\n", &repeat("> > > x\r\n", 50_000)].concat(),
        ),
        (
            "attributions",
            [head.as_slice(), b"\r\n", &repeat("On 2026 a@b\r\n", 50_000)].concat(),
        ),
        (
            "header blocks",
            [head.as_slice(), b"\r\n", &repeat("From: a\r\n", 50_000)].concat(),
        ),
        (
            "uuencode",
            [
                head.as_slice(),
                b"\r\n",
                &repeat("begin 644 a\r\n#0V%T\r\n", 25_000),
            ]
            .concat(),
        ),
        ("block quotes", {
            let html = b"Content-Type: text/html\r\n\r\n".to_vec();
            [html, repeat("<blockquote type=cite>x<br>", 50_000)].concat()
        }),
        ("block quotes of an answer", {
            let html = b"Subject: Re: x\r\nContent-Type: text/html\r\n\r\n".to_vec();
            [html, repeat("a<blockquote>x", 50_000)].concat()
        }),
        ("lines that are no field", {
            let fields = repeat("no field at all\r\n", 40_000);
            [b"From: a@b.cn\r\n".to_vec(), fields].concat()
        }),
        ("nul", vec![0; 750_000]),
        ("high bytes", vec![0xff; 750_000]),
        (
            "gbk leads",
            [b"Subject: ".as_slice(), &vec![0x81; 750_000]].concat(),
        ),
        ("line ends", repeat("\r\n", 250_000)),
        ("carriage returns", repeat("\r", 250_000)),
        (
            "hz",
            [head.as_slice(), b"\r\n", &repeat("~{", 250_000)].concat(),
        ),
        (
            "base64",
            [
                b"Content-Transfer-Encoding: base64\r\n\r\n".as_slice(),
                &repeat("=", 750_000),
            ]
            .concat(),
        ),
    ];
    for (name, raw) in cases {
        let started = std::time::Instant::now();
        survive(raw);
        let took = started.elapsed();
        // generous, because this runs unoptimised beside other tests; quadratic readers need minutes
        assert!(took < Duration::from_secs(30), "{name} took {took:?}");
    }
}

/// Pieces that mails are made of, so that random mails reach deep code.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&'static [u8]> = vec![
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b"Subject: ",
        b"From: ",
        b"To: ",
        b"Content-Type: ",
        b"multipart/mixed; boundary=B",
        b"multipart/alternative; boundary=\"B\"",
        b"message/rfc822",
        b"text/html",
        b"text/plain; charset=gb2312",
        b"; charset=hz-gb-2312",
        b"; charset=utf-7",
        b"; charset=utf-16",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Disposition: attachment; filename*0*=gbk''%B2",
        b"; filename*1*=%E2",
        b"--B\r\n",
        b"--B--\r\n",
        b"=?gb2312?B?",
        b"=?utf-8?Q?",
        b"?=",
        b"uaS7",
        b"4Q==",
        b"=B9=A4",
        b"\xb9\xa4\xbb\xe1",
        b"\xd5\x5c",
        b"\"",
        b"<",
        b">",
        b"(",
        b")",
        b",",
        b";",
        b":",
        b"@",
        b"\\",
        b"\x1b$)A\x0e",
        b"~{",
        b"~}",
        b"+XeVP-",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        "工会建议".as_bytes(),
        "在 2026年，a@b 写道：".as_bytes(),
        b"> ",
        b"-- \n",
        b"<blockquote type=cite>",
        b"</div>",
        b"&#x5de5;",
        b"begin 644 a\n",
        b"#0V%T\n",
        b"end\n",
        b"GH2026-000123",
    ];
    prop_oneof![
        8 => proptest::sample::select(known).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(raw in proptest::collection::vec(any::<u8>(), 0..3_000)) {
        let mail = parse(&raw);
        prop_assert!(!mail.flaws.contains(&Flaw::Unparsable));
        let _verdict = classify(&mail, &[]);
    }

    #[test]
    fn random_mails_never_panic(pieces in proptest::collection::vec(piece(), 0..120)) {
        let raw = pieces.concat();
        let mail = parse(&raw);
        prop_assert!(!mail.flaws.contains(&Flaw::Unparsable));
        let prepared = to_submission(&mail, chrono::DateTime::UNIX_EPOCH);
        prop_assert!(!prepared.submission.title.as_str().is_empty());
        prop_assert_eq!(dedup_key(&mail), dedup_key(&parse(&raw)));
    }

    #[test]
    fn mutated_mails_never_panic(at in 0_usize..900, with in proptest::collection::vec(any::<u8>(), 0..5), cut in 0_usize..40) {
        let base = include_bytes!("testdata/mixed.eml");
        let at = at.min(base.len());
        let after = (at + cut).min(base.len());
        let raw = [&base[..at], &with, &base[after..]].concat();
        let mail = parse(&raw);
        prop_assert!(!mail.flaws.contains(&Flaw::Unparsable));
        let _verdict = classify(&mail, &[]);
    }
}
