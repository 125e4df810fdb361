//! `huiyin search`: one query for a person, a file of queries for a machine.

use std::fs;

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use serde_json::{Value, json};

const TEXTS: &[&str] = &[
    "建议食堂门口增设无障碍通道，方便残疾职工就餐。",
    "食堂素菜窗口太少，中午排队要半小时。",
    "武汉市长江大桥附近的工地夜间施工噪声大。",
    "加班費一直沒有發，請工會幫助。",
    "班车时间与下班时间不一致，建议调整到18:30。",
];

fn filled(here: &Installation) {
    let rows: Vec<String> = TEXTS
        .iter()
        .enumerate()
        .map(|(n, text)| json!({ "no": format!("S{n}"), "body": text }).to_string())
        .collect();
    here.import_new(&rows.join("\n"));
}

/// External numbers of the hits that hold the query; what is only like it may follow.
#[track_caller]
fn hits(here: &Installation, query: &str) -> Vec<String> {
    let outcome = here.run(&["search", query, "--json"]).succeeded();
    let answer: Value = serde_json::from_str(outcome.stdout.trim())
        .unwrap_or_else(|error| panic!("{error}: {outcome:#?}"));
    let hits = answer["hits"].as_array().expect("hits is a list");
    for hit in hits {
        for field in ["ticket_no", "title", "snippet"] {
            assert!(hit[field].is_string(), "a hit without {field}: {hit}");
        }
        assert!(hit["score"].is_number(), "a hit without a score: {hit}");
    }
    let mut found: Vec<String> = hits
        .iter()
        .filter(|hit| hit["tier"] == "exact")
        .map(|hit| hit["external_no"].as_str().unwrap_or("-").to_owned())
        .collect();
    found.sort();
    assert_eq!(answer["total"].as_u64(), Some(found.len() as u64));
    found
}

on_both_databases! {
    fn every_substring_is_found_however_it_is_written(database) {
        let here = Installation::on(database);
        filled(&here);
        for (query, expected) in [
            ("障碍", vec!["S0"]),
            ("江大桥", vec!["S2"]),
            ("食堂素菜窗口", vec!["S1"]),
            ("加班费", vec!["S3"]),
            ("加班費", vec!["S3"]),
            ("１８：３０", vec!["S4"]),
            ("食堂", vec!["S0", "S1"]),
            ("桥", vec!["S2"]),
            ("没有这个词的", vec![]),
        ] {
            assert_eq!(hits(&here, query), expected, "{query}");
        }
    }
}

#[test]
fn many_queries_are_answered_line_by_line() {
    let here = Installation::new();
    filled(&here);
    let queries = here.file(
        "queries.jsonl",
        "{\"id\":\"a\",\"q\":\"食堂\",\"limit\":1}\n{\"id\":7,\"q\":\"长江大桥\",\"limit\":5}\n\
         {\"id\":\"c\",\"q\":\"\",\"limit\":5}\n",
    );
    let outcome = here
        .run(&["search", "--queries", &queries, "--json"])
        .succeeded();
    let answers: Vec<Value> = outcome
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    assert_eq!(answers.len(), 3, "{outcome:#?}");
    assert_eq!(answers[0]["id"], "a");
    assert_eq!(answers[0]["total"], 2);
    assert_eq!(answers[0]["hits"].as_array().unwrap().len(), 1);
    assert_eq!(answers[1]["id"], 7);
    assert_eq!(answers[1]["hits"][0]["external_no"], "S2");
}

#[test]
fn a_broken_query_line_is_refused_with_its_number() {
    let here = Installation::new();
    filled(&here);
    let queries = here.file("queries.jsonl", "{\"id\":1,\"q\":\"食堂\"}\n{broken\n");
    let outcome = here
        .run(&["search", "--queries", &queries, "--json"])
        .refused();
    assert!(outcome.stderr.contains('2'), "{outcome:#?}");
}

#[test]
fn the_answer_for_a_person_shows_number_and_title() {
    let here = Installation::new();
    filled(&here);
    let outcome = here.run(&["search", "无障碍"]).succeeded();
    assert!(outcome.stdout.contains("GH20"), "{outcome:#?}");
    assert!(outcome.stdout.contains("无障碍"), "{outcome:#?}");
    let none = here.run(&["search", "没有这个词的"]).succeeded();
    assert!(none.stdout.contains("0 件"), "{none:#?}");
}

#[test]
fn it_works_beside_a_running_server_and_after_the_index_was_deleted() {
    let here = Installation::new();
    filled(&here);
    {
        let _server = here.serve();
        assert_eq!(hits(&here, "无障碍"), ["S0"]);
    }
    fs::remove_dir_all(here.data().join("index")).unwrap();
    assert_eq!(hits(&here, "无障碍"), ["S0"]);
}

#[test]
fn strange_queries_are_answered_not_feared() {
    let here = Installation::new();
    filled(&here);
    let long = "食".repeat(5000);
    for query in [
        "\"",
        "AND OR NOT",
        "*",
        "(((",
        "食堂)",
        "\\",
        "😀",
        "%",
        "a:b",
        &long,
    ] {
        let outcome = here.run(&["search", query, "--json"]);
        assert!(
            outcome.code.is_some_and(|code| code < 100),
            "{query}: {outcome:#?}"
        );
        assert!(
            !outcome.stderr.contains("panicked"),
            "{query}: {outcome:#?}"
        );
    }
}
