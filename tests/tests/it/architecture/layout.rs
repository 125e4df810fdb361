//! The street view: what lies at the top, how large a file may be, what no file may name.

use std::collections::BTreeSet;
use std::fs;

use huiyin_tests::places::{files_below, repository};

#[test]
fn the_top_level_holds_the_plan_and_nothing_else() {
    let expected = [
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "config",
        "crates",
        "migrations",
        "tests",
    ];
    let found: BTreeSet<String> = fs::read_dir(repository())
        .expect("the repository can be read")
        .map(|entry| {
            entry
                .expect("an entry can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        // dot-files are free; target and data are what a build and a run leave behind
        .filter(|name| !name.starts_with('.') && name != "target" && name != "data")
        .collect();
    let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_folder_that_needs_a_guide_has_one() {
    for guide in [
        "README.md",
        "crates/README.md",
        "migrations/README.md",
        "config/README.md",
        "tests/README.md",
    ] {
        let text = fs::read_to_string(repository().join(guide)).unwrap_or_default();
        assert!(
            text.lines().count() >= 10,
            "{guide} is missing or says next to nothing"
        );
    }
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    // spelled apart, because this file is looked at too
    let banned = [
        concat!("/wo", "rk/"),
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
    ];
    let mut wrong = Vec::new();
    for path in files_below(&repository()) {
        let bytes = fs::read(&path).expect("a file of the repository can be read");
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in text.lines().enumerate() {
            if banned.iter().any(|banned| names_path(line, banned)) {
                wrong.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `/x/` counts at the start of a path only: `a/x/b` is a relative path or an address.
fn names_path(line: &str, banned: &str) -> bool {
    line.match_indices(banned).any(|(at, _)| {
        line.get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|before| {
                !(before.is_alphanumeric() || matches!(before, '/' | '.' | '-' | '_' | '}' | '*'))
            })
    })
}

/// Past 400 lines there is a second noun or verb inside. Unit tests at the end are not counted,
/// and tables of cases and fixtures may be longer.
#[test]
fn no_source_file_grows_past_what_one_sitting_reads() {
    let mut wrong = Vec::new();
    for path in files_below(&repository()) {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let name = path.to_string_lossy();
        let is_tests = path
            .file_stem()
            .is_some_and(|stem| stem.to_string_lossy().starts_with("tests"));
        let limit = if name.contains("/src/") && !is_tests {
            400
        } else {
            1000
        };
        let text = fs::read_to_string(&path).expect("sources are UTF-8");
        let lines = text
            .split("#[cfg(test)]")
            .next()
            .unwrap_or(&text)
            .lines()
            .count();
        if lines > limit {
            wrong.push(format!("{name}: {lines} lines, at most {limit}"));
        }
    }
    assert!(wrong.is_empty(), "split these:\n{}", wrong.join("\n"));
}

#[test]
fn both_commands_are_executable() {
    use std::os::unix::fs::PermissionsExt;
    for command in ["tests/run", ".ci/run"] {
        let mode = fs::metadata(repository().join(command))
            .expect(command)
            .permissions()
            .mode();
        assert!(mode & 0o111 == 0o111, "{command} is not executable");
    }
}
