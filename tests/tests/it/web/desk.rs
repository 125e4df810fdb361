//! The desk: registering by keyboard, searching, the pages of administrators.

use std::time::Duration;

use huiyin_tests::html::{links, readable, text_of};
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::{Staff, Team};
use huiyin_tests::visitor::{sign_in, submit};
use huiyin_tests::wait::wait_until;

on_both_databases! {
    fn a_phone_call_is_registered_with_text_and_level(database) {
        let here = Installation::on(database);
        let team = Team::add(&here);
        let server = here.serve();
        let mut registrar = team.clerk.sign_in(&server);
        let form = registrar.visit("/desk/register").expect(200).form("/desk/register");
        let form = form.set("body", "来电反映：三车间空调坏了两周。").set("identity", "anonymous").set("then", "show");
        let answer = registrar.submit(&form);
        let page = registrar.follow(answer).expect(200);
        assert!(readable(&page.text()).contains("GH20"), "{}", readable(&page.text()));
        assert_eq!(here.sql("select channel from suggestion"), ["phone"]);
        here.run(&["verify"]).succeeded();
    }

    fn a_leader_finds_it_by_a_chinese_search_within_seconds(database) {
        let here = Installation::on(database);
        let team = Team::add(&here);
        let server = here.serve();
        let receipt = submit(&mut server.client(), "三号门的减速带太高，电动车容易摔倒。");
        let mut leader = team.leader.sign_in(&server);
        wait_until("the search finds the new item", Duration::from_secs(15), || {
            let page = leader.visit("/desk/search?q=%E5%87%8F%E9%80%9F%E5%B8%A6");
            page.text().contains(&receipt.ticket_no)
        });
        let page = leader.visit("/desk/search?q=%E5%87%8F%E9%80%9F%E5%B8%A6");
        assert!(page.text().contains("<mark>"), "the hit is not marked");
        let by_number = leader.visit(&format!("/desk/search?q={}", receipt.ticket_no));
        assert!(!links(&by_number.text(), "/desk/suggestions/").is_empty(), "not found by number");
    }
}

#[test]
fn administrators_see_no_text_of_an_item() {
    let here = Installation::new();
    let admins = [
        Staff::add(&here, "sysadmin", "desk", &["system_admin"]),
        Staff::add(&here, "secadmin", "desk", &["security_admin"]),
        Staff::add(&here, "auditor", "desk", &["audit_admin"]),
    ];
    let team = Team::add(&here);
    let server = here.serve();
    submit(&mut server.client(), "只有办理的人应该看到的一段话。");
    let mut clerk = team.clerk.sign_in(&server);
    let page = links(&clerk.visit("/desk").text(), "/desk/suggestions/").remove(0);
    for admin in admins {
        let mut client = admin.sign_in(&server);
        for path in [
            page.as_str(),
            "/desk",
            "/desk/search?q=%E4%B8%80%E6%AE%B5%E8%AF%9D",
        ] {
            let answer = client.visit(path);
            assert!(
                !answer.text().contains("应该看到的一段话"),
                "{} reads items at {path}",
                admin.username
            );
        }
    }
}

#[test]
fn a_wrong_password_and_an_unknown_name_answer_alike() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk"]);
    let server = here.serve();
    let answers: Vec<(u16, String)> = ["lihua", "nobody"]
        .iter()
        .map(|name| {
            let mut client = server.client();
            let form = client
                .get("/login")
                .form("/login")
                .set("username", name)
                .set("password", "falsch");
            let page = client.submit(&form);
            (page.status, readable(&page.text()).replace(name, ""))
        })
        .collect();
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].0 < 500);
    staff.sign_in(&server).get("/desk").expect(200);
}

#[test]
fn the_one_time_password_opens_nothing_but_its_own_change() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk"]);
    let server = here.serve();
    let mut client = server.client();
    let form = client
        .get("/login")
        .form("/login")
        .set("username", "lihua")
        .set("password", &staff.one_time_password);
    client.submit(&form);
    for path in ["/desk", "/desk/register", "/desk/search"] {
        assert_eq!(client.visit(path).path, "/desk/password", "{path} is open");
    }
    let weak = client.get("/desk/password").form("/desk/password");
    let weak = weak
        .set("current", &staff.one_time_password)
        .set("new", "12345678")
        .set("again", "12345678");
    let page = client.submit(&weak);
    assert!(
        !(300..400).contains(&page.status),
        "a weak password was taken"
    );
}

#[test]
fn signing_out_ends_the_session_on_the_server() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk"]);
    let server = here.serve();
    let mut client = staff.sign_in(&server);
    let mut copy = client.clone();
    let form = client.get("/desk").expect(200).form("/logout");
    client.submit(&form);
    assert_ne!(
        copy.get("/desk").status,
        200,
        "the stolen cookie still works"
    );
}

#[test]
fn an_administrator_adds_a_person_in_the_browser() {
    let here = Installation::new();
    let server = here.serve();
    let password = server.first_password().expect("a first password");
    let mut admin = sign_in(&server, "admin", &password);
    let form = admin
        .visit("/desk/accounts")
        .expect(200)
        .form("/desk/accounts");
    let unit = form
        .choices("unit")
        .into_iter()
        .find(|choice| !choice.is_empty())
        .expect("a unit");
    let form = form
        .set("username", "zhaomin")
        .set("name", "赵敏")
        .set("unit", &unit)
        .set("roles", "clerk");
    let answer = admin.submit(&form);
    let page = admin.follow(answer).expect(200);
    assert!(
        readable(&page.text()).contains("zhaomin"),
        "{}",
        readable(&page.text())
    );
    assert!(text_of(&page.text(), "one-time__password").is_some() || page.text().contains("一次"));
}
