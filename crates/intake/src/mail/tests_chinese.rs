//! Whole mails in the ways that Chinese programs break them, byte by byte.

use encoding_rs::{BIG5, Encoding, GB18030};

use super::{Flaw, ParsedMail, parse};

fn gb(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0_u32, |acc, b| acc << 8 | u32::from(*b)) << (8 * (3 - group.len()));
        for i in 0..=group.len() {
            out.push(char::from(DIGITS[(bits >> (18 - 6 * i)) as usize & 63]));
        }
        out.push_str(&"=".repeat(3 - group.len()));
    }
    out
}

fn quoted(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("={b:02X}")).collect()
}

/// A mail with that header line (raw) and a short body.
fn with_header(line: &[u8]) -> ParsedMail {
    let raw = [
        b"From: a@b.cn\r\nTo: box@example.org\r\n",
        line,
        b"\r\n\r\nx\r\n",
    ]
    .concat();
    parse(&raw)
}

fn with_body(head: &str, body: &[u8]) -> ParsedMail {
    let raw = [
        b"From: a@b.cn\r\nSubject: t\r\n",
        head.as_bytes(),
        b"\r\n\r\n",
        body,
    ]
    .concat();
    parse(&raw)
}

fn with_file(headers: &[u8]) -> ParsedMail {
    let raw = [
        b"From: a@b.cn\r\nSubject: t\r\nContent-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\n\r\nhi\r\n--B\r\n",
        headers,
        b"\r\nContent-Transfer-Encoding: base64\r\n\r\nYQo=\r\n--B--\r\n",
    ]
    .concat();
    parse(&raw)
}

#[test]
fn subjects() {
    let text = "关于改善车间通风的建议";
    let gbk = gb(text);
    let word = |label: &str, bytes: &[u8]| format!("=?{label}?B?{}?=", base64(bytes));
    let check = |value: &[u8], expect: &str| {
        let mail = with_header(&[b"Subject: ", value].concat());
        assert_eq!(mail.subject, expect, "{}", String::from_utf8_lossy(value));
    };
    check(&gbk, text);
    check(text.as_bytes(), text);
    check(word("gb2312", &gbk).as_bytes(), text);
    check(word("GB18030", &gbk).as_bytes(), text);
    check(word("utf-8", &gbk).as_bytes(), text);
    check(word("gbk", text.as_bytes()).as_bytes(), text);
    check(word("", &gbk).as_bytes(), text);
    check(word("unknown", &gbk).as_bytes(), text);
    check(word("iso-8859-1", &gbk).as_bytes(), text);
    check(word("x-gbk", &gbk).as_bytes(), text);
    check(format!("=?gb2312?Q?{}?=", quoted(&gbk)).as_bytes(), text);
    // raw bytes inside a Q word, and blanks inside
    check(&[b"=?gb2312?Q?".as_slice(), &gbk, b"?="].concat(), text);
    check(b"=?gb2312?Q?=B9=A4 =BB=E1?=", "工 会");
    // split at every place, also inside characters, in both methods
    for at in 1..gbk.len() {
        let (head, tail) = gbk.split_at(at);
        check(
            format!("{}\r\n {}", word("gb2312", head), word("gb2312", tail)).as_bytes(),
            text,
        );
        check(
            format!("{}\r\n\t{}", word("gb2312", head), word("GBK", tail)).as_bytes(),
            text,
        );
        check(
            format!("=?gbk?Q?{}?= =?gbk?Q?{}?=", quoted(head), quoted(tail)).as_bytes(),
            text,
        );
    }
    for at in 1..text.len() {
        let (head, tail) = text.as_bytes().split_at(at);
        check(
            format!("{}\r\n {}", word("UTF-8", head), word("utf8", tail)).as_bytes(),
            text,
        );
    }
    // base64 text itself cut anywhere
    let whole = base64(&gbk);
    for at in 1..whole.len() {
        let (head, tail) = whole.split_at(at);
        check(
            format!("=?gb2312?B?{head}?=\r\n =?gb2312?B?{tail}?=").as_bytes(),
            text,
        );
    }
    // the same for Q words, also inside a triple
    let whole_q = quoted(&gbk);
    for at in 1..whole_q.len() {
        let (head, tail) = whole_q.split_at(at);
        check(
            format!("=?gb2312?Q?{head}?=\r\n =?gb2312?Q?{tail}?=").as_bytes(),
            text,
        );
    }
    // padding missing or doubled
    check(
        format!("=?gb2312?B?{}?=", whole.trim_end_matches('=')).as_bytes(),
        text,
    );
    check(format!("=?gb2312?B?{whole}==?=").as_bytes(), text);
    // raw and encoded side by side
    check(
        &[
            b"Re: ".as_slice(),
            word("gbk", &gb("回执")).as_bytes(),
            b" ",
            &gb("通知"),
        ]
        .concat(),
        "Re: 回执 通知",
    );
    check(
        &[text.as_bytes(), b" - ", word("gbk", &gb("回执")).as_bytes()].concat(),
        &format!("{text} - 回执"),
    );
    // without a blank between word and text
    check(
        format!("[{}]x", word("gbk", &gb("工会"))).as_bytes(),
        "[工会]x",
    );
    check(
        b"=?GB18030?B?gjCBNoIwgTc=?=",
        &GB18030.decode(b"\x82\x30\x81\x36\x82\x30\x81\x37").0,
    );
    check(b"=?hz-gb-2312?B?fns8Okt5MjtTe359?=", "己所不欲");
    check(b"~{<:Ky2;S{~}", "己所不欲");
    check(b"=?iso-2022-cn?Q?=1B$)A=0E=3D;;;=0F?=", "交换");
    check(b"=?utf-7?Q?+XeVPGl76i64-?=", "工会建议");
    check(
        word("big5", &BIG5.encode("關於改善").0).as_bytes(),
        "關於改善",
    );
    check(word("big5-hkscs", b"\x9d\xf8\x9d\xcf").as_bytes(), "啲嘢");
    check(
        word("gb2312", &BIG5.encode("關於改善通風").0).as_bytes(),
        "關於改善通風",
    );
    check(&BIG5.encode("關於改善通風的建議").0, "關於改善通風的建議");
    check(b"=?gb2312?B?uaS74Q==?= =?utf-8?B?5bu66K6u?=", "工会建议");
    check(b"=?gb2312?B?uaS74Q==", "工会");
    check(b"\"=?gb2312?B?uaS74Q==?=\"", "\"工会\"");
    // wrapped in the middle of a word
    check(b"=?gb2312?B?uaS7\r\n 4Q==?=", "工会");
    // an en dash of cp936, traditional and rare characters under the label gb2312
    check(
        word("gb2312", &gb("坏 – 張建議 镕 㐂")).as_bytes(),
        "坏 – 張建議 镕 㐂",
    );
    check(b"=?gb2312?B?uaS74Q==?=\r\n =?gb2312?B??=", "工会");
    check(b"=?gb2312*zh-CN?B?uaS74Q==?=", "工会");
    check(b"=?GB2312?b?uaS74Q==?=", "工会");
    check(b"=?\"gb2312\"?B?uaS74Q==?=", "工会");
    check(
        b"=?utf-8?B?5bel5Lya?= (=?utf-8?B?5bu66K6u?=)",
        "工会 (建议)",
    );
}

