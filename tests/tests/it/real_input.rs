//! The real rows and mails. Skipped, with a printed line, on a machine that has none.

use std::fs;
use std::io::BufRead;
use std::path::PathBuf;
use std::time::Instant;

use huiyin_tests::installation::Installation;
use huiyin_tests::places::{files_below, real_data};
use serde_json::{Value, json};

/// (file, mapping, state, number of rows).
const TABLES: &[(&str, &str, &str, usize)] = &[
    (
        "replied.jsonl",
        "external_no=id,title=title,body=body,received_at=time,reply=reply,replied_at=reply_time",
        "closed",
        1408,
    ),
    (
        "open.jsonl",
        "external_no=id,title=title,body=body,received_at=time",
        "new",
        2600,
    ),
    (
        "hotline_orders.jsonl",
        "external_no=id,title=title,body=body,received_at=date,channel=channel,kind=type",
        "new",
        1481,
    ),
];

fn rows(file: &PathBuf) -> Vec<Value> {
    std::io::BufReader::new(fs::File::open(file).unwrap())
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect()
}

/// The row's number in the other system: text in one table, a number in another.
fn number_of(row: &Value) -> String {
    row["id"]
        .as_str()
        .map_or_else(|| row["id"].to_string(), str::to_owned)
}

#[test]
fn every_real_row_comes_in_is_found_and_is_sealed() {
    let Some(folder) = real_data("messages") else {
        return;
    };
    let here = Installation::new();
    for (name, map, state, count) in TABLES {
        let file = folder.join(name);
        assert_eq!(
            rows(&file).len(),
            *count,
            "{name} is another file than before"
        );
        let began = Instant::now();
        let outcome = here
            .run(&[
                "import",
                &file.to_string_lossy(),
                "--format",
                "jsonl",
                "--map",
                map,
                "--state",
                state,
            ])
            .succeeded();
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "{name}: {count} rows in {seconds:.1} s (development build)\n{}",
            outcome.stdout
        );
    }
    let total: usize = TABLES.iter().map(|(_, _, _, count)| count).sum();
    assert_eq!(
        here.sql("select count(*) from suggestion"),
        [total.to_string()]
    );
    here.run(&["verify"]).succeeded();

    // a piece from the middle of every 40th body finds its row
    let mut queries = String::new();
    let mut expected = Vec::new();
    for (name, ..) in TABLES {
        for (n, row) in rows(&folder.join(name)).into_iter().enumerate().step_by(40) {
            let body: Vec<char> = row["body"].as_str().unwrap().chars().collect();
            let middle = body.len() / 2;
            let piece: String = body.iter().skip(middle).take(8).collect();
            if piece
                .chars()
                .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
                .count()
                < 8
            {
                continue;
            }
            let id = format!("{name}:{n}");
            queries.push_str(&json!({ "id": id, "q": piece, "limit": 50 }).to_string());
            queries.push('\n');
            expected.push((id, number_of(&row), piece));
        }
    }
    let file = here.file("queries.jsonl", queries);
    let began = Instant::now();
    let outcome = here
        .run(&["search", "--queries", &file, "--json"])
        .succeeded();
    println!(
        "{} queries in {:.1} s",
        expected.len(),
        began.elapsed().as_secs_f64()
    );
    let answers: Vec<Value> = outcome
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), expected.len());
    let mut lost = Vec::new();
    for (answer, (id, external_no, piece)) in answers.iter().zip(&expected) {
        assert_eq!(answer["id"].as_str(), Some(id.as_str()));
        let found = answer["hits"]
            .as_array()
            .unwrap()
            .iter()
            .any(|hit| hit["external_no"].as_str() == Some(external_no));
        if !found {
            lost.push(format!("{id}: {piece}"));
        }
    }
    assert!(lost.is_empty(), "not found:\n{}", lost.join("\n"));
}

#[test]
fn an_import_run_twice_adds_nothing() {
    let Some(folder) = real_data("messages") else {
        return;
    };
    let here = Installation::new();
    let (name, map, state, count) = TABLES[0];
    let file = folder.join(name);
    for _ in 0..2 {
        here.run(&[
            "import",
            &file.to_string_lossy(),
            "--format",
            "jsonl",
            "--map",
            map,
            "--state",
            state,
        ])
        .succeeded();
        assert_eq!(
            here.sql("select count(*) from suggestion"),
            [count.to_string()]
        );
    }
    here.run(&["verify"]).succeeded();
}

#[test]
fn every_chinese_mail_ends_as_a_row_a_person_can_see() {
    let Some(folder) = real_data("mail/chinese") else {
        return;
    };
    let here = Installation::new();
    let mails: Vec<PathBuf> = files_below(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    assert!(!mails.is_empty());
    for path in &mails {
        let raw = fs::read(path).unwrap();
        for _ in 0..2 {
            let outcome = here.run_with(&["mail", "deliver"], &raw);
            assert_eq!(outcome.code, Some(0), "{}: {outcome:#?}", path.display());
        }
    }
    let states =
        here.sql("select state, count(*) from incoming_mail group by state order by state");
    println!("{} mails: {states:?}", mails.len());
    assert!(
        !states.iter().any(|row| row.starts_with("stored")),
        "left lying: {states:?}"
    );
    let stored: usize = here
        .sql("select count(*) from incoming_mail")
        .remove(0)
        .parse()
        .unwrap();
    assert_eq!(stored, mails.len(), "lost or doubled");
    here.run(&["verify"]).succeeded();
}
