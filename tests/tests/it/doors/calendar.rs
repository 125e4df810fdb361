//! `huiyin calendar due`: the date, then why.

use std::fs;

use huiyin_tests::installation::{Installation, is_chinese};
use huiyin_tests::places::{real_data, repository};
use serde_json::{Value, json};

/// First line of the answer, the date; the rest has to explain it in Chinese.
#[track_caller]
fn due(installation: &Installation, arguments: &[&str]) -> String {
    let mut all = vec!["calendar", "due"];
    all.extend(arguments);
    let outcome = installation.run(&all).succeeded();
    let mut lines = outcome.stdout.lines();
    let date = lines.next().unwrap_or_default().trim().to_owned();
    let why: String = lines.collect();
    assert!(is_chinese(&why), "no explanation: {outcome:#?}");
    date
}

#[test]
fn working_days_skip_holidays_and_count_makeup_days() {
    let here = Installation::new();
    let cases = [
        // (start, limit, arrival, due)
        ("2025-09-26", "5wd", "next-day", "2025-10-10"),
        ("2025-09-27", "5wd", "next-day", "2025-10-10"),
        ("2025-09-27", "5wd", "deemed-received", "2025-10-11"),
        ("2026-09-17", "15d", "next-day", "2026-10-08"),
        ("2025-11-30", "3m", "next-day", "2026-02-28"),
        ("2026-03-20", "6m", "next-day", "2026-09-20"),
        ("2024-02-08", "1wd", "next-day", "2024-02-09"),
    ];
    for (start, limit, arrival, expected) in cases {
        let found = due(
            &here,
            &["--start", start, "--limit", limit, "--arrival", arrival],
        );
        assert_eq!(found, expected, "{start} + {limit}, {arrival}");
    }
    assert_eq!(
        due(&here, &["--start", "2025-09-26", "--limit", "1wd"]),
        "2025-09-28"
    );
}

#[test]
fn an_own_calendar_is_used_instead_of_the_shipped_year() {
    let here = Installation::new();
    let shipped = repository().join("config/seed/calendar/2026.json");
    let mut year: Value = serde_json::from_slice(&fs::read(shipped).unwrap()).unwrap();
    year["days"].as_array_mut().unwrap().push(json!({
        "name": "台风停工", "date": "2026-08-05", "isOffDay": true
    }));
    let file = here.file("2026.json", year.to_string());
    let question = ["--start", "2026-08-03", "--limit", "5wd"];
    assert_eq!(due(&here, &question), "2026-08-10");
    assert_eq!(
        due(&here, &[&question[..], &["--calendar", &file]].concat()),
        "2026-08-11"
    );
}

#[test]
fn an_unknown_year_is_answered_and_marked_provisional() {
    let here = Installation::new();
    let outcome = here
        .run(&["calendar", "due", "--start", "2031-03-03", "--limit", "5wd"])
        .succeeded();
    assert!(outcome.stdout.starts_with("2031-03-10"), "{outcome:#?}");
    assert!(outcome.stdout.contains("暂定"), "{outcome:#?}");
}

#[test]
fn the_calendar_needs_no_data_folder() {
    let here = Installation::new();
    due(&here, &["--start", "2025-09-26", "--limit", "5wd"]);
    assert!(!here.data().exists(), "a calculation made a data folder");
}

#[test]
fn a_broken_calendar_file_is_refused() {
    let here = Installation::new();
    for content in ["", "{", "{\"year\": 2026}", "[]"] {
        let file = here.file("broken.json", content);
        here.run(&[
            "calendar",
            "due",
            "--start",
            "2026-08-03",
            "--limit",
            "5wd",
            "--calendar",
            &file,
        ])
        .refused();
    }
}

#[test]
fn every_computed_case_comes_out_of_the_door() {
    let Some(file) = real_data("../cases/deadlines.json") else {
        return;
    };
    let cases: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let here = Installation::new();
    let mut wrong = Vec::new();
    for case in cases["cases"].as_array().unwrap() {
        let unit = match case["unit"].as_str().unwrap() {
            "wd" => "wd",
            "day" => "d",
            "month" => "m",
            other => panic!("unknown unit {other}"),
        };
        let limit = format!("{}{unit}", case["n"]);
        let arrival = case["start_rule"].as_str().unwrap().replace('_', "-");
        let mut arguments = vec![
            "--start".to_owned(),
            case["start"].as_str().unwrap().to_owned(),
            "--limit".to_owned(),
            limit,
            "--arrival".to_owned(),
            arrival,
        ];
        for overlay in case["overlay"].as_array().unwrap() {
            let name = overlay.as_str().unwrap();
            let file = here.file(&format!("{name}.json"), overlaid(&cases["overlays"][name]));
            arguments.extend(["--calendar".to_owned(), file]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let found = due(&here, &arguments);
        if found != case["expected"].as_str().unwrap() {
            wrong.push(format!("{}: {found}, not {}", case["id"], case["expected"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The shipped year of the overlay (if there is one), with the overlay's days put over it.
fn overlaid(overlay: &Value) -> String {
    let mut changes: Vec<(&str, bool)> = Vec::new();
    for (list, is_off) in [("off", true), ("work", false)] {
        changes.extend(
            overlay[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|d| (d.as_str().unwrap(), is_off)),
        );
    }
    let year = &changes[0].0[..4];
    let shipped = repository().join(format!("config/seed/calendar/{year}.json"));
    let mut calendar: Value = fs::read(shipped)
        .map(|bytes| serde_json::from_slice(&bytes).unwrap())
        .unwrap_or_else(
            |_| json!({ "year": year.parse::<u32>().unwrap(), "papers": [], "days": [] }),
        );
    let days = calendar["days"].as_array_mut().unwrap();
    for (date, is_off) in changes {
        days.retain(|day| day["date"] != date);
        days.push(json!({ "name": "特别安排", "date": date, "isOffDay": is_off }));
    }
    calendar.to_string()
}
