//! `huiyin verify`: walks a whole database and names the row when a byte was changed.

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use serde_json::{Value, json};

fn filled(here: &Installation) {
    let rows: Vec<String> = (0..20)
        .map(|n| {
            json!({ "no": n.to_string(), "body": format!("第{n}件：工资条看不懂") }).to_string()
        })
        .collect();
    here.import_new(&rows.join("\n"));
    here.run(&["verify"]).succeeded();
}

on_both_databases! {
    fn a_changed_byte_in_an_event_is_found_and_named(database) {
        let here = Installation::on(database);
        filled(&here);
        let id = here.sql("select max(id) from suggestion_event").remove(0);
        let read = format!("select payload from suggestion_event where id = {id}");
        let before = here.sql(&read);
        here.sql(&format!(
            "update suggestion_event set payload = replace(payload, '\"', ' \"') where id = {id}"
        ));
        assert_ne!(before, here.sql(&read), "the test changed nothing");

        let outcome = here.run(&["verify"]).refused();
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(said.contains(&id), "event {id} is not named: {said}");

        let outcome = here.run(&["verify", "--json"]);
        assert!(outcome.code.is_some_and(|code| code != 0), "{outcome:#?}");
        let report: Value = serde_json::from_str(outcome.stdout.trim())
            .unwrap_or_else(|error| panic!("{error}: {outcome:#?}"));
        assert!(report.to_string().contains(&id), "event {id} is not named: {report}");
    }

    fn a_deleted_event_is_found(database) {
        let here = Installation::on(database);
        filled(&here);
        here.sql("delete from suggestion_event where id = (select min(id) from suggestion_event)");
        here.run(&["verify"]).refused();
    }

    fn a_status_changed_behind_the_programs_back_is_found(database) {
        let here = Installation::on(database);
        filled(&here);
        here.sql("update suggestion set status = 'closed' where id = (select min(id) from suggestion)");
        here.run(&["verify"]).refused();
    }
}

#[test]
fn every_column_of_an_event_is_under_the_seal() {
    for (column, value) in [
        ("kind", "'withdrawn'"),
        ("at", "'2020-01-01 00:00:00+00:00'"),
        ("author", "'somebody'"),
        ("n", "n + 1000"),
        ("prev_hash", "randomblob(32)"),
        ("hash", "randomblob(32)"),
    ] {
        let here = Installation::new();
        filled(&here);
        here.sql(&format!(
            "update suggestion_event set {column} = {value}
             where id = (select max(id) from suggestion_event)"
        ));
        let outcome = here.run(&["verify"]);
        assert_ne!(
            outcome.code,
            Some(0),
            "a changed {column} went unnoticed: {outcome:#?}"
        );
    }
}

#[test]
fn a_clean_database_is_called_clean_and_counted() {
    let here = Installation::new();
    filled(&here);
    let outcome = here.run(&["verify", "--json"]).succeeded();
    let report: Value = serde_json::from_str(outcome.stdout.trim())
        .unwrap_or_else(|error| panic!("{error}: {outcome:#?}"));
    assert!(
        report.to_string().contains("20"),
        "20 suggestions are not counted: {report}"
    );
    let outcome = here.run(&["verify"]).succeeded();
    assert!(outcome.stdout.contains("20"), "{outcome:#?}");
}
