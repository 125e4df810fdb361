//! 公开: agreed to on the query page, worded beside the original, read by everybody, gone with the
//! consent.

use huiyin_tests::html::{links, option_value, readable};
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::{Staff, Team};
use huiyin_tests::visitor::{act, submit, track};

const TEXT: &str = "我叫王建国，电话13812345678。更衣室没有热水，建议装热水器。";

on_both_databases! {
    fn what_is_published_is_read_by_everybody_until_it_is_withdrawn(database) {
        let here = Installation::on(database);
        let team = Team::add(&here);
        let reviewer = Staff::add(&here, "reviewer", "desk", &["publisher"]);
        let server = here.serve();
        let receipt = submit(&mut server.client(), TEXT);
        let page = "/desk/suggestions/1";
        let mut clerk = team.clerk.sign_in(&server);
        act(&mut clerk, page, "accept", &[("kind", "proposal")]);
        let unit = option_value(&clerk.visit(page).text(), "权益保障部").unwrap();
        act(&mut clerk, page, "assign", &[("lead", &unit)]);
        let mut handler = team.handler.sign_in(&server);
        act(&mut handler, page, "acknowledge", &[]);
        act(&mut handler, page, "draft-reply", &[
            ("reply_kind", "final"),
            ("point_1", "热水器已于九月二十日装好。"),
            ("result_class", "A"),
            ("adoption", "adopted"),
        ]);
        let mut head = team.head.sign_in(&server);
        act(&mut head, page, "sign-off", &[]);

        let mut reviewer = reviewer.sign_in(&server);
        let queue = reviewer.visit("/desk/publication").expect(200);
        assert!(links(&queue.text(), "/desk/publication/").is_empty(), "nobody agreed yet");
        let mut worker = server.client();
        let form = track(&mut worker, &receipt.code).expect(200).form("/consent");
        let answer = worker.submit(&form.set("byline", "unnamed"));
        assert!(readable(&answer.expect(200).text()).contains("已经记下您的同意"));

        let queue = reviewer.visit("/desk/publication").expect(200);
        let beside = links(&queue.text(), "/desk/publication/").remove(0);
        let side_by_side = reviewer.visit(&beside).expect(200);
        let form = side_by_side.form("/publish");
        let proposed = form.value("body").unwrap().to_owned();
        assert!(proposed.contains("更衣室没有热水"), "{proposed}");
        assert!(!proposed.contains("王建国") && !proposed.contains("138"), "{proposed}");
        let unread = reviewer.submit(&form);
        assert_eq!(unread.status, 422, "published without being checked");
        let answer = reviewer.submit(&form.set("checked", "yes").set("title", "更衣室装热水器"));
        reviewer.follow(answer).expect(200);

        let mut anybody = server.client();
        let list = anybody.visit("/public?q=%E7%83%AD%E6%B0%B4").expect(200);
        let address = links(&list.text(), "/public/").remove(0);
        let public = anybody.visit(&address).expect(200);
        assert_eq!(public.header("cache-control"), Some("no-store"));
        let text = readable(&public.text());
        assert!(text.contains("热水器已于九月二十日装好") && !text.contains("王建国"), "{text}");
        assert!(!public.text().contains(&receipt.ticket_no), "it leads to the item");

        let tracked = track(&mut worker, &receipt.code).expect(200);
        assert!(links(&tracked.text(), "/public/").contains(&address));
        let answer = worker.submit(&tracked.form("/withdraw-consent"));
        assert!(readable(&answer.expect(200).text()).contains("已经撤回同意"));
        assert_eq!(anybody.visit(&address).status, 404);
        for list in ["/public", "/public?q=%E7%83%AD%E6%B0%B4"] {
            let page = anybody.visit(list).expect(200);
            assert!(links(&page.text(), "/public/").is_empty(), "{list} still shows it");
            assert!(!page.text().contains("更衣室"), "{list} still shows it");
        }
        assert_eq!(here.sql("select count(*) from publication"), ["0"]);
        here.run(&["verify"]).succeeded();
    }
}
