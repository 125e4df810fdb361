//! Each method that `.clippy.toml` bans is proven banned by a planted violation: a ban on a path
//! that does not exist would be silent.

use std::fs;
use std::path::Path;
use std::process::Command;

use huiyin_tests::places::{repository, target_folder};

/// (banned path, a function body that calls it).
const PLANTS: &[(&str, &str)] = &[
    (
        "std::time::SystemTime::now",
        "let _ = std::time::SystemTime::now();",
    ),
    ("chrono::Utc::now", "let _ = chrono::Utc::now();"),
    ("chrono::Local::now", "let _ = chrono::Local::now();"),
    ("std::env::var", "let _ = std::env::var(\"X\");"),
    ("std::env::var_os", "let _ = std::env::var_os(\"X\");"),
    ("std::env::vars", "let _ = std::env::vars();"),
    ("std::env::vars_os", "let _ = std::env::vars_os();"),
    (
        "std::time::Instant::now",
        "let _ = std::time::Instant::now();",
    ),
    ("std::thread::spawn", "let _ = std::thread::spawn(|| ());"),
    ("getrandom::fill", "let _ = getrandom::fill(&mut [0; 4]);"),
    ("tokio::spawn", "let _ = tokio::spawn(async {});"),
    (
        "tokio::task::spawn",
        "let _ = tokio::task::spawn(async {});",
    ),
];

fn banned_paths() -> Vec<String> {
    let text = fs::read_to_string(repository().join(".clippy.toml")).expect(".clippy.toml");
    let table: toml::Table = text.parse().expect(".clippy.toml parses");
    table["disallowed-methods"]
        .as_array()
        .expect("disallowed-methods is a list")
        .iter()
        .map(|entry| {
            let reason = entry
                .get("reason")
                .and_then(toml::Value::as_str)
                .unwrap_or_default();
            let path = entry["path"].as_str().expect("a banned path is a string");
            assert!(!reason.is_empty(), "{path} is banned without a reason");
            path.to_owned()
        })
        .collect()
}

/// The version of `name` in the workspace's lock file, so that nothing new has to be fetched.
fn locked_version(name: &str) -> String {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("Cargo.lock");
    let lock: toml::Table = lock.parse().expect("Cargo.lock parses");
    lock["package"]
        .as_array()
        .expect("Cargo.lock lists packages")
        .iter()
        .filter(|package| package["name"].as_str() == Some(name))
        .filter_map(|package| package["version"].as_str())
        .next_back()
        .unwrap_or_else(|| panic!("{name} is not in Cargo.lock"))
        .to_owned()
}

fn plant(folder: &Path, banned: &[String]) {
    let manifest = format!(
        "[package]\nname = \"planted\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n\
         chrono = {{ version = \"={}\", default-features = false, features = [\"clock\"] }}\n\
         getrandom = \"={}\"\n\
         tokio = {{ version = \"={}\", features = [\"rt\"] }}\n",
        locked_version("chrono"),
        locked_version("getrandom"),
        locked_version("tokio"),
    );
    let mut source = String::from("//! Violations.\n");
    for (number, path) in banned.iter().enumerate() {
        let (_, body) = PLANTS
            .iter()
            .find(|(planted, _)| planted == path)
            .unwrap_or_else(|| panic!("{path} is banned, but this test plants no violation of it"));
        source.push_str(&format!("pub fn violation_{number}() {{\n    {body}\n}}\n"));
    }
    fs::create_dir(folder.join("src")).expect("a folder can be made");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a file can be written");
    fs::write(folder.join("src/lib.rs"), source).expect("a file can be written");
    for name in [".clippy.toml", "Cargo.lock"] {
        fs::copy(repository().join(name), folder.join(name)).expect("a file can be copied");
    }
}

#[test]
fn every_banned_method_is_reported_where_it_is_planted() {
    let banned = banned_paths();
    assert!(!banned.is_empty());
    let folder = tempfile::tempdir().expect("a temporary folder");
    plant(folder.path(), &banned);
    let output = Command::new("cargo")
        .args([
            "clippy",
            "--offline",
            "--quiet",
            "--message-format",
            "short",
        ])
        .current_dir(folder.path())
        // kept between runs: the three crates are checked once
        .env("CARGO_TARGET_DIR", target_folder().join("planted"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo clippy starts");
    let said = String::from_utf8_lossy(&output.stderr);
    for path in &banned {
        assert!(
            said.contains(&format!("use of a disallowed method `{path}`")),
            "clippy did not report {path}; it said:\n{said}"
        );
    }
}