#[test]
fn senders() {
    let check = |value: &[u8], expect: &str| {
        let raw = [b"From: ", value, b"\r\nSubject: t\r\n\r\nx"].concat();
        let from = parse(&raw).from.unwrap();
        assert_eq!(
            (from.name.as_deref(), from.address.as_str()),
            (Some(expect), "zs@x.cn")
        );
    };
    check(&[gb("张三").as_slice(), b" <zs@x.cn>"].concat(), "张三");
    check(
        &[b"\"", gb("张三").as_slice(), b"\" <zs@x.cn>"].concat(),
        "张三",
    );
    check(
        &[b"zs@x.cn (", gb("张三").as_slice(), b")"].concat(),
        "张三",
    );
    check("张三 <zs@x.cn>".as_bytes(), "张三");
    check(b"=?gb2312?B?086yyZjl?= zs@x.cn", "游采樺");
    check(b"\"=?gb18030?B?1cXI/Q==?=\" <zs@x.cn>", "张三");
    check(b"=?gb2312?B?1cU=?= =?gb2312?B?yP0=?= <zs@x.cn>", "张三");
    check(
        b"=?gb2312?B?1cXI?=\r\n =?gb2312?B?/Q==?=\r\n <zs@x.cn>",
        "张三",
    );
    // characters whose second byte is a backslash, a bracket, an at sign
    for name in ["誠", "瀈", "孈", "禱", "乗", "堾"] {
        check(
            &[b"\"", gb(name).as_slice(), b"\" <zs@x.cn>"].concat(),
            name,
        );
        check(&[gb(name).as_slice(), b" <zs@x.cn>"].concat(), name);
    }
    check(
        &[
            b"=?big5?B?",
            base64(&BIG5.encode("張建議").0).as_bytes(),
            b"?= <zs@x.cn>",
        ]
        .concat(),
        "張建議",
    );
}

