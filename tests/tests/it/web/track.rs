//! Tracking by query code: the code opens everything, anything else opens nothing.

use huiyin_tests::html::{links, readable};
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::Team;
use huiyin_tests::visitor::{submit, track};

const TEXT: &str = "更衣室没有热水，冬天下夜班没法洗澡，建议装热水器。";

on_both_databases! {
    fn the_code_shows_where_it_is_however_it_is_typed(database) {
        let here = Installation::on(database);
        let server = here.serve();
        let receipt = submit(&mut server.client(), TEXT);
        let plain: String = receipt.code.chars().filter(char::is_ascii_alphanumeric).collect();
        for typed in [receipt.code.clone(), plain.to_lowercase(), format!("  {plain} ")] {
            let page = track(&mut server.client(), &typed).expect(200);
            let text = readable(&page.text());
            assert!(text.contains(&receipt.ticket_no), "{typed}: {text}");
            assert!(text.contains("待受理"), "{typed}: {text}");
            assert!(text.contains(TEXT), "{typed}: {text}");
            assert!(page.text().contains(&receipt.proof), "{typed}: the proof is not shown");
        }
    }

    fn a_supplement_and_a_withdrawal_are_recorded(database) {
        let here = Installation::on(database);
        let server = here.serve();
        let receipt = submit(&mut server.client(), TEXT);
        let mut client = server.client();
        let page = track(&mut client, &receipt.code).expect(200);
        let form = page.form("supplement").set("body", "补充：二号更衣室也没有。");
        let answer = client.submit(&form);
        let page = client.follow(answer).expect(200);
        assert!(readable(&page.text()).contains("二号更衣室"), "{}", readable(&page.text()));

        let confirm = links(&page.text(), "/").into_iter().find(|link| link.contains("withdraw"));
        let confirm = confirm.expect("a link to withdraw");
        let form = client.visit(&confirm).expect(200).form("withdraw");
        let answer = client.submit(&form);
        let page = client.follow(answer).expect(200);
        assert!(readable(&page.text()).contains("已撤回"), "{}", readable(&page.text()));
        assert_eq!(here.sql("select status from suggestion"), ["withdrawn"]);
        here.run(&["verify"]).succeeded();
    }
}

#[test]
fn one_code_leads_to_every_part_of_a_letter_and_back() {
    let here = Installation::new();
    let team = Team::add(&here);
    let server = here.serve();
    let receipt = submit(&mut server.client(), TEXT);
    let mut clerk = team.clerk.sign_in(&server);
    let item = links(&clerk.visit("/desk").text(), "/desk/suggestions/").remove(0);
    let desk = clerk.visit(&item).expect(200);
    let form = desk
        .form(&format!("{item}/split"))
        .set("part_1_title", "夜班班车")
        .set("part_1_body", "冬天下夜班没有班车。");
    let answer = clerk.submit(&form);
    let page = clerk.follow(answer).expect(200);
    let text = readable(&page.text());
    assert!(
        text.contains("拆分出的一件") && text.contains("夜班班车"),
        "{text}"
    );

    let mut client = server.client();
    let page = track(&mut client, &receipt.code).expect(200);
    let text = readable(&page.text());
    assert!(text.contains("拆分出的各件"), "{text}");
    assert!(text.contains(TEXT), "the letter stays as it was: {text}");
    let link = links(&page.text(), "/t/")
        .into_iter()
        .find(|link| link.ends_with("~1"));
    let part = client.visit(&link.expect("a link to the part")).expect(200);
    let text = readable(&part.text());
    assert!(
        text.contains("冬天下夜班没有班车。") && !text.contains(TEXT),
        "{text}"
    );
    // what is done there is done to the part
    let form = part.form("supplement").set("body", "补充：周末也没有。");
    let answer = client.submit(&form);
    let after = client.follow(answer).expect(200);
    assert!(readable(&after.text()).contains("周末也没有"));
    let back = links(&after.text(), "/t/")
        .into_iter()
        .find(|link| !link.contains('~'));
    let whole = client.visit(&back.expect("a link back")).expect(200);
    assert!(!readable(&whole.text()).contains("周末也没有"));
    // there is no other part, and nothing else of the code
    let code: String = receipt
        .code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    for wrong in ["~2", "~0", "~-1", "~x", "~"] {
        let page = server.client().get(&format!("/t/{code}{wrong}"));
        assert_eq!(page.status, 404, "{wrong}");
    }
    here.run(&["verify"]).succeeded();
}

#[test]
fn a_wrong_a_malformed_and_an_empty_code_get_the_same_answer() {
    let here = Installation::new();
    let server = here.serve();
    let receipt = submit(&mut server.client(), TEXT);
    let mut almost: Vec<char> = receipt.code.chars().collect();
    let last = almost.last_mut().unwrap();
    *last = if *last == '7' { '8' } else { '7' };
    let almost: String = almost.into_iter().collect();
    let answers: Vec<(u16, String)> = [almost.as_str(), "0000-0000-0000-0000", "你好", "!!!"]
        .iter()
        .map(|code| {
            let page = track(&mut server.client(), code);
            let text = readable(&page.text()).replace(code, "");
            assert!(!text.contains(&receipt.ticket_no));
            (page.status, text)
        })
        .collect();
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
}

#[test]
fn guessing_is_slowed_down() {
    let here = Installation::new();
    here.configure("[security]\ntrack_per_minute = 5\n");
    let server = here.serve();
    let mut statuses = Vec::new();
    for n in 0..12 {
        let mut client = server.client();
        let form = client
            .get("/track")
            .form("/track")
            .set("code", &format!("0000-0000-0000-{n:04}"));
        statuses.push(client.submit(&form).status);
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
}

#[test]
fn the_code_stands_in_no_log_and_not_in_the_database() {
    let here = Installation::new();
    let server = here.serve();
    let receipt = submit(&mut server.client(), TEXT);
    track(&mut server.client(), &receipt.code).expect(200);
    let said = server.said();
    drop(server);
    let plain: String = receipt
        .code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    assert!(
        !said.contains(&plain) && !said.contains(&receipt.code),
        "{said}"
    );
    for file in huiyin_tests::places::files_below(&here.data()) {
        let bytes = std::fs::read(&file).unwrap();
        for form in [&plain, &receipt.code] {
            let found = bytes
                .windows(form.len())
                .any(|window| window == form.as_bytes());
            assert!(!found, "{} holds the code", file.display());
        }
    }
}
