//! What mail programs and providers put around the words of people. Own words in the forms that
//! were seen.

use super::{ParsedMail, parse};

const OWN: &str = "三车间的风扇还没装，请再催一下。";
const OLD: &str = "您好，您的来信已登记。";

fn mail(subject: &str, kind: &str, body: &str) -> ParsedMail {
    let raw = format!(
        "From: zs@example.cn\r\nSubject: {subject}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{body}"
    );
    parse(raw.as_bytes())
}

#[test]
fn rare_lines_above_the_history_are_known() {
    for history in [
        "------------------&nbsp;原始邮件&nbsp;------------------\n发件人: x\n",
        "发件人 征集办 box@x.cn\n收件人 张三 zs@x.cn\n主题 x\n日期 2026年6月1日 09:00\n",
        "原邮件内容：\n发件人：征集办\n收件人：zs\n主题：x\n",
        "----回复的原始邮件----\n发件人：征集办\n",
        "征集办写于2026-06-01 09:00:\n> ",
        "引用 征集办 的来信：\n> ",
        "2026-06-01 09:00 征集办 <box@x.cn>:\n> ",
        "\"征集办\" 写道：\n\n> ",
        "Quoting box <box@x.cn>:\n\n> ",
        "box@x.cn 编写：\n> ",
        "El 1 jun 2026, a las 9:00, box <box@x.cn> escribió:\n> ",
        "Le lun. 1 juin 2026 à 09:00, box <box@x.cn> a écrit :\n> ",
        "Am 01.06.2026 um 09:00 schrieb box <box@x.cn>:\n> ",
        "来自 魅族 M5\n\n-------- 原始邮件 --------\n发件人：征集办\n",
        "________________\n发自我的iPhone\n\n---原始邮件---\n发件人：征集办\n",
    ] {
        let found = mail("Re: x", "plain", &format!("{OWN}\n\n{history}{OLD}"));
        assert_eq!(found.text, OWN, "{history}");
        assert!(found.whole.contains(OLD), "{history}");
    }
}

#[test]
fn a_block_quote_that_ends_an_answer_is_history() {
    for html in [
        "<div>{o}</div><blockquote>{q}</blockquote>",
        "<div>{o}</div><blockquote style=\"margin-left: 0.5em\"><div>发件人：x</div><div>{q}</div></blockquote><div><br></div>",
        "<div>{o}</div><div id=\"mail-editor-reference-message-container\">{q}</div>",
        "<div>{o}</div><div name=\"messageReplySection\">{q}</div>",
    ] {
        let html = html.replace("{o}", OWN).replace("{q}", OLD);
        assert_eq!(mail("Re: x", "html", &html).text, OWN, "{html}");
        let inside = "<blockquote>一、风扇</blockquote><div>以上。</div>";
        assert_eq!(mail("Re: x", "html", inside).text, "一、风扇\n以上。");
        // no answer: indented words
        let letter = mail(
            "x",
            "html",
            "<div>建议：</div><blockquote>装风扇</blockquote>",
        );
        assert_eq!(letter.text, "建议：\n装风扇");
    }
}

#[test]
fn the_rule_of_foxmail_begins_a_signature() {
    let html = format!(
        "<div>{OWN}</div><hr style=\"width: 210px; height: 1px;\" color=\"#b5c4df\" size=\"1\" align=\"left\"><div><span>张三</span></div>"
    );
    let found = mail("x", "html", &html);
    assert_eq!(
        (found.text.as_str(), found.signature.as_str()),
        (OWN, "-- \n张三")
    );
}

#[test]
fn dashes_within_a_letter_are_no_signature() {
    for text in [
        "1. 加装风扇\n--\n2. 改善食堂",
        "一、现状\n---\n热\n---\n二、建议",
        "第一条。\n---\n装风扇，谢谢！电话：13800000000。",
    ] {
        assert_eq!(mail("x", "plain", text).text, text);
    }
    let signed = format!("{OWN}\n---\n张三\n三车间 班长\n电话：13800000000");
    assert_eq!(mail("x", "plain", &signed).text, OWN);
}

