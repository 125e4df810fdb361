//! Programs and people, by header and by words.

use super::super::{AutomaticKind, ParsedMail, parse};
use AutomaticKind::{
    AutoReply, Bounce, Bulk, Challenge, Generated, OutOfOffice, ReadReceipt, Report,
};

fn mail(head: &str, subject: &str, text: &str) -> ParsedMail {
    let from = if head.to_lowercase().contains("from:") {
        ""
    } else {
        "From: someone@x.cn\n"
    };
    parse(format!("{from}{head}\nSubject: {subject}\n\n{text}\n").as_bytes())
}

#[track_caller]
fn check(head: &str, subject: &str, text: &str, expect: Option<AutomaticKind>) {
    let mail = mail(head, subject, text);
    assert_eq!(mail.automatic, expect, "{head} {subject} {text}");
    assert!(!mail.evidence.is_empty(), "no reason: {head} {subject}");
}

#[test]
fn headers_of_programs_decide() {
    check("Auto-Submitted: auto-replied", "x", "y", Some(AutoReply));
    check(
        "Auto-Submitted: auto-replied (vacation)",
        "x",
        "y",
        Some(AutoReply),
    );
    check("Auto-Submitted: auto-generated", "x", "y", Some(Generated));
    check("Auto-Submitted: no", "x", "y", None);
    check("Precedence: bulk", "x", "y", Some(Bulk));
    check("List-Id: <a.b>", "x", "y", Some(Bulk));
    check("List-Unsubscribe: <mailto:a@b>", "x", "y", Some(Bulk));
    check("Precedence: auto_reply", "x", "y", Some(AutoReply));
    check("X-Autoreply: yes", "x", "y", Some(AutoReply));
    check("X-Auto-Reply: no", "x", "y", None);
    check("X-Autorespond: away", "x", "y", Some(AutoReply));
    check("X-Mail-Autoreply: 1", "x", "y", Some(AutoReply));
    check("X-Apple-Action: VACATION", "x", "y", Some(AutoReply));
    check("Return-Path: <>", "x", "y", Some(AutoReply));
    check("Return-Path: <>", "系统退信", "y", Some(Bounce));
    check("Return-Path: <a@b>", "食堂的建议", "y", None);
    check("X-Failed-Recipients: a@b", "x", "y", Some(Bounce));
    check("X-Boxbe: y", "x", "y", Some(Challenge));
    check(
        "Precedence: junk",
        "Out of Office: x",
        "y",
        Some(OutOfOffice),
    );
    check(
        "Auto-Submitted: auto-replied",
        "Undelivered Mail Returned to Sender",
        "y",
        Some(Bounce),
    );
    check(
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
        "x",
        "y",
        Some(Report),
    );
}

#[test]
fn headers_of_personal_mail_do_not() {
    // QQ and its domains write this into every letter
    check(
        "Feedback-ID: foxmail:qq.com:qybglogicsvrgz:a2",
        "食堂",
        "y",
        None,
    );
    check(
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "食堂",
        "y",
        None,
    );
    check(
        "X-MS-Exchange-Inbox-Rules-Loop: a@b",
        "食堂",
        "转给工会",
        None,
    );
    check(
        "X-Priority: 3\nX-Mailer: Foxmail 7.2\nReturn-Path: <>",
        "食堂",
        "y",
        None,
    );
    check("From: postmaster@unit.cn", "食堂", "素菜太少", None);
    check("X-Spam-Status: Yes, score=7.1", "食堂", "y", None);
}

