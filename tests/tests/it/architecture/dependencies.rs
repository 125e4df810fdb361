//! Who may know whom. Dev-dependencies are free: a test may bring any tool.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use huiyin_tests::places::repository;

/// The rooms and the doors between them. `huiyin-tests` looks from outside and may open any.
const ROOMS: &[(&str, &[&str])] = &[
    ("huiyin-core", &[]),
    ("huiyin-workflow", &["huiyin-core"]),
    ("huiyin-intake", &["huiyin-core"]),
    ("huiyin-search", &["huiyin-core"]),
    ("huiyin-report", &["huiyin-core"]),
    ("huiyin-migrations", &[]),
    (
        "huiyin-store",
        &["huiyin-core", "huiyin-workflow", "huiyin-migrations"],
    ),
    (
        "huiyin-app",
        &[
            "huiyin-core",
            "huiyin-workflow",
            "huiyin-intake",
            "huiyin-search",
            "huiyin-store",
            "huiyin-report",
        ],
    ),
    (
        "huiyin-web",
        &["huiyin-core", "huiyin-workflow", "huiyin-app"],
    ),
    (
        "huiyin",
        &[
            "huiyin-core",
            "huiyin-workflow",
            "huiyin-intake",
            "huiyin-search",
            "huiyin-store",
            "huiyin-report",
            "huiyin-app",
            "huiyin-web",
            "huiyin-migrations",
        ],
    ),
];

/// Each heavy dependency and the one room that knows it.
const OWNERS: &[(&str, &[&str])] = &[
    (
        "huiyin-intake",
        &[
            "ammonia",
            "async-imap",
            "calamine",
            "chardetng",
            "csv",
            "encoding_rs",
            "flate2",
            "html2text",
            "image",
            "infer",
            "lettre",
            "lopdf",
            "mail-auth",
            "mail-parser",
            "quick-xml",
            "smtp-proto",
        ],
    ),
    (
        "huiyin-search",
        &["ferrous-opencc", "jieba-rs", "pinyin", "tantivy"],
    ),
    (
        "huiyin-store",
        &[
            "chacha20poly1305",
            "libsqlite3-sys",
            "object_store",
            "sea-orm",
            "sqlx",
            "sqlx-core",
        ],
    ),
    ("huiyin-report", &["docx-rs", "rust_xlsxwriter"]),
    (
        "huiyin-app",
        &["argon2", "ldap3", "minijinja", "openidconnect", "totp-rs"],
    ),
    (
        "huiyin-web",
        &[
            "askama",
            "axum",
            "axum-extra",
            "governor",
            "hyper",
            "hyper-util",
            "mime_guess",
            "qrcodegen",
            "tower",
            "tower-http",
            "utoipa",
            "utoipa-axum",
        ],
    ),
    (
        "huiyin",
        &["clap", "getrandom", "indicatif", "tracing-subscriber"],
    ),
    ("huiyin-migrations", &["sea-orm-migration"]),
];

/// Everything `core` and `workflow` may lean on: values, never IO, clock or randomness.
const PURE: &[&str] = &[
    "chrono",
    "hex",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "toml",
];

fn metadata() -> Metadata {
    // of this machine only: tests/run fetches no crates of other systems
    MetadataCommand::new()
        .manifest_path(repository().join("Cargo.toml"))
        .other_options(["--offline", "--locked", "--filter-platform", &host()].map(str::to_owned))
        .exec()
        .expect("cargo metadata answers")
}

fn host() -> String {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc starts");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .expect("rustc names its host")
}

/// Names of the crates that `package` needs to run (build scripts included).
fn needs(package: &Package) -> BTreeSet<&str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .map(|dependency| dependency.name.as_str())
        .collect()
}

#[test]
fn every_crate_knows_only_the_crates_the_plan_lets_it_know() {
    let metadata = metadata();
    let rooms: BTreeMap<&str, BTreeSet<&str>> = ROOMS
        .iter()
        .map(|(room, doors)| (*room, doors.iter().copied().collect()))
        .collect();
    let members = metadata.workspace_packages();
    let names: BTreeSet<&str> = members
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut expected: BTreeSet<&str> = rooms.keys().copied().collect();
    expected.insert("huiyin-tests");
    assert_eq!(
        names, expected,
        "the workspace has other members than the plan"
    );

    let mut wrong = Vec::new();
    for package in &members {
        let Some(allowed) = rooms.get(package.name.as_str()) else {
            continue;
        };
        for needed in needs(package).intersection(&names) {
            if !allowed.contains(needed) {
                wrong.push(format!("{} must not depend on {needed}", package.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_heavy_dependency_is_known_to_its_owner_alone() {
    let owners: BTreeMap<&str, &str> = OWNERS
        .iter()
        .flat_map(|(owner, crates)| crates.iter().map(move |name| (*name, *owner)))
        .collect();
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in metadata.workspace_packages() {
        if package.name.as_str() == "huiyin-tests" {
            continue;
        }
        for needed in needs(package) {
            if let Some(owner) = owners.get(needed)
                && *owner != package.name.as_str()
            {
                wrong.push(format!(
                    "{needed} belongs to {owner}, but {} has it",
                    package.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn core_and_workflow_lean_on_values_only() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in metadata.workspace_packages() {
        if !matches!(package.name.as_str(), "huiyin-core" | "huiyin-workflow") {
            continue;
        }
        for needed in needs(package) {
            if needed != "huiyin-core" && !PURE.contains(&needed) {
                wrong.push(format!(
                    "{} must stay pure, but needs {needed}",
                    package.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two TLS providers in one graph panic at run time; OpenSSL would need a system library; an
/// SQLite older than 3.51.3 has a WAL corruption bug, and a second copy could be one.
#[test]
fn the_graph_has_one_tls_provider_and_one_sqlite() {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().expect("cargo metadata resolves");
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for node in &resolve.nodes {
        let package = &metadata[&node.id];
        versions
            .entry(package.name.as_str())
            .or_default()
            .insert(package.version.to_string());
    }
    for banned in [
        "aws-lc-rs",
        "openssl",
        "openssl-sys",
        "native-tls",
        "rsa",
        "testcontainers",
    ] {
        assert!(
            !versions.contains_key(banned),
            "{banned} came into the dependency graph"
        );
    }
    for single in [
        "rustls",
        "ring",
        "libsqlite3-sys",
        "sqlx-core",
        "tokio",
        "chrono",
    ] {
        let count = versions.get(single).map_or(0, BTreeSet::len);
        assert!(
            count <= 1,
            "{single} is there {count} times: {:?}",
            versions.get(single)
        );
    }
}

#[test]
fn no_dependency_forces_a_copyleft_licence_on_the_program() {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().expect("cargo metadata resolves");
    let mut wrong = Vec::new();
    for node in &resolve.nodes {
        let package = &metadata[&node.id];
        let licence = package.license.clone().unwrap_or_default();
        let has_licence = !licence.is_empty() || package.license_file.is_some();
        let free_choice = licence
            .replace('/', " OR ")
            .split(" OR ")
            .any(|alternative| !alternative.contains("GPL"));
        if !has_licence || !free_choice {
            wrong.push(format!("{} {}: {licence:?}", package.name, package.version));
        }
    }
    assert!(
        wrong.is_empty(),
        "licences to look at:\n{}",
        wrong.join("\n")
    );
}
