//! Bounces as servers write them. Own words in the forms that were seen.

use super::*;
use crate::mail::parse;

fn read(raw: &str) -> BounceReport {
    read_bounce(raw.as_bytes(), &parse(raw.as_bytes()))
}

fn report(groups: &str) -> BounceReport {
    read(&format!(
        "From: MAILER-DAEMON@mx.cn\nTo: box@zgh.example\nSubject: Undelivered Mail\nMessage-ID: <own@mx.cn>\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n\
         --B\nContent-Type: text/plain\n\nSorry.\n--B\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.cn\nArrival-Date: Mon, 1 Jun 2026 09:00:00 +0800\n\n{groups}\n\
         --B\nContent-Type: message/rfc822\n\nMessage-ID: <hy-abc.1.receipt@zgh.example>\n\
         Subject: x\n\ny\n--B--\n"
    ))
}

/// (address, action, status, hard)
type Row<'a> = (&'a str, DeliveryAction, &'a str, bool);

fn rows(report: &BounceReport) -> Vec<Row<'_>> {
    report
        .addresses
        .iter()
        .map(|entry| {
            (
                entry.address.as_deref().unwrap_or_default(),
                entry.action,
                entry.status.as_deref().unwrap_or_default(),
                entry.is_hard,
            )
        })
        .collect()
}

fn plain(from: &str, subject: &str, body: &str) -> BounceReport {
    read(&format!(
        "From: {from}\nTo: box@zgh.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}"
    ))
}

#[test]
fn delivery_reports_are_read() {
    let found = report(
        "Final-Recipient: rfc822; Gone@Mail.example\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 <gone@mail.example>: user\n unknown\n",
    );
    assert_eq!(
        found.original.as_deref(),
        Some("hy-abc.1.receipt@zgh.example")
    );
    assert_eq!(
        rows(&found),
        [("gone@mail.example", DeliveryAction::Failed, "5.1.1", true)]
    );
    assert_eq!(found.addresses[0].said, "smtp; 550 5.1.1 ***: user unknown");
}

#[test]
fn every_recipient_has_its_own_end() {
    let found = report(
        "Original-Recipient: rfc822;zhang@unit.example\nFinal-Recipient: rfc822;zhang@new.example\n\
         Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n\
         Final-Recipient: rfc822; <li@mail.example>\nAction: delayed\nStatus: 4.4.1\n\
         Diagnostic-Code: smtp; 451 try again later\n\n\
         Final-Recipient: rfc822; wang@mail.example\nAction: delivered\nStatus: 2.0.0\n\n\
         Final-Recipient: rfc822; zhao@mail.example\nAction: failed\nStatus: 5.2.2\n\
         Diagnostic-Code: smtp; 552 mailbox full\n\
         Final-Recipient: rfc822; qian@mail.example\nAction: failed\nStatus: 5.1.1\n",
    );
    assert_eq!(
        rows(&found),
        [
            ("zhang@new.example", DeliveryAction::Failed, "5.1.1", true),
            ("li@mail.example", DeliveryAction::Delayed, "4.4.1", false),
            (
                "wang@mail.example",
                DeliveryAction::Delivered,
                "2.0.0",
                false
            ),
            ("zhao@mail.example", DeliveryAction::Failed, "5.2.2", false),
            ("qian@mail.example", DeliveryAction::Failed, "5.1.1", true),
        ]
    );
    let ours = |address: &'static str| {
        let found = found.about(|other| other == address).unwrap();
        (found.action, found.is_hard)
    };
    // passed on from the address we wrote to
    assert_eq!(ours("zhang@unit.example"), (DeliveryAction::Failed, true));
    assert_eq!(ours("zhao@mail.example"), (DeliveryAction::Failed, false));
    // about others only: the least harm
    assert_eq!(
        ours("nobody@mail.example"),
        (DeliveryAction::Delivered, false)
    );
    assert!(
        !format!("{found:?}").contains('@'),
        "nothing personal in logs"
    );
}

#[test]
fn the_only_address_is_meant_even_under_another_name() {
    let found = report("Final-Recipient: rfc822; x@inner.example\nAction: failed\nStatus: 5.1.1\n");
    assert!(found.about(|_| false).unwrap().is_hard);
    assert_eq!(BounceReport::default().about(|_| true), None);
}

#[test]
fn a_delay_is_no_end() {
    let found =
        report("Final-Recipient: rfc822; gone@mail.example\nAction: delayed\nStatus: 5.1.1\n");
    assert_eq!(
        rows(&found),
        [("gone@mail.example", DeliveryAction::Delayed, "5.1.1", false)]
    );
}