#[test]
fn bodies() {
    let text = "关于改善车间通风的建议：\n一、增设风机。";
    let check = |head: &str, body: &[u8], expect: &str| {
        let mail = with_body(head, body);
        assert_eq!(mail.text, expect, "{head}");
    };
    let labels = [
        "gb2312",
        "GBK",
        "gb18030",
        "x-euc-cn",
        "euc-cn",
        "cp936",
        "ansi",
        "unknown-8bit",
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "big5",
        "x-unknown",
        "default",
        "gb_2312-80",
        "134",
        "hz-gb-2312",
        "iso-2022-cn",
        "utf-7",
        "utf-16",
    ];
    for label in labels {
        for (cte, bytes) in [
            ("8bit", gb(text)),
            ("base64", base64(&gb(text)).into_bytes()),
            ("quoted-printable", quoted(&gb(text)).into_bytes()),
        ] {
            let head = format!(
                "Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: {cte}"
            );
            check(&head, &bytes, text);
        }
        let head = format!(
            "Content-Type: text/plain; charset=\"{label}\"\r\nContent-Transfer-Encoding: 8bit"
        );
        check(&head, text.as_bytes(), text);
    }
    check("X-None: 1", &gb(text), text);
    check("X-None: 1", text.as_bytes(), text);
    check(
        "Content-Type: text/plain",
        &BIG5.encode("關於改善車間通風").0,
        "關於改善車間通風",
    );
    check(
        "Content-Type: text/plain; charset=gb2312",
        &BIG5.encode("關於改善車間通風").0,
        "關於改善車間通風",
    );
    check(
        "Content-Type: text/plain; charset=hz-gb-2312",
        b"~{<:Ky2;S{#,NpJ)SZHK!#~}",
        "己所不欲，勿施于人。",
    );
    check(
        "Content-Type: text/plain; charset=us-ascii",
        b"~{<:Ky2;S{#,NpJ)SZHK!#~}",
        "己所不欲，勿施于人。",
    );
    check(
        "Content-Type: text/plain; charset=iso-2022-cn",
        b"\x1b$)A\x0e=;;;\x0f\r\n\x1b$)G\x0eG(_P\x0f",
        "交换\n交換",
    );
    check(
        "Content-Type: text/plain; charset=utf-7",
        b"+XeVPGl76i64-",
        "工会建议",
    );
    check(
        "Content-Type: text/plain; charset=euc-tw",
        b"\xc7\xa8\xdf\xd0",
        "交換",
    );
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let head = "Content-Type: text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64";
    check(head, base64(&wide).as_bytes(), text);
    // base64 cut into lines inside a character, padded line by line, or with a footer behind
    let gbk = gb(text);
    let head = "Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64";
    let whole = base64(&gbk);
    let lines: String = whole
        .as_bytes()
        .chunks(7)
        .map(|l| format!("{}\r\n", String::from_utf8_lossy(l)))
        .collect();
    check(head, lines.as_bytes(), text);
    let padded: String = gbk
        .chunks(5)
        .map(|chunk| format!("{}\r\n", base64(chunk)))
        .collect();
    check(head, padded.as_bytes(), text);
    check(head, whole.trim_end_matches('=').as_bytes(), text);
    check(
        head,
        format!("{whole}\r\n_____\r\nlist footer, see http://x").as_bytes(),
        &format!("{text}\n_____\nlist footer, see http://x"),
    );
    check(head, &gbk, text);
    // soft line break inside a character
    let qp =
        "Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable";
    check(qp, b"=B9=A4=BB=\r\n=E1=bd=a8=D2=E9", "工会建议");
    check(
        qp,
        &[b"=B9=A4".as_slice(), &gb("会建议"), b" =ZZ"].concat(),
        "工会建议 =ZZ",
    );
    // HTML, with and without declarations
    let html =
        format!("<html><head><meta charset=gb2312><style>p{{}}</style></head><p>{text}</p></html>");
    check(
        "Content-Type: text/html",
        &gb(&html),
        "关于改善车间通风的建议： 一、增设风机。",
    );
    check(
        "Content-Type: text/html; charset=utf-8",
        &gb(&html),
        "关于改善车间通风的建议： 一、增设风机。",
    );
    check(
        "Content-Type: text/html; charset=utf-8",
        b"<p>&#24037;&#20250;&nbsp;&#x5EFA;&#x8BAE;</p>",
        "工会 建议",
    );
    // format=flowed
    let flowed = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes";
    check(
        flowed,
        "关于改善 \r\n车间通风\r\n好".as_bytes(),
        "关于改善车间通风\n好",
    );
    // the encodings of rare characters
    let rare = "㐂㳟𠮷𬭚䶮鿍，镕";
    for label in ["gb2312", "gb18030", "gbk"] {
        check(
            &format!("Content-Type: text/plain; charset={label}"),
            &gb(rare),
            rare,
        );
    }
}

