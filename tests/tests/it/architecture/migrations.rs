//! Every migration that lies in the folder is applied, once, in the order of its name.

use std::fs;

use huiyin_tests::places::repository;

#[test]
fn every_migration_file_is_listed_once_and_in_order() {
    let source = repository().join("migrations/src");
    let mut files: Vec<String> = fs::read_dir(&source)
        .expect("migrations/src exists")
        .map(|entry| {
            entry
                .expect("an entry can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| {
            name.starts_with('m') && name.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
        })
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there is no migration yet");

    let list = fs::read_to_string(source.join("lib.rs")).expect("migrations/src/lib.rs exists");
    let applied: Vec<String> = list
        .lines()
        .filter(|line| line.contains("Box::new("))
        .filter_map(|line| line.split("Box::new(").nth(1))
        .filter_map(|rest| rest.split("::").next())
        .map(str::to_owned)
        .collect();
    assert_eq!(
        applied, files,
        "migrations/src/lib.rs lists other migrations than the folder holds"
    );
}
