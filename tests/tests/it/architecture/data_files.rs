//! Files that are read at run time must at least parse before anybody runs anything.

use std::fs;

use huiyin_tests::places::{files_below, repository};

#[test]
fn every_shipped_toml_and_json_file_parses() {
    let mut seen = 0;
    let mut wrong = Vec::new();
    for path in files_below(&repository()) {
        let parsed = match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => fs::read_to_string(&path)
                .map_err(|error| error.to_string())
                .and_then(|text| {
                    text.parse::<toml::Table>()
                        .map_err(|error| error.to_string())
                })
                .map(drop),
            Some("json") => fs::read(&path)
                .map_err(|error| error.to_string())
                .and_then(|bytes| {
                    serde_json::from_slice::<serde_json::Value>(&bytes)
                        .map_err(|error| error.to_string())
                })
                .map(drop),
            _ => continue,
        };
        seen += 1;
        if let Err(error) = parsed {
            wrong.push(format!("{}: {error}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        seen >= 12,
        "only {seen} data files found: the manifests alone are more"
    );
}

#[test]
fn the_shipped_calendar_covers_the_years_it_promises() {
    let calendars: Vec<String> = files_below(&repository().join("config"))
        .into_iter()
        .map(|path| path.to_string_lossy().into_owned())
        .filter(|name| name.contains("calendar"))
        .filter_map(|name| fs::read_to_string(name).ok())
        .collect();
    for year in [2024, 2025, 2026] {
        let first_of_may = format!("{year}-05-01");
        assert!(
            calendars.iter().any(|text| text.contains(&first_of_may)),
            "no calendar under config/ knows {first_of_may}"
        );
    }
}
