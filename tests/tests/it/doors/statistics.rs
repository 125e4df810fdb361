//! `huiyin statistics`: the figures of a period, and whether the ledger tells the same.

use huiyin_tests::installation::{Installation, is_chinese};
use huiyin_tests::on_both_databases;
use serde_json::{Value, json};

fn filled(here: &Installation) {
    let rows: Vec<String> = (0..5)
        .map(|n| {
            json!({ "no": n.to_string(), "body": format!("第{n}件：工资条看不懂") }).to_string()
        })
        .collect();
    let file = here.file("rows.jsonl", rows.join("\n"));
    let map = "external_no=no,body=body";
    let arguments = [
        "import", &file, "--format", "jsonl", "--map", map, "--state", "new",
    ];
    here.run(&arguments).succeeded();
}

/// A period that holds today, whenever the test runs.
const EVERYTHING: &str = "2020-01-01..2099-12-31";

on_both_databases! {
    fn figures_are_told_a_second_time_by_the_ledger(database) {
        let here = Installation::on(database);
        filled(&here);
        let outcome = here.run(&["statistics", "--period", EVERYTHING, "--recompute"]).succeeded();
        assert!(outcome.stdout.contains("受理率　0/5（0.0%）　相符"), "{outcome:#?}");
        assert!(outcome.stdout.contains("报送及时率　—"), "{outcome:#?}");
        assert!(outcome.stdout.contains("全部相符"), "{outcome:#?}");

        let outcome = here.run(&["statistics", "--period", EVERYTHING, "--recompute", "--json"]);
        let outcome = outcome.succeeded();
        let report: Value = serde_json::from_str(outcome.stdout.trim())
            .unwrap_or_else(|error| panic!("{error}: {outcome:#?}"));
        assert_eq!(report["equal"], true);
        let figures = report["figures"].as_array().expect("figures are listed");
        assert!(figures.iter().all(|f| f["shown"] == f["recomputed"]), "{report}");
    }
}

#[test]
fn a_period_that_is_none_is_refused_in_chinese() {
    let here = Installation::new();
    for arguments in [
        &["--period", "九月"][..],
        &["--period", "2026-13"],
        &["--period", "2024-01", "--unit", "没有的单位"],
        &["--period", "2024-02", "--cut-off", "2024-01-31"],
    ] {
        let mut all = vec!["statistics"];
        all.extend(arguments);
        let outcome = here.run(&all).refused();
        assert!(is_chinese(&outcome.stderr), "{arguments:?}: {outcome:#?}");
    }
}
