//! What the field sends: replies of the providers, headers with rubbish around them, parts that
//! contradict each other. Own words in the forms that were seen.

use super::{MailKind, ParsedMail, Reading, parse};

const OWN: &str = "谢谢，通风已改善，但夜班仍然很热。\n请再看看。";

fn gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn reply(body: &str) -> ParsedMail {
    let raw = format!(
        "From: zs@example.cn\r\nIn-Reply-To: <x@example.org>\r\nSubject: Re: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
    );
    parse(raw.as_bytes())
}

fn reply_in_html(body: &str) -> ParsedMail {
    let raw = format!(
        "From: zs@example.cn\r\nIn-Reply-To: <x@example.org>\r\nSubject: Re: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}"
    );
    parse(raw.as_bytes())
}

#[test]
fn the_history_of_every_provider_is_cut() {
    let old = "您好，您的来信已登记。";
    for history in [
        "------------------ 原始邮件 ------------------\n发件人: \"工会\"<gh@x.cn>;\n",
        "------------------ Original ------------------\nFrom:  \"gh\"<gh@x.cn>;\n",
        "发自我的iPhone\n\n------------------ 原始邮件 ------------------\n",
        "在 2026-06-01 09:00:00，\"工会\" <gh@x.cn> 写道：\n",
        "At 2026-06-01 09:00:00, \"gh\" <gh@x.cn> wrote:\n>",
        "| |\n张三\n|\n|\nzs@163.com\n|\n签名由 网易邮箱大师 定制\n---- 回复的原邮件 ----\n| 发件人 | 工会 |\n",
        "工会 <gh@x.cn> 于2026年6月1日周一 09:00写道：\n\n> ",
        "工會 <gh@x.cn> 於 2026年6月1日 週一 上午9:00寫道：\n> ",
        "> 在 2026年6月1日，上午9:00，工会 <gh@x.cn> 写道：\n> ",
        "________________________________\n发件人: 工会 <gh@x.cn>\n发送时间: 2026年6月1日 9:00\n收件人: 张三\n主题: x\n",
        "-----邮件原件-----\n发件人: 工会 [mailto:gh@x.cn]\n",
        "-----Original Message-----\nFrom: gh [mailto:gh@x.cn]\n",
        "发件人： 工会\n发送时间： 2026-06-01 09:00\n收件人： zs\n主题： x\n",
        "> -----原始邮件-----\n> 发件人: \"工会\" <gh@x.cn>\n> ",
        "----- 原文 -----\n",
        "----邮件原文----\n发件人：工会 <gh@x.cn>\n",
        "-------- 原始邮件 --------\n发件人： 工会 <gh@x.cn>\n主 题： x\n",
        "-------- 原始信息 --------\n发件人： 工会 <gh@x.cn>\n",
        "------------------------------------------------------------------\n发件人：工会<gh@x.cn>\n日　期：2026年06月01日 09:00:00\n收件人：张三\n主　题：x\n",
        "======= 2026-06-01 09:00:00 您在来信中写道：=======\n",
        "2026年6月1日 +0800 09:00 工会 <gh@x.cn>，写道：\n> ",
    ] {
        let mail = reply(&format!("{OWN}\n\n{history}{old}"));
        assert_eq!(mail.text, OWN, "{history}");
        assert!(mail.whole.contains(old), "{history}");
    }
}

#[test]
fn what_programs_append_is_cut() {
    for line in [
        "发自我的小米14",
        "来自QQ邮箱",
        "发自网易邮箱大师",
        "從我的iPhone傳送",
        "发自我的企业微信",
        "来自钉钉专属商务邮箱",
        "发自我的三星 Galaxy 智能手机。",
        "获取适用于 Android 的 Outlook",
    ] {
        assert_eq!(reply(&format!("{OWN}\n\n{line}")).text, OWN, "{line}");
    }
}

