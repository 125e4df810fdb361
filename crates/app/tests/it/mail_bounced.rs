//! 退信: counted against the address that our notice was sent to, whatever else a bounce says.

use huiyin_app::arrival::view_mail;
use huiyin_app::worker;
use huiyin_core::MailState;
use huiyin_store::AddressStanding;

use crate::kit::{Case, Letter, TestApp, named, on_both, web};

/// A bounce of a notice with these groups of recipients.
fn report(id: &str, notice: &str, groups: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: jianyi@zgh.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{id}@mx.example>\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n\
         --B\r\nContent-Type: text/plain\r\n\r\nsorry\r\n\
         --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         {groups}\r\n\
         --B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{notice}>\r\nSubject: x\r\n\r\n--B--\r\n"
    )
    .into_bytes()
}

fn group(original: &str, last: &str, action: &str, status: &str) -> String {
    let original = if original.is_empty() {
        String::new()
    } else {
        format!("Original-Recipient: rfc822; {original}\r\n")
    };
    format!(
        "{original}Final-Recipient: rfc822; {last}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
    )
}

/// An item whose submitter gave an address, the Message-ID of its receipt and that address.
async fn told(t: &TestApp) -> (Case, String, String) {
    let form = named("车间太热");
    let address = form.email.clone();
    let case = Case::from(web(t, &form).await);
    let notice = t.queued().await.remove(0);
    worker::send_mail(&t.app).await.unwrap();
    (case, notice.message_id, address)
}

async fn standing(t: &TestApp, case: &Case) -> Option<AddressStanding> {
    let read = t.app.store().read();
    let found = read.unreachable_submitters(&[case.id]).await.unwrap();
    found.first().map(|(_, standing)| *standing)
}

on_both! {
    async fn of_several_recipients_ours_counts(t) {
        let (case, notice, ours) = told(t).await;
        let groups = [
            group("", "gone@mail.example", "failed", "5.1.1"),
            group("", &ours.to_uppercase(), "failed", "5.2.2"),
        ]
        .concat();
        let done = t.deliver_raw(report("b-1", &notice, &groups)).await;
        assert_eq!(done.state, MailState::Automatic);
        assert_eq!(standing(t, &case).await, Some(AddressStanding::Shaky), "the other one is dead, ours is full");
        let row = t.mail(done.mail).await;
        assert!(row.trace.contains("报告了 2 个收件地址"), "{}", row.trace);
        assert_eq!(row.guess, Some(case.id));
        let view = view_mail(&t.app, &t.people.clerk, done.mail).await.unwrap();
        assert_eq!(view.bounced.len(), 2);
        assert_eq!(view.bounced[0].address, "go***@mail.example");
        assert_eq!(view.bounced[0].verdict, "地址已失效（5.1.1）");
        assert!(view.bounced[1].verdict.contains("投递失败"));
    }

    async fn an_address_that_passes_on_to_a_dead_one_is_dead(t) {
        let (case, notice, ours) = told(t).await;
        let groups = group(&ours, "old@elsewhere.example", "failed", "5.1.1");
        t.deliver_raw(report("b-1", &notice, &groups)).await;
        assert_eq!(standing(t, &case).await, Some(AddressStanding::Dead));
    }

    async fn good_news_is_no_bounce(t) {
        let (case, notice, ours) = told(t).await;
        let groups = group("", &ours, "relayed", "2.0.0");
        let done = t.deliver_raw(report("b-1", &notice, &groups)).await;
        assert_eq!(done.state, MailState::Automatic);
        assert_eq!(standing(t, &case).await, None);
        let late = group("", &ours, "delayed", "4.4.7");
        t.deliver_raw(report("b-2", &notice, &late)).await;
        assert_eq!(standing(t, &case).await, Some(AddressStanding::Shaky));
    }

    async fn chinese_words_of_a_provider_are_understood(t) {
        let (case, notice, ours) = told(t).await;
        let words = format!(
            "抱歉，您的邮件被退回来了……\r\n\r\n收件人：{ours}\r\n\r\n退信原因：\r\n550 User not found: {ours}\r\n中文说明：用户不存在，请核实收件人的地址是否正确。"
        );
        let bounce = Letter::new("b-1", "系统退信", &words)
            .from("Postmaster@163.com")
            .header("References", &format!("<{notice}>"));
        let done = t.deliver(&bounce).await;
        assert_eq!(done.state, MailState::Automatic);
        assert_eq!(standing(t, &case).await, Some(AddressStanding::Dead));
        let view = view_mail(&t.app, &t.people.clerk, done.mail).await.unwrap();
        assert_eq!(view.bounced.len(), 1);
        assert!(view.bounced[0].said.contains("550") && !view.bounced[0].said.contains('@'));
        assert!(view.evidence.iter().any(|line| line.contains("系统地址")), "{:?}", view.evidence);
    }

    async fn without_the_number_of_a_notice_it_is_a_hint_only(t) {
        let (case, _, ours) = told(t).await;
        let words = format!("无法发送到 {ours}\r\n退信原因：收件人邮件地址不存在");
        let bounce = Letter::new("b-1", "来自qq.com的退信", &words).from("PostMaster@qq.com");
        let done = t.deliver(&bounce).await;
        assert_eq!(standing(t, &case).await, None, "anybody can write this");
        let row = t.mail(done.mail).await;
        assert_eq!(row.guess, Some(case.id));
        assert!(row.trace.contains("不计入任何地址") && row.trace.contains("供参考"), "{}", row.trace);
    }
}
