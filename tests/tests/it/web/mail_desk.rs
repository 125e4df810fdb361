//! The desk's pages about mail: why it went where it went, what to do with it, what the notices say.

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::Staff;

fn deliver(here: &Installation, id: &str, from: &str, subject: &str, body: &str) {
    let mail = format!(
        "From: {from}\r\nTo: jianyi@localhost\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.org>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    );
    here.run_with(&["mail", "deliver"], mail.as_bytes())
        .succeeded();
}

on_both_databases! {
    fn a_parked_mail_tells_why_and_becomes_an_item_of_whom_the_clerk_names(database) {
        let here = Installation::on(database);
        deliver(&here, "desk-1", "wang@example.org", "lift", "三号楼电梯经常停，请派人修理。");
        let number = here.sql("select ticket_no from suggestion").remove(0);
        let about = format!("about {number}");
        deliver(&here, "desk-2", "stranger@example.org", &about, "代同事赵敏转来：我们楼的电梯也一样。");
        let id = here.sql("select id from incoming_mail where state = 'unmatched'").remove(0);
        let server = here.serve();
        let mut client = Staff::add(&here, "clerk1", "desk", &["clerk", "registrar"]).sign_in(&server);
        let path = format!("/desk/mail/{id}");
        let page = client.get(&path).expect(200);
        let text = page.text();
        for words in ["判断经过", "不并入", "可能属于", &number, "原始邮件头", "desk-2@example.org", "这不是建议"] {
            assert!(text.contains(words), "{words} is not on the page:\n{text}");
        }
        let form = page.form(&format!("{path}/register")).set("name", "赵敏").set("email", "nowhere");
        let refused = client.submit(&form).expect(422).text();
        assert!(refused.contains("邮箱地址的样子"), "{refused}");
        let form = form.set("email", "zhao@example.org");
        client.submit(&form).expect(303);
        assert_eq!(here.sql("select count(*) from suggestion"), ["2"]);
        assert!(client.get(&path).expect(200).text().contains("更正了建议人"));
    }

    fn a_mail_shows_what_it_was_judged_by_and_what_it_passes_on(database) {
        let here = Installation::on(database);
        let passed_on = "请登记。\r\n\r\n------------------ 原始邮件 ------------------\r\n发件人: \"李四\"<li@example.org>;\r\n\
             发送时间: 2026年6月1日(星期一) 上午9:00\r\n收件人: \"王五\"<wang@example.org>;\r\n主题: 车间通风\r\n\r\n三车间太热，建议加装风机。";
        deliver(&here, "fwd-1", "wang@example.org", "Fwd: air", passed_on);
        let away = "我正在休假，回来后回复您。";
        deliver(&here, "away-1", "zhao@example.org", "Automatic reply: received", away);
        let server = here.serve();
        let mut client = Staff::add(&here, "clerk1", "desk", &["clerk", "registrar"]).sign_in(&server);
        let mut page_of = |state: &str| {
            let id = here.sql(&format!("select id from incoming_mail where state = '{state}'")).remove(0);
            client.get(&format!("/desk/mail/{id}")).expect(200).text()
        };
        let page = page_of("registered");
        for words in ["转来的信", "原写信人", "李四", "li@example.org", "2026-06-01 09:00", "车间通风", "判断依据", "像是人写的"] {
            assert!(page.contains(words), "{words} is not on the page:\n{page}");
        }
        let page = page_of("automatic");
        for words in ["判断依据", "主题是程序的格式", "Automatic reply"] {
            assert!(page.contains(words), "{words} is not on the page:\n{page}");
        }
    }

    fn an_administrator_words_a_notice_and_sees_it_before_it_holds(database) {
        let here = Installation::on(database);
        let server = here.serve();
        let mut client = Staff::add(&here, "admin1", "desk", &["system_admin"]).sign_in(&server);
        let list = client.get("/desk/wording").expect(200).text();
        assert!(list.contains("收件回执") && list.contains("出厂内容"), "{list}");
        let page = client.get("/desk/wording/receipt").expect(200);
        let preview = page.form("/desk/wording/receipt/preview");
        let wrong = preview.clone().set("text", "您好 {{ tikcet_no }}");
        let refused = client.submit(&wrong).expect(422).text();
        assert!(refused.contains("不存在的变量"), "{refused}");
        let good = preview.set("text", "同志：收到了。{{ ticket_no }} {{ lookup_code }} {{ link }}").set("html", "");
        let shown = client.submit(&good).expect(200);
        assert!(shown.text().contains("同志：收到了。GH2026-000123"), "{}", shown.text());
        assert_eq!(here.sql("select count(*) from mail_template"), ["0"], "looking keeps nothing");
        client.submit(&shown.form("/desk/wording/receipt/save")).expect(303);
        deliver(&here, "word-1", "wang@example.org", "lift", "三号楼电梯经常停，请派人修理。");
        let page = client.get("/desk/wording/receipt").expect(200);
        assert!(page.text().contains("第 1 版"));
        client.submit(&page.form("/desk/wording/receipt/restore")).expect(303);
        assert!(client.get("/desk/wording").expect(200).text().contains("恢复") || here.sql("select count(*) from mail_template") == ["2"]);
    }

    fn a_dead_address_is_shown_where_the_clerk_looks(database) {
        let here = Installation::on(database);
        deliver(&here, "dead-1", "wang@example.org", "lift", "三号楼电梯经常停，请派人修理。");
        let notice = here.sql("select message_id from outgoing_mail").remove(0);
        let bounce = format!(
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\n\
             Message-ID: <bounce-1@mx.example>\r\nContent-Type: multipart/report; \
             report-type=delivery-status; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nsorry\r\n\
             --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; wang@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
             --B\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{notice}>\r\nSubject: x\r\n\r\ny\r\n--B--\r\n"
        );
        here.run_with(&["mail", "deliver"], bounce.as_bytes()).succeeded();
        let server = here.serve();
        let mut client = Staff::add(&here, "clerk1", "desk", &["clerk"]).sign_in(&server);
        assert!(client.get("/desk").expect(200).text().contains("邮箱已失效"));
        let bounced = here.sql("select id from incoming_mail where state = 'automatic'").remove(0);
        let page = client.get(&format!("/desk/mail/{bounced}")).expect(200).text();
        for words in ["退信说明", "wa***@example.org", "地址已失效（5.1.1）"] {
            assert!(page.contains(words), "{words} is not on the page:\n{page}");
        }
        let id = here.sql("select id from suggestion").remove(0);
        assert!(client.get(&format!("/desk/suggestions/{id}")).expect(200).text().contains("邮箱已失效"));
    }
}