#[test]
fn elements_of_html_mark_history_and_signature() {
    let check = |html: &str, expect: &str| assert_eq!(reply_in_html(html).text, expect, "{html}");
    check(
        "<div>仍热。</div><div class=\"gmail_signature\">张三<br>三车间</div>",
        "仍热。",
    );
    check(
        "<div id=\"AppleMailSignature\"><div>仍热。</div></div><blockquote type=\"cite\">旧话</blockquote>",
        "仍热。",
    );
    check(
        "<div class=\"ntes-mailmaster-quote\"><div>旧话</div></div><div>写在下面。</div>",
        "写在下面。",
    );
    check(
        "<div>仍热。</div><div id=\"appendonsend\"></div><div id=\"divRplyFwdMsg\"><b>发件人:</b> gh</div><div>旧话</div>",
        "仍热。",
    );
    check(
        "<div>仍热。</div><div class=\"xm_mail_oringinal_describe\">Original:</div><div>旧话</div>",
        "仍热。",
    );
    check(
        "<div style=\"display: none\">预览</div><p>仍热。</p><div style='display:none'><div>x</div>y</div>",
        "仍热。",
    );
    // the end is missing: better too much than nothing
    check("<div style=\"display:none\">仍热。", "仍热。");
}

#[test]
fn own_words_stay() {
    for text in [
        "一、现状\n------\n热\n\n二、建议\n------\n装风机",
        ">>> 求助 <<<\n车间太热。",
        "> 一\n> 二\n车间太热。",
        "发件人：张三\n单位：三车间\n电话：138\n\n车间太热。",
        "2026年5月，厂报写道：车间要通风。\n可是没有。",
    ] {
        let mail = parse(format!("From: a@b.cn\r\nSubject: 热\r\n\r\n{text}").as_bytes());
        assert_eq!(mail.text, text);
    }
}

#[test]
fn a_letter_passed_on_is_data() {
    let raw = "From: clerk@x.cn\r\nIn-Reply-To: <a@b>\r\nSubject: 转发：车间通风\r\n\r\n请登记。\r\n\r\n发件人: 李四 <ls@x.cn>\r\n发送时间: 2026年6月1日 14:05\r\n收件人: clerk\r\n主题: 车间通风\r\n\r\n车间太热。";
    let mail = parse(raw.as_bytes());
    assert_eq!(mail.text, "请登记。");
    let letter = mail.forwarded.as_ref().unwrap();
    assert_eq!(letter.from.as_ref().unwrap().address, "ls@x.cn");
    assert_eq!(letter.text, "车间太热。");
    let body = super::to_submission(&mail, chrono::DateTime::UNIX_EPOCH)
        .submission
        .body;
    assert!(body.as_str().contains("车间太热。"), "{}", body.as_str());
    // without a word of one's own, what is passed on is what one has to say
    let bare = parse(raw.replace("请登记。\r\n\r\n", "").as_bytes());
    assert!(bare.text.contains("车间太热。"));
    let nested = "From: clerk@x.cn\r\nSubject: 请登记\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\n请登记。\r\n--B\r\nContent-Type: message/rfc822\r\n\r\nFrom: ls@x.cn\r\nSubject: hot\r\nDate: Mon, 1 Jun 2026 09:00:00 +0800\r\n\r\n车间太热。\r\n--B--\r\n";
    let letter = parse(nested.as_bytes()).forwarded.unwrap();
    assert_eq!(letter.from.unwrap().address, "ls@x.cn");
    assert_eq!(
        (letter.subject.as_str(), letter.text.as_str()),
        ("hot", "车间太热。")
    );
    assert!(letter.sent_at.is_some());
}

#[test]
fn rubbish_around_the_header_is_stepped_over() {
    let header = "From: =?gb2312?B?1cXI/Q==?= <zs@example.cn>\r\nTo: box@x.cn\r\nSubject: t\r\n";
    for front in [
        "+OK 1234 octets\r\n",
        "junk\r\nmore junk\r\n",
        "\0\0\0",
        "\u{feff}",
        "\r\n\r\n",
        "From zs@example.cn Mon Jun  1 09:00:00 2026\r\n",
    ] {
        let mail = parse(format!("{front}{header}\r\n正文").as_bytes());
        assert_eq!(
            (mail.subject.as_str(), mail.text.as_str()),
            ("t", "正文"),
            "{front:?}"
        );
        assert_eq!(mail.from.unwrap().address, "zs@example.cn", "{front:?}");
    }
    let mail = parse(b"From : zs@example.cn\r\nSubj\0ect : a\0b\r\n\r\nx");
    assert_eq!(mail.subject, "ab");
    assert_eq!(mail.from.unwrap().address, "zs@example.cn");
    // words before a copied header are a letter
    let mail = parse("大家好：\n\n车间太热。\nSubject: 不是邮件头".as_bytes());
    assert!(mail.text.starts_with("大家好"));
}

