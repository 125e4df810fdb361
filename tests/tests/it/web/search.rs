//! 检索 as a person without scripts and as a program meet it.

use std::time::Duration;

use huiyin_tests::form::percent;
use huiyin_tests::html::{links, readable};
use huiyin_tests::http::Client;
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::Team;
use huiyin_tests::visitor::{anonymous_form, send, submit};
use huiyin_tests::wait::{wait_for, wait_until};
use serde_json::{Value, json};

fn asked(client: &mut Client, q: &str) -> Value {
    let answer = client
        .visit(&format!("/desk/search.json?q={}", percent(q)))
        .expect(200);
    serde_json::from_str(&answer.text()).unwrap_or_else(|e| panic!("{e}: {}", answer.text()))
}

/// Of the hits that hold what was asked for; what is only like it may follow.
fn numbers(answer: &Value) -> Vec<String> {
    answer["hits"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|hit| hit["tier"] == "exact")
        .map(|hit| hit["ticket_no"].as_str().unwrap().to_owned())
        .collect()
}

/// Many rows at once, the oldest first.
fn filled(here: &Installation, n: usize) {
    let rows: Vec<String> = (0..n)
        .map(|k| json!({ "no": format!("S{k}"), "body": format!("第{k}号窗口的素菜太少，食堂排队太久。") }).to_string())
        .collect();
    here.import_new(&rows.join("\n"));
}

on_both_databases! {
    fn an_item_is_found_by_the_very_next_request(database) {
        let here = Installation::on(database);
        let team = Team::add(&here);
        let server = here.serve();
        let mut leader = team.leader.sign_in(&server);
        for n in 0..5 {
            let receipt = submit(&mut server.client(), &format!("第{n}号门的减速带太高。"));
            // no waiting: whoever has the receipt can say 'look it up now'
            let found = asked(&mut leader, &format!("第{n}号门的减速带"));
            assert_eq!(numbers(&found), [receipt.ticket_no], "{found}");
            assert_eq!(found["total"], 1);
        }
    }

    fn words_in_a_workbook_that_came_along_are_found(database) {
        let here = Installation::on(database);
        let team = Team::add(&here);
        let server = here.serve();
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(2, 1, "冲压车间通风机停转").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut visitor = server.client();
        let form = anonymous_form(&mut visitor, "情况见附件里的表格。").attach(
            "files",
            "问题清单.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            &bytes,
        );
        let receipt = send(&mut visitor, &form);
        let mut clerk = team.clerk.sign_in(&server);
        let found = wait_for("the words of the workbook are found", Duration::from_secs(20), || {
            let found = asked(&mut clerk, "通风机停转");
            (found["total"] == 1).then_some(found)
        });
        assert_eq!(numbers(&found), [receipt.ticket_no]);
        assert_eq!(found["hits"][0]["attachment"], "问题清单.xlsx");
        let page = clerk.visit(&format!("/desk/search?q={}", percent("通风机停转"))).expect(200);
        assert!(readable(&page.text()).contains("附件 问题清单.xlsx"));
        here.run(&["verify"]).succeeded();
    }
}