#[test]
fn bounces_are_known_without_a_report() {
    let text = "很抱歉，您的邮件被退回来了。\n收件人：a@b.cn\n退信原因：用户不存在\n";
    check(
        "From: postmaster@163.com",
        "系统退信/Systems bounce",
        text,
        Some(Bounce),
    );
    check(
        "From: PostMaster@qq.com",
        "来自qq.com的退信",
        text,
        Some(Bounce),
    );
    check("From: a@b.cn", "系统退信", text, Some(Bounce));
    check(
        "From: a@b.cn",
        "未送达: 关于食堂",
        "传递失败，找不到电子邮件地址",
        Some(Bounce),
    );
    check(
        "From: MicrosoftExchange329e71@x.cn",
        "未传递: 关于食堂",
        "y",
        Some(Bounce),
    );
    check("From: MAILER-DAEMON@x.cn", "x", "y", Some(Bounce));
    check(
        "From: Mail Delivery System <mds@x.cn>",
        "x",
        "Delivery failed: user unknown",
        Some(Bounce),
    );
    check(
        "From: a@b.cn",
        "Undelivered Mail Returned to Sender",
        "y",
        Some(Bounce),
    );
    check(
        "From: a@b.cn",
        "failure notice",
        "Hi. This is the qmail-send program",
        Some(Bounce),
    );
}

#[test]
fn people_write_about_bounces() {
    let text = "我给信箱写信总是被退回，退信原因写用户不存在，投递失败，能否改一下？";
    check("From: a@b.cn", "退信太多怎么办", text, None);
    check("From: a@b.cn", "关于退信制度的建议", text, None);
    check(
        "From: a@b.cn",
        "邮件投递失败",
        "建议换一个邮箱，我发了三次都没有成功。",
        None,
    );
    check("From: a@b.cn", "转发：系统退信", text, None);
    check(
        "From: a@b.cn",
        "无法送达的快递",
        "传达室不收快递，请工会出面。",
        None,
    );
}

#[test]
fn automatic_replies_are_known_by_their_words() {
    let qq = "这是来自QQ邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中，无法亲自回复您的邮件。我将在假期结束后，尽快给您回复。";
    check(
        "In-Reply-To: <a@b>",
        "Re: 您的来信已登记",
        qq,
        Some(OutOfOffice),
    );
    check("To: b", "自动回复:您的来信已登记", qq, Some(OutOfOffice));
    check(
        "To: b",
        "自动回复: 关于食堂",
        "您的邮件已收到，谢谢！",
        Some(AutoReply),
    );
    check(
        "To: b",
        "自动答复: 您的来信",
        "出差在外，急事请致电 8888。",
        Some(OutOfOffice),
    );
    check("To: b", "Automatic reply: x", "y", Some(AutoReply));
    check("To: b", "Out of Office: x", "y", Some(OutOfOffice));
    check("To: b", "【自动回复】您的来信", "y", Some(AutoReply));
    check(
        "In-Reply-To: <a@b>",
        "回复：您的来信已登记",
        "您好，您的邮件我已收到，我会尽快给您回复。谢谢！",
        Some(AutoReply),
    );
    check(
        "To: b",
        "Re: x",
        "I am out of the office until Monday and will reply upon my return.",
        Some(OutOfOffice),
    );
    check(
        "To: b",
        "感谢来信",
        "本邮件由系统自动发出，请勿直接回复。",
        Some(AutoReply),
    );
    check("To: b", "Please confirm your message", "y", Some(Challenge));
}

#[test]
fn people_write_about_automatic_replies() {
    check(
        "To: b",
        "自动回复功能建议",
        "食堂订餐微信号总是自动回复，建议改成人工。",
        None,
    );
    check(
        "To: b",
        "自动回复太多",
        "热线只有自动回复，没有人接。",
        None,
    );
    check(
        "To: b",
        "自动回复：建议取消",
        "我们收到的都是“这封邮件是自动回复”，能不能有人看一眼？",
        Some(AutoReply),
    );
    check("To: b", "建议增设自动回复功能", "y", None);
    check(
        "To: b",
        "局长总是不在办公室",
        "去了三次，局长都不在办公室，打电话也说请联系别人。",
        None,
    );
    check(
        "To: b",
        "Re: 您的来信已登记",
        "收到，谢谢！我会尽快补充材料。",
        None,
    );
    check(
        "To: b",
        "休假安排",
        "我们班组正在休假的同志很多，请联系工会安排顶岗。",
        None,
    );
    check("To: b", "回复: 关于食堂", "y", None);
}

