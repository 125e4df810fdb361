//! 答复质检 over plain HTTP, without scripts: advice that keeps what was typed, a reason at the
//! signature, the count on the health page.

use huiyin_tests::html::{links, option_value, readable};
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::Team;
use huiyin_tests::visitor::{act, submit};

const TEXT: &str = "食堂门口有三级台阶，坐轮椅的同事进不去，建议修一条坡道，装上扶手。";
const PASSED_ON: &str = "您反映的问题已收悉，已转交后勤部门处理，有结果会及时反馈。";

on_both_databases! {
    fn a_reply_that_only_passes_on_is_advised_overridden_and_counted(database) {
        let here = Installation::on(database);
        let team = Team::add(&here);
        let server = here.serve();
        submit(&mut server.client(), TEXT);
        let mut clerk = team.clerk.sign_in(&server);
        let page = links(&clerk.visit("/desk").text(), "/desk/suggestions/").remove(0);
        act(&mut clerk, &page, "accept", &[("kind", "proposal")]);
        let unit = option_value(&clerk.visit(&page).text(), "权益保障部").unwrap();
        act(&mut clerk, &page, "assign", &[("lead", &unit)]);
        let mut handler = team.handler.sign_in(&server);
        act(&mut handler, &page, "acknowledge", &[]);

        let form = handler.visit(&page).expect(200).form("/draft-reply")
            .set("point_1", PASSED_ON)
            .set("reply_kind", "final")
            .set("result_class", "A")
            .set("adoption", "adopted");
        let advised = handler.submit(&form).expect(200);
        let text = readable(&advised.text());
        assert!(text.contains("还没有提交审签"), "{text}");
        assert!(text.contains("以阶段性答复代替正式答复"), "{text}");
        assert!(text.contains("仍然提交") && text.contains("来件问了什么"), "{text}");
        assert_eq!(here.sql("select status from suggestion"), ["in_progress"]);
        let again = advised.form("/draft-reply");
        assert_eq!(again.value("point_1"), Some(PASSED_ON), "what was typed is gone");
        // a promise with a day leads to the field that tracks it
        let promised = again.clone().set("point_1", "食堂门口的坡道将于2099年9月30日前完成施工。");
        let promised = handler.submit(&promised).expect(200).text();
        assert!(promised.contains("去登记承诺"), "{}", readable(&promised));
        let answer = handler.submit(&again);
        assert!((300..400).contains(&answer.status), "{}", readable(&answer.text()));
        assert_eq!(here.sql("select status from suggestion"), ["in_review"]);

        let mut head = team.head.sign_in(&server);
        let seen = head.visit(&page).expect(200);
        assert!(readable(&seen.text()).contains("发出须写明理由"));
        let unsaid = head.submit(&seen.form("/sign-off"));
        assert_eq!(unsaid.status, 422);
        assert!(readable(&unsaid.text()).contains("请退回修改，或写明仍然发出的理由"));
        act(&mut head, &page, "sign-off", &[("override_reason", "后勤部门已当面答复本人")]);
        assert_eq!(here.sql("select status from suggestion"), ["replied"]);
        let told = readable(&head.visit(&page).text());
        assert!(told.contains("仍然发出的理由：后勤部门已当面答复本人"), "{told}");

        let mut supervisor = team.supervisor.sign_in(&server);
        let health = readable(&supervisor.visit("/desk/health").expect(200).text());
        assert!(health.contains("其中写明理由越过质检发出 1 件"), "{health}");
        here.run(&["verify"]).succeeded();
    }
}
