//! The whole way: submitted, accepted, assigned, acknowledged, replied, signed off, read, rated.

use huiyin_tests::html::{links, option_value, readable};
use huiyin_tests::http::Client;
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::Team;
use huiyin_tests::visitor::{act, submit, track};

const TEXT: &str = "一是食堂没有无障碍通道；二是班车太早收车。请一并答复。";

/// The page of the one suggestion, from the worklist of whoever should see it there.
#[track_caller]
fn find_in_worklist(client: &mut Client, who: &str) -> String {
    let list = client.visit("/desk").expect(200);
    let found = links(&list.text(), "/desk/suggestions/");
    assert_eq!(
        found.len(),
        1,
        "{who} does not see exactly one: {}",
        readable(&list.text())
    );
    found[0].clone()
}

on_both_databases! {
    fn a_suggestion_goes_all_the_way_and_every_promise_is_kept(database) {
        let here = Installation::on(database);
        let team = Team::add(&here);
        let server = here.serve();
        let receipt = submit(&mut server.client(), TEXT);

        let mut clerk = team.clerk.sign_in(&server);
        let page = find_in_worklist(&mut clerk, "the clerk");
        act(&mut clerk, &page, "accept", &[
            ("kind", "proposal"),
            ("points", "食堂增设无障碍通道\n推迟班车末班时间"),
        ]);
        let html = clerk.visit(&page).text();
        let unit = option_value(&html, "权益保障部").expect("the unit can be chosen");
        let after = act(&mut clerk, &page, "assign", &[("lead", &unit)]);
        assert!(readable(&after.text()).contains("待签收"), "{}", readable(&after.text()));

        let mut handler = team.handler.sign_in(&server);
        let seen = find_in_worklist(&mut handler, "the liaison");
        assert_eq!(seen, page);
        act(&mut handler, &page, "acknowledge", &[]);
        let form = handler.visit(&page).expect(200).form("/draft-reply");
        let points: Vec<String> = form
            .names()
            .into_iter()
            .filter(|name| name.starts_with("point"))
            .map(str::to_owned)
            .collect();
        assert_eq!(points.len(), 2, "one field for each point: {:?}", form.names());

        // a reply that leaves a point out is not taken
        let half = form.clone().set(&points[0], "坡道十二月十日前完工。").set("reply_kind", "final")
            .set("result_class", "A").set("adoption", "adopted");
        let refused = handler.submit(&half);
        assert!(!(300..400).contains(&refused.status), "half a reply was taken");
        let back = refused.form("/draft-reply");
        assert_eq!(back.value(&points[0]), Some("坡道十二月十日前完工。"), "the typed reply was lost");

        let whole = back.set(&points[1], "末班车自下周一起改为二十二点。").set("reply_kind", "final")
            .set("result_class", "A").set("adoption", "adopted");
        let answer = handler.submit(&whole);
        let drafted = handler.follow(answer).expect(200);
        assert!(readable(&drafted.text()).contains("待审核"), "{}", readable(&drafted.text()));
        let before = readable(&track(&mut server.client(), &receipt.code).text());
        assert!(!before.contains("坡道十二月十日前完工"), "a draft is public: {before}");

        let mut head = team.head.sign_in(&server);
        act(&mut head, &page, "sign-off", &[]);

        let mut worker = server.client();
        let tracked = track(&mut worker, &receipt.code).expect(200);
        let text = readable(&tracked.text());
        assert!(text.contains("已答复"), "{text}");
        assert!(text.contains("坡道十二月十日前完工") && text.contains("改为二十二点"), "{text}");
        let form = tracked.form("rate")
            .set("result", "satisfied")
            .set("attitude", "satisfied")
            .set("speed", "mostly_satisfied");
        let answer = worker.submit(&form);
        worker.follow(answer).expect(200);
        assert_eq!(here.sql("select count(*) from rating"), ["1"]);
        here.run(&["verify"]).succeeded();

        let mut supervisor = team.supervisor.sign_in(&server);
        act(&mut supervisor, &page, "close", &[]);
        assert_eq!(here.sql("select status from suggestion"), ["closed"]);
        let open = here.sql("select count(*) from obligation where ended_at is null");
        assert_eq!(open, ["0"], "something is still owed");
        here.run(&["verify"]).succeeded();

        let found = here.run(&["search", "无障碍通道", "--json"]).succeeded();
        assert!(found.stdout.contains(&receipt.ticket_no), "{found:#?}");
    }
}

#[test]
fn a_stale_revision_is_told_and_changes_nothing() {
    let here = Installation::new();
    let team = Team::add(&here);
    let server = here.serve();
    submit(&mut server.client(), TEXT);
    let mut clerk = team.clerk.sign_in(&server);
    let page = find_in_worklist(&mut clerk, "the clerk");
    let stale = clerk
        .visit(&page)
        .form("/note")
        .set("text", "电话联系过一次");
    act(&mut clerk, &page, "accept", &[("kind", "proposal")]);
    let events = here.sql("select count(*) from suggestion_event");
    let answer = clerk.submit(&stale);
    assert_eq!(answer.status, 409, "{}", readable(&answer.text()));
    assert!(
        answer.text().contains("电话联系过一次"),
        "what was typed is gone"
    );
    assert_eq!(here.sql("select count(*) from suggestion_event"), events);
}

#[test]
fn one_unit_does_not_see_what_another_handles() {
    let here = Installation::new();
    let team = Team::add(&here);
    let stranger =
        huiyin_tests::staff::Staff::add(&here, "stranger", "organisation", &["handler", "head"]);
    let server = here.serve();
    submit(&mut server.client(), TEXT);
    let mut clerk = team.clerk.sign_in(&server);
    let page = find_in_worklist(&mut clerk, "the clerk");
    let mut stranger = stranger.sign_in(&server);
    assert_eq!(stranger.visit(&page).status, 404);
    assert!(links(&stranger.visit("/desk").text(), "/desk/suggestions/").is_empty());
    let found = stranger.visit("/desk/search?q=%E9%A3%9F%E5%A0%82");
    assert!(
        links(&found.text(), "/desk/suggestions/").is_empty(),
        "search shows it"
    );
}
