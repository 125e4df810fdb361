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