#[test]
fn file_names() {
    let gbk = |text: &str| quoted(&gb(text)).replace('=', "%");
    let check = |headers: &[u8], expect: &str| {
        let mail = with_file(headers);
        let names: Vec<&str> = mail
            .attachments
            .iter()
            .map(|a| a.file_name.as_str())
            .collect();
        assert_eq!(names, [expect], "{}", String::from_utf8_lossy(headers));
        assert_eq!(mail.attachments[0].bytes, b"a\n");
        assert_eq!(mail.text, "hi");
    };
    let attached = |rest: &[u8]| {
        [
            b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; ",
            rest,
        ]
        .concat()
    };
    check(
        &attached(&[b"filename=\"", gb("职工建议.txt").as_slice(), b"\""].concat()),
        "职工建议.txt",
    );
    check(
        &attached(&[b"filename=", gb("职工建议.txt").as_slice()].concat()),
        "职工建议.txt",
    );
    check(
        &attached("filename=\"职工建议.txt\"".as_bytes()),
        "职工建议.txt",
    );
    check(
        &attached(format!("filename*=gb2312''{}", gbk("职工建议.txt")).as_bytes()),
        "职工建议.txt",
    );
    check(
        &attached(format!("filename*=GBK'zh-CN'{}", gbk("职工建议.txt")).as_bytes()),
        "职工建议.txt",
    );
    check(
        &attached(format!("filename*=utf-8''{}", gbk("职工建议.txt")).as_bytes()),
        "职工建议.txt",
    );
    let long = "关于改善一车间二车间三车间夏季通风降温条件的若干建议及附表.docx";
    let bytes = gb(long);
    let sections: String = bytes
        .chunks(9)
        .enumerate()
        .map(|(i, chunk)| {
            let charset = if i == 0 { "gbk''" } else { "" };
            format!(
                ";\r\n filename*{i}*={charset}{}",
                quoted(chunk).replace('=', "%")
            )
        })
        .collect();
    check(&attached(sections.trim_start_matches(';').as_bytes()), long);
    check(
        &attached(b"filename=\"=?GB2312?B?1rC5pL2o0ukudHh0?=\""),
        "职工建议.txt",
    );
    check(
        &attached(b"filename==?GB2312?Q?=D6=B0=B9=A4.txt?="),
        "职工.txt",
    );
    check(
        &attached(b"filename=\"=?gb2312?B?1rC5pL2o?=\r\n\t=?gb2312?B?0ukudHh0?=\""),
        "职工建议.txt",
    );
    check(
        &attached(b"filename=\"=?gb2312?B?1rC5pL0=?= =?gb2312?B?qNLpLnR4dA==?=\""),
        "职工建议.txt",
    );
    // encoded words cut by continuations, even inside a triple
    check(&attached(b"filename*0=\"=?UTF-8?Q?=E5=B7=A5=E4=BC?=\r\n =?UTF-8?Q?=9A=E\"; filename*1=\"5=BB=BA=E8=AE=AE.txt?=\""), "工会建议.txt");
    // the name stands only in the type
    check(
        b"Content-Type: application/octet-stream; name=\"=?gb18030?B?1rC5pL2o0ukudHh0?=\"",
        "职工建议.txt",
    );
    check(
        &[
            b"Content-Type: application/msword;\r\n name=".as_slice(),
            &gb("职工.doc"),
        ]
        .concat(),
        "职工.doc",
    );
    // a trailing byte that looks like a backslash
    check(
        &attached(&[b"filename=\"", gb("誠.txt").as_slice(), b"\""].concat()),
        "誠.txt",
    );
    check(
        &attached(b"filename=\"C:\\Users\\\xd6\xb0\xb9\xa4\\a.txt\""),
        "a.txt",
    );
    let big5 = BIG5.encode("職工建議.txt").0.into_owned();
    check(
        &attached(&[b"filename=\"", big5.as_slice(), b"\""].concat()),
        "職工建議.txt",
    );
}