#[test]
fn pages_follow_one_another_to_the_last_hit() {
    let here = Installation::new();
    let team = Team::add(&here);
    filled(&here, 65);
    let server = here.serve();
    let mut clerk = team.clerk.sign_in(&server);
    wait_until("all are found", Duration::from_secs(30), || {
        let found = asked(&mut clerk, "素菜");
        found["total"] == 65 && found["rebuilding"].is_null()
    });
    for order in ["", "&order=newest", "&order=due"] {
        let mut seen = Vec::new();
        let mut next = Some(format!("/desk/search?q={}{order}", percent("素菜")));
        let mut n_pages = 0;
        while let Some(path) = next {
            let page = clerk.visit(&path).expect(200).text();
            seen.extend(links(&page, "/desk/suggestions/"));
            n_pages += 1;
            next = links(&page, "/desk/search?")
                .into_iter()
                .find(|link| link.contains("after="));
        }
        assert_eq!(n_pages, 4, "{order}");
        assert_eq!(seen.len(), 65, "{order}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 65, "{order}: a hit is shown twice");
    }
    // the same for a program, with its own size of page
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/desk/search.json?q={}&limit=7{after}", percent("素菜"));
        let page: Value = serde_json::from_str(&clerk.visit(&path).expect(200).text()).unwrap();
        seen.extend(numbers(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={}", percent(next)),
            None => break,
        }
    }
    assert_eq!(seen.len(), 65);
}

#[test]
fn the_page_offers_filters_a_workbook_and_what_was_meant() {
    let here = Installation::new();
    let team = Team::add(&here);
    filled(&here, 6);
    let server = here.serve();
    let mut clerk = team.clerk.sign_in(&server);
    wait_until("all are found", Duration::from_secs(30), || {
        let found = asked(&mut clerk, "素菜");
        found["total"] == 6 && found["rebuilding"].is_null()
    });
    let found = asked(&mut clerk, "素菜");
    let facet = |name: &str| {
        let facets = found["facets"].as_array().unwrap();
        facets.iter().find(|f| f["name"] == name).unwrap()["values"].clone()
    };
    assert_eq!(facet("status")[0]["value"], "submitted");
    assert_eq!(facet("status")[0]["count"], 6);
    let page = clerk
        .visit(&format!(
            "/desk/search?q={}&status=submitted",
            percent("素菜")
        ))
        .expect(200);
    let text = page.text();
    assert!(readable(&text).contains("找到 6 件"), "{}", readable(&text));
    let none = clerk
        .visit(&format!("/desk/search?q={}&status=closed", percent("素菜")))
        .expect(200);
    assert!(readable(&none.text()).contains("没有找到"));
    let export = links(&text, "/desk/search/export").remove(0);
    let sheet = clerk.visit(&export).expect(200);
    assert!(sheet.body.starts_with(b"PK"));
    assert!(
        sheet
            .header("content-disposition")
            .unwrap()
            .contains("attachment")
    );
    assert_eq!(
        here.sql("select what from admin_log where what like '导出%'"),
        ["导出检索结果 6 件"]
    );
    let offered = clerk
        .visit(&format!("/desk/search/suggest.json?q={}", percent("素")))
        .expect(200);
    let offered: Value = serde_json::from_str(&offered.text()).unwrap();
    assert!(offered.is_array());
    for one in offered.as_array().unwrap() {
        let q = one["q"].as_str().unwrap();
        assert_eq!(asked(&mut clerk, q)["total"], one["total"], "{one}");
    }
    // filters in the query itself, in any width
    for (q, total) in [
        ("素菜 状态：待受理", 6),
        ("素菜 状态:已办结", 0),
        ("素菜 -第3号", 5),
        ("“第3号窗口的素菜”", 1),
        ("第3号 OR 第4号", 2),
    ] {
        assert_eq!(asked(&mut clerk, q)["total"], total, "{q}");
    }
}

#[test]
fn no_query_and_no_parameter_is_an_error_of_the_server() {
    let here = Installation::new();
    let team = Team::add(&here);
    filled(&here, 3);
    let server = here.serve();
    let mut clerk = team.clerk.sign_in(&server);
    let long = "食".repeat(3_000);
    let queries = [
        "\"",
        "“",
        "-",
        "--",
        "OR",
        "OR OR",
        "或",
        "单位:",
        "单位：没有的",
        "时间:昨天",
        "时间:2026-13..",
        "时间:..",
        "编号:",
        "*",
        "食*",
        ".*",
        "(",
        "食堂 AND (",
        "\\",
        "%00",
        "'; drop table suggestion; --",
        "😀",
        "\u{0}",
        "a:b:c",
        "-食堂 -素菜",
        &long,
    ];
    for q in queries {
        let q = percent(q);
        for path in [
            "/desk/search",
            "/desk/search.json",
            "/desk/search/suggest.json",
        ] {
            let answer = clerk.visit(&format!("{path}?q={q}"));
            assert_eq!(answer.status, 200, "{path} {q}: {}", answer.text());
        }
    }
    for parameters in [
        "after=x",
        "after=rows:",
        "after=%ff",
        "after=rows:99999999999999999999",
        "page=0",
        "page=-3",
        "limit=0",
        "limit=99999999999999999999",
        "order=x",
        "topic=x",
        "topic=99999999999999999999",
        "unit=-1",
        "year=99999999999",
        "year=-5",
        "month=2026-00",
        "month=-",
        "status=x",
        "kind=",
        "channel=%E4",
        "q=%ff%fe",
        "q=a&q=b",
    ] {
        for path in ["/desk/search", "/desk/search.json", "/desk/search/export"] {
            let answer = clerk.visit(&format!("{path}?{parameters}&q={}", percent("素菜")));
            assert_eq!(answer.status, 200, "{path} {parameters}");
        }
    }
}
