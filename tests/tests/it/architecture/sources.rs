//! What no source file may contain.

use std::fs;
use std::path::Path;

use huiyin_tests::places::{files_below, repository};

/// (what, below which folder, why). Spelled apart where this file would find itself.
const BANNED: &[(&str, &str, &str)] = &[
    (
        concat!("to", "do!("),
        "",
        "nothing is left to be done later",
    ),
    (
        concat!("unimple", "mented!("),
        "",
        "nothing is left to be done later",
    ),
    (
        concat!("#[ig", "nore"),
        "",
        "a test that does not run proves nothing",
    ),
    (
        concat!("Query", "Parser"),
        "",
        "it makes a phrase of Chinese and finds nothing",
    ),
    (
        concat!("thread::sl", "eep"),
        "crates",
        "a test advances its clock, a worker waits on a timer",
    ),
    (
        concat!("current_time", "stamp("),
        "",
        "time comes from core::Clock, never from the database",
    ),
    (
        concat!("LISTEN", " "),
        "crates/store",
        "not in the common subset of the databases",
    ),
    (
        concat!("advisory", "_lock"),
        "crates",
        "not in the common subset of the databases",
    ),
    ("std::fs", "crates/core/src", "core does no IO"),
    ("std::net", "crates/core/src", "core does no IO"),
    ("std::env", "crates/core/src", "core does no IO"),
    ("std::process", "crates/core/src", "core does no IO"),
    ("Instant::now", "crates/core/src", "core reads no clock"),
    ("async fn", "crates/core/src", "core does no IO"),
    ("std::fs", "crates/workflow/src", "workflow does no IO"),
    ("std::net", "crates/workflow/src", "workflow does no IO"),
    ("std::env", "crates/workflow/src", "workflow does no IO"),
    ("std::process", "crates/workflow/src", "workflow does no IO"),
    (
        "Instant::now",
        "crates/workflow/src",
        "workflow reads no clock",
    ),
    ("async fn", "crates/workflow/src", "workflow does no IO"),
];

fn sources() -> Vec<(String, String)> {
    let root = repository();
    files_below(&root)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let name = relative(&path, &root);
            (name, fs::read_to_string(&path).expect("sources are UTF-8"))
        })
        .collect()
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root)
        .expect("below the root")
        .to_string_lossy()
        .into_owned()
}

/// The part before the unit tests, which may read a fixture from a file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn no_source_file_holds_what_the_plan_forbids() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        for (banned, below, why) in BANNED {
            if !name.starts_with(below) {
                continue;
            }
            let scanned = if below.ends_with("/src") {
                without_tests(&text)
            } else {
                &text
            };
            for (number, line) in scanned.lines().enumerate() {
                let code = line.split("//").next().unwrap_or(line);
                if code.contains(banned) {
                    wrong.push(format!("{name}:{}: {banned}: {why}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The ban itself is clippy's (and proven in `clippy_bans`); this holds the exceptions together:
/// an exception must be one that reads the clock, the environment or chance in its one home.
#[test]
fn exceptions_from_the_clippy_bans_live_only_in_the_binary_and_the_workers() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let at_home = name.starts_with("crates/huiyin/")
            || name.starts_with("crates/app/src/worker")
            || name.starts_with("tests/")
            // which database and which real data to use is told to tests by the environment
            || name.contains("/tests")
            || name.contains("/benches/");
        for (number, line) in text.lines().enumerate() {
            if line.contains("clippy::disallowed_methods") && !at_home {
                let in_tests = text
                    .split("#[cfg(test)]")
                    .next()
                    .is_some_and(|before| before.lines().count() <= number);
                if !in_tests {
                    wrong.push(format!("{name}:{}", number + 1));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "disallowed methods excused in:\n{}",
        wrong.join("\n")
    );
}