#[test]
fn names_and_words_cut_in_odd_places_are_read() {
    let subject = |value: &[u8]| {
        parse(&[b"From: a@b.cn\r\nSubject: ".as_slice(), value, b"\r\n\r\nx"].concat()).subject
    };
    assert_eq!(subject(b"=?gb2312?B?uaS74Q==?"), "工会");
    // folded inside a character
    let text = gb("关于改善车间通风");
    let folded = [&text[..7], b"\r\n ", &text[7..]].concat();
    assert_eq!(subject(&folded), "关于改善车间通风");
    // surrogates encoded one by one
    assert_eq!(subject(b"=?utf-8?B?6aOf5aCC7aC97bi6?="), "食堂\u{1f63a}");
    // accented letters are no pairs of GBK
    assert_eq!(subject(b"Forma\xe7\xe3o do ver\xe3o"), "Formação do verão");
    // what nobody can read stays as it came
    let unreadable = "=?UTF-8?B?nnDusSNdG92w6Fuw61fMjAxOF8wMy0xMzMy?=";
    assert_eq!(subject(unreadable.as_bytes()), unreadable);
    let shown = |from: &str| parse(format!("From: {from}\r\n\r\nx").as_bytes()).from_shown;
    assert_eq!(shown("\"Zhang \\\"San\\\"\" <a@b.cn>"), "Zhang \"San\"");
    assert_eq!(shown("\"a@b.cn\" <a@b.cn>"), "a@b.cn");
    assert_eq!(shown("=?gb2312?B?1cXI/Q==?="), "张三");
    assert_eq!(shown("Moderator <moderator>"), "Moderator");
    assert_eq!(shown("<a@b.cn>"), "");
}

#[test]
fn file_names_are_taken_from_where_they_are_readable() {
    let name = |headers: &str| {
        let raw = format!(
            "From: a@b.cn\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n{headers}\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--B--\r\n"
        );
        Reading::of(&parse(raw.as_bytes()), &[]).attachments[0]
            .name
            .clone()
    };
    let word = "=?gb2312?B?1rC5pL2o0ukuZG9j?=";
    for headers in [
        format!("Content-Type: application/msword; name=\"{word}\"\r\nContent-Disposition: attachment; filename=\"????.doc\""),
        format!("Content-Type: application/msword\r\nContent-Disposition: attachment\r\nContent-Description: {word}"),
        format!("Content-Type: application/msword\r\nContent-Disposition: attachment filename=\"{word}\""),
        "Content-Type: application/msword\r\nContent-Disposition: attachment; filename='职工建议.doc'".to_owned(),
    ] {
        assert_eq!(name(&headers), "职工建议.doc", "{headers}");
    }
    let long = format!("{}.doc", "长".repeat(150));
    let headers = format!("Content-Type: application/msword; name=\"{long}\"");
    assert_eq!(name(&headers), long);
}

#[test]
fn parts_that_contradict_each_other_are_read() {
    let mail = |raw: &str| parse(format!("From: a@b.cn\r\nSubject: t\r\n{raw}").as_bytes());
    let file = "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n";
    // one boundary for two levels
    let same = mail(&format!(
        "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\n\r\n正文\r\n--B--\r\n--B\r\n{file}--B--"
    ));
    assert_eq!(same.attachments[0].bytes, b"abc");
    assert_eq!(same.text, "正文");
    // a multipart that claims an encoding
    let encoded = mail(
        "Content-Type: multipart/mixed; boundary=B\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n--B\r\n\r\n1=2=3D\r\n--B\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nYWI=\r\n--B--",
    );
    assert_eq!(encoded.text, "1=2=3D");
    assert_eq!(encoded.attachments[0].bytes, b"ab");
    // a digest: the empty line is the part's header (RFC 2046 5.1.5)
    let digest = mail(
        "Content-Type: multipart/digest; boundary=B\r\n\r\n--B\r\n\r\nFrom: c@d.cn\r\nSubject: one\r\nContent-Type: text/plain\r\n\r\n正文\r\n--B--",
    );
    assert_eq!(digest.attachments[0].file_name, "one.eml");
    // no semicolon before the parameter
    let head = "From: a@b.cn\r\nSubject: t\r\nContent-Type: text/plain charset=gbk\r\n\r\n";
    let body = [head.as_bytes(), &gb("车间太热")].concat();
    assert_eq!(parse(&body).text, "车间太热");
    // uuencoded lines whose closing blanks a relay cut off
    let uu = mail("\r\n正文\r\nbegin 644 a.bin\r\n#``$\r\n!80\r\n`\r\nend\r\n");
    assert_eq!(uu.text, "正文");
    assert_eq!(uu.attachments[0].bytes, b"\x00\x01\x00a");
}