#[test]
fn repairs_are_named_in_chinese() {
    let words = |mail: &ParsedMail| mail.flaws.iter().map(Flaw::to_string).collect::<Vec<_>>();
    let mail = with_body(
        "Content-Type: text/plain; charset=big5",
        "您好！".as_bytes(),
    );
    assert_eq!(
        words(&mail),
        ["正文标注的编码是 big5，实际是 UTF-8，已按实际读出"]
    );
    let mail = with_header(&[b"Subject: ".as_slice(), &gb("工会建议")].concat());
    assert_eq!(words(&mail), ["主题没有标注编码，按 GB18030 读出"]);
    let mail = with_body("Content-Type: text/plain; charset=gb2312", &gb("工会"));
    assert!(mail.flaws.is_empty());
}

#[test]
fn the_text_forms_of_big_providers() {
    // QQ: the plain form is only a stand-in, history after a rule of dashes
    let qq = "From: a@qq.com\r\nSubject: t\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n--B\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n<div>车间太热</div><div><includetail><div>&nbsp;</div><div style=\"font-size: 12px\">------------------&nbsp;原始邮件&nbsp;------------------</div><div>旧话</div></includetail></div>\r\n--B--\r\n";
    let mail = parse(qq.as_bytes());
    assert_eq!(mail.text, "车间太热");
    assert!(mail.quoted.contains("旧话"));
    // 163: the answered mail in a block quote with an id
    let netease = "From: a@163.com\r\nSubject: t\r\nContent-Type: text/html; charset=GBK\r\n\r\n<div>车间太热</div><br>在 2026-06-01 09:00:00，\"工会\" &lt;gh@x.cn&gt; 写道：<br><blockquote id=\"isReplyContent\"><div>旧话</div></blockquote>";
    let mail = parse(&gb(netease));
    assert_eq!(mail.text, "车间太热");
    // Outlook: header block after a rule
    let outlook = "From: a@x.cn\r\nSubject: t\r\nContent-Type: text/html; charset=gb2312\r\n\r\n<p class=MsoNormal>车间太热<o:p></o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>发件人<span>:</span></b> 工会 &lt;gh@x.cn&gt;<br><b>发送时间<span>:</span></b> 2026年6月1日 9:00<br><b>收件人<span>:</span></b> 张三<br><b>主题<span>:</span></b> 答复</p></div></div><p>旧话</p>";
    let mail = parse(&gb(outlook));
    assert_eq!(mail.text, "车间太热");
    // Foxmail
    let foxmail = "From: a@x.cn\r\nSubject: t\r\nContent-Type: text/plain; charset=\"GB2312\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n车间太热\r\n\r\n\r\n\r\nzs@x.cn\r\n \r\n发件人： 工会\r\n发送时间： 2026-06-01 09:00\r\n收件人： zs\r\n主题： 答复\r\n旧话\r\n";
    let mail = parse(&gb(foxmail));
    assert_eq!(mail.text, "车间太热\n\nzs@x.cn");
    // a forward without a word is what the sender has to say
    let forward = "From: a@x.cn\r\nSubject: 转发: 通风\r\n\r\n---------- 转发的邮件 ----------\r\n发件人: 李四\r\n车间太热\r\n";
    assert!(parse(forward.as_bytes()).text.contains("车间太热"));
    // a mail within the mail
    let nested = "From: a@x.cn\r\nSubject: t\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?gb2312?B?uaS74Q==?=\r\nContent-Type: text/plain; charset=gbk\r\n\r\n车间太热\r\n--B--\r\n";
    let mail = parse(&gb(nested));
    assert_eq!(mail.text, "工会\n车间太热");
    assert_eq!(mail.attachments[0].file_name, "工会.eml");
}

#[test]
fn every_encoding_of_one_text_reads_the_same() {
    let text = "食堂的素菜窗口太少，希望增加两个。";
    let encodings: [&'static Encoding; 2] = [GB18030, encoding_rs::UTF_8];
    for encoding in encodings {
        let bytes = encoding.encode(text).0.into_owned();
        for length in 2..text.chars().count() {
            let part: String = text.chars().take(length).collect();
            let part_bytes = encoding.encode(&part).0.into_owned();
            assert_eq!(
                with_body("Content-Type: text/plain", &part_bytes).text,
                part,
                "{}",
                encoding.name()
            );
        }
        assert_eq!(with_body("Content-Type: text/plain", &bytes).text, text);
    }
}
