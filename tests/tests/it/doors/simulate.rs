//! `huiyin simulate`: a made-up year through the engine, without a data folder.

use huiyin_tests::installation::{Installation, is_chinese};
use serde_json::Value;

fn number(of: &Value, field: &str) -> u64 {
    of[field]
        .as_u64()
        .unwrap_or_else(|| panic!("no number {field} in {of}"))
}

#[test]
fn a_year_passes_without_a_broken_promise() {
    let here = Installation::new();
    let arguments = ["simulate", "--year", "2026", "--per-day", "3", "--json"];
    let outcome = here.run(&arguments).succeeded();
    let year: Value = serde_json::from_str(&outcome.stdout).expect("one JSON value");
    assert_eq!(
        number(&year, "violations"),
        0,
        "{}",
        year["violations_told"]
    );
    // something happened at all: people, holidays, outages, reminders, refusals
    assert!(number(&year, "arrived") > 500);
    assert!(number(&year, "trespasses") > 20);
    assert!(number(&year, "refused") >= number(&year, "trespasses"));
    assert!(number(&year, "delayed_by_downtime") > 20);
    assert!(number(&year, "split_off") > 5);
    assert!(number(&year, "handed_over") > 2);
    for action in [
        "send-back",
        "change-handler",
        "redo",
        "grant-extension",
        "split",
        "merge",
        "take-child",
        "answer-child",
        "hand-over",
    ] {
        assert!(number(&year["by_action"], action) > 0, "{action}");
    }
    for notice in ["reminder", "formal", "circular"] {
        assert!(number(&year["reminders"], notice) > 0, "{notice}");
    }
    assert!(number(&year["ends"], "closed") > 400);
    assert!(!here.data().exists(), "a simulation leaves no data behind");
    let again = here.run(&arguments).succeeded();
    assert_eq!(again.stdout, outcome.stdout, "the same seed, the same year");
}

#[test]
fn figures_are_told_in_chinese_and_mistakes_too() {
    let here = Installation::new();
    let outcome = here
        .run(&["simulate", "--per-day", "1", "--seed", "5"])
        .succeeded();
    assert!(is_chinese(&outcome.stdout));
    assert!(outcome.stdout.contains("违反承诺 0 处"), "{outcome:#?}");
    assert!(outcome.stdout.contains("按时办结率"), "{outcome:#?}");
    let refused = here.run(&["simulate", "--per-day", "0"]);
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(is_chinese(&refused.stderr));
}