#[test]
fn a_lost_transfer_encoding_is_found_again() {
    let text = "车间太热，建议加装风机。";
    let mail = |body: &str| {
        parse(
            format!("From: a@b.cn\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n{body}\r\n")
                .as_bytes(),
        )
    };
    let quoted: String = gb(text).iter().map(|b| format!("={b:02X}")).collect();
    assert_eq!(mail(&quoted).text, text);
    assert_eq!(
        mail("s7W85MyryMi9qNLpvNPXsLfnu/o=").text,
        "车间太热建议加装风机"
    );
    for plain in ["abcdefghijklmnop", "E=MC2 and =20 percent", "https"] {
        assert_eq!(mail(plain).text, plain);
    }
}

#[test]
fn a_letter_wrapped_in_its_signature_is_read() {
    // id-signedData, version, id-data, content
    let part = "Content-Type: text/plain; charset=utf-8\r\n\r\n车间太热";
    let head = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x04";
    let raw = [
        b"From: a@b.cn\r\nSubject: t\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: binary\r\n\r\n".as_slice(),
        head,
        &[u8::try_from(part.len()).unwrap()],
        part.as_bytes(),
        &[0, 0, 0, 0],
    ]
    .concat();
    let mail = parse(&raw);
    assert_eq!(mail.text, "车间太热");
    assert_eq!(mail.attachments[0].file_name, "smime.p7m");
    assert!(!mail.flaws.contains(&super::Flaw::Encrypted));
}

#[test]
fn large_files_that_lie_elsewhere_are_flagged() {
    let mail = parse("From: a@b.cn\r\n\r\n照片见云附件（2026年7月1日到期）\nhttps://mail.163.com/large-attachment-download/x".as_bytes());
    assert!(mail.flaws.contains(&super::Flaw::ExpiringLink));
    let mail = parse("From: a@b.cn\r\n\r\n建议信箱支持超大附件。".as_bytes());
    assert!(!mail.flaws.contains(&super::Flaw::ExpiringLink));
}

#[test]
fn a_reading_has_the_keys_that_were_promised() {
    let raw = "Received: from a by b; Mon, 1 Jun 2026 09:05:00 +0800\r\nMessage-ID: <m@x>\r\nFrom: =?gb2312?B?1cXI/Q==?= <zs@x.cn>\r\nSubject: t\r\nDate: Mon, 1 Jun 2026 09:00:00 +0800\r\n\r\nx\r\n\r\n发自我的iPhone\r\n";
    let json = serde_json::to_string(&Reading::of(&parse(raw.as_bytes()), &[])).unwrap();
    assert_eq!(
        json,
        r#"{"message_id":"m@x","from":{"name":"张三","address":"zs@x.cn"},"subject":"t","text":"x\n\n发自我的iPhone","new_text":"x","attachments":[],"kind":"suggestion","repairs":["正文没有标注编码，按 UTF-8 读出"],"received_at":"2026-06-01T09:05:00+08:00"}"#
    );
    let empty = Reading::of(&parse(b""), &[]);
    assert_eq!(
        (empty.kind, empty.received_at),
        (MailKind::Suggestion, None)
    );
}

#[test]
fn our_own_mail_is_known() {
    let notice = "From: box@x.cn\r\nMessage-ID: <GH2026-000123.4.accepted@x.cn>\r\nAuto-Submitted: auto-replied\r\nSubject: t\r\n\r\nx";
    let kind = |raw: &str, own: &[String]| MailKind::of(&parse(raw.as_bytes()), own);
    assert_eq!(kind(notice, &[]), MailKind::Own);
    let letter = "From: BOX+GH2026-000001@x.cn\r\nSubject: t\r\n\r\nx";
    assert_eq!(kind(letter, &["box@x.cn".to_owned()]), MailKind::Own);
    assert_eq!(kind(letter, &[]), MailKind::Suggestion);
    for kind in MailKind::ALL {
        assert_eq!(
            serde_json::to_string(kind).unwrap(),
            format!("\"{}\"", kind.code())
        );
    }
}