#[test]
fn a_report_without_a_diagnosis_is_explained_by_its_text() {
    let raw = "From: postmaster@x.cn\nSubject: 未送达: 您的来件已登记\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\n\n\
        --B\nContent-Type: text/plain; charset=utf-8\n\n未能向这些收件人或组传递邮件:\n\nzhang@x.cn\n找不到您输入的电子邮件地址。请检查收件人的电子邮件地址，然后尝试重新发送邮件。\n\n\
        --B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.cn\n\nFinal-Recipient: rfc822;zhang@x.cn\nAction: failed\nStatus: 5.0.0\n\n--B--\n";
    let found = read(raw);
    assert_eq!(
        rows(&found),
        [("zhang@x.cn", DeliveryAction::Failed, "5.0.0", true)]
    );
    assert!(found.addresses[0].said.contains("找不到"));
}

#[test]
fn plain_words_of_chinese_providers_are_read() {
    let qq = "很抱歉，您发送的邮件被退回，以下是该邮件的相关信息：\n\n被退回邮件\n主题：您的来件已登记\n时间：2026-06-01 09:00:00\n\n\
              无法发送到 gone@qq.com\n退信原因：收件人邮件地址(gone@qq.com)不存在，邮件无法送达。\n host mx3.qq.com said: 550 Mailbox not found\n\n解决方案：请联系您的收件人，核实邮箱地址。\n";
    let found = plain("PostMaster@qq.com", "来自qq.com的退信", qq);
    assert_eq!(
        rows(&found),
        [("gone@qq.com", DeliveryAction::Failed, "", true)]
    );
    let said = &found.addresses[0].said;
    assert!(said.contains("不存在") && !said.contains('@'), "{said}");
    let full = qq
        .replace("不存在，", "的空间已满，")
        .replace("550 Mailbox not found", "552 Mailbox full");
    assert!(!plain("PostMaster@qq.com", "来自qq.com的退信", &full).addresses[0].is_hard);

    let netease = "抱歉，您的邮件被退回来了……\n\n原邮件信息：\n时  间：2026-06-01 09:00\n主  题：您的来件已登记\n收件人：gone@163.com\n\n退信原因：\nSMTP error, RCPT TO: 550 User not found: gone@163.com\n英文说明: 550 User not found\n中文说明: 用户不存在，请核实收件人的地址是否正确。\n";
    let found = plain("Postmaster@163.com", "系统退信", netease);
    assert_eq!(
        rows(&found),
        [("gone@163.com", DeliveryAction::Failed, "", true)]
    );

    let two = "您的邮件未能送达下列收件人：\n\n<a@unit.example>：\n550 5.1.1 用户不存在\n\n<b@unit.example>：\n552 5.2.2 邮箱空间已满\n";
    let found = plain("postmaster@unit.example", "退信通知", two);
    assert_eq!(
        rows(&found),
        [
            ("a@unit.example", DeliveryAction::Failed, "5.1.1", true),
            ("b@unit.example", DeliveryAction::Failed, "5.2.2", false),
        ]
    );
}

#[test]
fn plain_words_of_servers_are_read() {
    let qmail = "Hi. This is the qmail-send program at mx.cn.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<gone@mail.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 user unknown\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <box@zgh.example>\nMessage-ID: <hy-abc.1.receipt@zgh.example>\nTo: other@mail.example\n\nx\n";
    let found = plain("MAILER-DAEMON@mx.cn", "failure notice", qmail);
    assert_eq!(
        rows(&found),
        [("gone@mail.example", DeliveryAction::Failed, "5.1.1", true)]
    );
    let exim = "From: Mail Delivery System <Mailer-Daemon@mx.cn>\nTo: box@zgh.example\nX-Failed-Recipients: a@mail.example,\n b@mail.example\nSubject: Mail delivery failed\n\nThis message was created automatically by mail delivery software.\n\n  a@mail.example\n    host mx.mail.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<a@mail.example>:\n    550 5.1.1 no such user\n  b@mail.example\n    retry timeout exceeded: 452 4.2.2 mailbox full\n";
    let found = read(exim);
    assert_eq!(
        rows(&found),
        [
            ("a@mail.example", DeliveryAction::Failed, "5.1.1", true),
            ("b@mail.example", DeliveryAction::Failed, "4.2.2", false),
        ]
    );
}

#[test]
fn what_says_nothing_names_nobody() {
    assert_eq!(read(""), BounceReport::default());
    let found = plain(
        "postmaster@qq.com",
        "系统退信",
        "您的邮件被退回。\n退信原因：550 收件人不存在\n",
    );
    assert_eq!(rows(&found), [("", DeliveryAction::Failed, "", true)]);
}

#[test]
fn a_report_is_bounded() {
    let many: String = (0..5_000)
        .map(|n| format!("Final-Recipient: rfc822; u{n}@x.cn\nAction: failed\nStatus: 5.1.1\n\n"))
        .collect();
    assert_eq!(report(&many).addresses.len(), ADDRESSES_MAX);
}