#[test]
fn a_letter_passed_on_without_a_word_is_the_letter() {
    for head in [
        "---- 转发的原邮件 ----\n| 发件人 | 李四<ls@163.com> |\n| 发送日期 | 2026年06月01日 09:00 |\n| 收件人 | zs |\n| 主题 | 通风 |\n",
        "开始转发的邮件：\n\n发件人: 李四 <ls@x.cn>\n主题: 通风\n日期: 2026年6月1日 GMT+8 09:00:00\n收件人: zs\n\n",
        "Begin forwarded message:\n\nFrom: 李四 <ls@x.cn>\nSubject: 通风\nDate: June 1, 2026 at 9:00:00 AM GMT+8\nTo: zs\n\n",
    ] {
        let found = mail("Fwd: x", "plain", &format!("{head}{OWN}"));
        assert!(found.text.contains(OWN), "{head}\n{}", found.text);
        assert!(found.forwarded.is_some(), "{head}");
    }
}

#[test]
fn links_that_expire_are_flagged() {
    let is_flagged = |text: &str| {
        mail("x", "plain", text)
            .flaws
            .contains(&super::Flaw::ExpiringLink)
    };
    for text in [
        "https://pan.quark.cn/s/abc",
        "https://cloud.189.cn/t/abc",
        "https://exmail.qq.com/cgi-bin/ftnExs_download?k=1",
        "照片见超大附件 https://dl.example.cn/x",
    ] {
        assert!(is_flagged(text), "{text}");
    }
    assert!(!is_flagged("网盘链接打不开，超大附件也发不了。"));
    assert!(!is_flagged("见 https://www.example.cn 的通知"));
}

#[test]
fn names_cut_in_odd_places_are_read() {
    let name = |parameters: &[u8]| {
        let raw = [
            b"From: a@b.cn\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Disposition: attachment; "
                .as_slice(),
            parameters,
            b"\r\nContent-Type: application/pdf\r\n\r\nx\r\n--B--\r\n",
        ]
        .concat();
        parse(&raw).attachments.remove(0).file_name
    };
    // within a triple
    assert_eq!(
        name(b"filename*0*=gb2312''%B2%E2%C; filename*1*=A%D4.pdf"),
        "测试.pdf"
    );
    assert_eq!(
        name(b"filename*0*=gb2312''%B2%E2; filename*1=\"a.pdf\""),
        "测a.pdf"
    );
}

#[test]
fn a_page_under_a_plain_label_is_read_as_a_page() {
    let page =
        "<html><head><title>x</title></head><body><p>三车间太热</p><br>请装风扇</body></html>";
    assert_eq!(mail("x", "plain", page).text, "三车间太热\n\n请装风扇");
    let bare = parse(format!("From: a@b.cn\r\n\r\n{page}").as_bytes());
    assert_eq!(bare.text, "三车间太热\n\n请装风扇");
    let about = "<html> 是什么？";
    assert_eq!(mail("x", "plain", about).text, about);
}

#[test]
fn the_arrival_is_the_first_date_that_a_server_left() {
    let raw = "Received: by b with LMTP\r\nReceived: from a by b; Mon, 1 Jun 2026 09:30:00 +0800\r\nFrom: a@b.cn\r\nDate: 星期一, 1 六月 2026 09:00:00 +0800\r\n\r\nx";
    let found = parse(raw.as_bytes());
    let shown = |at: Option<huiyin_core::time::Instant>| at.map(|at| at.to_rfc3339());
    assert_eq!(
        shown(found.arrived_at).as_deref(),
        Some("2026-06-01T01:30:00+00:00")
    );
    assert_eq!(
        shown(found.date).as_deref(),
        Some("2026-06-01T01:00:00+00:00")
    );
}

#[test]
fn an_address_in_wide_brackets_is_an_address() {
    let raw = "From: 张三＜zs@example.cn＞\r\n\r\nx";
    let from = parse(raw.as_bytes()).from.unwrap();
    assert_eq!(from.address, "zs@example.cn");
    assert_eq!(from.name.as_deref(), Some("张三"));
}

#[test]
fn traditional_characters_under_a_western_label_are_read() {
    let text = "關於改善三車間通風的建議：夏天太熱";
    let big5 = encoding_rs::BIG5.encode(text).0.into_owned();
    let head = b"From: a@b.cn\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n";
    assert_eq!(parse(&[head.as_slice(), &big5].concat()).text, text);
    let western = "Señor Müller, ¿dónde está la fábrica de Málaga? Übergrößenträger".to_owned();
    let latin = encoding_rs::WINDOWS_1252.encode(&western).0.into_owned();
    assert_eq!(parse(&[head.as_slice(), &latin].concat()).text, western);
}