#[test]
fn receipts_are_known_and_letters_about_them_are_not() {
    let text = "您的邮件\n\n收件人: 张三\n主题: 食堂\n\n已被阅读，时间为 2026年6月1日 9:00:00。";
    check("To: b", "已读: 关于食堂", text, Some(ReadReceipt));
    check("To: b", "已读：关于食堂", "", Some(ReadReceipt));
    check(
        "To: b",
        "Read: x",
        "Your message was read on Monday",
        Some(ReadReceipt),
    );
    check(
        "To: b",
        "未读: 关于食堂",
        "您的邮件未阅读即被删除",
        Some(ReadReceipt),
    );
    check(
        "To: b",
        "已读：《职工之家》读后感",
        "这本书写得很好，向大家推荐，望购入图书室。",
        None,
    );
    check(
        "To: b",
        "回执：三车间参会人员",
        "张三、李四、王五参加，另有两人请假。",
        None,
    );
}

#[test]
fn absences_without_a_header_are_known_in_answers_only() {
    const ANSWER: &str = "In-Reply-To: <x@y>";
    for text in [
        "您好，我正在出差，不便查收邮件，回来后将尽快回复，紧急事宜请电话联系。",
        "本人因产假休息，工作由王五接替，请联系 wangwu@x.cn。",
        "您好，我已离职，今后工作请联系李四（lisi@x.cn）。",
        "休假期间不便回复邮件，如有急事请致电 13800000000。",
    ] {
        check(ANSWER, "Re: x", text, Some(OutOfOffice));
        check("To: box@x.cn", "x", text, None);
    }
    check(
        ANSWER,
        "Re: x",
        "感谢您的来信，我们已收到您的邮件，工作人员会在1-3个工作日内给您答复。",
        Some(AutoReply),
    );
    for text in [
        "我们经常出差在外，补贴多年没有调整，请联系财务处理。",
        "我正在出差，请贵单位尽快回复。",
        "我已离职，公积金一直没有转出，电话13800000000。",
        "你好，邮件已收到，谢谢！",
    ] {
        check(ANSWER, "Re: x", text, None);
    }
    check("X-AUTO-Response: yes", "x", "y", Some(AutoReply));
}

#[test]
fn bounces_in_chinese_are_told_from_letters_about_them() {
    let of = |from: &str, subject: &str, text: &str, expect| {
        check(&format!("From: {from}"), subject, text, expect);
    };
    of(
        "postmaster@aliyun.com",
        "系统退信通知",
        "您的邮件被退回",
        Some(Bounce),
    );
    of(
        "postmaster@x.cn",
        "邮件延迟通知",
        "服务器将继续尝试",
        Some(Bounce),
    );
    of(
        "noreply@x.cn",
        "您的邮件未能送达",
        "收件人 gone@x.cn 不存在，邮件被退回。",
        Some(Bounce),
    );
    of(
        "zs@x.cn",
        "未送达: x",
        "邮件系统: 收件人不存在",
        Some(Bounce),
    );
    of(
        "zs@x.cn",
        "邮件被退回",
        "上次写的邮件被退回了，重新发一次：三车间太热。",
        None,
    );
    of(
        "zs@x.cn",
        "投递失败",
        "上次投递失败，再发一次：食堂太贵。",
        None,
    );
    of("zs@x.cn", "退信太多", "给你们写信总是退信。", None);
}

#[test]
fn receipts_in_all_their_words_are_known() {
    for (subject, text) in [
        ("【已读回执】x", "您的邮件已被阅读"),
        ("已阅读：x", "您的邮件已于2026年被打开阅读"),
        ("回执: x", "您的邮件已经被收件人阅读"),
        ("已读回执: x", "x的邮件已读"),
    ] {
        check("To: box@x.cn", subject, text, Some(ReadReceipt));
    }
    check(
        "To: box@x.cn",
        "回执：请查收",
        "随信附上回执，建议存档。",
        None,
    );
    check(
        "To: box@x.cn",
        "已读不回",
        "群里的邮件已读不回，没人管。",
        None,
    );
}

#[test]
fn offers_to_stop_come_from_senders_that_only_send() {
    let text = "本期要目……如果您不想再收到此类邮件，请点击退订";
    check("From: newsletter@news.cn", "周刊", text, Some(Bulk));
    check("From: zs@x.cn", "周刊", text, None);
}
